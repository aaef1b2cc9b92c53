// What is counted in one hour: exact counters, sketches of durations, and samples of errors. Hours are added to one another; a
// single run or request is an hour with one entry. Pure.

import * as z from 'zod';
import { addSketches, EMPTY_SKETCH, sketchSchema, type Sketch } from './sketch.ts';

/** One hour, ms. */
export const HOUR_MS = 3_600_000;

/** The bucket of a time (epoch ms). */
export function hourOf(at: number): number {
  return Math.floor(at / HOUR_MS);
}

/** How many errors of an hour are kept: the latest ones. */
export const MAX_ERROR_SAMPLES = 50;

const count = z.number().nonnegative();
const byName = z.record(z.string(), count);

/** Runs or requests of one type. */
const tallySchema = z.object({
  count,
  /** Those that ended in an error. */
  failed: count,
  /** Those that were answered with why they can't be carried out: the fault of whoever asked. */
  refused: count.default(0),
  /** Tasks that were decided about, or changed in a replica. */
  tasks: count.default(0),
  /** Durations: of runs those that ended well, of requests all of them. */
  durations: sketchSchema,
});

const errorSchema = z.object({
  /** Epoch ms. */
  at: z.number(),
  type: z.string(),
  /** Without task text. */
  message: z.string(),
});

const slowestSchema = z.object({ at: z.number(), type: z.string(), ms: count });

/** An hour as it is stored. */
export const hourSchema = z.object({
  runs: z.record(z.string(), tallySchema).default({}),
  /** By the name of the call. */
  requests: z.record(z.string(), tallySchema).default({}),
  /** Decisions about tasks, each once. */
  tasks: byName.default({}),
  /** Operations that replicas acknowledged, by replica. */
  carriedOut: byName.default({}),
  /** Requests that were made to replicas, by replica. */
  calls: byName.default({}),
  /** KV operations by kind. */
  kv: byName.default({}),
  /** What was used of the Durable Object: `requests`, `alarms`, `rowsRead`, `rowsWritten`. */
  object: byName.default({}),
  /** From when a change was seen until the replica that it was for acknowledged it, by that replica. */
  lag: z.record(z.string(), sketchSchema).default({}),
  errors: z.array(errorSchema).default([]),
  /** Errors without a sample. */
  errorsLeftOut: count.default(0),
  slowest: slowestSchema.nullable().default(null),
});

type Stored = z.infer<typeof hourSchema>;

/** Runs or requests of one type. */
export type Tally = Readonly<Omit<z.infer<typeof tallySchema>, 'durations'>> & { readonly durations: Sketch };
/** One error, without task text. */
export type ErrorSample = Readonly<z.infer<typeof errorSchema>>;
/** Numbers by name. */
export type Counts = Readonly<Record<string, number>>;

/** One hour. */
export interface Hour {
  readonly runs: Readonly<Record<string, Tally>>;
  readonly requests: Readonly<Record<string, Tally>>;
  readonly tasks: Counts;
  readonly carriedOut: Counts;
  readonly calls: Counts;
  readonly kv: Counts;
  readonly object: Counts;
  readonly lag: Readonly<Record<string, Sketch>>;
  readonly errors: readonly ErrorSample[];
  readonly errorsLeftOut: number;
  readonly slowest: Readonly<z.infer<typeof slowestSchema>> | null;
}

/** An hour in which nothing was counted. */
export const EMPTY_HOUR: Hour = hourSchema.parse({}) satisfies Stored;

/** No run and no request. */
export const EMPTY_TALLY: Tally = {
  count: 0,
  failed: 0,
  refused: 0,
  tasks: 0,
  durations: EMPTY_SKETCH,
};

/** Adds what was counted at two times; `b` is the later one. */
export function addHours(a: Hour, b: Hour): Hour {
  const errors = [...a.errors, ...b.errors];
  return {
    runs: addByName(a.runs, b.runs, addTallies),
    requests: addByName(a.requests, b.requests, addTallies),
    tasks: addCounts(a.tasks, b.tasks),
    carriedOut: addCounts(a.carriedOut, b.carriedOut),
    calls: addCounts(a.calls, b.calls),
    kv: addCounts(a.kv, b.kv),
    object: addCounts(a.object, b.object),
    lag: addByName(a.lag, b.lag, addSketches),
    errors: errors.slice(-MAX_ERROR_SAMPLES),
    errorsLeftOut: a.errorsLeftOut + b.errorsLeftOut + Math.max(0, errors.length - MAX_ERROR_SAMPLES),
    slowest: slowerOf(a.slowest, b.slowest),
  };
}

/** Adds the values of each name. */
export function addByName<T>(
  a: Readonly<Record<string, T>>,
  b: Readonly<Record<string, T>>,
  add: (a: T, b: T) => T,
): Readonly<Record<string, T>> {
  const sums = new Map(Object.entries(a));
  for (const [name, value] of Object.entries(b)) {
    const known = sums.get(name);
    sums.set(name, known === undefined ? value : add(known, value));
  }
  return Object.fromEntries(sums);
}

/** Adds two tallies. */
export function addTallies(a: Tally, b: Tally): Tally {
  return {
    count: a.count + b.count,
    failed: a.failed + b.failed,
    refused: a.refused + b.refused,
    tasks: a.tasks + b.tasks,
    durations: addSketches(a.durations, b.durations),
  };
}

function addCounts(a: Counts, b: Counts): Counts {
  return addByName(a, b, (left, right) => left + right);
}

function slowerOf(a: Hour['slowest'], b: Hour['slowest']): Hour['slowest'] {
  if (a === null || b === null) return a ?? b;
  return b.ms > a.ms ? b : a;
}
