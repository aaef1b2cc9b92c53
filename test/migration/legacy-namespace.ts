// A KV namespace as older code leaves it: every family, in every shape that it ever wrote, with entries that are malformed and
// entries that expire. The same size makes the same keys.

/** One key of older code. */
export interface Planted {
  readonly key: string;
  readonly value: string;
  /** Epoch ms; null: never. */
  readonly expiresAt: number | null;
  /** In no shape that was ever written: to be reported, and never to be deleted. */
  readonly bad: boolean;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const TYPES = ['things_sync', 'cron_sync', 'inbox_fetch', 'completed_sync'];
const MADE_UP = ['manual-sync', 'cleared', 'migrated', 'bulk-sync'];
const BROKEN = ['{"todoistId":', '"text"', 'null', '[]', '{}', ''];

/** Shares of the families, out of 1,000. */
const SHARES = {
  hash: 250,
  things: 200,
  todoist: 200,
  mobile: 80,
  metrics: 160,
  deliveries: 80,
  conflicts: 20,
};

/** Plants a namespace of about `size` keys. `now`: epoch ms. */
export function plantNamespace(size: number, now: number): readonly Planted[] {
  const numbers = (share: number): readonly number[] =>
    Array.from({ length: Math.round((size * share) / 1000) }, (_unused, index) => index);
  const planted = [
    ...single(now),
    ...numbers(SHARES.hash).map((n) => entry(`hash:${hex(n)}`, mapping(n, now), n)),
    ...numbers(SHARES.things).map((n) =>
      entry(`mapping:things:Things${n}`, metadata(n, `Things${n}`, now), n),
    ),
    ...numbers(SHARES.todoist).map((n) =>
      entry(`mapping:todoist:${9_000_000 + n}`, metadata(n, thingsIdOf(n), now), n),
    ),
    ...numbers(SHARES.mobile).map((n) => mobile(n, now)),
    ...numbers(SHARES.metrics).map((n) => metric(n, now)),
    ...numbers(SHARES.deliveries).map((n) => delivery(n, now)),
    ...numbers(SHARES.conflicts).map((n) => conflict(n, now)),
  ];
  const passing = Array.from({ length: size - planted.length }, (_unused, n): Planted => ({
    key: `sync-response:response-${n}`,
    value: JSON.stringify({ id: `response-${n}`, type: 'things_to_todoist', status: 'failed' }),
    expiresAt: null,
    bad: false,
  }));
  return [...planted, ...passing];
}

/** Every seventieth entry is broken in one way or another. */
function entry(key: string, value: unknown, n: number, expiresAt: number | null = null): Planted {
  const broken = n % 70 === 13 ? BROKEN[Math.floor(n / 70) % BROKEN.length] : undefined;
  return { key, value: broken ?? JSON.stringify(value), expiresAt, bad: broken !== undefined };
}

function single(now: number): readonly Planted[] {
  const mappings = Object.fromEntries(
    Array.from({ length: 200 }, (_unused, n) => [`b${hex(n).slice(1)}`, mapping(7_000_000 + n, now)]),
  );
  const days = [0, 1, 2, 3].map((ago) => new Date(now - (ago + 1) * DAY_MS).toISOString().slice(0, 10));
  return [
    entry('sync:config', { conflictStrategy: 'merge', syncInterval: 300, excludedTags: [] }, 0),
    entry('outbound-webhooks', [{ id: 'sub-1', url: 'https://example.com/h', events: ['task_synced'] }], 0),
    entry('webhook-config', { enabled: true, sources: { github: { enabled: true, secret: 's' } } }, 0),
    entry('conflicts:unresolved', ['conflict-1-1'], 0),
    entry(
      'sync-state:batch',
      { version: 1, mappings, todoistIndex: { gone: 'nowhere' }, thingsIndex: {} },
      0,
    ),
    ...[0, 1, 2].map((n) =>
      entry(`device:phone-${n}`, { deviceId: `phone-${n}`, secret: hex(n), registeredAt: iso(now) }, 0),
    ),
    ...days.map((date, n) => entry(`metrics:daily:${date}`, daily(date), 0, now + (n + 3) * DAY_MS)),
    { key: 'mapping:strange', value: '{"todoistId":"1","thingsId":"x"}', expiresAt: null, bad: true },
    { key: 'metrics:hour:soon', value: '{}', expiresAt: null, bad: false },
  ];
}

function thingsIdOf(n: number): string {
  return n % 9 === 4 ? `${MADE_UP[n % MADE_UP.length] ?? ''}-${1_754_000_000_000 + n}-ab` : `Things${n}`;
}

function mapping(n: number, now: number): unknown {
  const fingerprint = { primaryHash: hex(n), titleVariations: [`task ${n}`], fuzzySearchable: `task ${n}` };
  return {
    todoistId: String(9_000_000 + n),
    thingsId: thingsIdOf(n),
    fingerprint,
    lastSynced: iso(now - (n % 500) * HOUR_MS),
    source: 'exact',
    ...(n % 2 === 0 && { version: 2, lastSyncedContent: { title: `Task ${n}`, due: null } }),
  };
}

/** All forms that there were: with a hash, with a stored promise, and with the two ids alone. */
function metadata(n: number, thingsId: string, now: number): unknown {
  const ids = { todoistId: String(9_000_000 + n), thingsId };
  if (n % 3 === 0) return ids;
  const full = { ...ids, lastSynced: iso(now - (n % 400) * HOUR_MS) };
  return n % 3 === 1 ? { ...full, contentHash: {} } : { ...full, contentHash: 'aa', robustHash: hex(n) };
}

function mobile(n: number, now: number): Planted {
  const deviceId = `phone-${n % 4}`;
  const value = {
    mobileId: `task-${n}`,
    deviceId,
    todoistId: String(8_000_000 + n),
    thingsId: `mobile-${1_754_000_000_000 + n}-cd`,
    fingerprint: hex(n),
    createdAt: iso(now - DAY_MS),
    lastSynced: iso(now - n * 1000),
  };
  return entry(`mobile-mapping:${deviceId}:task-${n}`, value, n);
}

/** A week of them, so that some are forgotten while the work goes on, and some are listed although they are. */
function metric(n: number, now: number): Planted {
  const at = now - ((n * 7) % (7 * 24 * 60)) * 60_000;
  const type = TYPES[n % TYPES.length] ?? '';
  const value = {
    timestamp: iso(at),
    type,
    success: n % 11 !== 0,
    duration: n % 900,
    details: { created: n % 3, note: 'x' },
    ...(n % 11 === 0 && { errorMessage: 'no network' }),
  };
  const expiresAt = n % 97 === 5 ? now - 1000 : at + 7 * DAY_MS + 60_000;
  return entry(`metrics:${type}:${at}:${n}`, value, n, expiresAt);
}

function delivery(n: number, now: number): Planted {
  const at = now - (n % 2000) * 60_000;
  const id = `delivery-${at}-${n}`;
  const value = {
    id,
    webhookUrl: 'https://example.com/h',
    event: 'task_synced',
    payload: { n },
    status: 'failed',
    attempts: 1,
    error: 'no network',
    createdAt: iso(at),
  };
  return entry(`webhook-delivery:${id}`, value, n, n % 4 === 0 ? null : at + DAY_MS);
}

function conflict(n: number, now: number): Planted {
  const id = `conflict-${n}-1`;
  const value = {
    id,
    todoistId: String(n),
    thingsId: `Things${n}`,
    detectedAt: iso(now),
    resolved: n % 2 === 0,
  };
  return entry(`conflict:${id}`, value, n, n % 2 === 0 ? null : now + 7 * DAY_MS);
}

function daily(date: string): unknown {
  const sums = {
    count: 9,
    success: 8,
    totalDuration: 90,
    tasksProcessed: 3,
    errors: 1,
    durations: [10, 20, 30],
  };
  return { date, byType: { things_sync: sums }, recentErrors: [], slowestSync: null };
}

function hex(n: number): string {
  return n.toString(16).padStart(12, '0');
}

function iso(at: number): string {
  return new Date(at).toISOString();
}
