// What older code counted, as hours of today. Pure.

import type { MetricRecords } from '../hub/metric-records.ts';
import { fitHour } from './fit-hour.ts';
import { addHours, EMPTY_HOUR, EMPTY_TALLY, HOUR_MS, hourOf, type Hour, type Tally } from './hour.ts';
import { KEPT_HOURS } from './recorder.ts';
import { readHour } from './rows.ts';
import { EMPTY_SKETCH, type Sketch } from './sketch.ts';

/** Counters by name: `cron_sync` how often, `cron_sync.failed`, `cron_sync.created`, … of these; and durations by type. */
export interface OlderCounts {
  readonly bucket: number;
  readonly counters: Readonly<Record<string, number>>;
  readonly durations: Readonly<Record<string, Sketch>>;
  readonly errors: readonly {
    readonly type: string;
    readonly message: string;
    readonly timestamp: string | number;
  }[];
}

/** What older code told of tasks, by the name that it has today. */
const TASK_COUNTERS: Readonly<Record<string, string>> = {
  processed: 'tasksProcessed',
  created: 'created',
  updated: 'updated',
  completed: 'completed',
  errors: 'errors',
};

/** Returns them as an hour. */
export function hourOfOlder({ bucket, counters, durations, errors }: OlderCounts): Hour {
  const at = bucket * HOUR_MS;
  const types = Object.keys(counters).filter((name) => !name.includes('.'));
  const names = [...new Set([...types, ...Object.keys(durations)])];
  const runs = Object.fromEntries(names.map((type) => [type, tallyOf(type, counters, durations[type])]));
  const longest = names
    .map((type) => ({ at, type, ms: durations[type]?.max ?? 0 }))
    .toSorted((a, b) => b.ms - a.ms)[0];
  return {
    ...EMPTY_HOUR,
    runs,
    tasks: tasksOf(types, counters),
    errors: errors.map(({ type, message, timestamp }) => ({ at: timeOf(timestamp, at), type, message })),
    slowest: longest === undefined || longest.ms === 0 ? null : longest,
  };
}

/** Adds an hour that older code counted to what is stored. Passes over hours that are not kept, and those that are yet to come. */
export function importHour(
  records: MetricRecords,
  bucket: number,
  { hour, now }: { readonly hour: Hour; readonly now: number },
): void {
  const current = hourOf(now);
  if (bucket > current || bucket < current - KEPT_HOURS) return;
  const row = records.get(bucket);
  const sum = addHours(hour, row === null ? EMPTY_HOUR : readHour(row));
  records.put({
    bucket,
    hour: fitHour(sum),
    isDue: row?.isDue ?? false,
    progress: row?.progress ?? null,
  });
}

function tallyOf(type: string, counters: OlderCounts['counters'], durations: Sketch = EMPTY_SKETCH): Tally {
  const of = (name: string): number => counters[`${type}.${name}`] ?? 0;
  const changed = of('created') + of('updated') + of('completed');
  return {
    ...EMPTY_TALLY,
    count: counters[type] ?? durations.count,
    failed: of('failed'),
    // What was changed is a part of what was processed, where older code counted that at all.
    tasks: Math.max(of('tasksProcessed'), changed),
    durations,
  };
}

function tasksOf(types: readonly string[], counters: OlderCounts['counters']): Hour['tasks'] {
  const sums = Object.entries(TASK_COUNTERS).map(([name, older]) => {
    const sum = types.reduce((before, type) => before + (counters[`${type}.${older}`] ?? 0), 0);
    return [name, sum] as const;
  });
  return Object.fromEntries(sums.filter(([, sum]) => sum > 0));
}

function timeOf(timestamp: string | number, otherwise: number): number {
  const at = typeof timestamp === 'number' ? timestamp : Date.parse(timestamp);
  return Number.isFinite(at) ? at : otherwise;
}
