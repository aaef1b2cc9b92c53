import { describe, expect, it } from 'vitest';
import type { DocumentContent } from '../kv/pack.ts';
import { packDocument } from '../kv/pack.ts';
import { EMPTY_HOUR, EMPTY_TALLY, MAX_ERROR_SAMPLES } from '../../metrics/hour.ts';
import { percentileOf, sketchOf } from '../../metrics/sketch.ts';
import { metricsHourKey, readMetricsHour, writeMetricsHour } from './metrics-hour.ts';
import { mobileBatchKey, readMobileBatch, writeMobileBatch, type MobileMapping } from './mobile-batch.ts';
import { readSyncState } from './sync-state.ts';
import {
  readWebhookBatch,
  webhookBatchKey,
  writeWebhookBatch,
  type WebhookDelivery,
} from './webhook-batch.ts';

const AT = Date.UTC(2026, 10, 23);

/** What a reader finds of what a writer made. */
async function asRead(key: string, content: DocumentContent): Promise<Readonly<Record<string, unknown>>> {
  const head = packDocument(key, content, { generation: 'g' }).head([]);
  return JSON.parse(head.text) as Record<string, unknown>;
}

function mapping(todoistId: string, thingsId: string, lastSynced: string): Record<string, unknown> {
  const fingerprint = { primaryHash: 'abc', titleVariations: ['a'], fuzzySearchable: 'a' };
  return { todoistId, thingsId, fingerprint, lastSynced, source: 'hash' };
}

describe('sync-state:batch of version 1', () => {
  const document = {
    version: 1,
    lastUpdated: '2025-08-25T10:00:00.000Z',
    mappings: {
      aaaaaaaaaaaa: mapping('1', 'T1', '2025-08-01T00:00:00.000Z'),
      bbbbbbbbbbbb: mapping('1', 'T1', '2025-08-02T00:00:00.000Z'),
      cccccccccccc: mapping('2', 'T2', '2025-08-01T00:00:00.000Z'),
      dddddddddddd: { todoistId: 7 },
    },
    todoistIndex: { '1': 'aaaaaaaaaaaa', '9': 'gone' },
    thingsIndex: { T9: 'gone' },
  };

  it('[K21] is read with indexes made anew from its mappings, of several the newest', () => {
    const read = readSyncState(document);
    expect(read.ok && Object.fromEntries(read.value.byTodoistId)).toEqual({
      '1': 'bbbbbbbbbbbb',
      '2': 'cccccccccccc',
    });
    expect(read.ok && Object.fromEntries(read.value.byThingsId)).toEqual({
      T1: 'bbbbbbbbbbbb',
      T2: 'cccccccccccc',
    });
  });

  it('[K21] names the mappings that are in no known shape, and has no state to restore', () => {
    const read = readSyncState(document);
    expect(read.ok && [read.value.version, read.value.malformed, read.value.state]).toEqual([
      1,
      ['dddddddddddd'],
      null,
    ]);
  });

  it.each([{}, { mappings: [] }, { mappings: null }])('[K21] is read without mappings: %j', (empty) => {
    expect(readSyncState(empty)).toMatchObject({ ok: true, value: { malformed: [] } });
  });
});

describe('a mobile batch', () => {
  const entry: MobileMapping = {
    mobileId: 'm1',
    todoistId: '1',
    fingerprint: 'abc',
    deviceId: 'phone',
    createdAt: '2025-08-01T00:00:00.000Z',
    lastSynced: '2025-08-01T00:00:00.000Z',
  };

  it('[K21] of older code is read, what is malformed being named', () => {
    const older = { deviceId: 'phone', mappings: { m1: entry, m2: 'x' }, lastUpdated: 'x', version: 1 };
    expect(readMobileBatch(older)).toEqual({
      ok: true,
      value: { deviceId: 'phone', mappings: new Map([['m1', entry]]), malformed: ['m2'] },
    });
    expect(readMobileBatch({ mappings: {} })).toMatchObject({ ok: false });
  });

  it('[K21] is read as it was written', async () => {
    const content = await writeMobileBatch({ deviceId: 'phone', mappings: new Map([['m1', entry]]) }, AT);
    expect(readMobileBatch(await asRead(mobileBatchKey('phone'), content))).toMatchObject({
      value: { mappings: new Map([['m1', entry]]) },
    });
  });
});

describe('a webhook batch', () => {
  const delivery = (id: string, createdAt: string): WebhookDelivery => ({
    id,
    webhookUrl: 'https://example.org/hook',
    event: 'task.created',
    payload: { n: 1 },
    status: 'failed',
    attempts: 1,
    createdAt,
  });

  it('[K21] of older code is read, what is malformed being counted', () => {
    const older = { dayBucket: 20_000, deliveries: [delivery('d1', 'a'), { id: 7 }], lastUpdated: 'x' };
    expect(readWebhookBatch(older)).toMatchObject({ ok: true, value: { day: 20_000, malformed: 1 } });
    expect(readWebhookBatch({ deliveries: [] })).toMatchObject({ ok: false });
  });

  it('[K21] is written in the order of time, each delivery once as it was last', async () => {
    const deliveries = [delivery('d2', '2'), delivery('d1', '1'), { ...delivery('d2', '2'), attempts: 2 }];
    const content = await writeWebhookBatch({ day: 20_000, deliveries, leftOut: 3 }, AT);
    const read = readWebhookBatch(await asRead(webhookBatchKey(20_000), content));
    expect(read.ok && read.value.deliveries.map(({ id, attempts }) => [id, attempts])).toEqual([
      ['d1', 1],
      ['d2', 2],
    ]);
  });
});

describe('an hour of metrics', () => {
  it('[K21] of older code is read, its raw durations as a sketch', () => {
    const older = {
      hourBucket: 490_000,
      counters: { sync: 3 },
      durations: { sync: [1, 10, 100] },
      errors: [{ type: 'sync', message: 'no', timestamp: '2025-08-01T00:00:00.000Z' }],
      lastUpdated: 'x',
    };
    expect(readMetricsHour(older)).toMatchObject({
      ok: true,
      value: {
        bucket: 490_000,
        hour: {
          runs: { sync: { count: 3, durations: { count: 3, total: 111, max: 100 } } },
          errors: [{ type: 'sync', message: 'no', at: Date.UTC(2025, 7, 1) }],
        },
      },
    });
  });

  it('[K21] of the version before is read, its coarser sketch as if all had been in the middle', () => {
    const coarse = {
      hourBucket: 490_000,
      version: 2,
      counters: { cron_sync: 12, 'cron_sync.failed': 2, 'cron_sync.created': 4 },
      durations: { cron_sync: { count: 12, total: 841, max: 131, buckets: { '0': 4, '44': 7, '52': 1 } } },
      errors: [{ type: 'todoist', message: 'no', timestamp: 1_795_398_000_000 }],
    };
    const read = readMetricsHour(coarse);
    const hour = read.ok ? read.value.hour : EMPTY_HOUR;
    expect(hour).toMatchObject({
      runs: { cron_sync: { count: 12, failed: 2, tasks: 4, durations: { count: 12 } } },
      tasks: { created: 4 },
      errors: [{ at: 1_795_398_000_000 }],
    });
    const durations = hour.runs['cron_sync']?.durations ?? sketchOf([]);
    expect(percentileOf(durations, 0.25)).toBeCloseTo(1, 1);
    expect(percentileOf(durations, 0.75) / 1.1 ** 43.5).toBeCloseTo(1, 1);
  });

  it('[K21] stays within its bounds however much is put in, and loses no count', async () => {
    const tally = { ...EMPTY_TALLY, count: 2 };
    const runs = Object.fromEntries(
      Array.from({ length: 1000 }, (_unused, index) => [`type-${index}`, tally]),
    );
    const errors = Array.from({ length: 500 }, (_unused, index) => ({
      type: 'sync',
      message: `${index} ${'x'.repeat(5000)}`,
      at: index,
    }));
    const content = await writeMetricsHour({ bucket: 1, hour: { ...EMPTY_HOUR, runs, errors } }, AT);
    const head = packDocument(metricsHourKey(1), content, { generation: 'g' }).head([]);
    expect(head.bytes).toBeLessThan(64 * 1024);
    const read = readMetricsHour(JSON.parse(head.text) as Record<string, unknown>);
    const hour = read.ok ? read.value.hour : EMPTY_HOUR;
    expect(Object.values(hour.runs).reduce((sum, { count }) => sum + count, 0)).toBe(2000);
    expect([hour.errors.length, hour.errorsLeftOut]).toEqual([MAX_ERROR_SAMPLES, 450]);
    expect(hour.errors.at(-1)?.message.startsWith('499 ')).toBe(true);
  });
});
