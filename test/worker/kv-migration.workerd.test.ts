// The way over from older code in workerd, with real KV: the addresses and their guards, work that goes on by the alarm, and the
// commands of the project's first page as it writes them.

import { reset, runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { afterEach, describe, expect, it } from 'vitest';
import type { MigrationProgress, RollbackView, VerifyView } from '../../src/protocol/answers/kv.ts';
import type { Env } from '../../src/worker/env.ts';
import worker from '../../src/worker/index.ts';
import { expectDescribed } from '../support/described.ts';
import { addInTodoist, callOk, coordinator, exchange, resetTodoist, todo } from './harness.ts';

declare global {
  // oxlint-disable-next-line typescript/no-namespace -- how the types of workerd take bindings
  namespace Cloudflare {
    interface Env {
      readonly SYNC_METADATA: KVNamespace;
    }
  }
}

const REPAIR = 'repair-token';
const at = new Date(Date.now() - 3_600_000).toISOString();
const fingerprint = { primaryHash: '8fde0d36deea', titleVariations: [], fuzzySearchable: 'x' };
const PAIR = { todoistId: '6Xabc', thingsId: 'a', fingerprint, lastSynced: at, source: 'exact' };
const ENTRIES: Readonly<Record<string, unknown>> = {
  'hash:8fde0d36deea': PAIR,
  'mapping:things:a': { todoistId: '6Xabc', thingsId: 'a' },
  'mapping:todoist:6Xabc': { todoistId: '6Xabc', thingsId: 'a', lastSynced: at },
  'mobile-mapping:phone:m1': {
    mobileId: 'm1',
    deviceId: 'phone',
    fingerprint: '8fde0d36deea',
    createdAt: at,
    lastSynced: at,
  },
  [`metrics:cron_sync:${Date.parse(at)}:x`]: {
    timestamp: at,
    type: 'cron_sync',
    success: true,
    duration: 5,
    details: {},
  },
  'webhook-delivery:d1': {
    id: 'd1',
    webhookUrl: 'https://example.com/h',
    event: 'task_synced',
    payload: {},
    status: 'failed',
    attempts: 1,
    createdAt: at,
  },
  'device:phone': { deviceId: 'phone', secret: 'ab', registeredAt: at },
  'hash:bad': 'no mapping',
};

afterEach(async () => {
  await reset();
  await resetTodoist();
});

async function plant(): Promise<void> {
  for (const [key, value] of Object.entries(ENTRIES)) await env.SYNC_METADATA.put(key, JSON.stringify(value));
}

/** Asks as `curl` would, with these headers alone. */
async function curl(
  method: string,
  path: string,
  headers: Readonly<Record<string, string>> = {},
  changes: Partial<Env> = { REPAIR_AUTH_TOKEN: REPAIR },
): Promise<Response> {
  const request = new Request(`http://worker${path}`, { method, headers });
  const response = await worker.fetch(request, { ...(env as unknown as Env), ...changes });
  await expectDescribed(method, path, response);
  return response;
}

async function repair<T>(method: string, path: string): Promise<T> {
  const response = await curl(method, path, { 'X-Repair-Auth': REPAIR });
  if (response.status !== 200) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return response.json();
}

async function keys(): Promise<readonly string[]> {
  const { keys: found } = await env.SYNC_METADATA.list();
  return found.map(({ name }) => name.replace(/:\d+(?::x)?$/, ':n'));
}

const LEFT = [
  'device:phone',
  'hash:bad',
  'metrics:hour:n',
  'mobile-batch:phone',
  'sync-state:batch',
  'webhook-batch:n',
];

describe('the three commands', () => {
  it('[B13] move everything, compare it, and tell what it cost', async () => {
    await plant();
    const progress = await repair<MigrationProgress>('POST', '/kv/migrate');
    expect(progress).toMatchObject({
      phase: 'complete',
      total: { entries: 8, done: 7, left: 0, bad: 1, deleted: 6, leftToDelete: 0 },
      bad: { count: 1, entries: [{ key: 'hash:bad', family: 'hash', reason: 'the value is no mapping' }] },
      waiting: null,
    });
    expect(await keys()).toEqual(LEFT);
    const verified = await curl('GET', '/kv/verify');
    const view = await verified.json<VerifyView>();
    expect([verified.status, view.ok, view.families['hash']?.bad, 'details' in view]).toEqual([
      200,
      true,
      1,
      false,
    ]);
    const stats = await (
      await curl('GET', '/kv/stats')
    ).json<{ today: { operations: Record<string, number> } }>();
    expect(stats.today.operations).toMatchObject({ deletes: 6, writes: 4 });
  });
});

describe('what changes KV', () => {
  const guarded: readonly (readonly [string, string])[] = [
    ['POST', '/kv/migrate'],
    ['POST', '/kv/rollback'],
    ['GET', '/kv/migration/verify'],
    ['GET', '/kv/migration/estimate'],
    ['POST', '/kv/migration/run'],
    ['POST', '/kv/migration/cleanup'],
    ['POST', '/kv/migration/metrics-page'],
    ['POST', '/kv/migration/webhooks-page'],
    ['POST', '/kv/migration/cleanup-page?prefix=hash:'],
  ];
  it.each(guarded)('[B13] wants the repair token: %s %s', async (method, path) => {
    const unset = await curl(method, path, { 'X-Repair-Auth': '' }, {});
    const wrong = await curl(method, path, { 'X-Repair-Auth': 'repair-tokem' });
    const none = await curl(method, path, { authorization: 'Bearer owner-token' });
    expect([unset.status, wrong.status, none.status]).toEqual([503, 401, 401]);
    expect(await wrong.text()).toContain('The repair token is missing or wrong');
    await Promise.all([unset.text(), none.text()]);
  });

  it('[B13] shows its progress to the owner too, and details of a comparison to nobody else', async () => {
    await plant();
    const owner = await curl('GET', '/kv/migrate', { authorization: 'Bearer owner-token' });
    expect(await owner.json()).toMatchObject({ phase: 'not_started' });
    const open = await curl('GET', '/kv/migrate');
    expect(open.status).toBe(401);
    await open.text();
    const details = await curl('GET', '/kv/verify', { authorization: 'Bearer owner-token' });
    expect(await details.json()).toMatchObject({ ok: false, families: { hash: { missing: 2 } } });
    const wrong = await curl('GET', '/kv/verify', { authorization: 'Bearer no' });
    expect(wrong.status).toBe(401);
    await wrong.text();
  });

  it('[B13] refuses parameters that it does not know', async () => {
    const response = await curl('POST', '/kv/migrate?dry-run=true', { 'X-Repair-Auth': REPAIR });
    expect(response.status).toBe(400);
    await response.text();
  });
});

describe('a migration', () => {
  it('[B4] that is only tried changes nothing', async () => {
    await plant();
    const before = await keys();
    expect(await repair('POST', '/kv/migrate?dry_run=true')).toMatchObject({
      dryRun: true,
      complete: true,
      families: { hash: { entries: 2, known: 0 }, mapping: { entries: 2, known: 0 } },
    });
    expect([await keys(), await repair('GET', '/kv/migrate')]).toMatchObject([
      before,
      { phase: 'not_started' },
    ]);
  });

  it('[B5] goes on by the alarm', async () => {
    const many = Array.from({ length: 700 }, (_unused, n) => `hash:${String(n).padStart(12, '0')}`);
    for (const key of many) await env.SYNC_METADATA.put(key, JSON.stringify(PAIR));
    const first = await repair<MigrationProgress>('POST', '/kv/migrate?limit=100');
    expect(first.phase).not.toBe('complete');
    for (let turn = 0; turn < 30 && (await runDurableObjectAlarm(coordinator())); turn += 1);
    expect(await repair('GET', '/kv/migrate')).toMatchObject({ phase: 'complete', total: { deleted: 700 } });
  });

  it('[B6] keeps originals where it is asked to, and deletes them later', async () => {
    await plant();
    await repair('POST', '/kv/migrate?delete=false');
    const originals = Object.keys(ENTRIES).map((key) => key.replace(/:\d+:x$/, ':n'));
    const documents = LEFT.filter((key) => key !== 'sync-state:batch');
    expect(new Set(await keys())).toEqual(new Set([...originals, ...documents]));
    await repair('POST', '/kv/migrate');
    expect(await keys()).toEqual(LEFT);
  });

  it('[B10] goes back to equal values, and over again', async () => {
    await plant();
    await repair('POST', '/kv/migrate');
    expect(await repair('POST', '/kv/rollback?dry_run=true')).toMatchObject({
      phase: 'not_started',
      left: 6,
    });
    expect(await repair('POST', '/kv/rollback')).toMatchObject({ phase: 'done', written: 6, left: 0 });
    for (const [key, value] of Object.entries(ENTRIES))
      expect([key, await env.SYNC_METADATA.get(key, 'json')]).toEqual([key, value]);
    const view = await repair<RollbackView>('POST', '/kv/rollback?verify=true');
    expect(view).toMatchObject({ left: 0, expected: 7, verification: { ok: true } });
    await repair('POST', '/kv/migrate');
    expect(await keys()).toEqual(LEFT);
  });

  it('[B8] lets the first sync pair what older code had paired', async () => {
    await addInTodoist('Oats, the coarse kind');
    const id = await idInTodoist();
    await env.SYNC_METADATA.put('mapping:things:a', JSON.stringify({ todoistId: id, thingsId: 'a' }));
    await repair('POST', '/kv/migrate');
    const { plan } = await exchange({ todos: [todo('a', 'Buy oats')] });
    await callOk('POST', `/v1/plan/${plan?.hash ?? 'none'}/approve`);
    await exchange({ todos: [todo('a', 'Buy oats')] });
    expect(await callOk('GET', '/v1/status')).toMatchObject({ tasks: { hub: 1, linked: 1 } });
  });

  it('[B9] that was not begun has older code’s document read by the first sync', async () => {
    await addInTodoist('Oats, the coarse kind');
    const id = await idInTodoist();
    const mappings = { '8fde0d36deea': { ...PAIR, todoistId: id } };
    await env.SYNC_METADATA.put('sync-state:batch', JSON.stringify({ version: 1, mappings }));
    const { plan } = await exchange({ todos: [todo('a', 'Buy oats')] });
    await callOk('POST', `/v1/plan/${plan?.hash ?? 'none'}/approve`);
    await exchange({ todos: [todo('a', 'Buy oats')] });
    expect(await callOk('GET', '/v1/status')).toMatchObject({ tasks: { hub: 1, linked: 1 } });
    const rows = await runInDurableObject(coordinator(), (_instance, state) =>
      state.storage.sql.exec(`SELECT key FROM legacy_entries`).toArray(),
    );
    expect(rows).toEqual([{ key: 'sync-state:batch#8fde0d36deea' }]);
  });
});

describe('the paged endpoints of older code', () => {
  it('[B14] answer in their shapes and delete only what is taken in', async () => {
    await plant();
    await env.SYNC_METADATA.put('sync-response:r1', '{}');
    expect(await repair('POST', '/kv/migration/metrics-page?limit=50')).toMatchObject({
      migrated: 1,
      deleted: 0,
      buckets: 1,
      listComplete: true,
    });
    expect(await repair('POST', '/kv/migration/webhooks-page')).toEqual({
      migrated: 1,
      batches: 1,
      listComplete: true,
    });
    expect(await repair('POST', '/kv/migration/cleanup-page?prefix=hash:&limit=1')).toMatchObject({
      listComplete: false,
    });
    expect(await repair('POST', '/kv/migration/cleanup-page?prefix=hash:')).toMatchObject({
      listComplete: true,
    });
    expect(await repair('POST', '/kv/migration/cleanup')).toEqual({
      deleted: 2,
      patterns: ['mobile-mapping:', 'webhook-delivery:', 'sync-request:', 'sync-response:'],
    });
    expect(await env.SYNC_METADATA.get('hash:bad')).not.toBeNull();
    expect(await env.SYNC_METADATA.get('hash:8fde0d36deea')).toBeNull();
    expect(await repair('GET', '/kv/migration/estimate')).toMatchObject({
      current: { reads: 4 },
      reduction: { lists: '100%' },
    });
    // The document that the clean-up wrote takes one write a second.
    const run = expect.poll(() => repair('POST', '/kv/migration/run'), { timeout: 10_000, interval: 200 });
    await run.toMatchObject({
      success: true,
      migratedItems: 7,
      deletedItems: 6,
      details: {
        mobile: { migrated: 1, deleted: 1, devices: 1 },
        metrics: { buckets: 1 },
        webhooks: { batches: 1 },
      },
    });
    expect(await repair('GET', '/kv/migration/verify')).toMatchObject({
      success: true,
      issues: ['1 entries are in no shape that was ever written'],
      recommendations: [],
    });
    const wrong = await curl('POST', '/kv/migration/cleanup-page?prefix=device:', {
      'X-Repair-Auth': REPAIR,
    });
    expect([wrong.status, await wrong.json()]).toMatchObject([
      400,
      { error: 'The input is not valid', allowed: expect.arrayContaining(['hash:']) },
    ]);
  });
});

async function idInTodoist(): Promise<string> {
  const response = await fetch(`${new URL(env.TODOIST_API_URL).origin}/_emulator/snapshot`);
  const { items } = await response.json<{ items: { id: string }[] }>();
  return items[0]?.id ?? '';
}
