// What was counted, day by day (UTC). Pure.

import { addHours, addTallies, EMPTY_HOUR, EMPTY_TALLY, type Counts, type Hour, type Tally } from './hour.ts';
import { meanOf, percentileOf, type Sketch } from './sketch.ts';

const HOURS_A_DAY = 24;

/** Durations in ms. */
interface Durations {
  readonly mean: number;
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
  readonly max: number;
}

/** Runs or requests of a day. `errorRate`: 0 to 1. */
interface DayTally {
  readonly count: number;
  readonly failed: number;
  readonly refused: number;
  readonly errorRate: number;
  readonly durations: Durations;
}

/** One UTC day, `YYYY-MM-DD`. */
export interface Day {
  readonly date: string;
  readonly runs: DayTally & { readonly tasks: number };
  readonly requests: DayTally;
  readonly tasks: Counts;
  readonly carriedOut: Counts;
  readonly calls: Counts;
  /** From when a change was seen until the replica acknowledged it. */
  readonly lag: Readonly<Record<string, Durations & { readonly count: number }>>;
  readonly kv: Counts;
  readonly object: Counts;
}

/** Sums hours by day, newest first. Days on which nothing was counted are left out. */
export function daysOf(hours: readonly { readonly bucket: number; readonly hour: Hour }[]): readonly Day[] {
  const byDay = Map.groupBy(hours, ({ bucket }) => Math.floor(bucket / HOURS_A_DAY));
  return [...byDay]
    .toSorted(([a], [b]) => b - a)
    .map(([day, some]) => dayOf(day, some.map(({ hour }) => hour).reduce(addHours, EMPTY_HOUR)));
}

/** Percentiles and mean of durations. */
function durationsOf(sketch: Sketch): Durations {
  const at = (share: number): number => rounded(percentileOf(sketch, share));
  return { mean: rounded(meanOf(sketch)), p50: at(0.5), p90: at(0.9), p99: at(0.99), max: sketch.max };
}

function dayOf(day: number, hour: Hour): Day {
  const runs = sumOf(hour.runs);
  const lags = Object.entries(hour.lag).map(
    ([replica, lag]) => [replica, { count: lag.count, ...durationsOf(lag) }] as const,
  );
  return {
    date: new Date(day * 86_400_000).toISOString().slice(0, 10),
    runs: { ...tallyOf(runs), tasks: runs.tasks },
    requests: tallyOf(sumOf(hour.requests)),
    tasks: hour.tasks,
    carriedOut: hour.carriedOut,
    calls: hour.calls,
    lag: Object.fromEntries(lags),
    kv: hour.kv,
    object: hour.object,
  };
}

function sumOf(tallies: Hour['runs']): Tally {
  return Object.values(tallies).reduce(addTallies, EMPTY_TALLY);
}

function tallyOf({ count, failed, refused, durations }: Tally): DayTally {
  const errorRate = count === 0 ? 0 : rounded(failed / count, 4);
  return { count, failed, refused, errorRate, durations: durationsOf(durations) };
}

function rounded(value: number, digits = 1): number {
  return Math.round(value * 10 ** digits) / 10 ** digits;
}
