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
    expect(await store.read()).toEqual({
      state: EMPTY_STATE,
      tasks: [],
      containers: [],
      intents: [],
      conflicts: [],
    });
  });

  it('[S30] keeps what is applied, in order, also when it is opened anew', async () => {
    const [store, again] = await open();
    const second = { ...CREATE, seq: 2, task: 't-2' };
    await store.update([], () => ({
      putIntents: [second, CREATE],
      putTasks: [task('a'), task('b')],
      state: { ...EMPTY_STATE, nextSeq: 3 },
    }));
    await store.update([], () => ({
      removeIntents: [2],
      removeTasks: ['a'],
      putIntents: [{ ...CREATE, isSent: true }],
    }));
    const { state, tasks, intents } = await (await again()).read();
    expect(intents).toEqual([{ ...CREATE, isSent: true }]);
    expect(tasks.map(({ id }) => id)).toEqual(['b']);
    expect(state.nextSeq).toBe(3);
  });

  it('[S30] drops tasks and places, and keeps what a person did', async () => {
    const [store] = await open();
    await store.update([], () => ({
      putIntents: [CREATE],
      putTasks: [task('a')],
      putContainers: [{ id: 'p', kind: 'project', name: 'Boat', parent: null }],
      putConflicts: [{ task: 'a', reason: 'because', intent: CREATE, at: CREATE.at }],
    }));
    await store.update([], () => ({ clearTasks: true, putTasks: [task('b')] }));
    const { tasks, containers, intents, conflicts } = await store.read();
    expect([tasks.map(({ id }) => id), containers]).toEqual([['b'], []]);
    expect([intents.length, conflicts.length]).toEqual([1, 1]);
    await store.update([], () => ({ removeConflicts: ['a'] }));
    expect(await store.conflicts()).toEqual([]);
  });

  it('[U1] decides by what is there when it writes, whoever else changes it at the same time', async () => {
    const [store, again] = await open();
    const other = await again();
    const count = (one: ClientStore): Promise<void> =>
      one.update(['a'], ({ state, intents, tasks }) => ({
        state: { ...state, nextSeq: state.nextSeq + 1 },
        putIntents: [{ ...CREATE, seq: state.nextSeq, title: `${intents.length}` }],
        putTasks: tasks.has('a') ? [] : [task('a')],
      }));
    await Promise.all(Array.from({ length: 20 }, (_, at) => count(at % 2 === 0 ? store : other)));
    const { intents, state } = await store.read();
    expect(state.nextSeq).toBe(21);
    expect(intents.map((one) => (one.kind === 'create' ? one.title : ''))).toEqual(
      Array.from({ length: 20 }, (_, at) => `${at}`),
    );
  });

  it('[U1] writes nothing where the decision fails, and goes on', async () => {
    const [store] = await open();
    const mistake = store.update([], () => {
      throw new Error('no');
    });
    await expect(mistake).rejects.toThrow('no');
    await store.update([], () => ({ putIntents: [CREATE] }));
    await store.update([], () => ({ clearAll: true }));
    expect(await store.read()).toMatchObject({ state: EMPTY_STATE, intents: [] });
  });
});
