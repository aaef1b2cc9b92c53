// Drives the Things app with URLs and scripts, in the background. Decides nothing about their contents.

import { execFile, spawn } from 'node:child_process';

/** The output of a script. */
interface ScriptOutcome {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
}

/** The app could not be reached at all: `open` or `osascript` is missing or failed. */
export class ThingsUnreachable extends Error {}

/** The two interfaces of the app, and how it is started. */
export interface ThingsApp {
  /** Passes a URL to the app without bringing it to the front. Does not report the outcome, which only shows in the database. */
  readonly openUrl: (url: string) => Promise<void>;
  /** Runs a JavaScript for Automation program. */
  readonly runJxa: (script: string, argv: readonly string[]) => Promise<ScriptOutcome>;
  /** Runs an AppleScript program. If absent, there is no fallback for what JavaScript is refused. */
  readonly runAppleScript?: (program: string, argv: readonly string[]) => Promise<ScriptOutcome>;
  /** Starts the app in the background. If absent, a closed app fails the run. */
  readonly launch?: () => Promise<void>;
}

/** Options of `createMacThingsApp`. */
export interface MacThingsAppOptions {
  /** Environment of `open` and `osascript`, which are found through its PATH. */
  readonly env: NodeJS.ProcessEnv;
  /** How long one script may run, ms; default 60,000. */
  readonly timeoutMs?: number;
}

const DEFAULT_TIMEOUT_MS = 60_000;
/** osascript's message for `errAETimeout`; also used when we stop waiting ourselves. */
const TIMED_OUT = 'execution error: Error: AppleEvent timed out. (-1712)';

/** Drives the real app with macOS's own `open` and `osascript`, without a shell. Rejects with `ThingsUnreachable`. */
export function createMacThingsApp(options: MacThingsAppOptions): ThingsApp {
  return {
    openUrl: (url) => open(['-g', url], options),
    launch: () => open(['-g', '-a', 'Things3'], options),
    runJxa: (script, argv) => runScript(script, ['-l', 'JavaScript', '-', ...argv], options),
    runAppleScript: (program, argv) => runScript(program, ['-', ...argv], options),
  };
}

function open(args: readonly string[], { env, timeoutMs }: MacThingsAppOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    execFile('open', [...args], { env, timeout: timeoutMs ?? DEFAULT_TIMEOUT_MS }, (error) => {
      if (error === null) resolve();
      else reject(new ThingsUnreachable('open could not hand over to Things', { cause: error }));
    });
  });
}

/** The program is passed on stdin: no quoting, no length limit, and only its arguments show in the list of processes. */
function runScript(
  script: string,
  args: readonly string[],
  { env, timeoutMs }: MacThingsAppOptions,
): Promise<ScriptOutcome> {
  return new Promise((resolve, reject) => {
    const child = spawn('osascript', [...args], { env });
    const out: Buffer[] = [];
    const problems: Buffer[] = [];
    const timer = setTimeout(() => child.kill(), timeoutMs ?? DEFAULT_TIMEOUT_MS);
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => problems.push(chunk));
    child.on('error', (error) => {
      clearTimeout(timer);
      reject(new ThingsUnreachable('osascript could not be started', { cause: error }));
    });
    child.on('close', (exitCode) => {
      clearTimeout(timer);
      const stderr = exitCode === null ? TIMED_OUT : Buffer.concat(problems).toString('utf8');
      resolve({ stdout: Buffer.concat(out).toString('utf8'), stderr, exitCode: exitCode ?? 1 });
    });
    // A child that ends early closes its input; its stderr says why.
    child.stdin.on('error', (error) => problems.push(Buffer.from(String(error))));
    child.stdin.end(script);
  });
}
