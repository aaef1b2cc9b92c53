// The agent's command line. Opens nothing but the place of the token.

import { parseArgs } from 'node:util';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { err, ok, type Result } from '../model/result.ts';
import { none, tokenPlaces, type NoToken, type TokenPlaces } from './agent-token.ts';

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
  return `usage: TTSYNC_TOKEN=… ${program} --url URL [--token-file FILE | --keychain NAME] [--db FILE] [--state DIR] [--once] [--take-over] [--interval SECONDS]`;
}

const DEFAULT_INTERVAL_SECONDS = 300;
/** A day. Timers of Node end at once where they are to wait for more than 24 days. */
const MAX_INTERVAL_SECONDS = 86_400;

/** Why a command line is invalid, in one line. */
export interface BadArguments {
  /** `no_token`: the line is right, and there is no usable token where it is said to be. */
  readonly kind: 'bad_arguments' | 'no_token';
  readonly detail: string;
}

/** Parses the command line. The token is never part of it, so that it does not show in a list of processes. */
export function readArguments(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  places: TokenPlaces = tokenPlaces(),
): Result<AgentArguments, BadArguments> {
  const values = parseFlags(args);
  if (typeof values === 'string') return bad(values);
  const { url, db, state, once, interval } = values;
  const badUrl = whyNoWorker(url);
  if (url === undefined || badUrl !== null) return bad(badUrl ?? NO_URL);
  const [file, keychain] = [values['token-file'], values.keychain];
  if (file !== undefined && keychain !== undefined)
    return bad('the token is in one of --token-file and --keychain');
  const intervalSeconds = interval === undefined ? DEFAULT_INTERVAL_SECONDS : wholeOf(interval);
  if (intervalSeconds < 1 || intervalSeconds > MAX_INTERVAL_SECONDS)
    return bad(`--interval takes a whole number of seconds from 1 to ${MAX_INTERVAL_SECONDS}`);
  const token = tokenOf({ url, file, keychain }, env, places);
  if (!token.ok) return token;
  return ok({
    url,
    token: token.value,
    database: db ?? env['THINGSDB'] ?? null,
    stateDirectory: state ?? join(homedir(), '.todoist-things-sync'),
    once: once ?? false,
    ...(values['take-over'] === true && { takeOver: true }),
    intervalSeconds,
  });
}

/** Where the token is said to be. */
interface TokenWords {
  readonly url: string;
  readonly file: string | undefined;
  readonly keychain: string | undefined;
}

function tokenOf(
  { url, file, keychain }: TokenWords,
  env: Readonly<Record<string, string | undefined>>,
  places: TokenPlaces,
): Result<string, NoToken> {
  if (file !== undefined) return places.file(file);
  if (keychain !== undefined) return places.keychain(keychain);
  const token = env['TTSYNC_TOKEN'] ?? '';
  return token === '' ? none(`TTSYNC_TOKEN is not set: put the token of ${url} into it`) : ok(token);
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
        'token-file': { type: 'string' },
        keychain: { type: 'string' },
      },
    }).values;
  } catch (error) {
    if (error instanceof TypeError) return error.message;
    throw error;
  }
}

const NO_URL = '--url must be the https address of the Worker';
const LOOPBACK: readonly string[] = ['127.0.0.1', 'localhost', '[::1]'];

/** Why nothing may be sent to an address, in a sentence; null: it may. Token and library must not travel in the clear. */
function whyNoWorker(text: string | undefined): string | null {
  const url = text === undefined ? null : URL.parse(text);
  if (url === null || !['https:', 'http:'].includes(url.protocol)) return NO_URL;
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '')
    return '--url takes no user, query or fragment';
  return url.protocol === 'https:' || LOOPBACK.includes(url.hostname)
    ? null
    : '--url: http would send the token and the library in the clear; use https (http is for this machine only)';
}

function bad(detail: string): Result<never, BadArguments> {
  return err({ kind: 'bad_arguments', detail });
}
