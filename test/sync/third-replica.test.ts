// A third replica beside Todoist and Things, with nothing of src knowing it: what any replica can count on.

import { describe, expect, it } from 'vitest';
import { createPhoneReplica, Phone } from '../support/mobile-replica.ts';
import { Stage } from './stage.ts';

const PHONE = 'mobile:test';

/** A stage with a phone, on which the three are at rest. */
class ThreeWay {
  readonly phone = new Phone();
  readonly stage = new Stage({ replicas: [createPhoneReplica()] });

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
    expect([conflict?.hubValue, conflict?.replicaValue].toSorted()).toEqual(['Cacti', 'Ferns']);
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
