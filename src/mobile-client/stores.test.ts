// One suite for every store: what is applied is there, also for whoever opens the store anew where it is one that lasts.

import 'fake-indexeddb/auto';
import { describe, expect, it } from 'vitest';
import { openIndexedDbStore } from './idb-store.ts';
import { createMemoryStore } from './memory-store.ts';
import { EMPTY_STATE, type ClientStore, type Intent, type MobileTask } from './types.ts';
import { optimistic } from './view.ts';

const CREATE: Intent = {
  kind: 'create',
  seq: 1,
  task: 't-1',
  at: '2026-11-30T21:00:00.000Z',
  isSent: false,
  title: 'Buy milk',
};

function task(id: string): MobileTask {
  const [shown] = optimistic([], [{ ...CREATE, task: id }], '2026-11-30');
  if (shown === undefined) throw new Error('no task');
  const { isPending: _pending, ...rest } = shown;
  return rest;
}

let databases = 0;
const STORES: readonly (readonly [
  string,
  () => Promise<readonly [ClientStore, () => Promise<ClientStore>]>,
])[] = [
  [
    'in memory',
    async () => {
      const store = createMemoryStore();
      return [store, async () => store];
    },
  ],
  [
    'in IndexedDB',
    async () => {
      const name = `client-${(databases += 1)}`;
      return [await openIndexedDbStore(name), () => openIndexedDbStore(name)];
    },
  ],
];

describe.each(STORES)('a store %s', (_where, open) => {
  it('[S30] is empty at first', async () => {
    const [store] = await open();
    expect(await store.state()).toEqual(EMPTY_STATE);
    expect([await store.tasks(), await store.intents(), await store.conflicts()]).toEqual([[], [], []]);
  });

  it('[S30] keeps what is applied, in order, also when it is opened anew', async () => {
    const [store, again] = await open();
    const second = { ...CREATE, seq: 2, task: 't-2' };
    await store.apply({
      putIntents: [second, CREATE],
      putTasks: [task('a'), task('b')],
      state: { ...EMPTY_STATE, nextSeq: 3 },
    });
    await store.apply({ removeIntents: [2], removeTasks: ['a'], putIntents: [{ ...CREATE, isSent: true }] });
    const opened = await again();
    expect(await opened.intents()).toEqual([{ ...CREATE, isSent: true }]);
    expect((await opened.tasks()).map(({ id }) => id)).toEqual(['b']);
    expect((await opened.state()).nextSeq).toBe(3);
  });

  it('[S30] drops tasks and places, and keeps what a person did', async () => {
    const [store] = await open();
    await store.apply({
      putIntents: [CREATE],
      putTasks: [task('a')],
      putContainers: [{ id: 'p', kind: 'project', name: 'Boat', parent: null }],
      putConflicts: [{ task: 'a', reason: 'because', intent: CREATE, at: CREATE.at }],
    });
    await store.apply({ clearTasks: true, putTasks: [task('b')] });
    expect((await store.tasks()).map(({ id }) => id)).toEqual(['b']);
    expect(await store.containers()).toEqual([]);
    expect([(await store.intents()).length, (await store.conflicts()).length]).toEqual([1, 1]);
    await store.apply({ removeConflicts: ['a'] });
    expect(await store.conflicts()).toEqual([]);
  });
});
