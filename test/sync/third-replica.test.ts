// A third replica beside Todoist and Things, with nothing of src knowing it: what any replica can count on.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ThingsAcknowledgement } from '../../src/protocol/things-operation.ts';
import { createPhoneReplica, Phone } from '../support/mobile-replica.ts';
import { Stage } from './stage.ts';

const PHONE = 'mobile:test';

/** A stage with a phone, on which the three are at rest. */
class ThreeWay {
  readonly phone = new Phone();
  readonly stage = new Stage({ replicas: [createPhoneReplica()] });
  /** What the agent carried out and did not tell yet. */
  readonly toTell: ThingsAcknowledgement[] = [];

  /** The phone comes, and carries out what it is told. */
  async visit(options: { readonly acknowledges?: boolean } = {}): Promise<number> {
    this.stage.now += 1000;
    const { operations } = await this.stage.account.visit(this.phone.visit(options));
    for (const operation of operations) this.phone.carryOut(operation);
    return operations.length;
  }

  /** Everybody comes until nobody is told anything any more. */
  async settle(): Promise<void> {
    for (let round = 0; round < 10; round += 1) {
      await this.stage
        .exchange({ acknowledgements: this.toTell.splice(0) })
        .then(({ operations }) =>
          this.toTell.push(...operations.map((operation) => this.stage.library.carryOut(operation))),
        );
      await this.stage.settle().catch(ignorePhone);
      if ((await this.visit()) + (await this.visit()) === 0 && this.isQuiet()) return;
    }
    throw new Error(`never at rest: ${JSON.stringify(this.stage.account.status().waiting)}`);
  }

  isQuiet(): boolean {
    const { pending } = this.stage.account.status();
    return Object.values(pending).every((count) => count === 0);
  }

  /** The titles that each of the three shows. */
  titles(): readonly (readonly string[])[] {
    const sorted = (titles: readonly string[]) => titles.toSorted((a, b) => (a < b ? -1 : 1));
    return [
      sorted(this.stage.todoist.snapshot().items.map((item) => item.content)),
      sorted(
        [...this.stage.library.todos.values()].filter((todo) => !todo.trashed).map((todo) => todo.title),
      ),
      sorted([...this.phone.tasks.values()].map((task) => task.title)),
    ];
  }
}

/** Work that waits for the phone alone is not the stage's to wait for. */
function ignorePhone(error: unknown): void {
  if (!(error instanceof Error) || !error.message.startsWith('never at rest')) throw error;
}

/** Three in sync, with one task each of them made. */
async function atRest(): Promise<ThreeWay> {
  const all = new ThreeWay();
  all.stage.library.add('Plants');
  await all.stage.inTodoist('POST', '/tasks', { content: 'Stamps' });
  await all.stage.settle();
  all.phone.add('Bread', all.stage.now);
  await all.settle();
  return all;
}

describe('a third replica', () => {
  it('[N1] gets what the others have, and they get what it has', async () => {
    const all = await atRest();
    const three = ['Bread', 'Plants', 'Stamps'];
    expect(all.titles()).toEqual([three, three, three]);
    expect(all.stage.account.status()).toMatchObject({
      inSync: true,
      tasks: { hub: 3, todoist: 3, things: 3, [PHONE]: 3, linked: 3 },
    });
  });

  it('[N1] hands on an edit, a completion and a deletion both ways', async () => {
    const all = await atRest();
    const { phone, stage } = all;
    phone.edit('Plants', { title: 'Water plants' }, stage.now + 1);
    stage.library.edit(stage.library.titled('Bread').id, { status: 'completed' });
    await stage.command('item_delete', { id: stage.task('Stamps').id });
    await all.settle();
    expect(stage.task('Water plants').content).toBe(stage.library.titled('Water plants').title);
    expect([stage.task('Bread').checked, phone.titled('Bread').done]).toEqual([true, true]);
    expect([...phone.tasks.values()].map(({ title }) => title)).not.toContain('Stamps');
  });

  it('[N2] is told nothing of what it told, and its own echo is nobody’s edit', async () => {
    const all = await atRest();
    const { phone, stage } = all;
    phone.edit('Bread', { notes: 'rye' }, stage.now + 1);
    await stage.inTodoist('POST', `/tasks/${stage.task('Plants').id}`, { description: 'twice a week' });
    await stage.exchange();
    // Carried out, and seen before it is acknowledged.
    expect(await all.visit({ acknowledges: false })).toBe(1);
    const rows = stage.store.events.last();
    expect(await all.visit({ acknowledges: false })).toBe(0);
    await all.settle();
    expect(phone.titled('Plants').notes).toBe('twice a week');
    expect(stage.store.conflicts.countWaiting()).toBe(0);
    const ofPhone = stage.store.events.after(rows, 100).filter(({ replica }) => replica === PHONE);
    expect(ofPhone.map(({ kind }) => kind)).toEqual(['update']);
    const before = stage.store.rowsWritten();
    expect(await all.visit()).toBe(0);
    expect(stage.store.rowsWritten()).toBe(before);
  });

  it('[N3] ends with the newer of two values that moved apart, as do the others, and the other value is kept', async () => {
    const all = await atRest();
    const { phone, stage } = all;
    stage.library.edit(stage.library.titled('Plants').id, { title: 'Cacti' }, stage.now + 1);
    phone.edit('Plants', { title: 'Ferns' }, stage.now + 500);
    await all.settle();
    const three = ['Bread', 'Ferns', 'Stamps'];
    expect(all.titles()).toEqual([three, three, three]);
    const [conflict] = stage.account.conflicts({ waitingOnly: false, limit: 10 });
    expect(new Set([conflict?.hubValue, conflict?.replicaValue])).toEqual(new Set(['Cacti', 'Ferns']));
  });

  it('[N4] joins with what it has already: the same task is met, not made', async () => {
    const all = new ThreeWay();
    all.stage.library.add('Plants');
    await all.stage.settle();
    all.phone.add('Plants', all.stage.now);
    await all.settle();
    expect(all.titles()).toEqual([['Plants'], ['Plants'], ['Plants']]);
  });

  it('[N4] joins without a plan, however much it is told', async () => {
    const all = new ThreeWay();
    for (let n = 0; n < 80; n += 1) all.stage.library.add(`Task ${n}`);
    await all.stage.settle();
    await all.settle();
    expect(all.phone.tasks.size).toBe(80);
    expect(all.stage.account.plan()).toBeNull();
  });

  it('[N5] goes on with the rest while a plan holds one of them', async () => {
    const all = new ThreeWay();
    for (const title of ['One', 'Two', 'Three', 'Four']) all.stage.library.add(title);
    await all.stage.settle();
    await all.settle();
    for (const { id } of all.stage.library.todos.values()) all.stage.library.todos.delete(id);
    expect((await all.stage.exchange({ whole: true })).snapshot).toBe('resync');
    const { plan } = await all.stage.exchange({ whole: true });
    expect(plan?.holds).toEqual({ what: 'side', replica: 'things' });
    all.phone.edit('One', { title: 'First' }, all.stage.now + 1);
    await all.visit();
    expect(all.stage.task('First').content).toBe('First');
    expect(all.stage.account.plan()?.hash).toBe(plan?.hash);
  });
});

const SIDES = ['todoist', 'things', 'phone'] as const;
type Side = (typeof SIDES)[number];

/** What happens: somebody does something on one side, or messages pass. Tasks are named by a number, whatever their titles are. */
const deed = fc.oneof(
  fc.record({
    kind: fc.constant('edit' as const),
    side: fc.constantFrom(...SIDES),
    task: fc.nat(3),
    text: fc.nat(99),
  }),
  fc.record({ kind: fc.constant('complete' as const), side: fc.constantFrom(...SIDES), task: fc.nat(3) }),
  fc.record({ kind: fc.constant('add' as const), side: fc.constantFrom(...SIDES), text: fc.nat(99) }),
  fc.record({
    kind: fc.constantFrom('exchange' as const, 'visit' as const, 'silent_visit' as const, 'poll' as const),
  }),
);
type Deed = typeof deed extends fc.Arbitrary<infer One> ? One : never;

/** Titles that are shown as open, by side. */
function openTitles({ stage, phone }: ThreeWay, side: Side): readonly string[] {
  const titles = {
    todoist: () =>
      stage.todoist
        .snapshot()
        .items.filter((item) => !item.checked)
        .map((item) => item.content),
    things: () =>
      [...stage.library.todos.values()].filter((todo) => todo.status === 'open').map((todo) => todo.title),
    phone: () => [...phone.tasks.values()].filter((task) => !task.done).map((task) => task.title),
  }[side]();
  return titles.toSorted((a, b) => (a < b ? -1 : 1));
}

async function change(all: ThreeWay, side: Side, title: string, to: string | null): Promise<void> {
  const { stage, phone } = all;
  stage.now += 1000;
  if (side === 'phone') phone.edit(title, to === null ? { done: true } : { title: to }, stage.now);
  else if (side === 'things') {
    const { id } = stage.library.titled(title);
    stage.library.edit(id, to === null ? { status: 'completed' } : { title: to }, stage.now);
  } else if (to === null) await stage.command('item_complete', { id: stage.task(title).id });
  else await stage.command('item_update', { id: stage.task(title).id, content: to });
}

/** So that no two titles are alike. */
let words = 0;

async function happen(all: ThreeWay, done: Deed, typed: Set<string>): Promise<void> {
  const { stage, phone } = all;
  switch (done.kind) {
    case 'edit':
    case 'complete': {
      const title = openTitles(all, done.side)[done.task];
      if (title === undefined) return;
      const to = done.kind === 'edit' ? `Task ${done.text} ${(words += 1)}` : null;
      if (to !== null) {
        // Who writes over it has seen it.
        typed.delete(title);
        typed.add(to);
      }
      return change(all, done.side, title, to);
    }
    case 'add': {
      const title = `New ${done.text} ${(words += 1)}`;
      typed.add(title);
      if (done.side === 'phone') phone.add(title, stage.now);
      else if (done.side === 'things') stage.library.add(title);
      else await stage.command('item_add', { content: title });
      return;
    }
    case 'poll':
      await stage.account.poll();
      return;
    case 'exchange': {
      const { operations } = await stage.exchange({ acknowledgements: all.toTell.splice(0) });
      all.toTell.push(...operations.map((operation) => stage.library.carryOut(operation)));
      return;
    }
    case 'visit':
    case 'silent_visit':
      await all.visit({ acknowledges: done.kind === 'visit' });
  }
}

describe('three replicas', () => {
  it('[N1] [N3] end alike whatever is done where and whoever comes when, and every word typed is somewhere', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(deed, { minLength: 4, maxLength: 14 }), async (deeds) => {
        const all = await atRest();
        const typed = new Set<string>();
        for (const one of deeds) await happen(all, one, typed);
        await all.settle();
        const [todoist, things, phone] = SIDES.map((side) => openTitles(all, side));
        expect([things, phone]).toEqual([todoist, todoist]);
        const events = all.stage.store.events.after(0, 1000);
        const kept = JSON.stringify([
          all.titles(),
          all.stage.account.conflicts({ waitingOnly: false, limit: 100 }),
          events,
        ]);
        for (const title of typed) expect(kept).toContain(title);
      }),
      { numRuns: 25 },
    );
  });
});
