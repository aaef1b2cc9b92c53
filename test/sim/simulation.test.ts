import { describe, expect, it } from 'vitest';
import { simulate } from './simulate.ts';

const SEEDS_PER_CASE = 30;
const CASES = Array.from({ length: 10 }, (_, at) => 1 + at * SEEDS_PER_CASE);

/** Stories that once found something, each with what it was. Kept so that it stays found. */
const REGRESSIONS = [
  [111, 'an instance of a Things template that was completed in Todoist'],
  [171, 'a to-do that was reopened before its completion was acknowledged'],
  [1251, 'a new day on the Mac in an otherwise quiet sync'],
  [1521, 'a task that was edited in Todoist before its creation was known there'],
  [6182, 'a creation that was confirmed only after somebody had retitled what it made'],
  [8225, 'a Mac whose clock is ahead across midnight'],
] as const;

describe('simulation', () => {
  it.each(CASES)(
    'holds all invariants in %i and the 29 seeds that follow',
    { timeout: 120_000 },
    async (from) => {
      for (let seed = from; seed < from + SEEDS_PER_CASE; seed += 1) {
        const outcome = await simulate(seed);
        expect(outcome.violations, `seed ${seed}\n${outcome.story.join('\n')}`).toEqual([]);
      }
    },
  );

  it.each(REGRESSIONS)('holds in seed %i: %s', { timeout: 60_000 }, async (seed) => {
    const outcome = await simulate(seed);
    expect(outcome.violations, outcome.story.join('\n')).toEqual([]);
  });
});
