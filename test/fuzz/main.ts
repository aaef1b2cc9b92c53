// `npm run fuzz -- [--requests N] [--seed SEED]`: sends N requests from chance to the whole product on this machine, and ends with 1
// when an answer was one that must never be.

import { parseArgs } from 'node:util';
import { fuzz } from './fuzz.ts';
import { startTarget } from './target.ts';

const USAGE = 'usage: npm run fuzz -- [--requests N] [--seed SEED]   (whole numbers, N from 1)';

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      requests: { type: 'string', default: '20000' },
      seed: { type: 'string', default: '1' },
    },
  });
  const [requests, seed] = [Number(values.requests), Number(values.seed)];
  if (!Number.isInteger(requests) || requests < 1 || !Number.isInteger(seed) || seed < 0) {
    console.error(USAGE);
    return 2;
  }
  const begun = Date.now();
  const target = await startTarget(() => undefined);
  try {
    const { sent, statuses, violations } = await fuzz(target, { requests, seed });
    const counted = Object.entries(statuses).map(([status, count]) => `  ${status}: ${count}`);
    for (const line of counted.toSorted((a, b) => a.localeCompare(b))) console.log(line);
    for (const violation of violations) console.log(`! ${violation}`);
    const seconds = Math.round((Date.now() - begun) / 1000);
    console.log(`${sent} requests, ${violations.length} violations, seed ${seed}, ${seconds} s`);
    return violations.length === 0 ? 0 : 1;
  } finally {
    await target.close();
  }
}

process.exitCode = await main();
