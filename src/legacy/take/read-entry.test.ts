import { describe, expect, it } from 'vitest';
import { documentOf, pairOf, readLegacyEntry } from './read-entry.ts';

const at = '2025-08-01T10:30:00.000Z';
const bucket = Math.floor(Date.parse(at) / 3_600_000);
const day = Math.floor(Date.parse(at) / 86_400_000);
const fingerprint = {
  primaryHash: '8fde0d36deea',
  titleVariations: ['buy milk'],
  fuzzySearchable: 'buy milk',
};

function read(key: string, value: unknown): ReturnType<typeof readLegacyEntry> {
  return readLegacyEntry(key, typeof value === 'string' ? value : JSON.stringify(value));
}

describe('pairs in legacy entries', () => {
  const full = { todoistId: '81', thingsId: 'ThingsA', lastSynced: at };
  it.each<[string, string, unknown, Readonly<Record<string, unknown>>]>([
    [
      'a hash',
      'hash:8fde0d36deea',
      { ...full, fingerprint, source: 'exact' },
      { fingerprint: '8fde0d36deea' },
    ],
    [
      'an entry of an older document',
      'sync-state:batch#8fde0d36deea',
      { ...full, fingerprint, source: 'exact', version: 2 },
      { fingerprint: '8fde0d36deea' },
    ],
    [
      'full metadata',
      'mapping:things:ThingsA',
      { ...full, robustHash: '8fde0d36deea' },
      { fingerprint: '8fde0d36deea' },
    ],
    [
      'metadata with a fingerprint',
      'mapping:todoist:81',
      { ...full, fingerprint },
      { fingerprint: '8fde0d36deea' },
    ],
    ['a stored promise', 'mapping:todoist:81', { ...full, contentHash: {} }, {}],
    [
      'the minimal form',
      'mapping:things:ThingsA',
      { todoistId: '81', thingsId: 'ThingsA' },
      { lastSynced: '' },
    ],
    [
      'an id of today',
      'mapping:things:ThingsA',
      { ...full, todoistId: '6Xrq' },
      { oldId: '6Xrq', todoistId: '6Xrq' },
    ],
    ...['manual-sync', 'cleared', 'migrated', 'bulk-sync', 'mobile'].map(
      (made): [string, string, unknown, Readonly<Record<string, unknown>>] => [
        `a placeholder ${made}`,
        'mapping:todoist:81',
        { ...full, thingsId: `${made}-1754042400000-x7f` },
        { thingsId: null },
      ],
    ),
  ])('[B1] are read out of %s', (_name, key, value, expected) => {
    const fact = read(key, value);
    const pair = fact.ok ? pairOf(fact.value) : fact.error;
    expect(pair).toEqual({
      oldId: '81',
      todoistId: null,
      thingsId: 'ThingsA',
      fingerprint: '',
      lastSynced: at,
      ...expected,
    });
  });
});

describe('entries of documents', () => {
  const mobile = {
    mobileId: 'm1',
    todoistId: '81',
    thingsId: 'mobile-1754042400000-ab',
    fingerprint: '8fde0d36deea',
    deviceId: 'phone',
    createdAt: at,
    lastSynced: at,
  };
  const metric = {
    timestamp: at,
    type: 'things_sync',
    success: false,
    duration: 12,
    details: { created: 2, note: 'x' },
    errorMessage: 'no network',
  };
  const daily = {
    date: '2025-08-01',
    byType: {
      things_sync: {
        count: 5,
        success: 4,
        totalDuration: 60,
        tasksProcessed: 9,
        created: 0,
        updated: 1,
        completed: 0,
        errors: 1,
        durations: [10, 20],
      },
    },
    recentErrors: [{ timestamp: at, type: 'things_sync', message: 'no network' }],
    slowestSync: null,
  };
  const delivery = {
    id: 'delivery-1-a',
    webhookUrl: 'https://example.com/hook',
    event: 'task_synced',
    payload: { n: 1 },
    status: 'failed',
    attempts: 1,
    error: 'x',
    createdAt: at,
  };

  it('[B2] of mobile tasks go to their device, without a placeholder, and name their Todoist id', () => {
    const fact = read('mobile-mapping:phone:m1', mobile);
    if (!fact.ok) throw new Error(fact.error.reason);
    const { thingsId: _placeholder, ...kept } = mobile;
    expect([documentOf(fact.value), fact.value]).toEqual([
      'mobile-batch:phone',
      { kind: 'mobile', mapping: kept },
    ]);
    expect(pairOf(fact.value)).toMatchObject({ oldId: '81', todoistId: null, thingsId: null });
  });

  it('[B2] of one metric go to its hour', () => {
    const fact = read(`metrics:things_sync:${Date.parse(at)}:x1`, metric);
    if (!fact.ok) throw new Error(fact.error.reason);
    expect([documentOf(fact.value), fact.value]).toEqual([
      `metrics:hour:${bucket}`,
      {
        kind: 'metric',
        metric: {
          bucket,
          counters: { things_sync: 1, 'things_sync.failed': 1, 'things_sync.created': 2 },
          durations: { things_sync: [12] },
          errors: [{ type: 'things_sync', message: 'no network', timestamp: at }],
        },
      },
    ]);
  });

  it('[B2] of a whole day of metrics go to its first hour', () => {
    const fact = read('metrics:daily:2025-08-01', daily);
    if (!fact.ok) throw new Error(fact.error.reason);
    expect([documentOf(fact.value), fact.value]).toEqual([
      `metrics:hour:${day * 24}`,
      {
        kind: 'metric',
        metric: {
          bucket: day * 24,
          counters: {
            things_sync: 5,
            'things_sync.success': 4,
            'things_sync.failed': 1,
            'things_sync.tasksProcessed': 9,
            'things_sync.updated': 1,
            'things_sync.errors': 1,
          },
          durations: { things_sync: [10, 20] },
          errors: daily.recentErrors,
        },
      },
    ]);
  });

  it('[B2] of deliveries go to their day', () => {
    const fact = read('webhook-delivery:delivery-1-a', delivery);
    if (!fact.ok) throw new Error(fact.error.reason);
    expect([documentOf(fact.value), fact.value]).toEqual([
      `webhook-batch:${day}`,
      { kind: 'delivery', delivery, day },
    ]);
  });

  it.each<[string, unknown]>([
    ['sync:config', { conflictStrategy: 'merge', strange: 1 }],
    ['device:phone', { deviceId: 'phone', secret: 'ab', registeredAt: at }],
    ['outbound-webhooks', [{ id: 'sub-1', url: 'https://example.com', events: [], secret: null }]],
    ['webhook-config', { sources: {} }],
    ['conflict:c1', { id: 'c1', todoistId: '81', thingsId: 'A', detectedAt: at, resolved: false }],
    ['conflicts:unresolved', ['c1']],
  ])('[B2] of no document are kept: %s', (key, value) => {
    expect(read(key, value)).toEqual({ ok: true, value: { kind: 'kept' } });
  });

  it.each<[string, unknown, string]>([
    ['hash:8fde0d36deea', '{"todoistId":', 'the value is not JSON'],
    ['hash:8fde0d36deea', { todoistId: '1' }, 'the value is no mapping'],
    ['hash:8fde0d36deea', '"text"', 'the value is no mapping'],
    ['mapping:81', { todoistId: '81', thingsId: 'A' }, 'the key is no mapping'],
    ['mapping:things:A', { todoistId: '81' }, 'the value is no mapping'],
    ['mapping:things:A', { todoistId: '81', thingsId: 'B' }, 'the key and the value name different tasks'],
    [
      'mobile-mapping:phone:m1',
      { ...mobile, deviceId: 'other' },
      'the key and the value name different tasks',
    ],
    ['mobile-mapping:phone:m1', [], 'the value is no mapping of a mobile task'],
    ['metrics:things_sync:1:x', { ...metric, timestamp: 'soon' }, 'the metric has no time'],
    ['metrics:other:1:x', metric, 'the key and the value name different types'],
    ['metrics:daily:2025-08-02', daily, 'the key and the value name different days'],
    ['metrics:daily:today', { ...daily, date: 'today' }, 'the value is no day of metrics'],
    ['webhook-delivery:other', delivery, 'the key and the value name different deliveries'],
    ['webhook-delivery:delivery-1-a', { ...delivery, createdAt: '' }, 'the delivery has no time'],
    ['device:phone', { deviceId: 'tablet', secret: 'ab', registeredAt: at }, 'the value has no known shape'],
    ['conflicts:unresolved', [1], 'the value has no known shape'],
    ['elsewhere', {}, 'the key is of no known family'],
    ['sync:config', `{"a":"${'x'.repeat(600_000)}"}`, 'the value is too large'],
  ])('[B3] are told when they are bad: %s #%#', (key, value, reason) => {
    expect(read(key, value)).toEqual({ ok: false, error: { kind: 'bad', reason } });
  });
});
