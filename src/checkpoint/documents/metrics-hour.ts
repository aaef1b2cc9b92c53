// The document `metrics:hour:{bucket}`: what was counted in one hour. Also reads what older code stored under that key: a coarser
// sketch of durations, and before that the durations themselves.

import * as z from 'zod';
import { fitHour } from '../../metrics/fit-hour.ts';
import { addHours, EMPTY_HOUR, hourSchema, type Hour } from '../../metrics/hour.ts';
import { hourOfOlder } from '../../metrics/older-counts.ts';
import { addSketches, EMPTY_SKETCH, sketchOf, type Sketch } from '../../metrics/sketch.ts';
import { err, ok, type Result } from '../../model/result.ts';
import type { DocumentProblem } from '../kv/fetch-document.ts';
import type { DocumentContent } from '../kv/pack.ts';
import { sha256Hex } from '../../model/sha256.ts';

const VERSION = 3;

/** The document's key. `bucket`: floor(epoch ms / 3,600,000). */
export function metricsHourKey(bucket: number): string {
  return `metrics:hour:${bucket}`;
}

/** Version 2: bucket n counts the durations above 1.1^(n-1) and up to 1.1^n ms; bucket 0 those up to 1 ms. */
const COARSE_GROWTH = 1.1;

const coarseSketchSchema = z.looseObject({
  buckets: z.record(z.string().regex(/^\d{1,3}$/), z.number().int().positive()),
});

const counters = z.record(z.string(), z.number().nonnegative());
const olderErrors = z.array(
  z.looseObject({
    type: z.string(),
    message: z.string(),
    timestamp: z.union([z.string(), z.number()]),
  }),
);

const bucket = { hourBucket: z.number().int() };

const todaySchema = z.looseObject({ version: z.literal(VERSION), ...bucket, hour: hourSchema });

const coarseSchema = z.looseObject({
  version: z.literal(2),
  ...bucket,
  counters,
  durations: z.record(z.string(), coarseSketchSchema),
  errors: olderErrors,
});

const rawSchema = z.looseObject({
  version: z.undefined().optional(),
  ...bucket,
  counters: counters.default({}),
  durations: z.record(z.string(), z.array(z.number())).default({}),
  errors: olderErrors.default([]),
});

/** One hour's metrics. */
export interface MetricsHour {
  readonly bucket: number;
  readonly hour: Hour;
}

/** Parses the document in any version, from its JSON members. */
export function readMetricsHour(
  value: Readonly<Record<string, unknown>>,
): Result<MetricsHour, DocumentProblem> {
  const today = todaySchema.safeParse(value);
  if (today.success) return ok({ bucket: today.data.hourBucket, hour: today.data.hour });
  const coarse = coarseSchema.safeParse(value);
  if (coarse.success) return ok(older(coarse.data, mapValues(coarse.data.durations, fromCoarse)));
  const raw = rawSchema.safeParse(value);
  if (raw.success)
    return ok(
      older(
        raw.data,
        mapValues(raw.data.durations, (durations) => sketchOf(durations)),
      ),
    );
  return err({ kind: 'unreadable', detail: 'an hour of metrics in a shape that no version writes' });
}

/** Serializes the document in the current version, below 64 KiB. `lastUpdated`: epoch ms. */
export async function writeMetricsHour(
  { bucket: hourBucket, hour }: MetricsHour,
  lastUpdated: number,
): Promise<DocumentContent> {
  const content = fitHour(addHours(EMPTY_HOUR, hour));
  return {
    members: {
      hourBucket,
      version: VERSION,
      lastUpdated: new Date(lastUpdated).toISOString(),
      hour: content,
    },
    sections: [],
    digest: await sha256Hex(JSON.stringify(content)),
  };
}

function older(
  { hourBucket, ...counted }: Pick<z.infer<typeof rawSchema>, 'hourBucket' | 'counters' | 'errors'>,
  durations: Readonly<Record<string, Sketch>>,
): MetricsHour {
  const { counters: sums, errors } = counted;
  return { bucket: hourBucket, hour: hourOfOlder({ bucket: hourBucket, counters: sums, durations, errors }) };
}

/** As if all durations of a bucket had been in its middle. */
function fromCoarse({ buckets }: z.infer<typeof coarseSketchSchema>): Sketch {
  return Object.entries(buckets)
    .map(([name, count]) => sketchOf([name === '0' ? 1 : COARSE_GROWTH ** (Number(name) - 0.5)], count))
    .reduce(addSketches, EMPTY_SKETCH);
}

function mapValues<T, U>(values: Readonly<Record<string, T>>, map: (value: T) => U): Record<string, U> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, map(value)]));
}
