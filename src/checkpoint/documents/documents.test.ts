import { describe, expect, it } from 'vitest';
import type { DocumentContent } from '../kv/pack.ts';
import { packDocument } from '../kv/pack.ts';
import {
  addSketches,
  MAX_ERROR_SAMPLES,
  metricsHourKey,
  percentileOf,
  readMetricsHour,
  sketchOf,
  writeMetricsHour,
} from './metrics-hour.ts';
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
    const read = readMetricsHour(older);
    expect(read).toMatchObject({
      ok: true,
      value: {
        bucket: 490_000,
        counters: { sync: 3 },
        durations: { sync: { count: 3, total: 111, max: 100 } },
      },
    });
  });

  it('[K21] stays within its bounds however much is put in, and loses no count', async () => {
    const counters = Object.fromEntries(
      Array.from({ length: 1000 }, (_unused, index) => [`type-${index}`, 2]),
    );
    const errors = Array.from({ length: 500 }, (_unused, index) => ({
      type: 'sync',
      message: `${index} ${'x'.repeat(5000)}`,
      timestamp: index,
    }));
    const content = await writeMetricsHour({ bucket: 1, counters, durations: {}, errors }, AT);
    const head = packDocument(metricsHourKey(1), content, { generation: 'g' }).head([]);
    expect(head.bytes).toBeLessThan(200_000);
    const read = readMetricsHour(JSON.parse(head.text) as Record<string, unknown>);
    const value = read.ok ? read.value : null;
    expect(Object.values(value?.counters ?? {}).reduce((sum, count) => sum + count, 0)).toBe(2000);
    expect(value?.errors).toHaveLength(MAX_ERROR_SAMPLES);
    expect(value?.errors.at(-1)?.message.startsWith('499 ')).toBe(true);
  });

  it('[K21] tells percentiles within a tenth, whatever way its durations came together', () => {
    const durations = Array.from({ length: 1000 }, (_unused, index) => index + 1);
    const whole = sketchOf(durations);
    expect(addSketches(sketchOf(durations.slice(0, 300)), sketchOf(durations.slice(300)))).toEqual(whole);
    for (const share of [0.01, 0.5, 0.9, 0.99, 1]) {
      const [told, exact] = [percentileOf(whole, share), share * 1000];
      expect(told).toBeGreaterThanOrEqual(exact - 1e-6);
      expect(told).toBeLessThanOrEqual(exact * 1.1 + 1e-6);
    }
  });
});
