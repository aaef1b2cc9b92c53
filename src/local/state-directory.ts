// The directory that holds one account pair's state: who may use it now, and the token of its local API.
// What the Worker, the agent and the emulators keep in it is theirs.

import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DatabaseSync } from 'node:sqlite';
import * as z from 'zod';
import { LocalError } from './local-error.ts';
import { LOG_FOLDER } from './log-file.ts';
import { systemWords } from './system-words.ts';
import { writePrivately } from './write-privately.ts';

const TOKEN_FILE = 'token';
const INSTANCE_FILE = 'instance.json';
const LOCK_FILE = 'lock.sqlite';
const PAIR_FILE = 'pair.json';
const SQLITE_BUSY = 5;

/** What a directory that others may enter can hold of ours from an earlier version, when that was open to them. */
const OWN_ENTRIES = ['agent', 'things', 'worker', LOG_FOLDER, 'todoist.json', LOCK_FILE];
/** The bits of a mode that are those of other users. */
const OF_OTHERS = 0o077;

const instanceSchema = z.object({ pid: z.number().int(), url: z.url() });
const pairSchema = z.object({ todoist: z.string() });

/** So long a program that only looks or decides has a state at most, ms; and how often it is tried meanwhile. */
const PATIENCE_MS = 10_000;
const LOOK_EVERY_MS = 200;

/** Somebody else has the directory. */
class StateTaken extends LocalError {}

/** A running program that uses a state directory, and how to talk to it. */
export interface RunningInstance {
  readonly pid: number;
  readonly url: string;
  readonly apiToken: string;
}

/** A state directory that is ours until released. */
export interface StateDirectory {
  readonly path: string;
  /** Owner's token of the local API: random, readable by this user only. */
  readonly apiToken: string;
  /** Lets other commands find the Worker that runs on this state. */
  readonly announce: (url: string) => void;
  readonly release: () => void;
}

/**
 * Takes a directory, making it where there is none. The lock is one of the operating system's on an open file, so it ends
 * with the process that held it, however that ended. Throws `LocalError` when it can't be used or someone else uses it.
 */
export function openStateDirectory(path: string): StateDirectory {
  const lock = takeLock(path);
  if (lock === null) {
    const instance = findRunningInstance(path);
    throw new StateTaken(
      instance === null ? `${path} is in use by another program` : inUseWords(path, instance),
    );
  }
  for (const entry of OWN_ENTRIES) closeToOthers(join(path, entry));
  rmSync(join(path, INSTANCE_FILE), { force: true });
  return {
    path,
    apiToken: readOrMakeToken(path),
    announce: (url) => writePrivately(join(path, INSTANCE_FILE), JSON.stringify({ pid: process.pid, url })),
    release: () => {
      rmSync(join(path, INSTANCE_FILE), { force: true });
      lock.close();
    },
  };
}

/** Says who uses a directory. Where only npm was killed, the program that it had started is still there. */
export function inUseWords(path: string, { pid, url }: RunningInstance): string {
  return `${path} is in use by process ${pid} (${url}). If nobody uses that any more, it is what is left of an earlier start: \`kill ${pid}\` ends it`;
}

/**
 * Takes a directory as `openStateDirectory` does, and waits a few seconds for a program that only has it for a moment. Gives the one
 * that runs on it where that says where it listens.
 */
export async function takeStateDirectory(
  path: string,
  signal?: AbortSignal,
): Promise<StateDirectory | RunningInstance> {
  const until = Date.now() + PATIENCE_MS;
  for (;;) {
    try {
      return openStateDirectory(path);
    } catch (error) {
      const running = error instanceof StateTaken ? findRunningInstance(path) : null;
      if (running !== null) return running;
      if (!(error instanceof StateTaken) || Date.now() > until) throw error;
    }
    await sleep(LOOK_EVERY_MS, undefined, signal && { signal });
  }
}

/** Tells whether something was ever begun in a directory: it belongs to an account. Makes nothing. */
export function holdsState(path: string): boolean {
  return existsSync(join(path, PAIR_FILE));
}

/** Finds the program that uses a directory now; null when none does or it does not say where it listens. */
export function findRunningInstance(path: string): RunningInstance | null {
  const file = join(path, INSTANCE_FILE);
  if (!existsSync(file) || !existsSync(join(path, TOKEN_FILE))) return null;
  const lock = takeLock(path);
  if (lock !== null) {
    lock.close();
    return null;
  }
  const instance = instanceSchema.safeParse(readJson(file));
  return instance.success ? { ...instance.data, apiToken: readOrMakeToken(path) } : null;
}

/**
 * Remembers which Todoist account this state belongs to, and throws `LocalError` when it was another one: a state that meets
 * a strange account would take all its own tasks for deleted.
 */
export function bindToAccount(path: string, todoist: string): void {
  const file = join(path, PAIR_FILE);
  const bound = existsSync(file) ? pairSchema.safeParse(readJson(file)) : null;
  if (bound === null) return writePrivately(file, JSON.stringify({ todoist }));
  if (!bound.success)
    throw new LocalError(`${file} can't be read; remove it if you know what this state belongs to`);
  if (bound.data.todoist !== todoist) {
    throw new LocalError(
      `${path} belongs to Todoist at ${bound.data.todoist}, not ${todoist}: use another --state, or remove the directory to begin anew`,
    );
  }
}

function takeLock(path: string): DatabaseSync | null {
  try {
    makeDirectory(path);
    const lock = new DatabaseSync(join(path, LOCK_FILE), { timeout: 0 });
    try {
      lock.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
      return lock;
    } catch (error) {
      lock.close();
      if (isBusy(error)) return null;
      throw error;
    }
  } catch (error) {
    throw new LocalError(
      `the state directory ${path} can't be used: ${systemWords(error) ?? String(error)}`,
      { cause: error },
    );
  }
}

/** Node's own recursion never ends where a directory that is there takes none inside, such as /proc: each step is made by itself. */
function makeDirectory(path: string): void {
  if (existsSync(path)) return;
  makeDirectory(dirname(path));
  // What is in it is nobody else's to read: tasks, and a token.
  mkdirSync(path, { mode: 0o700 });
}

/** Takes from others what they may do with a file or folder of ours. The directory around it may be one that they share. */
function closeToOthers(path: string): void {
  const mode = statSync(path, { throwIfNoEntry: false })?.mode ?? 0;
  if ((mode & OF_OTHERS) !== 0) chmodSync(path, mode & 0o777 & ~OF_OTHERS);
}

function isBusy(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && error.errcode === SQLITE_BUSY;
}

function readOrMakeToken(path: string): string {
  const file = join(path, TOKEN_FILE);
  const kept = existsSync(file) ? readFileSync(file, 'utf8').trim() : '';
  if (/^[\w-]{32,}$/.test(kept)) return kept;
  const made = randomBytes(32).toString('base64url');
  writePrivately(file, made);
  return made;
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
