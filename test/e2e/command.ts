// Runs the real commands as child processes, each on its own state below a temporary directory.

import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));
const PATIENCE_MS = 60_000;

/** A command that is running. */
export interface RunningCommand {
  /** Everything on stdout so far. */
  readonly stdout: () => string;
  readonly stderr: () => string;
  /** Resolves when stdout holds what is looked for. Rejects when the command ends before, or after 15 seconds. */
  readonly waitFor: (pattern: RegExp) => Promise<RegExpMatchArray>;
  readonly interrupt: (signal?: NodeJS.Signals) => void;
  /** Its exit code; null when a signal ended it. */
  readonly ended: Promise<number | null>;
  readonly pid: number;
}

/** A place of its own for one test. */
export interface Workplace {
  readonly directory: string;
  readonly path: (name: string) => string;
  readonly begin: (...words: string[]) => RunningCommand;
  /** Runs a command to its end. */
  readonly run: (
    ...words: string[]
  ) => Promise<{ readonly code: number | null; readonly stdout: string; readonly stderr: string }>;
  /** Kills what still runs and removes everything. */
  readonly leave: () => Promise<void>;
}

/** Makes a workplace, far from any `.env` and without any token in the environment. */
export function createWorkplace(): Workplace {
  const directory = mkdtempSync(join(tmpdir(), 'e2e-'));
  const running = new Set<{ child: ChildProcess; ended: Promise<number | null> }>();
  const { TODOIST_API_TOKEN: _token, ...environment } = process.env;
  const begin = (...words: string[]): RunningCommand => {
    const child = spawn(process.execPath, [MAIN, ...words], {
      cwd: directory,
      // Temporary files too: what a killed command leaves goes with the workplace.
      env: { ...environment, HOME: directory, TMPDIR: directory },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const command = watch(child);
    const entry = { child, ended: command.ended };
    running.add(entry);
    void command.ended.then(() => running.delete(entry));
    return command;
  };
  return {
    directory,
    path: (name) => join(directory, name),
    begin,
    async run(...words) {
      const command = begin(...words);
      const code = await command.ended;
      return { code, stdout: command.stdout(), stderr: command.stderr() };
    },
    async leave() {
      for (const { child, ended } of running) {
        child.kill('SIGTERM');
        await ended;
      }
      rmSync(directory, { recursive: true, force: true, maxRetries: 10 });
    },
  };
}

function watch(child: ChildProcess): RunningCommand {
  let stdout = '';
  let stderr = '';
  const watchers = new Set<() => void>();
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
    for (const look of watchers) look();
  });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const ended = new Promise<number | null>((resolve) => {
    child.on('close', (code) => {
      resolve(code);
      for (const look of watchers) look();
    });
  });
  let isOver = false;
  void ended.then(() => {
    isOver = true;
    for (const look of watchers) look();
  });
  return {
    stdout: () => stdout,
    stderr: () => stderr,
    interrupt: (signal = 'SIGINT') => void child.kill(signal),
    ended,
    pid: child.pid ?? 0,
    waitFor: (pattern) =>
      new Promise((resolve, reject) => {
        const fail = (why: string) => {
          watchers.delete(look);
          reject(new Error(`${why} before ${String(pattern)} was shown:\n${stdout}\n${stderr}`));
        };
        const timer = setTimeout(() => fail('a minute went by'), PATIENCE_MS);
        const look = () => {
          const match = pattern.exec(stdout);
          if (match !== null) {
            clearTimeout(timer);
            watchers.delete(look);
            resolve(match);
          } else if (isOver) {
            clearTimeout(timer);
            fail('the command ended');
          }
        };
        watchers.add(look);
        look();
      }),
  };
}
