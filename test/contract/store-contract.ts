// What every storage below the hub has to do alike: one suite, run over Node's SQLite and over a Durable Object's. It speaks to
// the Store port alone; what a table looks like inside is nobody's business here.

import { describe, expect, it } from 'vitest';
import { containerId, operationId, remoteId, taskId, type TaskId } from '../../src/model/ids.ts';
import type { Link } from '../../src/model/link.ts';
import type { HubTask } from '../../src/model/task.ts';
import type { ChangePoint } from '../../src/hub/clock.ts';
import { openStore } from '../../src/hub/sqlite/open-store.ts';
import { openBatchRecords } from '../../src/hub/sqlite/tables/batch-tables.ts';
import { createSqlDatabase } from '../../src/hub/sqlite/sql-database.ts';
import type { SqlDatabase } from '../../src/hub/sqlite/sql.ts';
import type { ConflictRecord, OutboxEntry, Store } from '../../src/hub/store.ts';
import { container, DAY_MS, link, NOW, task, type OnStore } from './contract-values.ts';
import { testEvents } from './event-contract.ts';

/** Hands an empty database of one kind to `work`, and throws it away afterwards. */
export type WithDatabase = (work: (sql: SqlDatabase) => void) => Promise<void>;

const HOUR_MS = 3_600_000;

/** Declares the suite for one kind of database. */
export function describeStoreContract(kind: string, withDatabase: WithDatabase): void {
  /** Declares one test on an empty store. */
  const onStore = (title: string, work: (store: Store, sql: SqlDatabase) => void): void => {
    it(title, () => withDatabase((sql) => work(openStore(sql), sql)));
  };
  describe(`the store on ${kind}`, () => {
    describe('a transaction', () => testTransactions(onStore));
    describe('single values', () => testMeta(onStore));
    describe('the clock', () => testClock(onStore));
    describe('tasks', () => testTasks(onStore));
    describe('links', () => testLinks(onStore));
    describe('containers', () => testContainers(onStore));
    describe('the outbox', () => testOutbox(onStore));
    describe('conflicts', () => testConflicts(onStore));
    describe('events', () => testEvents(onStore));
    describe('agents', () => testAgents(onStore));
    describe('opening again', () => testReopening(onStore));
  });
}

function testTransactions(onStore: OnStore): void {
  onStore('keeps what was written and gives the answer', (store) => {
    const answer = store.transaction(() => {
      store.tasks.put(task('a'), true);
      return 7;
    });
    expect([answer, store.tasks.get(taskId('a'))?.id]).toEqual([7, 'a']);
  });

  onStore('undoes everything at an exception, in every table, and throws it on', (store) => {
    store.tasks.put(task('a'), true);
    const work = () =>
      store.transaction(() => {
        store.tasks.put(task('a', { title: 'Other' }), false);
        store.links.put(link('a', 'todoist', 'r1'));
        store.containers.put(container('c'));
        store.outbox.add(entry('o'));
        store.conflicts.add(conflict('x', 'a'));
        store.suspects.of('todoist').add(remoteId('r2'));
        store.meta.set('config', { strategy: 'manual' });
        throw new Error('stopped');
      });
    expect(work).toThrow('stopped');
    expect([
      store.tasks.get(taskId('a'))?.fields.title,
      store.tasks.isInScope(taskId('a')),
      store.links.of(taskId('a')),
      store.containers.all(),
      store.outbox.get(operationId('o')),
      store.conflicts.get('x'),
      store.suspects.all(),
      store.meta.get('config'),
    ]).toEqual(['Task a', true, [], [], null, null, [], undefined]);
  });

  onStore('works again after one that was undone', (store) => {
    expect(() =>
      store.transaction(() => {
        throw new Error('stopped');
      }),
    ).toThrow('stopped');
    store.transaction(() => store.tasks.put(task('a'), true));
    expect(store.tasks.get(taskId('a'))?.id).toBe('a');
  });

  onStore('takes no work that would go on after it, by its type', (store) => {
    // @ts-expect-error -- a promise would let others write in the middle of a transaction
    const attempt = (): unknown => store.transaction(async () => 1);
    expect(typeof attempt).toBe('function');
  });
}

function testAgents(onStore: OnStore): void {
  onStore('[R99] come back as they were put, the last one first, until they are forgotten', (store) => {
    const agent = { host: 'studio', counter: 7, request: 's 1', waitsSince: null, waitsFor: null };
    const [one, other] = [
      { ...agent, id: 'a', seenAt: 1000 },
      { ...agent, id: 'b', seenAt: 2000, waitsSince: 5, waitsFor: 'Things Cloud' },
    ] as const;
    const before = store.rowsWritten();
    store.agents.put(one);
    store.agents.put({ ...other, counter: 6 });
    store.agents.put(other);
    expect([store.agents.all(), store.agents.get('a'), store.agents.get('c')]).toEqual([
      [other, one],
      one,
      null,
    ]);
    store.agents.prune(1500);
    expect(store.agents.all()).toEqual([other]);
    expect(store.rowsWritten()).toBe(before);
  });
}

function testMeta(onStore: OnStore): void {
  onStore('come back as they were put, and go with `undefined`', (store) => {
    store.meta.set('config', { list: [1, 'ä', null], deep: { yes: true } });
    expect(store.meta.get('config')).toEqual({ list: [1, 'ä', null], deep: { yes: true } });
    store.meta.set('config', undefined);
    expect(store.meta.get('config')).toBeUndefined();
  });

  onStore('[K46] that change with every run cost one row together, and a long one its own', (store) => {
    const before = store.rowsWritten();
    store.transaction(() => {
      store.meta.set('todoist_cursor', 'a');
      store.meta.set('things_snapshot', 's');
      store.meta.set('todoist_cursor', 'b');
    });
    expect([store.rowsWritten() - before, store.meta.get('todoist_cursor')]).toEqual([1, 'b']);
    const long = { titles: 'x'.repeat(60_000) };
    store.meta.set('guard_window', long);
    expect([store.meta.get('guard_window'), store.meta.get('things_snapshot')]).toEqual([long, 's']);
    store.meta.set('guard_window', { titles: 'short' });
    store.meta.set('todoist_cursor', undefined);
    const after = ['guard_window', 'things_snapshot', 'todoist_cursor'].map((key) => store.meta.get(key));
    expect(after).toEqual([{ titles: 'short' }, 's', undefined]);
  });

  onStore('[K46] are as before a transaction that was undone', (store) => {
    store.meta.set('todoist_cursor', 'a');
    expect(() =>
      store.transaction(() => {
        store.meta.set('todoist_cursor', 'b');
        throw new Error('stopped');
      }),
    ).toThrow('stopped');
    expect(store.meta.get('todoist_cursor')).toBe('a');
  });

  onStore('cost no row where nothing is different', (store) => {
    store.meta.set('config', { a: 1 });
    const before = store.rowsWritten();
    store.meta.set('config', { a: 1 });
    store.meta.set('plan', undefined);
    expect(store.rowsWritten() - before).toBe(0);
    store.meta.set('config', { a: 2 });
    expect(store.rowsWritten() - before).toBeGreaterThan(0);
  });
}

function testClock(onStore: OnStore): void {
  const changesOf = (store: Store, since: ChangePoint | null, limit = 100) => {
    const found = store.clock.changesSince(since, limit);
    if (found.kind === 'start_afresh') throw new Error('told to start afresh');
    return found;
  };
  const idsSince = (store: Store, since: ChangePoint | null) =>
    changesOf(store, since).changes.map((change) =>
      change.kind === 'task' ? change.task.id : change.container.id,
    );
  const here = (store: Store): ChangePoint => {
    const tick = store.clock.now();
    return { began: tick, tick, id: null };
  };

  onStore(
    '[M50] gives all that one transaction changed the same tick, and the next one the next',
    (store) => {
      store.transaction(() => {
        store.tasks.put(task('a'), true);
        store.containers.put(container('c'));
      });
      store.tasks.put(task('b'), true);
      const { changes } = changesOf(store, null);
      expect(changes.map(({ kind, tick }) => [kind, tick])).toEqual([
        ['task', 1],
        ['container', 1],
        ['task', 2],
      ]);
      expect(store.clock.now()).toBe(2);
    },
  );

  onStore(
    '[M50] puts the tick of its change into the stamp of each field, and leaves the others',
    (store) => {
      store.tasks.put(task('a'), true);
      const before = store.tasks.get(taskId('a')) ?? task('a');
      const stamps = { ...before.stamps, title: { at: NOW + 1, by: 'todoist' as const } };
      store.tasks.put({ ...before, fields: { ...before.fields, title: 'New', notes: 'more' }, stamps }, true);
      const after = store.tasks.get(taskId('a'))?.stamps;
      expect([after?.title, after?.notes.tick, after?.status]).toEqual([
        { at: NOW + 1, by: 'todoist', tick: 2 },
        2,
        { at: NOW, by: 'things', tick: 1 },
      ]);
    },
  );

  onStore('[M51] stands still where nothing was put, and after a transaction that was undone', (store) => {
    store.tasks.put(task('a'), true);
    store.transaction(() => store.meta.set('config', { a: 1 }));
    const undone = () =>
      store.transaction(() => {
        store.tasks.put(task('b'), true);
        throw new Error('stopped');
      });
    expect(undone).toThrow('stopped');
    expect([store.clock.now(), idsSince(store, null)]).toEqual([1, ['a']]);
    store.tasks.put(task('c'), true);
    expect(store.clock.now()).toBe(2);
  });

  onStore('[M51] goes on where it was when the store is opened again', (store, sql) => {
    store.tasks.put(task('a'), true);
    const again = openStore(createSqlDatabase(sql));
    expect(again.clock.now()).toBe(1);
    again.tasks.put(task('b'), true);
    expect(again.clock.now()).toBe(2);
  });

  onStore('[M52] tells what changed since a tick, in order, with tombstones', (store) => {
    for (const id of ['a', 'b', 'c']) store.tasks.put(task(id), true);
    const since = here(store);
    store.tasks.put({ ...task('c'), deletedAt: NOW }, true);
    store.tasks.put(task('a', { title: 'New' }), true);
    const { changes, upTo, more } = changesOf(store, since);
    expect(changes).toMatchObject([
      { tick: 4, task: { id: 'c', deletedAt: NOW } },
      { tick: 5, task: { id: 'a', fields: { title: 'New' } } },
    ]);
    expect([upTo, more, idsSince(store, upTo)]).toEqual([here(store), false, []]);
  });

  onStore('[M52] pages within one tick, and misses nothing that changes meanwhile', (store) => {
    store.transaction(() => {
      for (let at = 0; at < 25; at += 1) store.tasks.put(task(`t-${String(at).padStart(2, '0')}`), true);
      store.containers.put(container('c'));
    });
    const seen = new Map<string, number>();
    let point: ChangePoint | null = null;
    for (let page = 0; page < 20; page += 1) {
      const { changes, upTo, more } = changesOf(store, point, 4);
      expect(changes.length).toBeLessThanOrEqual(4);
      for (const change of changes)
        seen.set(change.kind === 'task' ? change.task.id : change.container.id, change.tick);
      point = upTo;
      if (page === 2) store.tasks.put(task('t-01', { title: 'Changed meanwhile' }), true);
      if (!more) break;
    }
    expect([seen.size, seen.get('t-01'), seen.get('t-02')]).toEqual([26, 2, 1]);
    expect(idsSince(store, point)).toEqual([]);
  });

  onStore(
    '[M53] tells to start afresh who knows less than what is forgotten, or more than there is',
    (store) => {
      store.tasks.put({ ...task('old'), deletedAt: NOW - 91 * DAY_MS }, true);
      store.tasks.put(task('kept'), true);
      store.tasks.prune(NOW - 90 * DAY_MS);
      const at = (tick: number): ChangePoint => ({ began: tick, tick, id: null });
      const kinds = [0, 1, 2, 3].map((tick) => store.clock.changesSince(at(tick), 9).kind);
      expect(kinds).toEqual(['start_afresh', 'changes', 'changes', 'start_afresh']);
      expect(idsSince(store, null)).toEqual(['kept']);
    },
  );

  onStore('[M53] never goes back, also when the last thing that changed is forgotten', (store, sql) => {
    store.tasks.put(task('kept'), true);
    store.tasks.put({ ...task('old'), deletedAt: NOW - 91 * DAY_MS }, true);
    store.tasks.prune(NOW - 90 * DAY_MS);
    expect(openStore(createSqlDatabase(sql)).clock.now()).toBe(2);
  });

  onStore('[M53] walks through everything page by page although something is forgotten', (store) => {
    for (const id of ['a', 'b', 'c']) store.tasks.put(task(id), true);
    store.tasks.put({ ...task('old'), deletedAt: NOW - 91 * DAY_MS }, true);
    store.tasks.prune(NOW - 90 * DAY_MS);
    const first = changesOf(store, null, 2);
    expect(idsSince(store, first.upTo)).toEqual(['c']);
  });

  onStore('[M54] turns a time into the tick before its hour, and forgets old hours', (store) => {
    const hours = [0, 1, 26];
    for (const hour of hours) {
      store.clock.note(NOW + hour * HOUR_MS);
      store.tasks.put(task(`first-${hour}`), true);
      store.tasks.put(task(`second-${hour}`), true);
    }
    const tickAt = (hour: number) => store.clock.tickAt(NOW + (hour + 0.5) * HOUR_MS);
    expect([-1, 0, 1, 10, 26, 40].map(tickAt)).toEqual([null, 0, 2, 4, 4, 6]);
    store.clock.prune(NOW + 20 * HOUR_MS);
    expect([0, 10, 26, 40].map(tickAt)).toEqual([null, null, 4, 6]);
  });

  onStore('[K40] that starts anew leaves out every tick that was ever told', (store) => {
    store.tasks.put(task('a'), true);
    const before = here(store);
    store.clock.startAnew(5000);
    store.tasks.put(task('b'), true);
    expect(store.clock.changesSince(before, 9).kind).toBe('start_afresh');
    expect(store.clock.changesSince({ began: 5001, tick: 5001, id: null }, 9).kind).toBe('start_afresh');
    expect([idsSince(store, null), idsSince(store, here(store))]).toEqual([['a', 'b'], []]);
  });
}

function testTasks(onStore: OnStore): void {
  onStore('come back with every field and stamp', (store) => {
    const full = task('a', {
      title: 'Äpfel 🍎 "quoted"',
      notes: 'two\nlines',
      tags: ['a', 'b'],
      checklist: [{ key: 'k', title: 'line', done: true }],
      place: containerId('c'),
      priority: 3,
    });
    store.tasks.put(full, true);
    expect(store.tasks.get(full.id)).toEqual(asStored(full, 1));
    expect(store.tasks.get(taskId('none'))).toBeNull();
  });

  onStore('are found by their place, also after they moved', (store) => {
    store.tasks.put(task('a', { place: containerId('c') }), true);
    store.tasks.put(task('b', { place: containerId('d') }), true);
    store.tasks.put(task('b', { place: containerId('c') }), true);
    store.tasks.put(task('a', { place: null }), true);
    const ids = (...places: string[]) => store.tasks.inPlaces(places.map(containerId)).map(({ id }) => id);
    expect([ids('c'), ids('d'), ids('c', 'd')]).toEqual([['b'], [], ['b']]);
  });

  onStore('are counted: open ones in scope, and their links', (store) => {
    for (const id of ['a', 'b', 'c', 'd']) store.tasks.put(task(id), id !== 'd');
    store.tasks.put(task('c', { status: 'completed' }), true);
    store.links.put(link('a', 'todoist', 'r1'));
    store.links.put(link('a', 'things', 't1'));
    store.links.put({ ...link('b', 'todoist', 'r2'), state: 'dormant' });
    expect(store.tasks.counts(['todoist', 'things'])).toEqual({
      hub: 2,
      byReplica: new Map([
        ['todoist', 1],
        ['things', 1],
      ]),
      linked: 1,
      dormant: 1,
    });
  });

  onStore('that were deleted are forgotten once nobody knows them any more', (store) => {
    store.tasks.put({ ...task('old'), deletedAt: NOW - 91 * DAY_MS }, true);
    store.tasks.put({ ...task('kept'), deletedAt: NOW - 91 * DAY_MS }, true);
    store.tasks.put({ ...task('new'), deletedAt: NOW }, true);
    store.links.put({ ...link('old', 'todoist', 'r1'), state: 'deleted' });
    store.links.put(link('kept', 'todoist', 'r2'));
    store.tasks.prune(NOW - 90 * DAY_MS);
    expect([...store.tasks.all()].map(({ id }) => id)).toEqual(['kept', 'new']);
    expect([store.links.of(taskId('old')).length, store.links.of(taskId('kept')).length]).toEqual([0, 1]);
  });
}

function testLinks(onStore: OnStore): void {
  onStore('come back whole, by task and by the replica’s id', (store) => {
    const full: Link = {
      ...link('a', 'todoist', 'r1'),
      revision: 'v',
      occurrence: 3,
      shadow: { title: 'Milk', tags: ['x'] },
      refused: { notes: 'digest' },
    };
    store.links.put(full);
    expect(store.links.get(full.taskId, 'todoist')).toEqual(full);
    expect(store.links.byRemoteId('todoist', full.remoteId)).toEqual(full);
    expect(store.links.byRemoteId('things', full.remoteId)).toBeNull();
    expect(store.links.withRefusals()).toEqual([full]);
  });

  onStore('are found by a new id, and no more by the former one', (store) => {
    store.links.put(link('a', 'things', 't1'));
    store.links.put(link('a', 'things', 't2'));
    expect(store.links.byRemoteId('things', remoteId('t1'))).toBeNull();
    expect(store.links.byRemoteId('things', remoteId('t2'))?.taskId).toBe('a');
    expect(store.links.active('things')).toEqual([{ taskId: 'a', remoteId: 't2', open: true }]);
  });

  onStore(
    'that are open are counted as they are within a transaction, and nothing is written for it',
    (store) => {
      for (const id of ['a', 'b']) store.links.put(link(id, 'todoist', `r-${id}`));
      store.transaction(() => {
        const rows = store.rowsWritten();
        store.links.put({ ...link('a', 'todoist', 'r-a'), shadow: { status: 'completed' } });
        for (const id of ['c', 'd']) store.links.put(link(id, 'todoist', `r-${id}`));
        expect([1, 2, 3, 9].map((limit) => store.links.countOpen('todoist', limit))).toEqual([1, 2, 3, 3]);
        expect([store.links.count('todoist'), store.links.active('todoist').length]).toEqual([3, 4]);
        expect(store.rowsWritten() - rows).toBe(0);
      });
      expect(store.links.count('todoist')).toBe(3);
    },
  );

  onStore('that are open are counted as they are after each change, commit and rollback', (store, sql) => {
    const put = (id: string, status: 'open' | 'completed' = 'open') =>
      store.links.put({ ...link(id, 'todoist', `r-${id}`), shadow: { status } });
    const counts = () => [1, 2, 3, 9].map((limit) => store.links.countOpen('todoist', limit));
    expect(counts()).toEqual([0, 0, 0, 0]);
    for (const id of ['a', 'b']) put(id);
    store.links.put(link('a', 'things', 't-a'));
    expect(counts()).toEqual([1, 2, 2, 2]);
    const fail = () =>
      store.transaction(() => {
        put('a', 'completed');
        for (const id of ['c', 'd', 'e']) put(id);
        expect(counts()).toEqual([1, 2, 3, 4]);
        // A query of a whole table has what was changed so far written.
        store.links.withRefusals();
        put('f');
        store.links.remove(taskId('b'), 'todoist');
        expect(counts()).toEqual([1, 2, 3, 4]);
        throw new Error('rolled back');
      });
    expect(fail).toThrow('rolled back');
    expect(counts()).toEqual([1, 2, 2, 2]);
    store.transaction(() => {
      put('a', 'completed');
      store.links.withRefusals();
      put('a');
      for (const id of ['c', 'd']) put(id);
      store.links.put({ ...link('b', 'todoist', 'r-b'), state: 'deleted' });
    });
    expect(counts()).toEqual([1, 2, 3, 3]);
    expect(store.links.countOpen('things', 9)).toBe(1);
    const replace = (goesOn: boolean) => () =>
      store.transaction(() => {
        openBatchRecords(sql).state.clear();
        put('g');
        expect(counts()).toEqual([1, 1, 1, 1]);
        if (!goesOn) throw new Error('rolled back');
      });
    expect(replace(false)).toThrow('rolled back');
    expect(counts()).toEqual([1, 2, 3, 3]);
    replace(true)();
    expect(counts()).toEqual([1, 1, 1, 1]);
  });

  onStore('that are open are counted once, however often it is asked', (store) => {
    store.transaction(() => {
      for (let at = 0; at < 40; at += 1) store.links.put(link(`t${at}`, 'todoist', `r-${at}`));
    });
    expect(store.links.countOpen('todoist', 30)).toBe(30);
    const before = store.rowsRead();
    for (const limit of [1, 30, 35, 40]) expect(store.links.countOpen('todoist', limit)).toBe(limit);
    expect(store.links.countOpen('todoist', 50)).toBe(40);
    store.links.put(link('t0', 'todoist', 'r-new'));
    expect(store.links.countOpen('todoist', 50)).toBe(40);
    expect(store.rowsRead() - before).toBeLessThan(5);
  });

  onStore('of two tasks can’t have one id', (store) => {
    store.links.put(link('a', 'things', 't1'));
    expect(() => store.links.put(link('b', 'things', 't1'))).toThrow();
  });

  onStore('find a task by a line of its checklist, as long as it has that line', (store) => {
    const withLines = (lines: Record<string, string>): Link => ({
      ...link('a', 'todoist', 'r1'),
      checklistRefs: Object.fromEntries(Object.entries(lines).map(([key, id]) => [key, remoteId(id)])),
    });
    store.links.put(withLines({ k1: 's1', k2: 's2' }));
    store.links.put(withLines({ k2: 's2', k3: 's3' }));
    const found = ['s1', 's2', 's3'].map((id) => store.links.byLine('todoist', remoteId(id)));
    expect(found).toEqual([null, 'a', 'a']);
    store.links.remove(taskId('a'), 'todoist');
    expect([store.links.byLine('todoist', remoteId('s2')), store.links.of(taskId('a'))]).toEqual([null, []]);
  });

  onStore('that were retired are known until they are taken back', (store) => {
    store.links.retire('things', remoteId('t1'), taskId('a'), NOW);
    expect(store.links.retired('things', remoteId('t1'))).toEqual({ taskId: 'a', at: NOW });
    expect([
      store.links.isRetired('things', remoteId('t1')),
      store.links.isRetired('todoist', remoteId('t1')),
    ]).toEqual([true, false]);
    store.links.unretire('things', remoteId('t1'));
    expect(store.links.isRetired('things', remoteId('t1'))).toBe(false);
  });
}

function testContainers(onStore: OnStore): void {
  onStore('come back with their names, parents and what replicas call them', (store) => {
    store.containers.put(container('c'));
    store.containers.put({ ...container('d'), parent: containerId('c') });
    store.containers.put({ ...container('c'), name: 'Garden' });
    const called = {
      containerId: containerId('c'),
      replica: 'todoist',
      state: 'active',
      remoteId: remoteId('p1'),
      name: 'Garden',
      refused: null,
      shownIn: remoteId('p0'),
      agreedIn: containerId('d'),
    } as const;
    store.containers.putLink(called);
    expect(store.containers.all()).toEqual([
      { ...container('c'), name: 'Garden' },
      { ...container('d'), parent: 'c' },
    ]);
    expect(store.containers.links()).toEqual([called]);
    store.containers.removeLink(containerId('c'), 'todoist');
    expect(store.containers.links()).toEqual([]);
  });
}

function testOutbox(onStore: OnStore): void {
  onStore(
    '[K45] holds many operations in few rows, and all of them after it is opened again',
    (store, sql) => {
      const before = store.rowsWritten();
      store.transaction(() => {
        for (let at = 0; at < 120; at += 1)
          store.outbox.add({ ...entry(`o-${at}`), taskId: taskId(`t-${at % 60}`), payload: 'x'.repeat(100) });
      });
      expect(store.rowsWritten() - before).toBeLessThan(5);
      store.transaction(() => {
        store.outbox.change(operationId('o-7'), { payload: 'y'.repeat(500_000), state: 'sent' });
        store.outbox.remove(operationId('o-8'));
      });
      const again = openStore(createSqlDatabase(sql)).outbox;
      const ids = again.ofReplica('todoist', ['queued', 'sent'], 999).map(({ id }) => id);
      expect(ids).toEqual(Array.from({ length: 120 }, (_, at) => `o-${at}`).filter((id) => id !== 'o-8'));
      expect(again.get(operationId('o-7'))).toMatchObject({ state: 'sent', payload: 'y'.repeat(500_000) });
      expect(again.ofTask(taskId('t-7')).map(({ id }) => id)).toEqual(['o-7', 'o-67']);
    },
  );

  onStore('[K45] is as before a transaction that was undone', (store) => {
    store.outbox.add(entry('kept'));
    expect(() =>
      store.transaction(() => {
        store.outbox.add(entry('new'));
        store.outbox.change(operationId('kept'), { state: 'sent' });
        throw new Error('stopped');
      }),
    ).toThrow('stopped');
    expect([store.outbox.get(operationId('new')), store.outbox.get(operationId('kept'))?.state]).toEqual([
      null,
      'queued',
    ]);
  });

  onStore('[K45] writes nothing where an operation is as it was', (store) => {
    store.outbox.add(entry('o'));
    const before = store.rowsWritten();
    store.outbox.change(operationId('o'), { state: 'queued', reason: null });
    expect(store.rowsWritten() - before).toBe(0);
  });

  onStore('gives entries back whole and in the order of their coming', (store) => {
    for (const id of ['z', 'a', 'm']) store.outbox.add(entry(id));
    store.outbox.add({ ...entry('things'), replica: 'things' });
    const found = store.outbox.ofReplica('todoist', ['queued'], 9);
    expect(found.map(({ id }) => id)).toEqual(['z', 'a', 'm']);
    expect(found[0]).toEqual({ ...entry('z'), seq: found[0]?.seq });
    expect(store.outbox.ofReplica('todoist', ['queued'], 2).length).toBe(2);
  });

  onStore('changes what is named and nothing else', (store) => {
    store.outbox.add(entry('o'));
    store.outbox.change(operationId('o'), {
      state: 'held',
      reason: 'full',
      retryAt: NOW,
      fields: { title: 'B' },
    });
    const { seq: _order, ...changed } = store.outbox.get(operationId('o')) ?? { seq: 0 };
    expect(changed).toEqual({
      ...entry('o'),
      state: 'held',
      reason: 'full',
      retryAt: NOW,
      fields: { title: 'B' },
    });
    store.outbox.change(operationId('o'), { reason: null });
    expect(store.outbox.get(operationId('o'))?.reason).toBeNull();
  });

  onStore('tells what is due: queued and held ones whose time has come, never notes', (store) => {
    store.outbox.add(entry('now'));
    store.outbox.add({ ...entry('later'), retryAt: NOW + 1 });
    store.outbox.add({ ...entry('again'), state: 'failed', retryAt: NOW });
    store.outbox.add({ ...entry('waits'), state: 'held' });
    store.outbox.add({ ...entry('sent'), state: 'sent' });
    store.outbox.add({ ...entry('note'), kind: 'note', state: 'held', retryAt: NOW });
    const due = (at: number) => store.outbox.due('todoist', at, 9).map(({ id }) => id);
    expect([due(NOW), due(NOW + 1)]).toEqual([
      ['now', 'again'],
      ['now', 'later', 'again'],
    ]);
    const first = store.outbox.get(operationId('now'));
    expect(store.outbox.due('todoist', NOW + 1, 1, first?.seq).map(({ id }) => id)).toEqual(['later']);
  });

  onStore('finds entries by task, container and the replica’s id, and counts them', (store) => {
    store.outbox.add({ ...entry('a'), taskId: taskId('t') });
    store.outbox.add({ ...entry('b'), containerId: containerId('c'), state: 'held', retryAt: NOW });
    store.outbox.add({ ...entry('c'), remoteId: remoteId('r') });
    expect([
      store.outbox.ofTask(taskId('t')).map(({ id }) => id),
      store.outbox.ofContainer('todoist', containerId('c')).map(({ id }) => id),
      store.outbox.naming('todoist', remoteId('r')).map(({ id }) => id),
      store.outbox.count('todoist', ['queued']),
      store.outbox.count(null, ['queued', 'held']),
    ]).toEqual([['a'], ['b'], ['c'], 2, 3]);
    store.outbox.releaseHeld('todoist');
    expect(store.outbox.get(operationId('b'))?.retryAt).toBe(0);
    store.outbox.remove(operationId('a'));
    expect([store.outbox.get(operationId('a')), store.outbox.ofTask(taskId('t'))]).toEqual([null, []]);
  });
}

function testConflicts(onStore: OnStore): void {
  onStore('come back whole, and wait until they are decided', (store) => {
    store.conflicts.add(conflict('x', 'a'));
    store.conflicts.add({ ...conflict('y', 'b'), outcome: 'hub', at: NOW + 1 });
    expect(store.conflicts.get('x')).toEqual(conflict('x', 'a'));
    expect([
      store.conflicts.waitingOf(taskId('a')).map(({ id }) => id),
      store.conflicts.list({ waitingOnly: true, limit: 9 }).map(({ id }) => id),
      store.conflicts.list({ waitingOnly: false, limit: 9 }).map(({ id }) => id),
      store.conflicts.countWaiting(),
    ]).toEqual([['x'], ['x'], ['y', 'x'], 1]);
    store.conflicts.change('x', { outcome: 'replica', resolvedAt: NOW + 2, replicaValue: 'C' });
    expect(store.conflicts.get('x')).toMatchObject({
      outcome: 'replica',
      resolvedAt: NOW + 2,
      replicaValue: 'C',
    });
    expect(store.conflicts.countWaiting()).toBe(0);
  });

  onStore('about read-backs are counted by their tasks', (store) => {
    const readBack = (id: string, task: string, at: number): ConflictRecord => ({
      ...conflict(id, task),
      at,
      cause: 'read_back',
    });
    store.conflicts.add(conflict('x', 'a'));
    for (const id of ['y', 'z']) store.conflicts.add(readBack(id, 'a', NOW));
    store.conflicts.add(readBack('v', 'b', NOW + 1));
    store.conflicts.add({ ...readBack('w', 'c', NOW), outcome: 'hub' });
    const count = (since: number): number =>
      store.conflicts.countReadBacks({ replica: 'todoist', field: 'title', since });
    expect([count(0), count(NOW)]).toEqual([2, 1]);
    expect(store.conflicts.get('y')).toEqual(readBack('y', 'a', NOW));
    expect(
      store.conflicts
        .of(taskId('a'))
        .map(({ id }) => id)
        .toSorted(),
    ).toEqual(['x', 'y', 'z']);
  });

  onStore('are forgotten when they are old and decided', (store) => {
    store.conflicts.add(conflict('waits', 'a'));
    store.conflicts.add({ ...conflict('decided', 'b'), outcome: 'hub' });
    store.conflicts.prune(NOW + 1);
    expect(store.conflicts.list({ waitingOnly: false, limit: 9 }).map(({ id }) => id)).toEqual(['waits']);
  });

  onStore('suspects are kept once each, by replica', (store) => {
    for (const id of ['r1', 'r2', 'r1']) store.suspects.of('todoist').add(remoteId(id));
    store.suspects.of('mobile:a').add(remoteId('r1'));
    store.suspects.of('mobile:a').keep(remoteId('r1'), { found: 1 });
    store.suspects.of('todoist').wait(remoteId('r1'), { attempts: 1, retryAt: 50, reason: 'down' });
    expect(
      store.suspects
        .of('todoist')
        .due(49, 9)
        .map((each) => each.remoteId),
    ).toEqual(['r2']);
    expect(
      store.suspects
        .of('todoist')
        .failing(9)
        .map((each) => each.remoteId),
    ).toEqual(['r1']);
    expect([store.suspects.of('todoist').kept(), store.suspects.of('mobile:a').kept()]).toEqual([[], ['r1']]);
    store.suspects.of('todoist').remove(remoteId('r1'));
    expect(store.suspects.all().map((each) => [each.replica, each.remoteId])).toEqual([
      ['mobile:a', 'r1'],
      ['todoist', 'r2'],
    ]);
  });
}

function testReopening(onStore: OnStore): void {
  onStore('finds everything and writes nothing', (store, sql) => {
    store.tasks.put(task('a'), true);
    store.meta.set('config', { a: 1 });
    const before = sql.rowsWritten();
    const again = openStore(sql);
    expect([again.tasks.get(taskId('a')), again.meta.get('config'), sql.rowsWritten() - before]).toEqual([
      asStored(task('a'), 1),
      { a: 1 },
      0,
    ]);
  });
}

/** A task as it comes back when it was put down in one tick. */
function asStored(made: HubTask, tick: number): HubTask {
  const stamps = Object.entries(made.stamps).map(([name, stamp]) => [name, { ...stamp, tick }]);
  return { ...made, stamps: Object.fromEntries(stamps) as HubTask['stamps'] };
}

function entry(id: string): Omit<OutboxEntry, 'seq'> {
  return {
    id: operationId(id),
    replica: 'todoist',
    taskId: null,
    containerId: null,
    kind: 'update',
    remoteId: null,
    fields: { title: 'A' },
    before: { title: 'Z' },
    state: 'queued',
    reason: null,
    retryAt: null,
    attempts: 0,
    payload: null,
    request: null,
  };
}

function conflict(id: string, task: string): ConflictRecord {
  const of: TaskId = taskId(task);
  return {
    id,
    at: NOW,
    taskId: of,
    field: 'title',
    replica: 'todoist',
    hubValue: 'A',
    replicaValue: 'B',
    base: null,
    strategy: 'manual',
    outcome: 'waiting',
    resolvedAt: null,
  };
}
