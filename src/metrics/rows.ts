// What a stored hour holds: what was counted in it, and how far counting had got. Pure.

import * as z from 'zod';
import type { MetricRow } from '../hub/metric-records.ts';
import { fitHour } from './fit-hour.ts';
import { addHours, EMPTY_HOUR, hourSchema, type Hour, type Tally } from './hour.ts';
import type { Sketch } from './sketch.ts';

const count = z.number().nonnegative();

const progressSchema = z.object({
  /** Everything before this hour, without percentiles and samples. */
  totals: hourSchema,
  /** The event up to which everything is counted. */
  countedTo: count,
  /** The KV operations of a UTC day that are counted; null: of none. */
  kv: z
    .object({
      day: z.number(),
      counts: z.object({ reads: count, writes: count, lists: count, deletes: count }),
    })
    .nullable(),
});

/** How far counting had got with an hour. */
export interface Progress extends Readonly<Omit<z.infer<typeof progressSchema>, 'totals'>> {
  readonly totals: Hour;
}

/** Reads what was counted. Throws if it is of no known shape: only this program writes it. */
export function readHour({ hour }: Pick<MetricRow, 'hour'>): Hour {
  return hourSchema.parse(hour);
}

/** Reads how far counting had got; null: only imported counts are in the hour. */
export function progressOf({ progress }: Pick<MetricRow, 'progress'>): Progress | null {
  return progress === null ? null : progressSchema.parse(progress);
}

/** Everything up to the end of an hour, without percentiles and samples. */
export function totalsAfter(row: MetricRow): Hour {
  return bare(addHours(progressOf(row)?.totals ?? EMPTY_HOUR, readHour(row)));
}

/** What the progress of hour `bucket` begins with, if `latest` is the newest one that is stored. */
export function startOf(latest: MetricRow | null, bucket: number): Pick<Progress, 'totals'> {
  if (latest === null) return { totals: EMPTY_HOUR };
  if (latest.bucket === bucket) return { totals: progressOf(latest)?.totals ?? EMPTY_HOUR };
  return { totals: fitHour(totalsAfter(latest)) };
}

function bare(hour: Hour): Hour {
  return {
    ...hour,
    runs: mapValues(hour.runs, bareTally),
    requests: mapValues(hour.requests, bareTally),
    lag: mapValues(hour.lag, bareSketch),
    errors: [],
    slowest: null,
  };
}

function bareTally(tally: Tally): Tally {
  return { ...tally, durations: bareSketch(tally.durations) };
}

function bareSketch(sketch: Sketch): Sketch {
  return { ...sketch, buckets: [] };
}

function mapValues<T>(
  values: Readonly<Record<string, T>>,
  map: (value: T) => T,
): Readonly<Record<string, T>> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, map(value)]));
}
