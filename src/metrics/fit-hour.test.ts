import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fitHour, MAX_HOUR_BYTES } from './fit-hour.ts';
import { addHours, EMPTY_HOUR, EMPTY_TALLY, MAX_ERROR_SAMPLES, type Hour, type Tally } from './hour.ts';
import { sketchOf } from './sketch.ts';

function bytesOf(hour: Hour): number {
  return new TextEncoder().encode(JSON.stringify(hour)).length;
}

function tallyOf(count: number): Tally {
  // One duration in each of the buckets that there are.
  const durations = Array.from({ length: 700 }, (_unused, index) => Math.exp((index / 700) * 22));
  return { ...EMPTY_TALLY, count, failed: 1, refused: 2, tasks: 3, durations: sketchOf(durations, count) };
}

function sumOf(tallies: Readonly<Record<string, Tally>>): readonly number[] {
  const all = Object.values(tallies);
  return (['count', 'failed', 'refused', 'tasks'] as const).map((name) =>
    all.reduce((sum, tally) => sum + tally[name], 0),
  );
}

function named<T>(count: number, valueOf: (index: number) => T): Readonly<Record<string, T>> {
  return Object.fromEntries(
    Array.from({ length: count }, (_unused, index) => [`name-${index}`, valueOf(index)]),
  );
}

describe('an hour', () => {
  it('[X2] stays below its limit whatever the traffic, and loses no count', () => {
    const hour: Hour = {
      ...EMPTY_HOUR,
      runs: named(300, (index) => tallyOf(index + 1)),
      requests: named(2000, (index) => tallyOf(index + 1)),
      lag: named(500, () => tallyOf(100_000).durations),
      carriedOut: named(500, () => 1e9),
      calls: named(500, () => 1e9),
      errors: Array.from({ length: MAX_ERROR_SAMPLES }, (_unused, at) => ({
        at,
        type: '字'.repeat(1000),
        message: '\u0001'.repeat(5000),
      })),
    };
    const fitted = fitHour(hour);
    expect(bytesOf(fitted)).toBeLessThanOrEqual(MAX_HOUR_BYTES);
    expect(MAX_HOUR_BYTES).toBeLessThan(64 * 1024);
    expect([sumOf(fitted.runs), sumOf(fitted.requests)]).toEqual([sumOf(hour.runs), sumOf(hour.requests)]);
    expect(Object.values(fitted.carriedOut).reduce((a, b) => a + b, 0)).toBe(500e9);
    expect(fitted.errors.length + fitted.errorsLeftOut).toBe(MAX_ERROR_SAMPLES);
    expect(fitHour(fitted)).toEqual(fitted);
  });

  it('[X2] of ordinary traffic is left as it is', () => {
    const hour = { ...EMPTY_HOUR, runs: named(5, tallyOf), requests: named(5, tallyOf) };
    expect(fitHour(hour)).toEqual(hour);
  });

  it('[X2] keeps the latest errors, and says how many it left out', () => {
    const one = (at: number): Hour => ({ ...EMPTY_HOUR, errors: [{ at, type: 'poll', message: 'no' }] });
    const hour = Array.from({ length: 75 }, (_unused, at) => one(at)).reduce(addHours, EMPTY_HOUR);
    expect([hour.errors.length, hour.errors[0]?.at, hour.errors.at(-1)?.at, hour.errorsLeftOut]).toEqual([
      50, 25, 74, 25,
    ]);
  });

  it('[X2] comes to the same whatever is added first', () => {
    const counts = fc.dictionary(fc.constantFrom('a', 'b', 'c'), fc.nat(1000));
    const hours = counts.map((tasks) => ({
      ...EMPTY_HOUR,
      tasks,
      runs: Object.fromEntries(Object.entries(tasks).map(([name, count]) => [name, tallyOf(count)])),
    }));
    fc.assert(
      fc.property(hours, hours, hours, (a, b, c) => {
        const left = addHours(addHours(a, b), c);
        expect(sumOf(left.runs)).toEqual(sumOf(addHours(a, addHours(b, c)).runs));
        expect(left.tasks).toEqual(addHours(a, addHours(b, c)).tasks);
      }),
      { numRuns: 20 },
    );
  });
});
