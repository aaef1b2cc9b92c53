// `npm run older-clients -- [--seeds N] [--from SEED] [--hours N] [--story]`: days with older clients beside the agent, each from its
// seed. Ends with 1 where one of them ends badly, and tells its story.

import { parseArgs } from 'node:util';
import { playDay } from './day.ts';
import { missingTools } from './shell-client.ts';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '5' },
    from: { type: 'string', default: '1' },
    hours: { type: 'string', default: '24' },
    story: { type: 'boolean', default: false },
  },
});
const [from, seeds, hours] = [Number(values.from), Number(values.seeds), Number(values.hours)];
if (![from, seeds, hours].every((number) => Number.isInteger(number) && number >= 0) || seeds < 1)
  throw new Error('--seeds, --from and --hours take whole numbers, --seeds from 1');
const missing = missingTools();
if (missing.length > 0) throw new Error(`the clients need ${missing.join(', ')}`);
for (let seed = from; seed < from + seeds; seed += 1) {
  const story: string[] = [];
  const begun = performance.now();
  const day = await playDay({
    seed,
    hours,
    stepsAnHour: 12,
    tell: (line) => story.push(line),
  });
  const { faults, ...counts } = day;
  console.log(`seed ${seed}: ${JSON.stringify(counts)}, ${Math.round((performance.now() - begun) / 1000)} s`);
  if (values.story || faults.length > 0) console.log(story.join('\n'));
  for (const fault of faults) console.log(`FAULT ${fault}`);
  if (faults.length > 0) process.exitCode = 1;
}
