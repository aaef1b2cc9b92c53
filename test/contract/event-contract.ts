// The part of the store's contract that is about the stream of events.

import { expect } from 'vitest';
import { containerId, taskId } from '../../src/model/ids.ts';
import { newRunMark, type HubEvent, type NewEvent, type RunMark } from '../../src/hub/events.ts';
import { openStore } from '../../src/hub/sqlite/open-store.ts';
import { createSqlDatabase } from '../../src/hub/sqlite/sql-database.ts';
import type { Store } from '../../src/hub/store.ts';
import { container, DAY_MS, link, NOW, task, type OnStore } from './contract-values.ts';

/** Declares the tests of the stream. */
export function testEvents(onStore: OnStore): void {
  testDecisions(onStore);
  testChains(onStore);
  testRuns(onStore);
  testForgetting(onStore);
}

function testDecisions(onStore: OnStore): void {
  onStore(
    '[H20] tell what a transaction made, changed, deleted and brought back, once for each task',
    (store) => {
      inRun(store, newRunMark(), () => {
        store.tasks.put(task('a'), true);
        store.tasks.put(task('a', { title: 'First' }), true);
      });
      inRun(store, newRunMark(), () => {
        store.tasks.put(task('a', { title: 'Second', notes: 'x' }), true);
        store.tasks.put(task('a', { title: 'Third' }), true);
        store.events.explain(taskId('a'), { replica: 'todoist', rule: 'M2', text: 'It was changed there.' });
      });
      inRun(store, newRunMark(), () =>
        store.tasks.put({ ...task('a', { title: 'Third' }), deletedAt: NOW }, true),
      );
      inRun(store, newRunMark(), () => store.tasks.put(task('a', { title: 'Third' }), true));
      expect(all(store).map(({ kind, before, after }) => [kind, before, after])).toEqual([
        ['made', {}, { title: 'First' }],
        ['changed', { title: 'First' }, { title: 'Third' }],
        ['deleted', {}, {}],
        ['brought_back', {}, {}],
      ]);
      expect(store.events.get(2)).toMatchObject({ replica: 'todoist', steps: [{ rule: 'M2' }], taskId: 'a' });
    },
  );

  onStore('[H20] tell nothing of what is as it was, and of a transaction that was undone', (store) => {
    inRun(store, newRunMark(), () => store.tasks.put(task('a'), true));
    const rows = store.rowsWritten();
    inRun(store, newRunMark(), () => store.tasks.put(task('a'), true));
    expect([all(store).length, store.rowsWritten() - rows]).toEqual([1, 0]);
    expect(() =>
      inRun(store, newRunMark(), () => {
        store.tasks.put(task('a', { title: 'Other' }), true);
        store.events.add(done('a', 'op'));
        throw new Error('stopped');
      }),
    ).toThrow('stopped');
    inRun(store, newRunMark(), () => store.events.add(done('a', 'op-2')));
    expect(all(store).map(({ seq, operation }) => [seq, operation])).toEqual([
      [1, null],
      [2, 'op-2'],
    ]);
  });

  onStore('[H20] of a first sync tell nothing of tasks that are there already', (store) => {
    store.transaction(() => {
      store.events.open(newRunMark(), { at: NOW, isFirstSync: true });
      store.tasks.put(task('a'), true);
      store.tasks.put(task('b'), true);
      store.events.explain(taskId('b'), { replica: 'things', rule: 'L5', text: 'It is the same.' });
    });
    expect(all(store).map(({ kind, taskId: id }) => [kind, id])).toEqual([['noted', 'b']]);
  });
}

function testChains(onStore: OnStore): void {
  onStore('[H21] each name the one before of their task, whichever replica it was about', (store) => {
    inRun(store, newRunMark(), () => {
      for (const id of ['a', 'b']) {
        store.tasks.put(task(id), true);
        store.links.put(link(id, 'todoist', `r-${id}`));
        store.links.put(link(id, 'things', `t-${id}`));
      }
    });
    for (const replica of ['todoist', 'things', 'todoist'] as const) {
      for (const id of ['a', 'b'])
        inRun(store, newRunMark(), () => store.events.add({ ...done(id, `${replica}-${id}`), replica }));
    }
    expect(seqsOf(store, 'a')).toEqual([7, 5, 3, 1]);
    expect(seqsOf(store, 'b')).toEqual([8, 6, 4, 2]);
    expect(all(store).map(({ previous }) => previous)).toEqual([null, null, 1, 2, 3, 4, 5, 6]);
  });

  onStore('[H21] are still found when a link is taken away, and of containers, too', (store) => {
    inRun(store, newRunMark(), () => {
      store.tasks.put(task('a'), true);
      store.links.put(link('a', 'todoist', 'r'));
      store.containers.put(container('c'));
    });
    inRun(store, newRunMark(), () => store.events.add(done('a', 'one')));
    store.links.remove(taskId('a'), 'todoist');
    expect(seqsOf(store, 'a')).toEqual([2, 1]);
    const renamed = {
      ...done('c', 'x'),
      kind: 'rename_container',
      taskId: null,
      containerId: containerId('c'),
    } as const;
    inRun(store, newRunMark(), () => store.events.add(renamed));
    inRun(store, newRunMark(), () => store.events.add({ ...renamed, operation: 'y' }));
    expect([...store.events.ofContainer(containerId('c'))].map(({ seq }) => seq)).toEqual([4, 3]);
    expect([...store.events.ofContainer(containerId('d'))]).toEqual([]);
  });

  onStore('[H21] of one task are read without going through those of the others', (store) => {
    inRun(store, newRunMark(), () => {
      for (let at = 0; at < 60; at += 1) store.tasks.put(task(`t-${at}`), true);
    });
    for (let at = 0; at < 60; at += 1)
      inRun(store, newRunMark(), () => store.events.add(done(`t-${at}`, `op-${at}`)));
    const before = store.rowsRead();
    expect(seqsOf(store, 't-7')).toEqual([68, 8]);
    expect(store.rowsRead() - before).toBeLessThan(8);
  });

  onStore('[H22] come in pages that lose none, also when several have one time', (store) => {
    for (let at = 0; at < 7; at += 1)
      inRun(store, newRunMark(), () => {
        store.tasks.put(task(`t-${at}`), true);
        store.events.add(done(`t-${at}`, `op-${at}`));
      });
    const seen: (string | null)[] = [];
    for (let before: number | null = null; ;) {
      const page: readonly HubEvent[] = store.events.list({ before, limit: 3, withDecisions: false });
      if (page.length === 0) break;
      seen.push(...page.map(({ operation }) => operation));
      before = page.at(-1)?.seq ?? null;
    }
    expect(seen).toEqual(['op-6', 'op-5', 'op-4', 'op-3', 'op-2', 'op-1', 'op-0']);
    expect(store.events.after(12, 9).map(({ seq }) => seq)).toEqual([13, 14]);
  });
}

function testRuns(onStore: OnStore): void {
  onStore('[H23] of one run stand together under its name, over several transactions', (store, sql) => {
    const [first, second] = [newRunMark(), newRunMark()];
    for (const id of ['a', 'b']) inRun(store, first, () => store.tasks.put(task(id), true));
    for (const id of ['c', 'd']) inRun(store, second, () => store.tasks.put(task(id), true));
    expect(all(store).map(({ run }) => run)).toEqual([1, 1, 3, 3]);
    expect([...store.events.ofRun(1)].map(({ title }) => title)).toEqual(['Task a', 'Task b']);
    expect([...store.events.ofRun(2)]).toEqual([]);
    const again = openStore(createSqlDatabase(sql));
    inRun(again, newRunMark(), () => again.tasks.put(task('e'), true));
    expect(again.events.get(5)).toMatchObject({ run: 5, title: 'Task e' });
  });

  onStore('[H23] go on under a new name where another run came in between', (store) => {
    const [long, short] = [newRunMark(), newRunMark()];
    inRun(store, long, () => store.tasks.put(task('a'), true));
    inRun(store, short, () => store.tasks.put(task('b'), true));
    inRun(store, long, () => store.tasks.put(task('c'), true));
    inRun(store, long, () => store.tasks.put(task('d'), true));
    expect(all(store).map(({ run }) => run)).toEqual([1, 2, 3, 3]);
  });

  onStore('[H23] keep the name of their run when a transaction of it is undone', (store) => {
    const mark = newRunMark();
    expect(() =>
      inRun(store, mark, () => {
        store.tasks.put(task('a'), true);
        throw new Error('stopped');
      }),
    ).toThrow('stopped');
    inRun(store, mark, () => store.tasks.put(task('b'), true));
    inRun(store, mark, () => store.tasks.put(task('c'), true));
    expect(all(store).map(({ run, title }) => [run, title])).toEqual([
      [1, 'Task b'],
      [1, 'Task c'],
    ]);
  });
}

function testForgetting(onStore: OnStore): void {
  onStore(
    '[H24] are forgotten from the oldest on, a part at a time, and no chain is broken by it',
    (store) => {
      inRun(store, newRunMark(), () => store.tasks.put(task('a'), true));
      for (let day = 0; day < 6; day += 1) {
        const event = { ...done('a', `op-${day}`), at: NOW + day * DAY_MS };
        inRun(store, newRunMark(), () => store.events.add(event));
      }
      store.events.prune(NOW + 4 * DAY_MS, 2);
      expect(seqsOf(store, 'a')).toEqual([7, 6, 5, 4, 3]);
      const before = store.rowsWritten();
      store.events.prune(NOW + 4 * DAY_MS, 50);
      expect([seqsOf(store, 'a'), store.rowsWritten() - before]).toEqual([[7, 6], 3]);
      store.events.prune(NOW + 100 * DAY_MS, 50);
      expect([seqsOf(store, 'a'), store.events.last()], 'the newest tells how far it went').toEqual([[7], 7]);
      inRun(store, newRunMark(), () => store.events.add(done('a', 'later')));
      expect(seqsOf(store, 'a')).toEqual([8, 7]);
    },
  );

  onStore(
    '[K41] go on far behind all that was told when tasks come back from elsewhere, and are found again',
    (store) => {
      inRun(store, newRunMark(), () => store.tasks.put(task('a'), true));
      inRun(store, newRunMark(), () => store.events.add(done('a', 'op')));
      store.events.startAnew(NOW);
      expect(seqsOf(store, 'a')).toEqual([2, 1]);
      inRun(store, newRunMark(), () => store.events.add(done('a', 'later')));
      const [newest, ...older] = seqsOf(store, 'a');
      expect([newest, older]).toEqual([Math.floor(NOW / 1000) + 1, [2, 1]]);
    },
  );

  onStore('[K41] are found again of containers that come back from elsewhere, too', (store, sql) => {
    inRun(store, newRunMark(), () => store.containers.put(container('c')));
    const renamed = { ...done('c', 'x'), kind: 'rename_container', taskId: null } as const;
    inRun(store, newRunMark(), () => store.events.add({ ...renamed, containerId: containerId('c') }));
    createSqlDatabase(sql).run(`UPDATE containers SET last_event = NULL`);
    expect([...store.events.ofContainer(containerId('c'))]).toEqual([]);
    store.events.startAnew(NOW);
    expect([...store.events.ofContainer(containerId('c'))].map(({ seq }) => seq)).toEqual([1]);
  });

  onStore('[H4] say when they were taken back', (store) => {
    inRun(store, newRunMark(), () => store.tasks.put(task('a'), true));
    store.events.markUndone(1, NOW);
    expect([store.events.get(1)?.undoneAt, store.events.get(2)]).toEqual([NOW, null]);
  });
}

function inRun(store: Store, mark: RunMark, work: () => void): void {
  store.transaction(() => {
    store.events.open(mark, { at: NOW, isFirstSync: false });
    work();
  });
}

function all(store: Store): readonly HubEvent[] {
  return store.events.after(0, 1000);
}

function seqsOf(store: Store, id: string): readonly number[] {
  return [...store.events.ofTask(taskId(id))].map(({ seq }) => seq);
}

/** An operation that was carried out. */
function done(id: string, operation: string): NewEvent {
  return {
    at: NOW,
    kind: 'update',
    taskId: taskId(id),
    containerId: null,
    replica: 'todoist',
    operation,
    title: `Task ${id}`,
    before: { title: 'A' },
    after: { title: 'B' },
  };
}
