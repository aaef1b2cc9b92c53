// The invariants themselves: each kind of damage is noticed, and random use never causes any.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openBench } from '../test-bench.ts';
import type { Bench } from '../test-bench.ts';

describe('checks', () => {
  it.each([
    ['status', "UPDATE TMTask SET status = 1 WHERE title = 'a'", 'status is 0, 2 or 3'],
    ['stop date', "UPDATE TMTask SET status = 3 WHERE title = 'a'", 'stop date'],
    ['evening', "UPDATE TMTask SET startBucket = 1 WHERE title = 'a'", 'evening'],
    ['reminder', "UPDATE TMTask SET reminderTime = 1 WHERE title = 'a'", 'reminder'],
    ['inbox', "UPDATE TMTask SET area = 'x' WHERE title = 'a'", 'inbox'],
    ['heading', "UPDATE TMTask SET project = NULL WHERE title = 'H'", 'heading'],
    [
      'two containers',
      "UPDATE TMTask SET start = 1, area = 'x', project = 'y' WHERE title = 'a'",
      'one container',
    ],
    ['cached tags', "UPDATE TMTask SET cachedTags = x'00' WHERE title = 'a'", 'cached tags'],
    ['id', "UPDATE TMTask SET uuid = '0OIl' WHERE title = 'a'", 'Base58'],
    ['orphan', "INSERT INTO TMTaskTag VALUES ('x', 'y')", 'no owner'],
  ])('notice a broken %s', (_what, damage, message) => {
    const bench = openBench();
    bench.app.person.addTodo({ title: 'a' });
    bench.app.person.addHeading(bench.app.person.addProject({ title: 'P' }), 'H');
    bench.app.checkInvariants();
    bench.execute(damage);
    expect(() => bench.app.checkInvariants()).toThrow(message);
    bench.execute('DELETE FROM TMTask; DELETE FROM TMTaskTag');
  });

  it('refuse a place that does not exist and leave nothing behind', () => {
    const bench = openBench();
    expect(() => bench.app.person.addTodo({ title: 'a', project: 'nowhere' })).toThrow('no such place');
    expect(() => bench.app.person.complete('nowhere')).toThrow('no item');
    expect(bench.sql('SELECT * FROM TMTask')).toEqual([]);
  });
});

/** One random act; numbers pick among what exists. */
type Act = readonly [kind: number, first: number, second: number];

const WHENS = ['inbox', 'anytime', 'someday', 'today', 'evening', '2026-07-06', '2026-07-09'] as const;

function pick(bench: Bench, where: string, at: number): string | undefined {
  const ids = bench.sql(`SELECT uuid FROM ${where} ORDER BY uuid`);
  return ids.length === 0 ? undefined : String(ids[at % ids.length]?.['uuid']);
}

function perform(bench: Bench, [kind, first, second]: Act): void {
  const { person } = bench.app;
  const live = 'TMTask WHERE trashed = 0 AND rt1_recurrenceRule IS NULL';
  const todo = pick(bench, `${live} AND type = 0`, first);
  const item = pick(bench, `${live} AND type IN (0, 1)`, first);
  const project = pick(bench, `${live} AND type = 1`, second);
  const heading = pick(bench, `${live} AND type = 2`, second);
  const area = pick(bench, 'TMArea', second);
  const when = WHENS[second % WHENS.length] ?? 'today';
  const acts: readonly (() => void)[] = [
    () => person.addTodo({ title: `t${first}`, when, tags: [`g${second % 3}`] }),
    () => person.addTodo({ title: `c${first}`, ...(project === undefined ? {} : { project }) }),
    () => person.addTodo({ title: `h${first}`, ...(heading === undefined ? {} : { heading }) }),
    () => person.addProject({ title: `p${first}`, headings: ['H'], ...(area === undefined ? {} : { area }) }),
    () => person.addArea(`a${first}`),
    () =>
      person.addRepeatingTemplate({
        title: 'r',
        rule: { every: 1 + (second % 3), unit: 'day', afterCompletion: second % 2 === 0 },
        start: '2026-07-06',
      }),
    () => item !== undefined && person.complete(item),
    () => item !== undefined && person.cancel(item),
    () => item !== undefined && person.reopen(item),
    () => item !== undefined && person.trash(item),
    () => person.emptyTrash(),
    () =>
      todo !== undefined && person.editTodo(todo, { when, deadline: second % 2 === 0 ? '2026-07-04' : null }),
    () => todo !== undefined && project !== undefined && person.move(todo, { project }),
    () => todo !== undefined && heading !== undefined && person.move(todo, { heading }),
    () => todo !== undefined && person.move(todo, null),
    () => heading !== undefined && person.complete(heading),
    () => area !== undefined && second % 5 === 0 && person.deleteArea(area),
    () =>
      todo !== undefined &&
      bench.url('update', { id: todo, when: 'evening@21:00', 'append-notes': 'n', tags: 'Home' }),
    () => project !== undefined && bench.url('update-project', { id: project, completed: 'true' }),
    () =>
      todo !== undefined && bench.url('update', { id: todo, duplicate: 'true', 'checklist-items': 'x\ny' }),
    () =>
      todo !== undefined &&
      void bench.script("app.move(app.toDos.byId(argv[0]), {to: app.lists.byName('Inbox')})", todo),
    () => todo !== undefined && person.reorder(todo, second),
    () => bench.advance(first * 3_600_000),
    () => bench.app.dayMaintenance(),
  ];
  acts[kind % acts.length]?.();
}

describe('random use', () => {
  it('keeps every invariant and exact counters', () => {
    const act = fc.tuple(fc.nat(23), fc.nat(30), fc.nat(30));
    fc.assert(
      fc.property(fc.array(act, { minLength: 10, maxLength: 60 }), (acts) => {
        const bench = openBench();
        for (const each of acts) perform(bench, each);
        bench.app.checkInvariants();
        expect(wrongCounters(bench)).toEqual([]);
      }),
      { numRuns: 40 },
    );
  });
});

/** Rows whose stored leaf counters differ from a fresh count. */
function wrongCounters(bench: Bench): unknown[] {
  const below = `SELECT count(*) FROM TMTask c WHERE c.type = 0 AND c.trashed = 0 AND c.rt1_recurrenceRule IS NULL
    AND (c.project = t.uuid OR c.heading = t.uuid OR c.heading IN
      (SELECT h.uuid FROM TMTask h WHERE h.project = t.uuid AND h.type = 2 AND h.trashed = 0))`;
  return bench.sql(
    `SELECT title FROM TMTask t WHERE type IN (1, 2) AND (untrashedLeafActionsCount <> (${below})
     OR openUntrashedLeafActionsCount <> (${below} AND c.status = 0))`,
  );
}
