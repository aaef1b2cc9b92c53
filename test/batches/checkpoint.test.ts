// Checkpoints and restores over a KV that may be as bad as the real one.

import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { KV_TIMEOUT_MS } from '../../src/checkpoint/kv/kv.ts';
import { SYNC_STATE_KEY } from '../../src/checkpoint/documents/sync-state.ts';
import { HostileKv } from '../support/hostile-kv.ts';
import { addTask, Clock, fillStore, MIDNIGHT, openAccount, type Account } from './bench.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** Small enough that a few tasks take several parts. */
const SMALL = { maxPartBytes: 4000 };

async function checkpointed(account: Account): Promise<readonly string[]> {
  account.batches.noteChange();
  const lines = await account.batches.checkpoint({ force: true });
  return lines.map((line) => line.outcome.kind);
}

describe('a checkpoint', () => {
  it('[K9] is due two minutes after a change and then every four hours, and on request at once', async () => {
    const clock = new Clock();
    const kv = new HostileKv({ now: clock.now });
    const { store, batches } = openAccount(kv, clock);
    fillStore(store);
    const [start, { dueAt }] = [clock.at, batches];
    expect(dueAt()).toBeNull();
    batches.noteChange();
    expect(dueAt()).toBe(start + 2 * MINUTE);
    expect(await batches.checkpoint({ force: false })).toEqual([]);
    clock.at += 2 * MINUTE;
    expect(await batches.checkpoint({ force: false })).toMatchObject([
      { key: SYNC_STATE_KEY, outcome: { kind: 'written' } },
    ]);
    expect(dueAt()).toBeNull();
    clock.at += MINUTE;
    addTask(store, 'next');
    batches.noteChange();
    expect(dueAt()).toBe(start + 2 * MINUTE + 4 * HOUR);
    expect(await batches.checkpoint({ force: true })).toMatchObject([{ outcome: { kind: 'written' } }]);
    expect(kv.offenses).toEqual([]);
  });

  it('[K10] of what has not changed is never written', async () => {
    const clock = new Clock();
    const kv = new HostileKv({ now: clock.now });
    const account = openAccount(kv, clock);
    fillStore(account.store);
    expect(await checkpointed(account)).toEqual(['written']);
    clock.at += 5 * HOUR;
    account.store.meta.set('forgot_on', 20_781);
    account.store.meta.set('things_receipt', { databaseId: 'library-1', today: '2026-11-24', takenAt: 0 });
    const before = kv.calls.length;
    expect(await checkpointed(account)).toEqual(['unchanged']);
    expect([kv.calls.length, account.batches.dueAt()]).toEqual([before, null]);
  });

  it('[K11] notes a change with one row, and further ones with none', () => {
    const clock = new Clock();
    const account = openAccount(new HostileKv({ now: clock.now }), clock);
    fillStore(account.store);
    const before = account.rowsWritten();
    account.batches.noteChange();
    account.batches.noteChange();
    account.batches.noteChange();
    expect(account.rowsWritten() - before).toBe(1);
  });

  it('[K30] of which KV says nothing ends after a while, like one that failed', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    onTestFinished(() => {
      vi.useRealTimers();
    });
    const clock = new Clock();
    const kv = new HostileKv({ now: clock.now });
    const account = openAccount(kv, clock);
    fillStore(account.store);
    account.store.meta.set('legacy_batch', false);
    account.batches.noteChange();
    kv.isSilent = true;
    const checkpoint = account.batches.checkpoint({ force: true });
    await vi.waitFor(async () => {
      await vi.advanceTimersByTimeAsync(KV_TIMEOUT_MS);
      expect(kv.calls.some((each) => each.startsWith('writes'))).toBe(true);
      expect(account.batches.dueAt()).toBeGreaterThan(clock.at);
    });
    expect(await checkpoint).toMatchObject([{ key: SYNC_STATE_KEY, outcome: { kind: 'failed' } }]);
    kv.isSilent = false;
    clock.at = account.batches.dueAt() ?? 0;
    expect(await account.batches.checkpoint({ force: false })).toMatchObject([
      { outcome: { kind: 'written' } },
    ]);
  });

  it('[K15] that fails leaves the document dirty and is tried again, later and later', async () => {
    const clock = new Clock();
    const kv = new HostileKv({ now: clock.now });
    const account = openAccount(kv, clock);
    fillStore(account.store);
    account.store.meta.set('legacy_batch', false);
    const waits: number[] = [];
    account.batches.noteChange();
    for (let round = 0; round < 3; round += 1) {
      kv.failNext(round === 1 ? 'after' : 'before');
      await account.batches.checkpoint({ force: true });
      const due = account.batches.dueAt() ?? 0;
      waits.push((due - clock.at) / MINUTE);
      clock.at = due;
    }
    expect(waits).toEqual([1, 2, 4]);
    expect(await checkpointed(account)).toEqual(['written']);
    expect(account.batches.stats().waiting).toEqual([]);
  });

  it.each([
    'KV PUT failed: 429 Too Many Requests',
    'error code: 10048',
    'KV put() limit exceeded for the day.',
  ])('[K7] [K8] that meets %j waits for the next UTC day, and says so', async (message) => {
    const clock = new Clock();
    const kv = new HostileKv({ now: clock.now });
    const account = openAccount(kv, clock);
    fillStore(account.store);
    account.store.meta.set('legacy_batch', false);
    const put = kv.put.bind(kv);
    kv.put = () => Promise.reject(new Error(message));
    expect(await checkpointed(account)).toEqual(['waits']);
    kv.put = put;
    expect(await account.batches.checkpoint({ force: true })).toMatchObject([{ outcome: { kind: 'waits' } }]);
    const tomorrow = MIDNIGHT + 24 * HOUR;
    expect(account.batches.dueAt()).toBe(tomorrow);
    expect(account.batches.stats().waiting).toContainEqual({
      purpose: 'checkpoint',
      what: SYNC_STATE_KEY,
      reason: 'KV said that today’s limit is reached',
      resumesAt: tomorrow,
    });
    clock.at = tomorrow;
    expect((await account.batches.checkpoint({ force: false })).map((line) => line.outcome.kind)).toEqual([
      'written',
    ]);
  });

  it('[K19] never writes over a document of older code before that was taken in', async () => {
    const clock = new Clock();
    const kv = new HostileKv({ now: clock.now });
    kv.seed(
      SYNC_STATE_KEY,
      '{"version":1,"lastUpdated":"2026-01-01T00:00:00.000Z","mappings":{},"todoistIndex":{},"thingsIndex":{}}',
    );
    const account = openAccount(kv, clock);
    expect(await account.batches.ready()).toEqual({ ok: true, value: null });
    fillStore(account.store);
    expect(await checkpointed(account)).toEqual(['waits']);
    expect(account.batches.stats().waiting[0]?.reason).toContain('/kv/migrate');
    account.store.meta.set('legacy_batch', false);
    expect(await checkpointed(account)).toEqual(['written']);
  });
});

describe('a document above its size', () => {
  it('[K12] is split into numbered parts behind the same head, and read together again', async () => {
    const clock = new Clock();
    const kv = new HostileKv({ now: clock.now });
    const account = openAccount(kv, clock, SMALL);
    fillStore(account.store);
    for (let number = 0; number < 20; number += 1) addTask(account.store, `n${number}`);
    expect(await checkpointed(account)).toEqual(['written']);
    const keys = kv.keys();
    expect(keys.length).toBeGreaterThan(5);
    expect(
      keys
        .filter((key) => key !== SYNC_STATE_KEY)
        .every((key) => /^sync-state:batch:part:[\w-]+:\d+$/.test(key)),
    ).toBe(true);
    clock.at += 2 * MINUTE;
    const fresh = openAccount(kv, clock, SMALL);
    expect(await fresh.batches.ready()).toMatchObject({
      ok: true,
      value: { exact: true, restored: { tasks: 23, links: 46 } },
    });
    expect(fresh.tables()).toEqual(account.tables());
  });

  it('[K13] is the old one or the new one, wherever its writing is interrupted', async () => {
    for (let interruptedAt = 0; interruptedAt < 12; interruptedAt += 1) {
      for (const how of ['before', 'after'] as const) {
        const clock = new Clock();
        const kv = new HostileKv({ now: clock.now });
        const account = openAccount(kv, clock, SMALL);
        fillStore(account.store);
        for (let number = 0; number < 6; number += 1) addTask(account.store, `n${number}`);
        await checkpointed(account);
        const old = account.tables();
        clock.at += 5 * HOUR;
        for (let number = 0; number < 6; number += 1)
          addTask(account.store, `n${number}`, { notes: 'changed' });
        const changed = account.tables();
        const put = kv.put.bind(kv);
        let puts = 0;
        const died = new Promise<void>((resolve) => {
          kv.put = async (...call) => {
            if (puts++ < interruptedAt) return put(...call);
            if (how === 'after') await put(...call);
            resolve();
            return new Promise<never>(() => undefined);
          };
        });
        await Promise.race([checkpointed(account), died]);
        clock.at += 2 * MINUTE;
        const reader = openAccount(kv, clock, SMALL);
        expect((await reader.batches.ready()).ok).toBe(true);
        expect([old, changed]).toContainEqual(reader.tables());
        kv.put = put;
        await account.restart().batches.checkpoint({ force: true });
        clock.at += 2 * MINUTE;
        const later = openAccount(kv, clock, SMALL);
        await later.batches.ready();
        expect(later.tables()).toEqual(changed);
      }
    }
  });

  it('[K14] lets its old parts expire some time after another generation took their place', async () => {
    const clock = new Clock();
    const kv = new HostileKv({ now: clock.now });
    const account = openAccount(kv, clock, SMALL);
    fillStore(account.store);
    await checkpointed(account);
    const first = kv.keys().filter((key) => key !== SYNC_STATE_KEY);
    expect(first.length).toBeGreaterThan(1);
    const change = async (): Promise<void> => {
      clock.at += HOUR;
      addTask(account.store, 'plain', { notes: `at ${clock.at}` });
      expect(await checkpointed(account)).toEqual(['written']);
    };
    await change();
    expect(kv.keys()).toEqual(expect.arrayContaining(first));
    await change();
    clock.at += HOUR;
    expect(kv.keys().filter((key) => first.includes(key))).toEqual([]);
    expect(kv.calls.filter((call) => call.startsWith('deletes'))).toEqual([]);
  });

  it('[K12] of 50,000 links keeps every value below its bound and comes back exactly', async () => {
    const clock = new Clock();
    const kv = new HostileKv({ now: clock.now, staleMs: 0 });
    const account = openAccount(kv, clock);
    account.records.transaction(() => {
      for (let number = 0; number < 25_000; number += 1)
        addTask(account.store, String(number), {
          notes: 'Some notes as people write them, a line or two long. '.repeat(4),
        });
    });
    account.store.meta.set('first_sync_done', true);
    expect(await checkpointed(account)).toEqual(['written']);
    const sizes = kv.keys().map((key) => new TextEncoder().encode(kv.actual(key) ?? '').length);
    expect(sizes.length).toBeGreaterThan(1);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(20 * 1024 * 1024);
    const fresh = openAccount(kv, clock);
    expect(await fresh.batches.ready()).toMatchObject({
      ok: true,
      value: { exact: true, restored: { links: 50_000 } },
    });
  }, 120_000);
});

describe('a restore', () => {
  it('[K17] brings back what was found under legacy keys, before there is any task, and no secret goes into KV', async () => {
    const clock = new Clock();
    const kv = new HostileKv({ now: clock.now });
    const account = openAccount(kv, clock);
    await account.batches.ready();
    account.records.state.addLegacy({
      entries: [
        {
          key: 'hash:8fde0d36deea',
          family: 'hash',
          state: 'deleted',
          raw: '{"todoistId":"1"}',
          expires_at: null,
          document: null,
          reason: null,
          base: null,
        },
        {
          key: 'device:phone',
          family: 'device',
          state: 'landed',
          raw: '{"secret":"s3cret"}',
          expires_at: null,
          document: null,
          reason: null,
          base: null,
        },
      ],
      mappings: [{ old_id: '1', todoist_id: null, things_id: 'T1', fingerprint: '', last_synced: '' }],
    });
    expect(await checkpointed(account)).toEqual(['written']);
    expect(kv.actual(SYNC_STATE_KEY)).not.toContain('s3cret');
    clock.at += 2 * MINUTE;
    const fresh = openAccount(kv, clock);
    expect(await fresh.batches.ready()).toMatchObject({ ok: true, value: { exact: true } });
    expect(fresh.tables()).toEqual(account.tables());
  });

  it('[K17] brings back every row of the working state', async () => {
    const clock = new Clock();
    const kv = new HostileKv({ now: clock.now });
    const account = openAccount(kv, clock);
    fillStore(account.store);
    await checkpointed(account);
    clock.at += 2 * MINUTE;
    const fresh = openAccount(kv, clock);
    expect(await fresh.batches.ready()).toEqual({
      ok: true,
      value: { exact: true, restored: { tasks: 3, links: 6, containers: 2, operations: 2, conflicts: 1 } },
    });
    expect(fresh.tables()).toEqual(account.tables());
    const calls = kv.calls.length;
    fresh.batches.noteChange();
    await fresh.batches.checkpoint({ force: true });
    expect(kv.calls.length).toBe(calls);
  });

  it('[K16] looks into KV once while the state is empty, however many ask, and never again', async () => {
    const clock = new Clock();
    const kv = new HostileKv({ now: clock.now });
    const account = openAccount(kv, clock);
    await Promise.all([account.batches.ready(), account.batches.ready(), account.batches.ready()]);
    await account.restart().batches.ready();
    expect(kv.calls).toEqual([`reads ${SYNC_STATE_KEY}`]);
  });

  it('[K16] that can’t read KV makes the account wait, and comes later', async () => {
    const clock = new Clock();
    const kv = new HostileKv({ now: clock.now });
    const account = openAccount(kv, clock);
    fillStore(account.store);
    await checkpointed(account);
    clock.at += 2 * MINUTE;
    const fresh = openAccount(kv, clock);
    kv.failNext('before');
    const calls = kv.calls.length;
    for (let request = 0; request < 5; request += 1)
      expect(await fresh.batches.ready()).toMatchObject({ ok: false, error: { kind: 'unavailable' } });
    expect(kv.calls.length).toBe(calls + 1);
    clock.at += MINUTE;
    expect(await fresh.batches.ready()).toMatchObject({ ok: true, value: { exact: true } });
  });

  it.each([
    ['what is no JSON', 'nonsense', 'unreadable'],
    ['a version that is not known yet', '{"version":3}', 'unreadable'],
    ['tasks in no known shape', '{"version":2,"tasks":[{"id":7}]}', 'unreadable'],
    ['parts that are not there', '{"version":2,"tasks":[],"parts":[{"key":"x","digest":"d"}]}', 'incomplete'],
  ])('[K16] changes nothing when it finds %s', async (_title, text, kind) => {
    const clock = new Clock();
    const kv = new HostileKv({ now: clock.now });
    kv.seed(SYNC_STATE_KEY, text);
    const account = openAccount(kv, clock);
    expect(await account.batches.ready()).toMatchObject({ ok: false, error: { kind } });
    expect(account.records.state.isEmpty()).toBe(true);
  });

  it('[K18] on request tells its plan first, and is done only with the name of that plan', async () => {
    const clock = new Clock();
    const kv = new HostileKv({ now: clock.now });
    const account = openAccount(kv, clock);
    fillStore(account.store);
    await checkpointed(account);
    const written = account.tables();
    clock.at += 2 * MINUTE;
    addTask(account.store, 'new');
    const plan = await account.batches.planRestore();
    expect(plan).toMatchObject({
      ok: true,
      value: { onlyInDocument: 0, onlyInWorkingState: 1, document: { tasks: 3 }, workingState: { tasks: 4 } },
    });
    const changed = account.tables();
    expect(await account.batches.applyRestore('another')).toMatchObject({
      ok: false,
      error: { kind: 'out_of_date' },
    });
    expect(account.tables()).toEqual(changed);
    const confirm = plan.ok ? plan.value.confirm : '';
    addTask(account.store, 'newer');
    expect(await account.batches.applyRestore(confirm)).toMatchObject({
      ok: false,
      error: { kind: 'out_of_date' },
    });
    const again = await account.batches.planRestore();
    expect(await account.batches.applyRestore(again.ok ? again.value.confirm : '')).toMatchObject({
      ok: true,
      value: { exact: true },
    });
    expect(account.tables()).toEqual(written);
  });
});
