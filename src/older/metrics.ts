// Metrics in the format of the earlier API, out of what was counted by the hour. Pure except for reading that.

import type { Store } from '../hub/store.ts';
import {
  addHours,
  addTallies,
  EMPTY_HOUR,
  EMPTY_TALLY,
  HOUR_MS,
  hourOf,
  type Hour,
  type Tally,
} from '../metrics/hour.ts';
import type { Recorder } from '../metrics/recorder.ts';
import { meanOf, percentileOf } from '../metrics/sketch.ts';
import type { OlderMetrics } from '../protocol/answers/older/views.ts';

const MAX_ERRORS_TOLD = 10;

/** The sources of the metrics. */
interface Parts {
  readonly store: Pick<Store, 'outbox'>;
  readonly metrics: Pick<Recorder, 'hours'>;
  /** Epoch ms. */
  readonly now: () => number;
}

/** Requests that older code counted as syncs, by the name of the call. */
const SYNCS_BY_CALL: Readonly<Record<string, string>> = {
  'older.inbox': 'inbox_fetch',
  'older.markSynced': 'mark_synced',
  'older.bulk': 'bulk_sync',
};

/** `GET /metrics`: the last hours; the one in which they begin counts whole. */
export function olderMetrics(
  { store, metrics, now }: Parts,
  { hours }: { readonly hours: number },
): OlderMetrics {
  const counted = metrics.hours(hourOf(now() - hours * HOUR_MS)).map(({ hour }) => hour);
  const sum = counted.reduce(addHours, EMPTY_HOUR);
  const byType = { ...sum.runs, ...syncsByCall(sum) };
  const all = Object.values(byType).reduce(addTallies, EMPTY_TALLY);
  return {
    period: `Last ${hours} hours`,
    totalSyncs: all.count,
    successRate: successRate(all),
    averageDuration: meanOf(runsOf(sum).durations),
    byType: Object.fromEntries(Object.entries(byType).map(([type, tally]) => [type, ofType(tally)])),
    recentErrors: recentErrors(sum),
    taskStats: taskStats(sum, store.outbox.count(null, ['failed'])),
    performance: performanceOf(sum),
    idleCounts: 'approximate',
  };
}

/** All runs together: looking into the inbox takes no time worth an average. */
function runsOf({ runs }: Hour): Tally {
  return Object.values(runs).reduce(addTallies, EMPTY_TALLY);
}

function syncsByCall({ requests }: Hour): Readonly<Record<string, Tally>> {
  const syncs = Object.entries(SYNCS_BY_CALL).flatMap(([call, type]) => {
    const tally = requests[call];
    return tally === undefined ? [] : [[type, tally] as const];
  });
  return Object.fromEntries(syncs);
}

function ofType(tally: Tally): OlderMetrics['byType'][string] {
  return {
    count: tally.count,
    successRate: successRate(tally),
    averageDuration: meanOf(tally.durations),
    totalTasks: tally.tasks,
  };
}

/** 1 if nothing was attempted. */
function successRate({ count, failed, refused }: Tally): number {
  return count === 0 ? 1 : (count - failed - refused) / count;
}

/** Newest first. */
function recentErrors({ errors }: Hour): OlderMetrics['recentErrors'] {
  const newest = errors.toSorted((a, b) => b.at - a.at).slice(0, MAX_ERRORS_TOLD);
  return newest.map(({ at, type, message }) => ({ timestamp: new Date(at).toISOString(), type, message }));
}

function taskStats({ tasks }: Hour, failed: number): OlderMetrics['taskStats'] {
  return {
    totalProcessed: tasks['processed'] ?? 0,
    created: tasks['created'] ?? 0,
    updated: tasks['updated'] ?? 0,
    completed: tasks['completed'] ?? 0,
    errors: (tasks['errors'] ?? 0) + failed,
  };
}

function performanceOf(sum: Hour): OlderMetrics['performance'] {
  const { durations } = runsOf(sum);
  const { slowest } = sum;
  return {
    p50Duration: percentileOf(durations, 0.5),
    p90Duration: percentileOf(durations, 0.9),
    p99Duration: percentileOf(durations, 0.99),
    slowestSync:
      slowest === null
        ? null
        : { timestamp: new Date(slowest.at).toISOString(), type: slowest.type, duration: slowest.ms },
  };
}
