// The document `metrics:hour:{bucket}`: one hour's counters, a sketch of its durations, and samples of its errors. Also reads the
// raw durations that older code stored.

import * as z from 'zod';
import { err, ok, type Result } from '../../model/result.ts';
import type { DocumentProblem } from '../kv/fetch-document.ts';
import type { DocumentContent } from '../kv/pack.ts';
import { sha256Hex } from '../sha.ts';

const VERSION = 2;

/** How many errors of an hour are kept: the latest ones. */
export const MAX_ERROR_SAMPLES = 50;
/** How many kinds of event an hour distinguishes; further ones are counted as `other`. */
const MAX_TYPES = 200;
const MAX_MESSAGE_LENGTH = 300;

/** Each bucket of a sketch is a tenth wider than the one before, so a percentile is accurate to 10 %. */
const GROWTH = 1.1;

/** The document's key. `bucket`: floor(epoch ms / 3,600,000). */
export function metricsHourKey(bucket: number): string {
  return `metrics:hour:${bucket}`;
}

/** Durations in buckets: bucket n counts those above 1.1^(n-1) and up to 1.1^n ms; bucket 0 those up to 1 ms. */
const sketchSchema = z.strictObject({
  count: z.number().int().nonnegative(),
  /** Sum of all durations, ms. */
  total: z.number().nonnegative(),
  max: z.number().nonnegative(),
  buckets: z.record(z.string().regex(/^\d+$/), z.number().int().positive()),
});

/** Durations, counted in buckets. */
export type Sketch = z.infer<typeof sketchSchema>;

const errorSampleSchema = z.looseObject({
  type: z.string(),
  message: z.string(),
  timestamp: z.union([z.string(), z.number()]),
});

const counters = z.record(z.string(), z.number().nonnegative());

const todaySchema = z.looseObject({
  version: z.literal(VERSION),
  hourBucket: z.number().int(),
  counters,
  durations: z.record(z.string(), sketchSchema),
  errors: z.array(errorSampleSchema),
});

const olderSchema = z.looseObject({
  hourBucket: z.number().int(),
  counters: counters.default({}),
  durations: z.record(z.string(), z.array(z.number())).default({}),
  errors: z.array(errorSampleSchema).default([]),
});

/** One hour's metrics. */
export interface MetricsHour {
  readonly bucket: number;
  readonly counters: Readonly<Record<string, number>>;
  readonly durations: Readonly<Record<string, Sketch>>;
  readonly errors: readonly z.infer<typeof errorSampleSchema>[];
}

/** Makes a sketch of durations, ms. */
export function sketchOf(durationsMs: readonly number[]): Sketch {
  const buckets: Record<string, number> = {};
  let [total, max] = [0, 0];
  for (const duration of durationsMs) {
    const size = Math.max(duration, 0);
    const bucket = String(size <= 1 ? 0 : Math.ceil(Math.log(size) / Math.log(GROWTH) - 1e-9));
    buckets[bucket] = (buckets[bucket] ?? 0) + 1;
    total += size;
    max = Math.max(max, size);
  }
  return { count: durationsMs.length, total, max, buckets };
}

/** Merges two sketches; the result is the same as for all durations at once. */
export function addSketches(a: Sketch, b: Sketch): Sketch {
  const buckets: Record<string, number> = { ...a.buckets };
  for (const [bucket, count] of Object.entries(b.buckets)) buckets[bucket] = (buckets[bucket] ?? 0) + count;
  return { count: a.count + b.count, total: a.total + b.total, max: Math.max(a.max, b.max), buckets };
}

/** The duration, ms, below which `share` (0 to 1) of all are, at most 10 % too high; 0 if there are none. */
export function percentileOf(sketch: Sketch, share: number): number {
  let seen = 0;
  for (const bucket of Object.keys(sketch.buckets)
    .map(Number)
    .toSorted((a, b) => a - b)) {
    seen += sketch.buckets[String(bucket)] ?? 0;
    if (seen >= share * sketch.count) return Math.min(GROWTH ** bucket, sketch.max);
  }
  return sketch.max;
}

/** Parses the document in any version, from its JSON members. */
export function readMetricsHour(
  value: Readonly<Record<string, unknown>>,
): Result<MetricsHour, DocumentProblem> {
  const today = todaySchema.safeParse(value);
  if (today.success) {
    const { hourBucket, ...rest } = today.data;
    return ok({
      bucket: hourBucket,
      counters: rest.counters,
      durations: rest.durations,
      errors: rest.errors,
    });
  }
  const older = value['version'] === undefined ? olderSchema.safeParse(value) : null;
  if (older?.success !== true)
    return err({ kind: 'unreadable', detail: 'an hour of metrics in a shape that no version writes' });
  return ok({
    bucket: older.data.hourBucket,
    counters: older.data.counters,
    durations: Object.fromEntries(
      Object.entries(older.data.durations).map(([type, durations]) => [type, sketchOf(durations)]),
    ),
    errors: older.data.errors,
  });
}

/** Serializes the document in the current version, with a bounded size: about 200 kB at most. `lastUpdated`: epoch ms. */
export async function writeMetricsHour(hour: MetricsHour, lastUpdated: number): Promise<DocumentContent> {
  const content = {
    counters: bounded(hour.counters, (a, b) => a + b),
    durations: bounded(hour.durations, addSketches),
    errors: hour.errors
      .slice(-MAX_ERROR_SAMPLES)
      .map((sample) => ({ ...sample, message: sample.message.slice(0, MAX_MESSAGE_LENGTH) })),
  };
  return {
    members: {
      hourBucket: hour.bucket,
      version: VERSION,
      lastUpdated: new Date(lastUpdated).toISOString(),
      ...content,
    },
    sections: [],
    digest: await sha256Hex(JSON.stringify(content)),
  };
}

/** Sorted by name, so that the same hour has the same digest; whatever exceeds the limit is merged into `other`. */
function bounded<T>(values: Readonly<Record<string, T>>, add: (a: T, b: T) => T): Record<string, T> {
  const kept: Record<string, T> = {};
  const names = Object.keys(values).toSorted();
  for (const [index, name] of names.entries()) {
    const value = values[name];
    if (value === undefined) continue;
    const target = index < MAX_TYPES - 1 || names.length <= MAX_TYPES ? name : 'other';
    const before = kept[target];
    kept[target] = before === undefined ? value : add(before, value);
  }
  return kept;
}
