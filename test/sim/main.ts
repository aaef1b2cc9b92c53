// `npm run sim -- --seeds N [--from SEED]`: plays N stories and ends with 1 when an invariant was violated in any of them.

import { parseArgs } from 'node:util';
import { simulate } from './simulate.ts';

const DEFAULT_SEEDS = 10_000;

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      seeds: { type: 'string', default: String(DEFAULT_SEEDS) },
      from: { type: 'string', default: '1' },
    },
  });
  const [count, from] = [Number(values.seeds), Number(values.from)];
  if (!Number.isInteger(count) || count < 1 || !Number.isInteger(from) || from < 0) {
    console.error('usage: npm run sim -- --seeds N [--from SEED]   (whole numbers, N from 1)');
    return 1;
  }
  const begun = Date.now();
  let failed = 0;
  for (let seed = from; seed < from + count; seed += 1) {
    const outcome = await simulate(seed);
    if (outcome.violations.length > 0) {
      failed += 1;
      console.log(`\nseed ${seed} violates:\n${outcome.violations.map((line) => `  ! ${line}`).join('\n')}`);
      console.log(`its story:\n${outcome.story.map((line) => `  ${line}`).join('\n')}`);
    }
    if ((seed - from + 1) % 500 === 0) console.log(`${seed - from + 1} of ${count} seeds, ${failed} failed`);
  }
  console.log(`${count - failed} of ${count} seeds hold, ${Math.round((Date.now() - begun) / 1000)} s`);
  return failed === 0 ? 0 : 1;
}

process.exitCode = await main();
