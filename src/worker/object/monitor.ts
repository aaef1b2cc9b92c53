// How an account is doing, for people, dashboards and Prometheus. Reads a few rows whatever is stored, writes nothing, and makes no
// operation on KV: it may be asked every few seconds.

import { SYNC_STATE_KEY } from '../../checkpoint/documents/sync-state.ts';
import { dirtySinceOf } from '../../checkpoint/checkpoint.ts';
import { ceilingOf } from '../../checkpoint/kv/governor.ts';
import { KV_OPERATIONS } from '../../checkpoint/kv/meter.ts';
import { limitsOf } from '../../checkpoint/settings.ts';
import type { OutboxState } from '../../hub/store.ts';
import { daysOf } from '../../metrics/daily.ts';
import { addHours, EMPTY_HOUR, HOUR_MS, hourOf, type Hour } from '../../metrics/hour.ts';
import { prometheusText, type Gauge } from '../../metrics/prometheus.ts';
import { readinessOf } from '../../metrics/readiness.ts';
import type { DailyMetrics, Readiness } from '../../protocol/answers/metrics.ts';
import { THINGS } from '../../replicas/things/known.ts';
import { TODOIST } from '../../replicas/todoist/known.ts';
import type { AccountSettings } from '../accounts.ts';
import type { AccountHouse } from './account-parts.ts';
import { whatIsMissing } from './answers.ts';

/** What is looked at. */
export interface MonitorParts {
  readonly house: Pick<AccountHouse, 'store' | 'batches' | 'records' | 'metrics' | 'account'>;
  readonly settings: AccountSettings;
  /** What fails of what is done without being asked, in words. */
  readonly failing: () => readonly string[];
  readonly now: () => number;
}

const HOURS_A_DAY = 24;
const REPLICAS = [TODOIST, THINGS] as const;
const STATES = [
  'queued',
  'sent',
  'held',
  'failed',
  'asked',
  'declined',
] as const satisfies readonly OutboxState[];

/** What a day may cost. Source: Cloudflare, pricing of Durable Objects, Workers Free. Alarms are requests, too. */
const FREE_OBJECT = { requests: 100_000, rowsRead: 5_000_000, rowsWritten: 100_000 } as const;

/** Tells whether everything is well; each part only with `details`. */
export function readiness(parts: MonitorParts, { details }: { readonly details: boolean }): Readiness {
  const { house, now } = parts;
  const { store, records, account } = house;
  const contact = store.contacts.get(TODOIST);
  const document = records.documents.get(SYNC_STATE_KEY);
  const plan = account.plan();
  const missing = whatIsMissing(parts.settings);
  const all = readinessOf({
    now: now(),
    missing: missing !== null && 'detail' in missing ? missing.detail : null,
    todoist: { seenAt: contact.seenAt, problem: contact.problem },
    agentSeenAt: store.contacts.get(THINGS).seenAt,
    spent: spentOf(parts),
    plan: plan === null || plan.approved ? null : plan.holds.what,
    checkpoint: {
      writtenAt: document?.writtenAt ?? null,
      dirtySince: document === null ? null : dirtySinceOf(document),
    },
    failing: parts.failing(),
  });
  const status = all.every(({ ok }) => ok) ? 'ready' : 'not_ready';
  return details ? { status, parts: all } : { status };
}

/** `GET /metrics/daily`. */
export function dailyMetrics(parts: MonitorParts, days: number): DailyMetrics {
  const { house, now } = parts;
  const { store, batches, metrics, records, account } = house;
  const firstDay = Math.floor(hourOf(now()) / HOURS_A_DAY) - days + 1;
  const hours = metrics.hours(firstDay * HOURS_A_DAY);
  const today = sumOf(hours.filter(({ bucket }) => bucket >= hourOf(now()) - (hourOf(now()) % HOURS_A_DAY)));
  const limits = limitsOf(batches.settings);
  const counts = batches.counts();
  const object = objectUse(today);
  return {
    days: daysOf(hours).filter(({ requests, runs }) => requests.count + runs.count > 0),
    idleCounts: 'approximate',
    now: {
      kv: Object.fromEntries(KV_OPERATIONS.map((name) => [name, budget(counts[name], limits[name])])),
      object: Object.fromEntries(
        (['requests', 'rowsRead', 'rowsWritten'] as const).map((name) => [
          name,
          budget(object[name], FREE_OBJECT[name]),
        ]),
      ),
      // Neither workerd nor Cloudflare tells a Worker what it uses.
      memoryBytes: null,
      queues: Object.fromEntries(REPLICAS.map((replica) => [replica, queueOf(parts, replica)])),
      conflicts: store.conflicts.countWaiting(),
      planWaits: planWaits(account.plan()),
      replicas: Object.fromEntries(REPLICAS.map((replica) => [replica, freshnessOf(parts, replica)])),
      checkpointAt: records.documents.get(SYNC_STATE_KEY)?.writtenAt ?? null,
    },
  };
}

/** `GET /metrics/prometheus`. */
export function prometheusMetrics(parts: MonitorParts): string {
  const { metrics } = parts.house;
  const recent = sumOf(metrics.hours(hourOf(parts.now() - HOUR_MS)));
  return prometheusText({ totals: metrics.totals(), recent, gauges: gaugesOf(parts) });
}

function gaugesOf(parts: MonitorParts): readonly Gauge[] {
  const { store, batches, records, account } = parts.house;
  const limits = limitsOf(batches.settings);
  const counts = batches.counts();
  const seen = REPLICAS.flatMap((replica) => {
    const { seenAt } = store.contacts.get(replica);
    return seenAt === null ? [] : [{ labels: { replica }, value: seenAt / 1000 }];
  });
  const copiedAt = records.documents.get(SYNC_STATE_KEY)?.writtenAt ?? null;
  const queues = REPLICAS.flatMap((replica) =>
    Object.entries(queueOf(parts, replica)).map(([state, value]) => ({ labels: { replica, state }, value })),
  );
  const one = (value: number): Gauge['values'] => [{ value }];
  const isReady = readiness(parts, { details: false }).status === 'ready';
  return [
    { name: 'ready', help: 'Whether everything is well.', values: one(isReady ? 1 : 0) },
    {
      name: 'kv_operations_today',
      help: 'Workers KV operations of this UTC day.',
      values: KV_OPERATIONS.map((operation) => ({ labels: { operation }, value: counts[operation] })),
    },
    {
      name: 'kv_operations_limit',
      help: 'Workers KV operations that a day may cost.',
      values: KV_OPERATIONS.map((operation) => ({ labels: { operation }, value: limits[operation] })),
    },
    { name: 'queue_operations', help: 'Operations that wait, by replica and state.', values: queues },
    {
      name: 'conflicts_waiting',
      help: 'Conflicts that wait for a person.',
      values: one(store.conflicts.countWaiting()),
    },
    {
      name: 'plan_waiting',
      help: 'Whether a plan waits for a person.',
      values: one(planWaits(account.plan()) ? 1 : 0),
    },
    {
      name: 'replica_reachable',
      help: 'Whether a replica could be read the last time.',
      values: REPLICAS.map((replica) => ({
        labels: { replica },
        value: store.contacts.get(replica).problem === null ? 1 : 0,
      })),
    },
    { name: 'replica_seen_timestamp_seconds', help: 'When a replica was last seen.', values: seen },
    {
      name: 'checkpoint_timestamp_seconds',
      help: 'When the state was last copied into KV.',
      values: copiedAt === null ? [] : one(copiedAt / 1000),
    },
    {
      name: 'steps_failing',
      help: 'How much fails of what is done without being asked.',
      values: one(parts.failing().length),
    },
  ];
}

function sumOf(hours: readonly { readonly hour: Hour }[]): Hour {
  return hours.map(({ hour }) => hour).reduce(addHours, EMPTY_HOUR);
}

function objectUse({ object }: Hour): Readonly<Record<keyof typeof FREE_OBJECT, number>> {
  const of = (name: string): number => object[name] ?? 0;
  return {
    requests: of('requests') + of('alarms'),
    rowsRead: of('rowsRead'),
    rowsWritten: of('rowsWritten'),
  };
}

function budget(used: number, limit: number): DailyMetrics['now']['kv'][string] {
  return { used, limit, share: limit === 0 ? 0 : Math.round((used / limit) * 10_000) / 10_000 };
}

function planWaits(plan: ReturnType<MonitorParts['house']['account']['plan']>): boolean {
  return plan !== null && !plan.approved;
}

/** Operations that wait, by state; states without any are left out. */
function queueOf({ house: { store } }: MonitorParts, replica: string): Readonly<Record<string, number>> {
  const counts = STATES.map((state) => [state, store.outbox.count(replica, [state])] as const);
  return Object.fromEntries(counts.filter(([, count]) => count > 0));
}

function freshnessOf(
  { house: { store }, now }: MonitorParts,
  replica: string,
): DailyMetrics['now']['replicas'][string] {
  const { seenAt, problem } = store.contacts.get(replica);
  const staleForSeconds = seenAt === null ? null : Math.max(0, Math.round((now() - seenAt) / 1000));
  return { seenAt, staleForSeconds, problem };
}

/** The KV operations of which ordinary work may use no more today. */
function spentOf({ house: { batches } }: MonitorParts): readonly string[] {
  const { settings } = batches;
  const usable = ceilingOf(limitsOf(settings), settings.reserve, 'checkpoint');
  const counts = batches.counts();
  return KV_OPERATIONS.filter((name) => counts[name] > 0 && counts[name] >= usable[name]);
}
