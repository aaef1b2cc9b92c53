// `npm run bench:day`: the standard day, 24 hours on a controlled clock through real HTTP on local workerd, beside what the same
// events cost under the one-key-per-entry layout. Prints, and ends with 1 when a limit is passed.

import { parseArgs } from 'node:util';
import { parseLogLine } from '../src/protocol/log.ts';
import { playDay } from './day/play.ts';
import { dayLine, describeDay, passedLimits } from './day/report.ts';

const USAGE = `usage: npm run bench:day -- [--scale N] [--quiet] [--live] [--webhook] [--json]
  --scale N  N times what each actor does
  --quiet    nobody edits anything: exchanges alone
  --live     the agent also listens for pokes, and tells at once of what changes in Things
  --webhook  Todoist tells the Worker of what changes there
  --json     the figures as the last line`;
const HOURS = 24;

const { json, help, ...options } = readCommandLine();
if (help) console.log(USAGE);
else await main();

async function main(): Promise<void> {
  const begun = performance.now();
  const day = await playDay(options, complain);
  console.log(`${describeDay(day, options)}\nPlayed in ${Math.round((performance.now() - begun) / 1000)} s.`);
  const passed = passedLimits(day, options);
  for (const line of passed) console.error(`passed: ${line}`);
  if (json) console.log(dayLine(day, options));
  if (passed.length > 0) process.exitCode = 1;
}

/** Requests and runs are what is played. */
function complain(line: string): void {
  const known = parseLogLine(line);
  if (known === null || known.what === 'failure') console.error(line);
}

function readCommandLine() {
  const { values } = parseArgs({
    options: {
      scale: { type: 'string', default: '1' },
      quiet: { type: 'boolean', default: false },
      live: { type: 'boolean', default: false },
      webhook: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const scale = Number(values.scale);
  if (!Number.isInteger(scale) || scale < 1) throw new Error(`--scale: a whole number\n${USAGE}`);
  return { ...values, scale, hours: HOURS };
}
