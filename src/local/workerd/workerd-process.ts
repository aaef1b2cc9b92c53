// One workerd process: started, listened to, and ended. Knows its control channel and its log, not what it serves.

import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import * as z from 'zod';
import { err, ok, type Result } from '../../model/result.ts';
import { guardWorkerd, type GuardedWorkerd } from './workerd-guard.ts';
import type { WorkerdEnvironment } from './workerd-config.ts';

/** The descriptor on which workerd tells where it listens. */
const CONTROL_FD = 3;
/** What is kept of the last words of a workerd that does not start. */
const MAX_LAST_LINES = 20;

const listenSchema = z.object({
  event: z.literal('listen'),
  socket: z.literal('http'),
  port: z.number().int(),
});
const logSchema = z.object({ message: z.string() });

/** A workerd that listens. */
export interface RunningWorkerd {
  readonly port: number;
  /** Resolves with its last words when it ends without having been closed; never otherwise. */
  readonly crashed: Promise<string>;
  /** Ends it and waits for its end. Safe to call twice. What it answered is on disk by then, whenever this happens. */
  readonly close: () => Promise<void>;
}

/** How long a cold start may take on a slow machine, ms. */
const START_LIMIT_MS = 60_000;

/** It ended before it listened, or did not listen in time and was ended; `said` is what it said until then. */
export interface StartFailure {
  readonly kind: 'ended' | 'silent';
  readonly said: string;
}

/** Starts workerd. */
export async function startWorkerd(options: {
  readonly configFile: string;
  readonly pidFile: string;
  readonly environment: WorkerdEnvironment;
  /** Gets what the Worker logs, line by line. */
  readonly log: (line: string) => void;
  /** How it is started; absent: workerd itself. */
  readonly guard?: GuardedWorkerd;
  /** How long it may take until it listens, ms. */
  readonly limitMs?: number;
}): Promise<Result<RunningWorkerd, StartFailure>> {
  const { guard = guardWorkerd(options.pidFile), limitMs = START_LIMIT_MS } = options;
  // A group of its own: Ctrl-C in a terminal is for us, who end it when the run has come to a good place.
  const child = spawn(guard.command, ['serve', `--control-fd=${CONTROL_FD}`, options.configFile], {
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    env: { ...process.env, ...guard.environment, ...options.environment },
  });
  let isUp = false;
  // What it says until it listens is only of interest if it never does.
  const lastWords = listenTo(child, (line) => {
    if (isUp) options.log(line);
  });
  const ended = endOf(child, lastWords);
  const kill = (): void => void child.kill('SIGKILL');
  process.once('exit', kill);
  const end = async (): Promise<void> => {
    kill();
    await ended;
    process.removeListener('exit', kill);
  };
  const hasEnded = ended.then(() => 'ended' as const);
  const port = await firstOf<number | 'ended'>([portOf(child), hasEnded], limitMs);
  if (port === 'ended' || port === 'silent') {
    await end();
    return err({ kind: port, said: lastWords.join('\n') });
  }
  isUp = true;
  let isClosing = false;
  return ok({
    port,
    crashed: new Promise((resolve) => {
      void ended.then(() => {
        if (!isClosing) resolve(lastWords.join('\n'));
      });
    }),
    close: () => {
      isClosing = true;
      return end();
    },
  });
}

/** Resolves when it has ended, or could not be started: its last words say why then. */
function endOf(child: ChildProcess, lastWords: string[]): Promise<void> {
  return new Promise((resolve) => {
    child.once('close', () => resolve());
    child.once('error', (error) => {
      lastWords.push(error.message);
      resolve();
    });
  });
}

/** What comes first; `silent`: nothing within so many ms. */
async function firstOf<T>(events: readonly Promise<T>[], limitMs: number): Promise<T | 'silent'> {
  const limit = Promise.withResolvers<'silent'>();
  const timer = setTimeout(() => limit.resolve('silent'), limitMs);
  try {
    return await Promise.race([...events, limit.promise]);
  } finally {
    clearTimeout(timer);
  }
}

/** The port, once it listens. Never resolves when it ends before. */
function portOf(child: ChildProcess): Promise<number> {
  return new Promise((resolve) => {
    const control = child.stdio[CONTROL_FD];
    if (control === null || control === undefined) return;
    createInterface({ input: control as Readable }).on('line', (line) => {
      const told = listenSchema.safeParse(JSON.parse(line));
      if (told.success) resolve(told.data.port);
    });
  });
}

/** workerd marks so what only its makers care for (a cold compile cache, for one). */
const OWN_NOTE = 'NOSENTRY';

/** Passes on what the Worker logs, and keeps the last lines. */
function listenTo(child: ChildProcess, log: (line: string) => void): string[] {
  const last: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    if (stream === null) continue;
    createInterface({ input: stream }).on('line', (line) => {
      const message = messageOf(line);
      if (message.includes(OWN_NOTE)) return;
      last.push(message);
      if (last.length > MAX_LAST_LINES) last.shift();
      log(message);
    });
  }
  return last;
}

/** A line of the structured log, or what V8 or the system says in plain words. */
function messageOf(line: string): string {
  if (!line.startsWith('{')) return line;
  const entry = logSchema.safeParse(JSON.parse(line));
  return entry.success ? entry.data.message : line;
}
