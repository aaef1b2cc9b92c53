// Runs the real `sync --once` command as a child process and measures it from outside. Judges nothing.

import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';
import { watchTree, type PeakMemory } from './process-tree.ts';

const MAIN = fileURLToPath(new URL('../src/cli/main.ts', import.meta.url));

const applied = z.object({
  created: z.number(),
  updated: z.number(),
  completed: z.number(),
  deleted: z.number(),
});

const lineSchema = z.object({
  run: z.object({
    applied: z.object({ todoist: applied, things: applied }),
    conflicts: z.number(),
    held: z.number(),
    failed: z.number(),
  }),
  tasks: z.object({ hub: z.number(), todoist: z.number(), things: z.number(), linked: z.number() }),
  inSync: z.boolean(),
  kv: z.object({ reads: z.number(), writes: z.number(), lists: z.number(), deletes: z.number() }),
});

/** One run of the command. */
export interface CommandRun {
  readonly wallMs: number;
  /** null where memory can't be measured. */
  readonly memory: PeakMemory | null;
  /** Requests to Todoist. */
  readonly requests: number;
  readonly rowsRead: number;
  readonly rowsWritten: number;
  /** The command's own JSON line. */
  readonly line: z.infer<typeof lineSchema>;
}

/** Runs `sync --once` in `directory` on `things.sqlite` and `state`. Throws when it does not end in sync. */
export async function runSync(directory: string): Promise<CommandRun> {
  const words = [
    'sync',
    '--things',
    'things.sqlite',
    '--todoist',
    'emulator',
    '--plan',
    'pro',
    '--state',
    'state',
  ];
  const { TODOIST_API_TOKEN: _token, ...environment } = process.env;
  const begunAt = performance.now();
  const child = spawn(process.execPath, [MAIN, ...words, '--once', '--yes', '--json'], {
    cwd: directory,
    env: { ...environment, HOME: directory },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const watch = watchTree(child.pid ?? 0);
  const [stdout, stderr, code] = await Promise.all([
    textOf(child.stdout),
    textOf(child.stderr),
    new Promise<number | null>((resolve) => child.once('close', resolve)),
  ]);
  const wallMs = performance.now() - begunAt;
  const memory = watch?.stop() ?? null;
  if (code !== 0)
    throw new Error(`sync ended with ${String(code)}:\n${stderr.slice(-4000)}\n${stdout.slice(-1000)}`);
  return {
    wallMs,
    memory,
    ...costsOf(stderr),
    line: lineSchema.parse(JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '')),
  };
}

/** The command says what a run cost in one line of its report. */
function costsOf(report: string): Pick<CommandRun, 'requests' | 'rowsRead' | 'rowsWritten'> {
  const match = /^Cost: (\d+) requests? to Todoist, (\d+) rows? read, (\d+) written\./m.exec(report);
  if (match === null)
    throw new Error(`the report of sync does not tell what it cost:\n${report.slice(-2000)}`);
  return { requests: Number(match[1]), rowsRead: Number(match[2]), rowsWritten: Number(match[3]) };
}

async function textOf(stream: NodeJS.ReadableStream): Promise<string> {
  let text = '';
  for await (const piece of stream.setEncoding('utf8')) text += String(piece);
  return text;
}
