import { describe, expect, it } from 'vitest';
import { simulate } from './simulate.ts';

const SEEDS_PER_CASE = 30;
/** From this seed on, the stories are those of people who move things all day. */
const MOVES_FROM = 1_000_001;
const CASES = [
  ...Array.from({ length: 10 }, (_, at) => 1 + at * SEEDS_PER_CASE),
  MOVES_FROM,
  MOVES_FROM + 60,
];

/** Stories that once found something, each with what it was. A change of what people may do makes other stories of them. */
const REGRESSIONS = [
  [201389, 'a to-do that was restored and edited before it was set right'],
  [203852, 'a copy that was taken out of the trash while its occurrence was completed elsewhere'],
  [205241, 'the same, with a dying agent'],
  [302495, 'an update that was confirmed late, of a task that was deleted meanwhile'],
  [301980, 'an old acknowledgement beside a trash that was emptied meanwhile'],
] as const;

/** Worlds of their own: where their seeds begin, how many are played here, and what is in them. */
const WORLDS = [
  ['[R60]', 'people put backups back', 2_000_000, 5],
  ['[L26] [L27]', 'apps keep otherwise what they are told', 3_000_000, 15],
  ['[R94] [R95] [R98]', 'two Macs share a library', 4_000_000, 6],
  ['[R81] [R82] [R83] [R90]', 'two installations want one pair', 5_000_000, 8],
  ['[K50] [K51]', 'two accounts share a Worker', 6_000_000, 6],
  ['[W10] [W11] [W12]', 'senders of webhooks tell of what happens elsewhere', 7_000_000, 10],
  ['[S1] [S3] [S4] [S7] [S12] [S17]', 'people also work on devices', 8_000_000, 12],
] as const;

describe('simulation', () => {
  it.each(WORLDS)(
    '%s holds all invariants where %s',
    { timeout: 180_000 },
    async (_rules, _world, from, count) => {
      for (let seed = from; seed < from + count; seed += 1) {
        const outcome = await simulate(seed);
        expect(outcome.violations, `seed ${seed}\n${outcome.story.join('\n')}`).toEqual([]);
      }
    },
  );

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
    const outcome = await simulate(seed, 'tasks');
    expect(outcome.violations, outcome.story.join('\n')).toEqual([]);
  });
});
