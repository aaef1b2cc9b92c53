// What anybody may see of KV use.

import { describe, expect, it } from 'vitest';
import { SYNC_STATE_KEY } from '../../src/checkpoint/documents/sync-state.ts';
import { mobileBatchKey, writeMobileBatch } from '../../src/checkpoint/documents/mobile-batch.ts';
import { fingerprintOf } from '../../src/checkpoint/fingerprint.ts';
import { publishDocument } from '../../src/checkpoint/publish.ts';
import { HostileKv } from '../support/hostile-kv.ts';
import { addTask, Clock, fillStore, MIDNIGHT, openAccount } from './bench.ts';

describe('the figures', () => {
  it('[K23] show use, share, forecast, documents and what waits, without a KV operation and without a name of a device or task', async () => {
    const clock = new Clock(MIDNIGHT + 6 * 3_600_000);
    const kv = new HostileKv({ now: clock.now });
    const { store, batches } = openAccount(kv, clock);
    fillStore(store);
    batches.noteChange();
    await batches.checkpoint({ force: true });
    const mobile = await writeMobileBatch({ deviceId: 'annas-phone', mappings: new Map() }, clock.at);
    await publishDocument(batches.publishing, mobileBatchKey('annas-phone'), mobile, {
      purpose: 'checkpoint',
      ttlSeconds: null,
    });
    clock.at += 60_000;
    addTask(store, 'later');
    batches.noteChange();
    clock.at += 30_000;
    const calls = kv.calls.length;
    const stats = batches.stats();
    expect(kv.calls.length).toBe(calls);
    expect(stats).toMatchObject({
      today: {
        day: '2026-11-23',
        operations: { reads: 1, writes: 2, lists: 0, deletes: 0 },
        byFamily: { 'mobile-batch': { writes: 1 }, 'sync-state': { reads: 1, writes: 1 } },
        share: { reads: 0, writes: 0.002, lists: 0, deletes: 0 },
        forecast: { reads: 4, writes: 8, lists: 0, deletes: 0 },
        step: 'everything',
      },
      limits: { reads: 100_000, writes: 1000 },
      usable: { reads: 85_000, writes: 850 },
      documents: [
        { document: 'mobile-batch #1', parts: 1, dirtyForSeconds: null },
        { document: SYNC_STATE_KEY, parts: 1, dirtyForSeconds: 30 },
      ],
      waiting: [],
      problems: [],
    });
    expect(stats.days.map((day) => day.day)).toEqual(['2026-11-23']);
    expect(JSON.stringify(stats)).not.toMatch(/annas|Task|plain/);
  });
});

describe('older code', () => {
  it('[K22] finds every linked pair in sync-state:batch by hash and by either id', async () => {
    const clock = new Clock();
    const kv = new HostileKv({ now: clock.now });
    const { store, batches } = openAccount(kv, clock);
    fillStore(store);
    addTask(store, 'second', { title: 'Task plain' });
    batches.noteChange();
    await batches.checkpoint({ force: true });
    const document = JSON.parse(kv.actual(SYNC_STATE_KEY) ?? '{}') as Record<
      'mappings' | 'todoistIndex' | 'thingsIndex',
      Record<string, unknown>
    >;
    const { primaryHash } = await fingerprintOf('Task plain', null, null);
    expect(Object.keys(document.mappings)).toEqual([primaryHash, expect.any(String), `${primaryHash}~2`]);
    expect(document.todoistIndex['todoist-second']).toBe(`${primaryHash}~2`);
    expect(document.thingsIndex['things-plain']).toBe(primaryHash);
    expect(document.mappings[primaryHash]).toMatchObject({
      todoistId: 'todoist-plain',
      thingsId: 'things-plain',
      source: 'exact',
      version: 2,
      lastSyncedContent: { title: 'Task plain', notes: '', due: null, labels: [] },
    });
    expect(Object.values(document.mappings)).toContainEqual(
      expect.objectContaining({
        lastSyncedContent: expect.objectContaining({ due: '2026-12-01', labels: ['a', 'p1'] }),
      }),
    );
  });
});
