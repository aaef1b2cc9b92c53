// Keeps an hour below a size, whatever was counted in it: first the names, then what is told of each. Pure.

import {
  addByName,
  addTallies,
  MAX_ERROR_SAMPLES,
  type Counts,
  type ErrorSample,
  type Hour,
} from './hour.ts';
import { addSketches } from './sketch.ts';

/** An hour takes no more than this, bytes of UTF-8, as JSON. */
export const MAX_HOUR_BYTES = 60 * 1024;

/** Where further names are counted. */
const OTHER = 'other';

/** How many names an hour distinguishes of each kind. */
interface MaxNames {
  readonly runs: number;
  readonly requests: number;
  readonly replicas: number;
  readonly counts: number;
}

const MAX_NAMES: MaxNames = { runs: 24, requests: 120, replicas: 12, counts: 24 };
const MAX_NAME_LENGTH = 40;
const MAX_MESSAGE_LENGTH = 200;
/** A character of UTF-16 takes at most so many bytes of UTF-8. */
const MAX_BYTES_PER_UNIT = 3;

/** Returns the hour so that its JSON fits. Counters stay exact; names that are too many are counted as `other`, the rarest first. */
export function fitHour(hour: Hour): Hour {
  let fitted = withFewNames(hour, MAX_NAMES);
  // Each round halves what is left, so it ends: an hour without names and samples has a few hundred bytes.
  for (let left = MAX_NAMES.requests; !fits(fitted) && left > 0; left = Math.floor(left / 2)) {
    const [runs, replicas] = [Math.min(MAX_NAMES.runs, left), Math.min(MAX_NAMES.replicas, left)];
    fitted = withFewNames(fitted, { ...MAX_NAMES, requests: left, runs, replicas });
  }
  for (let samples = MAX_ERROR_SAMPLES; !fits(fitted) && samples > 0; samples = Math.floor(samples / 2)) {
    const errors = fitted.errors.slice(fitted.errors.length - Math.floor(samples / 2));
    const leftOut = fitted.errors.length - errors.length;
    fitted = { ...fitted, errors, errorsLeftOut: fitted.errorsLeftOut + leftOut };
  }
  return fitted;
}

function fits(hour: Hour): boolean {
  const text = JSON.stringify(hour);
  if (text.length * MAX_BYTES_PER_UNIT <= MAX_HOUR_BYTES) return true;
  return new TextEncoder().encode(text).length <= MAX_HOUR_BYTES;
}

function withFewNames(hour: Hour, max: MaxNames): Hour {
  const counts = (values: Counts): Counts =>
    few(values, max.counts, { sizeOf: (value) => value, add: (a, b) => a + b });
  const ofTallies = { sizeOf: (one: { readonly count: number }) => one.count, add: addTallies };
  return {
    ...hour,
    runs: few(hour.runs, max.runs, ofTallies),
    requests: few(hour.requests, max.requests, ofTallies),
    tasks: counts(hour.tasks),
    carriedOut: counts(hour.carriedOut),
    calls: counts(hour.calls),
    kv: counts(hour.kv),
    object: counts(hour.object),
    lag: few(hour.lag, max.replicas, { sizeOf: ({ count }) => count, add: addSketches }),
    errors: hour.errors.map(short),
    slowest:
      hour.slowest === null ? null : { ...hour.slowest, type: cut(hour.slowest.type, MAX_NAME_LENGTH) },
  };
}

/** The most frequent names; the others are added up. */
function few<T>(
  values: Readonly<Record<string, T>>,
  max: number,
  { sizeOf, add }: { readonly sizeOf: (value: T) => number; readonly add: (a: T, b: T) => T },
): Readonly<Record<string, T>> {
  const names = Object.keys(values);
  if (names.length <= max && names.every((name) => name.length <= MAX_NAME_LENGTH)) return values;
  const ranked = Object.entries(values).toSorted(([, a], [, b]) => sizeOf(b) - sizeOf(a));
  const kept = new Set(
    ranked.filter(([name]) => name !== OTHER && name.length <= MAX_NAME_LENGTH).slice(0, max - 1),
  );
  const parts = ranked.map((entry) => ({ [kept.has(entry) ? entry[0] : OTHER]: entry[1] }));
  return parts.reduce((sums, part) => addByName(sums, part, add), {});
}

function short({ at, type, message }: ErrorSample): ErrorSample {
  return { at, type: cut(type, MAX_NAME_LENGTH), message: cut(message, MAX_MESSAGE_LENGTH) };
}

/** Without half a character at the end. */
function cut(text: string, length: number): string {
  return text.length <= length ? text : text.slice(0, length).toWellFormed();
}
