// What IndexedDB can't do is said in words for a person.

import 'fake-indexeddb/auto';
import { IDBObjectStore } from 'fake-indexeddb';
import { openDB } from 'idb';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { openIndexedDbStore } from './idb-store.ts';
import { storageErrorOf, type StorageError } from './storage-error.ts';
import type { Intent } from './types.ts';

afterEach(() => vi.unstubAllGlobals());

const CREATE: Intent = {
  kind: 'create',
  seq: 1,
  task: 't',
  at: '2026-11-30T21:00:00.000Z',
  isSent: false,
  title: 'x',
};

describe('a store of the browser', () => {
  it('[U7] says where there is none', async () => {
    vi.stubGlobal('indexedDB', {
      open: () => {
        throw new DOMException('no', 'SecurityError');
      },
    });
    await expect(openIndexedDbStore('none')).rejects.toMatchObject({ kind: 'no_storage' });
  });

  it('[U7] says that it is full, having written nothing', async () => {
    const store = await openIndexedDbStore('full');
    const put = vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(() => {
      throw new DOMException('no room', 'QuotaExceededError');
    });
    await expect(store.update([], () => ({ putIntents: [CREATE] }))).rejects.toMatchObject({
      kind: 'full',
      message: expect.stringContaining('no room') as string,
    });
    put.mockRestore();
    expect((await store.read()).intents).toEqual([]);
    await store.update([], () => ({ putIntents: [CREATE] }));
    expect((await store.read()).intents).toEqual([CREATE]);
  });

  it('[U7] lets a newer page have it, and says so', async () => {
    const lost: StorageError[] = [];
    const store = await openIndexedDbStore('newer', { lost: (error) => lost.push(error) });
    (await openDB('newer', 2)).close();
    expect(lost.map(({ kind }) => kind)).toEqual(['newer_page']);
    await expect(store.read()).rejects.toMatchObject({ kind: 'closed' });
    await expect(openIndexedDbStore('newer')).rejects.toMatchObject({ kind: 'newer_page' });
  });

  it('[U7] passes over what can’t be read of what a person did, says so, and leaves it there', async () => {
    let times = 0;
    const store = await openIndexedDbStore('damaged', { damaged: () => (times += 1) });
    const damaged = { kind: 'edit', seq: 2, task: 't', at: CREATE.at, isSent: false } as unknown as Intent;
    await store.update([], () => ({ putIntents: [CREATE, damaged] }));
    expect([(await store.read()).intents, times]).toEqual([[CREATE], 1]);
    await store.update([], ({ intents }) => ({ removeIntents: intents.map(({ seq }) => seq) }));
    const db = await openDB('damaged');
    expect(await db.getAll('intents')).toEqual([damaged]);
    db.close();
  });

  it('[U7] takes no mistake of ours for a full device', () => {
    const mistake = new TypeError('x is undefined');
    expect(storageErrorOf(mistake)).toBe(mistake);
  });
});
