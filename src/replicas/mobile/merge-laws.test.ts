// What holds of every edit on a device, whatever was done elsewhere meanwhile: laws of the way from a report to the hub's task.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isSame } from '../../model/same.ts';
import { STRATEGIES, type Strategy } from '../../model/conflict.ts';
import { taskId, type TaskId } from '../../model/ids.ts';
import type { TaskFields } from '../../model/task.ts';
import { PlayedDevice } from '../../../test/sync/played-device.ts';
import { Stage } from '../../../test/sync/stage.ts';

const RUNS = { numRuns: 60 };

type Name = 'title' | 'notes' | 'start' | 'deadline' | 'tags' | 'priority' | 'status' | 'checklist';
type Values = Partial<Record<Name, unknown>>;

const line = (key: string, title = key): object => ({ key, title, done: false });
const day = (date: string): object => ({ date, evening: false, time: null });
const evening = (date: string): object => ({ date, evening: true, time: null });

/** Values that a person may choose, by field; a new task has the first ones. */
const CHOICES = {
  title: ['Call Anna', 'Visit Anna', 'Write to Anna', 'Forget Anna'],
  notes: [null, 'about the boat', 'about the mast', 'about both'],
  start: ['inbox', 'anytime', 'someday', day('2026-11-25'), day('2026-12-24'), evening('2026-11-23')],
  deadline: [null, '2026-12-01', '2026-12-02'],
  tags: [[], ['home'], ['home', 'shop'], ['shop']],
  priority: [1, 2, 3, 4],
  status: ['open', 'completed', 'canceled'],
  checklist: [[], [line('a')], [line('a'), line('b')], [line('a', 'a again'), line('c')]],
} as const satisfies Record<Name, readonly unknown[]>;
const NAMES = Object.keys(CHOICES) as Name[];
/** Fields of which one value wins; tags and lines of both sides are kept. */
const PLAIN: readonly Name[] = ['title', 'notes', 'start', 'deadline', 'priority', 'status'];

interface Edit {
  readonly name: Name;
  readonly to: unknown;
}

const editOf = (names: readonly Name[]): fc.Arbitrary<Edit> =>
  fc
    .constantFrom(...names)
    .chain((name) =>
      fc.constantFrom<unknown>(...(CHOICES[name] as readonly unknown[])).map((to) => ({ name, to })),
    );
const edit = editOf(NAMES);
const edits = fc.array(edit, { maxLength: 5 });
/** How long ago a person made an edit, ms; below 0: by a clock that is ahead. */
const ago = fc.constantFrom(0, 500, 60_000, 86_400_000, -60_000);
const strategy = fc.constantFrom<Strategy>(...STRATEGIES);

/** An account with devices on which many tasks are edited, one after the other. */
class Bench {
  readonly stage = new Stage();
  readonly phone = new PlayedDevice(this.stage, 'phone');
  readonly tablet = new PlayedDevice(this.stage, 'tablet');
  #tasks = 0;

  static async open(): Promise<Bench> {
    const bench = new Bench();
    await bench.stage.settle();
    return bench;
  }

  /** A task that both devices have seen. */
  async newTask(): Promise<TaskId> {
    const id = `m-${(this.#tasks += 1)}`;
    await this.tablet.report({ created: [{ id, title: CHOICES.title[0] }] });
    this.stage.now += 1000;
    this.phone.pull();
    this.tablet.pull();
    this.stage.now += 1000;
    return taskId(this.stage.devices.taskOf(id) ?? '');
  }

  /** Fields as persons see them: without the keys of lines. */
  shown(id: TaskId): Values {
    const { checklist, ...fields } = this.fields(id);
    return { ...fields, checklist: checklist.map(({ title, done }) => [title, done]) };
  }

  fields(id: TaskId): TaskFields {
    const task = this.stage.store.tasks.get(id);
    if (task === null) throw new Error('no task');
    return task.fields;
  }

  /** Edits in one request each. `from`: what the person saw; left out where `isBlind`. Gives the outcomes. */
  async apply(
    device: PlayedDevice,
    id: TaskId,
    made: readonly Edit[],
    { from = {}, isBlind = false, agoMs = 0, intent }: EditManner = {},
  ): Promise<readonly string[]> {
    const outcomes: string[] = [];
    for (const { name, to } of made) {
      const seen = Object.hasOwn(from, name) ? from[name] : this.fields(id)[name];
      const fields = { [name]: isBlind ? { to } : { from: seen, to } };
      const at = new Date(this.stage.now + 1000 - agoMs).toISOString();
      const given = { id, at, fields, ...(intent !== undefined && { intent }) };
      const answer = await device.report({ edited: [given] }, { isLost: true });
      outcomes.push(...(answer ?? []).map(({ outcome }) => outcome));
    }
    return outcomes;
  }

  /** Everything that conflicts of this task keep. */
  conflicts(id: TaskId): readonly (readonly [unknown, unknown])[] {
    const all = this.stage.store.conflicts.list({ waitingOnly: false, limit: 100_000 });
    return all
      .filter((one) => one.taskId === id)
      .map(({ hubValue, replicaValue }) => [hubValue, replicaValue]);
  }
}

interface EditManner {
  readonly from?: Values;
  readonly isBlind?: boolean;
  readonly agoMs?: number;
  readonly intent?: string;
}

/** Two tasks that end alike, whatever is done to them. */
async function expectAlike(
  bench: Bench,
  [one, other]: readonly [(id: TaskId) => Promise<unknown>, (id: TaskId) => Promise<unknown>],
): Promise<void> {
  const [first, second] = [await bench.newTask(), await bench.newTask()];
  await one(first);
  await other(second);
  expect(bench.shown(second)).toEqual(bench.shown(first));
}

describe('edits on devices', () => {
  it('[M61] count once, however often they arrive, with an intent or without', async () => {
    const bench = await Bench.open();
    let nth = 0;
    const holds = async (before: readonly Edit[], made: Edit, since: readonly Edit[], named: boolean) => {
      const id = await bench.newTask();
      await bench.apply(bench.tablet, id, before);
      bench.phone.pull();
      const from = { [made.name]: bench.fields(id)[made.name] };
      const manner = { from, ...(named && { intent: `i-${(nth += 1)}` }) };
      await bench.apply(bench.phone, id, [made], manner);
      // Without a name it is known again as long as nobody changed the same.
      const others = named ? since : since.filter(({ name }) => name !== made.name);
      await bench.apply(bench.tablet, id, others);
      const after = bench.fields(id);
      await bench.apply(bench.phone, id, [made], manner);
      expect(bench.fields(id)).toEqual(after);
    };
    await fc.assert(fc.asyncProperty(edits, edit, edits, fc.boolean(), holds), RUNS);
  });

  it('[M62] of different fields come to the same in any order, on one device or on two', async () => {
    const bench = await Bench.open();
    const holds = async (one: Edit, other: Edit, ofTwo: boolean) => {
      fc.pre(one.name !== other.name);
      const device = ofTwo ? bench.tablet : bench.phone;
      await expectAlike(bench, [
        async (id) => {
          const from = { ...bench.fields(id) };
          await bench.apply(bench.phone, id, [one], { from });
          await bench.apply(device, id, [other], { from });
        },
        async (id) => {
          const from = { ...bench.fields(id) };
          await bench.apply(device, id, [other], { from });
          await bench.apply(bench.phone, id, [one], { from });
        },
      ]);
    };
    await fc.assert(fc.asyncProperty(edit, edit, fc.boolean(), holds), RUNS);
  });

  it('[M63] that are none change nothing: a whole task as it was at any time, and any time of the last sync before that', async () => {
    const bench = await Bench.open();
    const holds = async (before: readonly Edit[], since: readonly Edit[], known: number) => {
      const id = await bench.newTask();
      const times = [bench.stage.now];
      for (const made of before) {
        await bench.apply(bench.tablet, id, [made]);
        times.push(bench.stage.now + 1);
      }
      const { title, notes, start, tags, status, deadline } = bench.fields(id);
      const isDay = typeof start === 'object';
      await bench.apply(bench.tablet, id, since);
      bench.phone.seenAt = times[known % times.length] ?? null;
      const after = bench.fields(id);
      const whole = {
        id,
        title,
        notes: notes ?? '',
        labels: tags,
        deadline,
        status: status === 'open' ? 'open' : 'completed',
        due: isDay ? start.date : null,
        list: isDay ? 'upcoming' : start,
      };
      await bench.phone.report({ updated: [whole] }, { isLost: true });
      expect(bench.fields(id)).toEqual(after);
    };
    await fc.assert(fc.asyncProperty(edits, edits, fc.nat(5), holds), RUNS);
  });

  it('[M64] of the value that the hub has are taken, whenever they were made', async () => {
    const bench = await Bench.open();
    const holds = async (chosen: Strategy, before: readonly Edit[], made: Edit, agoMs: number) => {
      bench.stage.account.changeConfig({ strategy: chosen });
      const id = await bench.newTask();
      await bench.apply(bench.tablet, id, before);
      const outcomes = await bench.apply(bench.phone, id, [made], { agoMs });
      const shown = bench.shown(id)[made.name];
      const lines = (made.to as readonly { readonly title: string; readonly done: boolean }[] | null) ?? [];
      const wanted = made.name === 'checklist' ? lines.map(({ title, done }) => [title, done]) : made.to;
      expect([shown, outcomes]).toEqual([wanted, ['done']]);
    };
    await fc.assert(fc.asyncProperty(strategy, edits, edit, ago, holds), RUNS);
  });

  it('[M65] of a former value overwrite nothing that was typed elsewhere meanwhile without keeping both', async () => {
    const bench = await Bench.open();
    const plain = editOf(PLAIN);
    const told = fc.record({ agoMs: ago, isBlind: fc.boolean() });
    const holds = async (chosen: Strategy, elsewhere: Edit, to: number, manner: EditManner) => {
      bench.stage.account.changeConfig({ strategy: chosen });
      const { name } = elsewhere;
      const made = { name, to: CHOICES[name][to % CHOICES[name].length] };
      const id = await bench.newTask();
      const base = bench.fields(id)[name];
      fc.pre(!isSame(base, elsewhere.to) && !isSame(made.to, elsewhere.to) && !isSame(base, made.to));
      await bench.apply(bench.tablet, id, [elsewhere]);
      const from = { [name]: CHOICES[name][0] };
      const outcomes = await bench.apply(bench.phone, id, [made], { from, ...manner });
      const now = bench.fields(id)[name];
      expect(bench.conflicts(id)).toContainEqual([elsewhere.to, made.to]);
      expect(outcomes).toEqual([isSame(now, made.to) ? 'done' : 'conflict']);
      const isMerged = chosen === 'merge' && name === 'notes';
      expect(isMerged || isSame(now, made.to) || isSame(now, elsewhere.to)).toBe(true);
    };
    await fc.assert(fc.asyncProperty(strategy, plain, fc.nat(9), told, holds), RUNS);
  });

  it('[M66] of one field, on two devices, end alike in whichever order they arrive', async () => {
    const bench = await Bench.open();
    const decided = fc.constantFrom<Strategy>('newest_wins', 'todoist_wins', 'things_wins', 'merge');
    const holds = async (chosen: Strategy, one: Edit, to: number, isLater: boolean) => {
      bench.stage.account.changeConfig({ strategy: chosen });
      const other = { name: one.name, to: CHOICES[one.name][to % CHOICES[one.name].length] };
      const tell = async (id: TaskId, isFirst: boolean): Promise<void> => {
        const from = { ...bench.fields(id) };
        const began = bench.stage.now;
        for (const isPhone of [isFirst, !isFirst]) {
          const device = isPhone ? bench.phone : bench.tablet;
          const madeAt = began - (isPhone === isLater ? 100 : 500);
          const agoMs = bench.stage.now + 1000 - madeAt;
          await bench.apply(device, id, [isPhone ? one : other], { from, agoMs });
        }
      };
      await expectAlike(bench, [(id) => tell(id, true), (id) => tell(id, false)]);
    };
    await fc.assert(fc.asyncProperty(decided, edit, fc.nat(9), fc.boolean(), holds), RUNS);
  });

  it('[M67] with the value that the person saw and without it come to the same, if nothing changed since', async () => {
    const bench = await Bench.open();
    const holds = async (before: readonly Edit[], made: Edit) => {
      const tell = (isBlind: boolean) => async (id: TaskId) => {
        await bench.apply(bench.tablet, id, before);
        bench.stage.now += 1000;
        bench.phone.pull();
        await bench.apply(bench.phone, id, [made], { isBlind });
      };
      await expectAlike(bench, [tell(false), tell(true)]);
    };
    await fc.assert(fc.asyncProperty(edits, edit, holds), RUNS);
  });
});
