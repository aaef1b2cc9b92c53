// The agent's command line. Only parses text; opens nothing.

import { parseArgs } from 'node:util';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { err, ok, type Result } from '../model/result.ts';

/** The parsed command line. */
export interface AgentArguments {
  readonly url: string;
  readonly token: string;
  /** `--db` or THINGSDB; null: search the usual places. */
  readonly database: string | null;
  readonly stateDirectory: string;
  readonly once: boolean;
  /** Take the library over from another installation on this Mac, and take over from the Mac that syncs. */
  readonly takeOver?: true;
  /** Seconds between exchanges when nothing happens. */
  readonly intervalSeconds: number;
}

/** The usage line. `program`: the command that starts the agent. */
export function usage(program: string): string {
  return `usage: TTSYNC_TOKEN=… ${program} --url URL [--db FILE] [--state DIR] [--once] [--take-over] [--interval SECONDS]`;
}

const DEFAULT_INTERVAL_SECONDS = 300;
/** A day. Timers of Node end at once where they are to wait for more than 24 days. */
const MAX_INTERVAL_SECONDS = 86_400;

/** Why a command line is invalid, in one line. */
export interface BadArguments {
  /** `no_token`: the line is right, and the environment lacks the token. */
  readonly kind: 'bad_arguments' | 'no_token';
  readonly detail: string;
}

/** Parses the command line. The token comes from the environment only, so that it does not show in a list of processes. */
export function readArguments(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Result<AgentArguments, BadArguments> {
  const values = parseFlags(args);
  if (typeof values === 'string') return bad(values);
  const { url, db, state, once, interval } = values;
  if (url === undefined || !isHttpUrl(url)) return bad('--url must be the http(s) address of the Worker');
  const token = env['TTSYNC_TOKEN'] ?? '';
  const intervalSeconds = interval === undefined ? DEFAULT_INTERVAL_SECONDS : wholeOf(interval);
  if (intervalSeconds < 1 || intervalSeconds > MAX_INTERVAL_SECONDS)
    return bad(`--interval takes a whole number of seconds from 1 to ${MAX_INTERVAL_SECONDS}`);
  if (token === '')
    return err({ kind: 'no_token', detail: `TTSYNC_TOKEN is not set: put the token of ${url} into it` });
  return ok({
    url,
    token,
    database: db ?? env['THINGSDB'] ?? null,
    stateDirectory: state ?? join(homedir(), '.todoist-things-sync'),
    once: once ?? false,
    ...(values['take-over'] === true && { takeOver: true }),
    intervalSeconds,
  });
}

/** 0 for what is none, which is too little for anything. */
function wholeOf(text: string): number {
  return /^\d{1,9}$/.test(text) ? Number(text) : 0;
}

function parseFlags(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        url: { type: 'string' },
        db: { type: 'string' },
        state: { type: 'string' },
        once: { type: 'boolean' },
        'take-over': { type: 'boolean' },
        interval: { type: 'string' },
      },
    }).values;
  } catch (error) {
    if (error instanceof TypeError) return error.message;
    throw error;
  }
}

function isHttpUrl(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}

function bad(detail: string): Result<never, BadArguments> {
  return err({ kind: 'bad_arguments', detail });
}
