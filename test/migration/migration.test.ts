// What a migration meets on its way: a KV that fails, a Todoist that does not answer, older code that goes on writing, documents
// that are there already.

import { createMetricsCopies } from '../../src/checkpoint/metrics-copies.ts';
import { EMPTY_HOUR, EMPTY_TALLY, addHours } from '../../src/metrics/hour.ts';
import { readHour } from '../../src/metrics/rows.ts';
import { describe, expect, it } from 'vitest';
import { remoteId } from '../../src/model/ids.ts';
import { err, ok } from '../../src/model/result.ts';
import type { Translate } from '../../src/legacy/parts.ts';
import type { MigrationProgress } from '../../src/protocol/answers/kv.ts';
import { addTask, MIDNIGHT } from '../batches/bench.ts';
import { openDeployment, SECRETS_KEY, workToEnd, type Deployment } from './deployment.ts';
import type { Planted } from './legacy-namespace.ts';

const NOW = MIDNIGHT + 3_600_000;
const HOUR_MS = 3_600_000;
const at = new Date(NOW - HOUR_MS).toISOString();
const START = { keep: false, limit: null };

function plant(entries: Readonly<Record<string, unknown>>): readonly Planted[] {
  return Object.entries(entries).map(([key, value]) => ({
    key,
    value: typeof value === 'string' ? value : JSON.stringify(value),
    expiresAt: null,
    bad: false,
  }));
}

function shortMapping(n: number): Readonly<Record<string, unknown>> {
  return { todoistId: String(9_000_000 + n), thingsId: `T${n}` };
}

function shortMappings(count: number): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Array.from({ length: count }, (_unused, n) => [`mapping:things:T${n}`, shortMapping(n)]),
  );
}

function mobile(id: string, lastSynced = at): Readonly<Record<string, unknown>> {
  return { mobileId: id, deviceId: 'phone', fingerprint: 'f', createdAt: at, lastSynced };
}

function metricAt(timestamp: string): unknown {
  return { timestamp, type: 'sync', success: true, duration: 5, details: {} };
}

function deliveryAt(createdAt: string): unknown {
  return {
    id: 'd1',
    webhookUrl: 'https://example.com/h',
    event: 'e',
    payload: {},
    status: 'sent',
    attempts: 1,
    createdAt,
  };
}

function daily(count: number): unknown {
  const sums = { count, success: count, durations: Array.from({ length: count }, () => 10) };
  return { date: new Date(NOW).toISOString().slice(0, 10), byType: { cron_sync: sums }, recentErrors: [] };
}

async function migrate(deployment: Deployment): Promise<MigrationProgress> {
  await deployment.migration.start(START);
  return workToEnd(deployment);
}

function readJson<T>({ kv }: Deployment, key: string): T {
  return JSON.parse(kv.actual(key) ?? 'null') as T;
}

describe('a KV that fails', () => {
  it('[B5] is left alone for the day once it says that the day’s limit is reached', async () => {
    const deployment = openDeployment(plant(shortMappings(5)));
    deployment.kv.failNext(1, 'KV get() limit exceeded for the day. (10048)');
    const progress = await deployment.migration.start(START);
    expect(progress.waiting?.resumesAt).toBe(MIDNIGHT + 24 * HOUR_MS);
    expect(deployment.migration.dueAt()).toBe(MIDNIGHT + 24 * HOUR_MS);
    expect(await workToEnd(deployment)).toMatchObject({
      phase: 'complete',
      total: { deleted: 5 },
      waiting: null,
    });
  });

  it('[B5] is tried again later and later, and nothing is lost by it', async () => {
    const deployment = openDeployment(plant(shortMappings(5)));
    deployment.kv.failNext(6, 'KV failed: 500');
    const waits: number[] = [];
    await deployment.migration.start(START);
    for (let turn = 0; turn < 5; turn += 1) {
      waits.push((deployment.migration.dueAt() ?? 0) - deployment.clock.at);
      deployment.clock.at = deployment.migration.dueAt() ?? 0;
      await deployment.migration.work();
    }
    expect(waits.map((ms) => ms / 60_000)).toEqual([1, 2, 4, 8, 16]);
    expect(await workToEnd(deployment)).toMatchObject({ phase: 'complete', total: { deleted: 5 } });
  });

  it('[B5] is asked no more in one turn than an invocation may ask, and so is Todoist', async () => {
    const translated: string[] = [];
    const translate: Translate = async (ids) => {
      translated.push('request');
      return ok(new Map(ids.map((id) => [id, `new-${id}`])));
    };
    const deployment = openDeployment(plant(shortMappings(9000)), { translate });
    const { kv, migration, clock } = deployment;
    const most = { kv: 0, todoist: 0 };
    await migration.start({ keep: false, limit: 1000 });
    for (let turn = 0; turn < 20; turn += 1) {
      const [asked, told] = [kv.requests, translated.length];
      clock.at = Math.max(clock.at + 1000, migration.dueAt() ?? 0);
      await migration.work();
      most.kv = Math.max(most.kv, kv.requests - asked);
      most.todoist = Math.max(most.todoist, translated.length - told);
    }
    expect(migration.progress().total.deleted).toBeGreaterThan(2000);
    expect([most.kv > 100 && most.kv <= 1000, most.todoist > 10 && most.todoist <= 50]).toEqual([true, true]);
  });

  it('[B15] that shows an older state of a document is waited for, so that nothing in it is lost', async () => {
    const deployment = openDeployment(plant({ 'mobile-mapping:phone:m1': mobile('m1') }));
    const { kv, clock, migration } = deployment;
    const key = 'mobile-batch:phone';
    kv.freeze(key, clock.at + 60_000);
    await migration.start(START);
    expect([kv.actual(key) === null, kv.actual('mobile-mapping:phone:m1') === null]).toEqual([false, false]);
    kv.seed('mobile-mapping:phone:m2', JSON.stringify(mobile('m2')));
    clock.at += 5000;
    await migration.page({ prefix: 'mobile-mapping:', limit: 10, cursor: null, remove: false });
    expect(await workToEnd(deployment)).toMatchObject({ stuck: [], total: { deleted: 2 } });
    expect(Object.keys(readJson<{ mappings: object }>(deployment, key).mappings)).toEqual(['m1', 'm2']);
    expect(clock.at).toBeGreaterThan(NOW + 60_000);
  });

  it('[B6] that never shows what was written into a document keeps the originals', async () => {
    const deployment = openDeployment(
      plant({ 'mobile-mapping:phone:m1': mobile('m1'), ...shortMappings(1) }),
    );
    deployment.kv.freeze('mobile-batch:phone', Number.POSITIVE_INFINITY);
    expect(await migrate(deployment)).toMatchObject({
      phase: 'complete',
      stuck: [{ document: 'mobile-batch:phone' }],
      total: { deleted: 1, leftToDelete: 1 },
    });
    expect(deployment.kv.actual('mobile-mapping:phone:m1')).not.toBeNull();
  });
});

describe('a Todoist that does not translate', () => {
  it('[B12] holds nothing else up, and is asked again for a hundred ids at a time', async () => {
    const asked: number[] = [];
    let isDown = true;
    const translate: Translate = async (ids) => {
      asked.push(ids.length);
      if (isDown) return err({ kind: 'rate_limited', detail: 'not now', retryAfterSeconds: 3600 });
      return ok(new Map(ids.map((id) => [id, `new-${id}`])));
    };
    const deployment = openDeployment(plant(shortMappings(250)), { translate });
    const { migration, clock } = deployment;
    const progress = await migration.start(START);
    expect(progress).toMatchObject({
      phase: 'complete',
      pairs: { known: 250, untranslated: 250, problem: 'not now' },
    });
    expect(asked).toEqual([100]);
    isDown = false;
    const done = await workToEnd(deployment);
    expect([done.phase, done.pairs]).toEqual(['complete', { known: 250, untranslated: 0, problem: null }]);
    expect(asked).toEqual([100, 100, 100, 50]);
    expect(clock.at).toBeGreaterThanOrEqual(NOW + HOUR_MS);
  });
});

describe('a document that is there already', () => {
  const hour = Math.floor(Date.parse(at) / HOUR_MS);
  const metric = { timestamp: at, type: 'cron_sync', success: true, duration: 7, details: {} };

  it('[B15] keeps what is in it, in whatever version it is', async () => {
    const deployment = openDeployment(
      plant({
        'mobile-batch:phone': {
          deviceId: 'phone',
          version: 1,
          lastUpdated: at,
          mappings: { live: mobile('live') },
        },
        'mobile-mapping:phone:m1': mobile('m1'),
        'mobile-mapping:phone:live': mobile('live', '2020-01-01T00:00:00.000Z'),
        [`metrics:hour:${hour}`]: {
          hourBucket: hour,
          counters: { cron_sync: 3 },
          durations: { cron_sync: [1, 2, 3] },
        },
        [`metrics:cron_sync:${Date.parse(at)}:a`]: metric,
        [`metrics:cron_sync:${Date.parse(at)}:b`]: metric,
      }),
    );
    await migrate(deployment);
    const batch = readJson<{ mappings: Record<string, { lastSynced: string }> }>(
      deployment,
      'mobile-batch:phone',
    );
    expect([Object.keys(batch.mappings), batch.mappings['live']?.lastSynced]).toEqual([['live', 'm1'], at]);
    expect(readJson(deployment, `metrics:hour:${hour}`)).toMatchObject({
      version: 3,
      hour: { runs: { cron_sync: { count: 5, failed: 0, durations: { count: 5, total: 20 } } } },
    });
  });

  it('[B15] that can not be read is left as it is, and so are the originals that belong into it', async () => {
    const deployment = openDeployment(
      plant({
        'mobile-batch:phone': 'no document',
        'mobile-mapping:phone:m1': mobile('m1'),
        ...shortMappings(2),
      }),
    );
    const progress = await migrate(deployment);
    expect(progress).toMatchObject({
      phase: 'complete',
      stuck: [{ document: 'mobile-batch:phone' }],
      total: { left: 1, deleted: 2 },
    });
    expect([...deployment.kv.all().keys()]).toEqual([
      'mobile-batch:phone',
      'mobile-mapping:phone:m1',
      'sync-state:batch',
    ]);
    deployment.kv.seed('mobile-batch:phone', JSON.stringify({ deviceId: 'phone', mappings: {} }));
    expect(await migrate(deployment)).toMatchObject({ stuck: [], total: { left: 0, deleted: 3 } });
  });
});

describe('older code that goes on writing', () => {
  it('[B11] is noticed by the next comparison, which is made once an hour at the most', async () => {
    const deployment = openDeployment(plant(shortMappings(3)));
    await migrate(deployment);
    const { kv, clock, migration } = deployment;
    clock.at += HOUR_MS;
    expect(await migration.verify({ details: false })).toMatchObject({ ok: true, newSinceMigration: 0 });
    kv.seed('mapping:things:T9', JSON.stringify(shortMapping(9)));
    const reads = kv.peak();
    expect(await migration.verify({ details: true })).toMatchObject({ ok: true, details: [] });
    expect(kv.peak()).toEqual(reads);
    clock.at += HOUR_MS;
    expect(await migration.verify({ details: true })).toMatchObject({
      ok: false,
      newSinceMigration: 1,
      families: { mapping: { legacy: 1, imported: 0, missing: 1 } },
      details: [{ key: 'mapping:things:T9', family: 'mapping', problem: 'missing' }],
    });
    expect(await migrate(deployment)).toMatchObject({ total: { deleted: 4 } });
  });

  it('[B6] has what it changed taken in anew before the original goes', async () => {
    const deployment = openDeployment(plant(shortMappings(800)));
    const { kv, migration, legacy, clock } = deployment;
    await migration.start(START);
    while (migration.progress().waiting === null) {
      clock.at += 1000;
      await migration.work();
    }
    // The day is used up, and the rest is still there.
    const key = [...kv.all().keys()].find((one) => one.startsWith('mapping:')) ?? '';
    const n = Number(/\d+$/.exec(key)?.[0]);
    const changed = JSON.stringify({ ...shortMapping(n), lastSynced: at });
    kv.seed(key, changed);
    expect(await workToEnd(deployment)).toMatchObject({ phase: 'complete', total: { deleted: 800 } });
    expect(legacy.entries.get(key)).toMatchObject({ state: 'deleted', raw: changed });
    expect(kv.actual(key)).toBeNull();
  });

  it('[B4] has a record of a day that has grown counted once', async () => {
    const key = `metrics:daily:${new Date(NOW).toISOString().slice(0, 10)}`;
    const deployment = openDeployment(plant({ [key]: daily(5) }));
    const { kv, migration } = deployment;
    await migration.start({ keep: true, limit: null });
    await workToEnd(deployment);
    for (const count of [7, 7]) {
      kv.seed(key, JSON.stringify(daily(count)));
      await migrate(deployment);
    }
    expect(readJson(deployment, `metrics:hour:${MIDNIGHT / HOUR_MS}`)).toMatchObject({
      hour: { runs: { cron_sync: { count: 7, durations: { count: 7 } } } },
    });
  });
});

describe('metrics of older code', () => {
  const hour = Math.floor(Date.parse(at) / HOUR_MS);
  const metric = { timestamp: at, type: 'cron_sync', success: true, duration: 7, details: { created: 2 } };
  const planted = {
    [`metrics:cron_sync:${Date.parse(at)}:a`]: metric,
    [`metrics:cron_sync:${Date.parse(at)}:b`]: { ...metric, success: false, errorMessage: 'no' },
    [`metrics:hour:${hour}`]: {
      hourBucket: hour,
      counters: { things_sync: 3 },
      durations: { things_sync: [1, 2, 3] },
    },
    [`metrics:daily:${new Date(NOW).toISOString().slice(0, 10)}`]: daily(5),
  };
  const sumOf = ({ store }: Deployment) =>
    store.metrics
      .since(0)
      .map((row) => readHour(row))
      .reduce(addHours, EMPTY_HOUR);

  it('[X9] of every shape are counted here once, however often they are migrated', async () => {
    const deployment = openDeployment(plant(planted));
    await migrate(deployment);
    await migrate(deployment.restart());
    const { runs, tasks, errors } = sumOf(deployment);
    expect([runs['cron_sync']?.count, runs['cron_sync']?.failed, runs['things_sync']?.count]).toEqual([
      7,
      expect.any(Number),
      3,
    ]);
    expect(runs['things_sync']?.durations).toMatchObject({ count: 3, total: 6 });
    expect(tasks['created']).toBeGreaterThanOrEqual(4);
    expect(errors.map(({ message }) => message)).toContain('no');
  });

  it('[X9] are in the copy of their hour, whichever of the two is written first', async () => {
    const deployment = openDeployment(plant(planted));
    const { store, clock } = deployment;
    const own = { ...EMPTY_HOUR, runs: { poll: { ...EMPTY_TALLY, count: 1 } } };
    const progress = { totals: EMPTY_HOUR, countedTo: 0, kv: null };
    store.metrics.put({ bucket: hour, hour: own, isDue: true, progress });
    await migrate(deployment);
    clock.at = Math.max(clock.at, (hour + 2) * HOUR_MS);
    const { publishing } = deployment.batches;
    await createMetricsCopies({ records: store.metrics, publishing, expiryDays: 7 }).work();
    expect(readJson(deployment, `metrics:hour:${hour}`)).toMatchObject({
      hour: { runs: { poll: { count: 1 }, cron_sync: { count: 7 }, things_sync: { count: 3 } } },
    });
  });
});

describe('a look-up', () => {
  it('[B9] reads the key of a to-do once while keys may remain, and none when all are taken in', async () => {
    const deployment = openDeployment(plant(shortMappings(2)));
    const { kv, migration, store } = deployment;
    kv.failNext(1, 'KV failed: 500');
    await migration.start(START);
    await migration.lookUp(['T1', 'T7']);
    await migration.lookUp(['T1', 'T7']);
    expect(kv.read.filter((key) => key.startsWith('mapping:'))).toEqual([
      'mapping:things:T1',
      'mapping:things:T7',
    ]);
    expect(store.legacy.isEmpty()).toBe(false);
    await workToEnd(deployment);
    const before = kv.read.length;
    await migration.lookUp(['T8']);
    expect(kv.read.length).toBe(before);
  });

  const many = Array.from({ length: 100 }, (_unused, n) => `T${n}`);

  it('[B9] before any migration goes on to all to-dos where some have a key', async () => {
    const { kv, migration, store } = openDeployment(plant(shortMappings(50)));
    await migration.lookUp(many);
    expect([kv.read.length, new Set(kv.read).size]).toEqual([100, 100]);
    expect(store.legacy.counterpartOf('things', remoteId('T49'))).toEqual({
      replica: 'todoist',
      remoteId: 'new-9000049',
    });
    await migration.lookUp(many);
    expect(kv.read.length).toBe(100);
  });

  it('[B9] finds out once that an account has no older keys, by a few reads', async () => {
    const { kv, migration, rows } = openDeployment([]);
    await migration.lookUp(many);
    expect(kv.read.length).toBe(20);
    await migration.lookUp([...many, 'new']);
    expect([kv.read.length, kv.peak().lists, rows('legacy_entries')]).toEqual([20, 0, []]);
  });
});

describe('an original', () => {
  it('[B16] goes only once a document in KV holds what it said', async () => {
    const deployment = openDeployment(
      plant({ ...shortMappings(3), 'mobile-mapping:phone:m1': mobile('m1'), 'sync:config': {} }),
    );
    const { kv } = deployment;
    const lost: string[] = [];
    const remove = kv.delete.bind(kv);
    kv.delete = async (key) => {
      const holder = key.startsWith('mobile') ? 'mobile-batch:phone' : 'sync-state:batch';
      if (kv.actual(holder)?.includes(key.split(':').at(-1) ?? key) !== true) lost.push(key);
      await remove(key);
    };
    expect(await migrate(deployment)).toMatchObject({ phase: 'complete', total: { deleted: 5 } });
    expect(lost).toEqual([]);
    kv.seed('mapping:things:T9', JSON.stringify(shortMapping(9)));
    const page = { limit: 10, cursor: null, remove: true };
    deployment.clock.at += HOUR_MS;
    const served = await deployment.migration.page({ prefix: 'mapping:', ...page });
    expect([served.deleted, lost]).toEqual([1, []]);
  });

  it('[B16] waits while that document can not be written', async () => {
    const deployment = openDeployment(plant(shortMappings(3)));
    const { kv, migration } = deployment;
    const put = kv.put.bind(kv);
    kv.put = () => Promise.reject(new Error('KV failed: 500'));
    const progress = await migration.start(START);
    expect(progress).toMatchObject({ phase: 'deleting', total: { deleted: 0, leftToDelete: 3 } });
    expect(progress.waiting?.reason).toContain('sync-state:batch has to be written first');
    kv.put = put;
    expect(await workToEnd(deployment)).toMatchObject({ phase: 'complete', total: { deleted: 3 } });
  });

  it('[B16] stays where that document is one that nobody can read, and holds nothing else up', async () => {
    const deployment = openDeployment(
      plant({ ...shortMappings(2), 'mobile-mapping:phone:m1': mobile('m1'), 'sync-state:batch': 'x' }),
    );
    expect(await migrate(deployment)).toMatchObject({ phase: 'complete', total: { deleted: 1 } });
    expect(deployment.kv.actual('sync-state:batch')).toBe('x');
    expect(deployment.kv.actual('mapping:things:T1')).not.toBeNull();
  });

  it.each([
    ['an hour decades ahead', 'metrics:sync:1', metricAt('2099-01-01T00:00:00.000Z')],
    ['a day decades ahead', 'webhook-delivery:d1', deliveryAt('2199-01-01T00:00:00.000Z')],
    ['no device', 'mobile-mapping::x', { ...mobile('x'), deviceId: '' }],
    ['an hour that no clock shows', 'metrics:sync:1', metricAt('+275760-09-13T00:00:00.000Z')],
  ])('[B18] that is of %s stops no other', async (_what, key, value) => {
    const deployment = openDeployment(
      plant({ [key]: value, 'mobile-mapping:phone:m1': mobile('m1'), 'metrics:sync:2': metricAt(at) }),
    );
    const progress = await migrate(deployment);
    expect(progress).toMatchObject({ phase: 'complete' });
    expect(deployment.kv.actual('mobile-batch:phone')).toContain('m1');
    expect(deployment.kv.actual('mobile-mapping:phone:m1')).toBeNull();
    expect(deployment.kv.actual(`metrics:hour:${Math.floor(Date.parse(at) / HOUR_MS)}`)).not.toBeNull();
    const isTakenIn = deployment.kv.actual(key) === null;
    expect(isTakenIn || progress.bad.count === 1).toBe(true);
  });

  it('[B18] whose document KV refuses for ever is set aside with the reason, and the others go on', async () => {
    const deployment = openDeployment(
      plant({
        'mobile-mapping:a:m1': { ...mobile('m1'), deviceId: 'a' },
        'mobile-mapping:phone:m1': mobile('m1'),
      }),
    );
    const put = deployment.kv.put.bind(deployment.kv);
    deployment.kv.put = (key, value, options) =>
      key === 'mobile-batch:a' ? Promise.reject(new Error('KV PUT failed: 400')) : put(key, value, options);
    const progress = await migrate(deployment);
    expect(progress).toMatchObject({ phase: 'complete', stuck: [{ document: 'mobile-batch:a' }] });
    expect(deployment.kv.actual('mobile-batch:phone')).toContain('m1');
    expect(deployment.kv.actual('mobile-mapping:a:m1')).not.toBeNull();
  });

  it('[B17] with a secret in it stays', async () => {
    const deployment = openDeployment(plant({ ...withSecrets(), ...shortMappings(1) }));
    expect(await migrate(deployment)).toMatchObject({
      phase: 'complete',
      total: { done: 4, deleted: 1, leftToDelete: 0 },
    });
    expect([...deployment.kv.all().keys()]).toEqual([
      'device:phone',
      'outbound-webhooks',
      'sync-state:batch',
      'webhook-config',
    ]);
  });
});

/** Entries with a secret in each. */
function withSecrets(secret = 'Ohrwurm') {
  return {
    'device:phone': { deviceId: 'phone', secret, registeredAt: at },
    'outbound-webhooks': [{ id: 'sub-1', url: 'https://example.com/h', events: ['task_synced'], secret }],
    'webhook-config': { enabled: true, sources: { github: { enabled: true, secret } } },
  };
}

/** Everything that is stored: rows, and what KV has but for the originals. */
function allStored({ rows, kv }: Deployment): string {
  const ours = [...kv.all()].filter(([key]) => !(key in withSecrets()));
  const tables = (['legacy_entries', 'legacy_mappings', 'secrets'] as const).map((table) => rows(table));
  return JSON.stringify([ours, tables]);
}

/** Compares what KV has with what was taken in. */
async function verified(deployment: Deployment): Promise<unknown> {
  deployment.clock.at += 2 * HOUR_MS;
  await deployment.migration.verify({ details: true });
  await workToEnd(deployment);
  return deployment.migration.verify({ details: true });
}

describe('an entry with a secret in it', () => {
  it('[B19] is sealed as it is taken in, and is known again', async () => {
    const deployment = openDeployment(plant({ ...withSecrets(), ...shortMappings(1) }));
    await migrate(deployment);
    expect(allStored(deployment)).not.toContain('Ohrwurm');
    const before = deployment.rows('secrets');
    expect(before).toHaveLength(3);
    expect(await verified(deployment)).toMatchObject({ ok: true });
    await migrate(deployment.restart());
    expect(deployment.rows('secrets'), 'what is the same is not sealed anew').toEqual(before);
    deployment.kv.seed('device:phone', JSON.stringify(withSecrets('Zweitwurm')['device:phone']));
    await migrate(deployment.restart());
    expect(deployment.rows('secrets')).not.toEqual(before);
    expect(allStored(deployment)).not.toContain('wurm');
    expect(await verified(deployment)).toMatchObject({ ok: true });
  });

  it('[B19] stays where it is without a key, says why, and is taken in when there is one', async () => {
    let key = '';
    const planted = plant({ ...withSecrets(), ...shortMappings(1) });
    const deployment = openDeployment(planted, { secretsKey: () => key });
    const progress = await migrate(deployment);
    expect(progress).toMatchObject({ phase: 'complete', total: { done: 1, bad: 3 } });
    expect(JSON.stringify(deployment.rows('legacy_entries'))).toContain('SECRETS_KEY is not set');
    expect(allStored(deployment)).not.toContain('Ohrwurm');
    key = SECRETS_KEY;
    expect(await migrate(deployment.restart())).toMatchObject({ total: { done: 4, bad: 0 } });
    key = '';
    const without = deployment.restart();
    await migrate(without);
    expect(without.rows('secrets'), 'a key that is missing later takes nothing away').toHaveLength(3);
    expect(JSON.stringify(without.rows('legacy_entries'))).not.toContain('SECRETS_KEY');
  });

  it('[B19] of an older layout is sealed as soon as there is a key', async () => {
    let key = '';
    const deployment = openDeployment([], { secretsKey: () => key });
    const raw = JSON.stringify(withSecrets()['device:phone']);
    deployment.legacy.entries.put({
      key: 'device:phone',
      family: 'device',
      state: 'landed',
      raw,
      expiresAt: null,
      document: null,
      reason: null,
      base: null,
    });
    deployment.legacy.progress.set('secrets_in_clear', true);
    expect(deployment.migration.dueAt()).toBeNull();
    await deployment.migration.work();
    expect(allStored(deployment)).toContain('Ohrwurm');
    key = SECRETS_KEY;
    const later = deployment.restart();
    expect(later.migration.dueAt()).not.toBeNull();
    await later.migration.work();
    expect(allStored(later)).not.toContain('Ohrwurm');
    expect(later.rows('secrets')).toHaveLength(1);
    expect(later.migration.dueAt()).toBeNull();
  });
});

describe('a rollback', () => {
  it('[B10] writes the keys of pairs that older code never had, once', async () => {
    const deployment = openDeployment(plant(shortMappings(1)));
    await migrate(deployment);
    addTask(deployment.store, 'new', { title: 'Buy milk' });
    const { kv, migration } = deployment;
    await migration.rollback({ dryRun: false, verify: false });
    const expected = [
      'hash:8fde0d36deea',
      'mapping:things:T0',
      'mapping:things:things-new',
      'mapping:todoist:todoist-new',
    ];
    expect([...kv.all().keys()].filter((key) => !key.startsWith('sync-state'))).toEqual(expected);
    expect(JSON.parse(kv.actual('mapping:things:things-new') ?? '')).toMatchObject({
      todoistId: 'todoist-new',
      thingsId: 'things-new',
    });
    const again = await migration.rollback({ dryRun: false, verify: false });
    expect(again).toMatchObject({ phase: 'done', written: 0 });
    expect(await migrate(deployment)).toMatchObject({ total: { deleted: 4 } });
    expect(kv.offenses).toEqual([]);
  });
});

describe('the document of today', () => {
  it('[B10] keeps the pairs of an older one that no task took up, where older code looks for them', async () => {
    const fingerprint = { primaryHash: '8fde0d36deea', titleVariations: [], fuzzySearchable: '' };
    const source = 'exact';
    const pair = (todoistId: string, thingsId: string, lastSynced: string): unknown => {
      return { todoistId, thingsId, lastSynced, fingerprint, source };
    };
    const mappings = {
      '8fde0d36deea': pair('91', 'waits', at),
      aaaaaaaaaaaa: pair('91', 'waited', '2020-01-01T00:00:00.000Z'),
      bbbbbbbbbbbb: pair('92', 'things-new', at),
    };
    const deployment = openDeployment(plant({ 'sync-state:batch': { version: 1, mappings } }));
    await migrate(deployment);
    addTask(deployment.store, 'new', { title: 'Buy milk' });
    deployment.batches.noteChange();
    deployment.clock.at += HOUR_MS;
    expect(await deployment.batches.checkpoint({ force: true })).toMatchObject([
      { outcome: { kind: 'written' } },
    ]);
    const document = readJson<Record<'mappings' | 'todoistIndex' | 'thingsIndex', Record<string, unknown>>>(
      deployment,
      'sync-state:batch',
    );
    expect(document.mappings).toMatchObject({
      '8fde0d36deea': { todoistId: 'todoist-new', thingsId: 'things-new' },
      '8fde0d36deea~2': { todoistId: '91', thingsId: 'waits' },
      '8fde0d36deea~3': { todoistId: '91', thingsId: 'waited' },
    });
    expect([document.todoistIndex, document.thingsIndex]).toEqual([
      { 'todoist-new': '8fde0d36deea', 91: '8fde0d36deea~2' },
      { 'things-new': '8fde0d36deea', waits: '8fde0d36deea~2', waited: '8fde0d36deea~3' },
    ]);
  });
});
