// A sketch of durations: how many fell into each of many narrow buckets, so that any percentile can be told, and two sketches can
// be added. Pure.

import * as z from 'zod';

/** A percentile differs from the exact one by at most this share of it. */
const RELATIVE_ERROR = 0.018;

/** Each bucket is wider than the one before by this factor; its middle differs from no value in it by more than the error. */
const GROWTH = (1 + RELATIVE_ERROR) / (1 - RELATIVE_ERROR);
const LOG_GROWTH = Math.log(GROWTH);

/** Longer durations count as this long, ms: thirty days. It bounds the number of buckets to about 600. */
const MAX_MS = 30 * 86_400_000;

/**
 * Durations in ms. `buckets` has two numbers for each bucket that is not empty, in ascending order: how far it is from the one
 * before (the first one: from 0), and how many fell into it. Bucket 0 holds what took less than 1 ms, bucket n what took more than
 * `GROWTH` to the power of n - 2 and at most `GROWTH` to the power of n - 1.
 */
export const sketchSchema = z.object({
  count: z.number().nonnegative(),
  /** All durations together, ms. */
  total: z.number().nonnegative(),
  /** The longest one, ms. */
  max: z.number().nonnegative(),
  buckets: z.array(z.number().nonnegative()),
});

/** A sketch of durations. */
export type Sketch = Readonly<Omit<z.infer<typeof sketchSchema>, 'buckets'>> & {
  readonly buckets: readonly number[];
};

/** No duration at all. */
export const EMPTY_SKETCH: Sketch = { count: 0, total: 0, max: 0, buckets: [] };

/** Makes a sketch of durations, ms; `times`: how often each of them occurred. */
export function sketchOf(durations: Iterable<number>, times = 1): Sketch {
  const counts = new Map<number, number>();
  let [count, total, max] = [0, 0, 0];
  for (const duration of durations) {
    const ms = Number.isFinite(duration) ? Math.min(Math.max(duration, 0), MAX_MS) : 0;
    const key = keyOf(ms);
    counts.set(key, (counts.get(key) ?? 0) + times);
    count += times;
    total += ms * times;
    max = Math.max(max, ms);
  }
  return { count, total, max, buckets: packed(counts) };
}

/** Adds two sketches; the result is that of all their durations together. */
export function addSketches(a: Sketch, b: Sketch): Sketch {
  if (a.count === 0) return b;
  if (b.count === 0) return a;
  const counts = new Map(bucketsOf(a));
  for (const [key, count] of bucketsOf(b)) counts.set(key, (counts.get(key) ?? 0) + count);
  return {
    count: a.count + b.count,
    total: a.total + b.total,
    max: Math.max(a.max, b.max),
    buckets: packed(counts),
  };
}

/** The duration, ms, that `share` (0 to 1) of all durations do not exceed, within `RELATIVE_ERROR`; 0 if there are none. */
export function percentileOf(sketch: Sketch, share: number): number {
  const rank = Math.max(1, Math.ceil(share * sketch.count));
  let seen = 0;
  for (const [key, count] of bucketsOf(sketch)) {
    seen += count;
    if (seen >= rank) return Math.min(middleOf(key), sketch.max);
  }
  return sketch.max;
}

/** The mean, ms; 0 if there are none. Exact. */
export function meanOf({ count, total }: Sketch): number {
  return count === 0 ? 0 : total / count;
}

function keyOf(ms: number): number {
  // Without the small part, rounding would put a power of the factor into the next bucket.
  return ms < 1 ? 0 : 1 + Math.ceil(Math.log(ms) / LOG_GROWTH - 1e-9);
}

/** The value whose relative distance to both ends of the bucket is the same. */
function middleOf(key: number): number {
  return key === 0 ? 0 : (2 * GROWTH ** (key - 1)) / (GROWTH + 1);
}

function packed(counts: ReadonlyMap<number, number>): readonly number[] {
  let last = 0;
  return [...counts]
    .toSorted(([a], [b]) => a - b)
    .flatMap(([key, count]) => {
      const step = key - last;
      last = key;
      return [step, count];
    });
}

/** Each bucket with its count, in ascending order. */
function* bucketsOf({ buckets }: Sketch): Iterable<readonly [key: number, count: number]> {
  let key = 0;
  for (let at = 0; at + 1 < buckets.length; at += 2) {
    key += buckets[at] ?? 0;
    yield [key, buckets[at + 1] ?? 0];
  }
}
