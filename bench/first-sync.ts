// `npm run bench:first-sync`: what first, second and small runs cost at several sizes, by the real command on generated
// libraries. Measures and prints; decides nothing.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { addTasks } from './account.ts';
import { editOne, makeEmptyLibrary, makeLibrary } from './library.ts';
import { formatMegabytes, formatTable, growthOf, tableOf, type Measurement } from './report.ts';
import { runSync } from './sync-command.ts';

const DEFAULT_SIZES = [200, 500, 1000, 2000];
const PARTS = ['first', 'second', 'edit', 'import'] as const;
type Part = (typeof PARTS)[number];

const USAGE = `usage: npm run bench:first-sync -- [--sizes 200,500,1000,2000] [--only ${PARTS.join(',')}] [--json]
  first   Things is full, Todoist is empty: the first run
  second  nothing changed since
  edit    one title changed in Things since
  import  Todoist is full, Things is empty: the first run, and a second one`;

const { sizes, parts, json, help } = readCommandLine();
if (help) console.log(USAGE);
else await main();

async function main(): Promise<void> {
  const measured: Measurement[] = [];
  for (const size of sizes) measured.push(...(await measureSize(size)));
  console.log(`\n${formatTable(tableOf(measured))}`);
  for (const line of growthOf(measured)) console.log(line);
  console.log(
    measured.some((each) => each.memory === null)
      ? 'Memory was not measured: this system has no /proc.'
      : 'Memory: the largest sum over the command and everything below it (workerd included), sampled every 50 ms.',
  );
  const largest = measured.find((each) => each.part === 'first' && each.size === Math.max(...sizes));
  if (largest?.memory) console.log(`Of the largest first run: ${formatMegabytes(largest.memory.rssByName)}`);
  if (json) console.log(JSON.stringify({ measured }));
}

/** Everything about one size, in a directory of its own. */
async function measureSize(size: number): Promise<readonly Measurement[]> {
  const found: Measurement[] = [];
  const measure = async (part: Measurement['part'], directory: string): Promise<void> => {
    console.error(`${size} to-dos: ${part} …`);
    const { line, ...costs } = await runSync(directory);
    found.push({ size, part, ...costs, kv: line.kv, applied: line.run.applied, tasks: line.tasks });
  };
  if (parts.has('first') || parts.has('second') || parts.has('edit')) {
    await inDirectory(async (directory) => {
      const library = join(directory, 'things.sqlite');
      console.error(`${size} to-dos: ${JSON.stringify(makeLibrary(library, size))}`);
      await measure('first', directory);
      if (parts.has('second')) await measure('second', directory);
      if (!parts.has('edit')) return;
      editOne(library);
      await measure('edit', directory);
    });
  }
  if (parts.has('import')) {
    await inDirectory(async (directory) => {
      makeEmptyLibrary(join(directory, 'things.sqlite'));
      await addTasks(join(directory, 'state'), size);
      await measure('import', directory);
      await measure('import again', directory);
    });
  }
  return found;
}

async function inDirectory(work: (directory: string) => Promise<void>): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'bench-'));
  try {
    await work(directory);
  } finally {
    rmSync(directory, { recursive: true, force: true, maxRetries: 10 });
  }
}

function readCommandLine() {
  const { values } = parseArgs({
    options: {
      sizes: { type: 'string', default: DEFAULT_SIZES.join(',') },
      only: { type: 'string', default: PARTS.join(',') },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const sizes = values.sizes.split(',').map(Number);
  if (sizes.some((size) => !Number.isInteger(size) || size < 1))
    throw new Error(`--sizes: whole numbers\n${USAGE}`);
  const parts = new Set(values.only.split(',').map(readPart));
  return { sizes: sizes.toSorted((a, b) => a - b), parts, json: values.json, help: values.help };
}

function readPart(word: string): Part {
  const part = PARTS.find((known) => known === word);
  if (part === undefined) throw new Error(`--only does not know ${word}\n${USAGE}`);
  return part;
}
