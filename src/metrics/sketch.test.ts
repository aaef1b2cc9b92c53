import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addSketches, EMPTY_SKETCH, meanOf, percentileOf, sketchOf } from './sketch.ts';

const SHARES = [0.01, 0.25, 0.5, 0.9, 0.95, 0.99, 0.999, 1];
const MILLION = 1_000_000;

/** Numbers from 0 to 1, the same ones each time. */
function* random(seed: number): Generator<number, never> {
  for (let state = seed; ;) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    yield state / 2 ** 32;
  }
}

function samples(count: number, draw: (next: () => number) => number): number[] {
  const numbers = random(42);
  return Array.from({ length: count }, () => draw(() => numbers.next().value));
}

/** The nearest-rank percentile. */
function exact(sorted: ArrayLike<number>, share: number): number {
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
}

/** The largest relative error of any percentile. */
function errorOf(values: readonly number[]): number {
  const sorted = Float64Array.from(values).toSorted();
  const sketch = sketchOf(values);
  return Math.max(
    ...SHARES.map((share) => {
      const [told, truth] = [percentileOf(sketch, share), exact(sorted, share)];
      return truth === 0 ? told : Math.abs(told - truth) / truth;
    }),
  );
}

describe('a sketch of durations', () => {
  it.each([
    ['spread over all sizes', (next: () => number) => Math.exp(next() * 18)],
    ['alike', (next: () => number) => 40 + Math.floor(next() * 60)],
    ['mostly short, some long', (next: () => number) => (next() < 0.98 ? next() * 30 + 1 : next() * 60_000)],
    ['in whole ms, from 0 on', (next: () => number) => Math.floor(next() ** 3 * 2000)],
  ] as const)('[X1] tells percentiles of a million samples within 2 %%: %s', (_name, draw) => {
    expect(errorOf(samples(MILLION, draw))).toBeLessThan(0.02);
  });

  it('[X1] tells them for whatever was measured', () => {
    const duration = fc.double({ min: 1, max: 30 * 86_400_000, noNaN: true });
    fc.assert(
      fc.property(fc.array(duration, { minLength: 1, maxLength: 200 }), (values) => errorOf(values) < 0.02),
    );
  });

  it('[X1] of two parts, added in any order, is that of the whole', () => {
    const durations = fc.array(fc.nat(100_000), { maxLength: 100 });
    fc.assert(
      fc.property(durations, durations, (a, b) => {
        const whole = sketchOf([...a, ...b]);
        expect(addSketches(sketchOf(a), sketchOf(b))).toEqual(whole);
        expect(addSketches(sketchOf(b), sketchOf(a))).toEqual(whole);
      }),
    );
  });

  it('[X1] counts what took no time, and what no clock can have measured', () => {
    const sketch = sketchOf([0, -5, Number.NaN, Number.POSITIVE_INFINITY, 1e300]);
    expect([sketch.count, sketch.max, percentileOf(sketch, 0.5)]).toEqual([5, 2_592_000_000, 0]);
    expect([percentileOf(EMPTY_SKETCH, 0.5), meanOf(EMPTY_SKETCH)]).toEqual([0, 0]);
  });

  it('[X1] has a bounded size, whatever is measured', () => {
    const sketch = sketchOf(samples(200_000, (next) => Math.exp(next() * 40)));
    expect(JSON.stringify(sketch).length).toBeLessThan(5000);
  });
});
