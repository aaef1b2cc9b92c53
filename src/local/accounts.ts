// Which Todoist and which Things are synced, and where that pair's state is. Decides; starts nothing.
// A real account never meets sample tasks: one real side with a sample on the other is refused.

import { existsSync, realpathSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { findDatabase, type FindFailure } from '../agent/read/find-database.ts';
import type { Environment } from './environment.ts';
import { LocalError } from './local-error.ts';

/** Todoist's own API. */
const TODOIST_API_URL = 'https://api.todoist.com/api/v1';

/** The token that the emulated account accepts. */
export const EMULATOR_TOKEN = 'test-token';

/** The Todoist side. */
type TodoistSide =
  | { readonly kind: 'emulator'; readonly plan: 'free' | 'pro' }
  | { readonly kind: 'api'; readonly url: string; readonly token: string };

/** The Things side. `sample`: a library that is ours, made up with sample to-dos when it is not there. */
type ThingsSide =
  | { readonly kind: 'emulator'; readonly databasePath: string; readonly sample: boolean }
  | { readonly kind: 'app'; readonly databasePath: string };

/** One pair of accounts with its state. Paths are absolute. */
export interface Accounts {
  readonly todoist: TodoistSide;
  readonly things: ThingsSide;
  readonly stateDirectory: string;
}

/** What a person asked for; null where nothing was said. */
export interface AccountChoice {
  readonly things: string | null;
  readonly todoist: string | null;
  readonly state: string | null;
  readonly plan: 'free' | 'pro' | null;
}

/** What the choice depends on. */
export interface Surroundings {
  readonly directory: string;
  readonly home: string;
  readonly platform: string;
  readonly environment: Environment;
}

/** Chooses both sides. Throws `LocalError` when what was asked for does not exist or would mix real and sample tasks. */
export function chooseAccounts(options: AccountChoice, surroundings: Surroundings): Accounts {
  const wantsApi =
    options.todoist !== 'emulator' && (options.todoist ?? surroundings.environment.todoistToken) !== null;
  const given = options.things === null ? null : databaseAt(resolve(surroundings.directory, options.things));
  const mayBeReal = surroundings.platform === 'darwin' && (wantsApi || given !== null);
  const own = mayBeReal ? ownDatabase(surroundings) : null;
  const isReal = wantsApi && (given !== null || own !== null);
  const isLoopback = options.todoist !== null && wantsApi && isLoopbackUrl(parseApiUrl(options.todoist));
  if (options.todoist !== null && wantsApi && !isReal && !isLoopback) {
    throw new LocalError('--todoist URL needs --things FILE: sample to-dos do not go into a real account');
  }
  const todoist = wantsApi && (isReal || isLoopback) ? apiSide(options, surroundings) : emulatorSide(options);
  const isSample = given === null && !(isReal && own !== null);
  const stateDirectory = resolve(
    surroundings.directory,
    options.state ?? join('.data', isSample ? 'sample' : 'account'),
  );
  return { todoist, things: thingsSide(given, isReal ? own : null, stateDirectory), stateDirectory };
}

function thingsSide(given: string | null, own: string | null, stateDirectory: string): ThingsSide {
  if (given === null && own === null) {
    return { kind: 'emulator', databasePath: join(stateDirectory, 'things', 'main.sqlite'), sample: true };
  }
  const databasePath = given ?? own ?? '';
  return given === null || isSameFile(given, own)
    ? { kind: 'app', databasePath }
    : { kind: 'emulator', databasePath, sample: false };
}

function emulatorSide(options: Pick<AccountChoice, 'plan'>): TodoistSide {
  return { kind: 'emulator', plan: options.plan ?? 'pro' };
}

function apiSide(options: Pick<AccountChoice, 'todoist' | 'plan'>, surroundings: Surroundings): TodoistSide {
  if (options.plan !== null) throw new LocalError('--plan is for the emulated Todoist account only');
  const url = parseApiUrl(options.todoist ?? TODOIST_API_URL);
  const token = surroundings.environment.todoistToken ?? (isLoopbackUrl(url) ? EMULATOR_TOKEN : null);
  if (token === null) throw new LocalError('TODOIST_API_TOKEN is not set (environment or .env)');
  return { kind: 'api', url: url.href.replace(/\/+$/, ''), token };
}

/** The base URL of an API v1. Where only a host is named, `/api/v1` is meant. */
function parseApiUrl(text: string): URL {
  const url = URL.parse(text);
  if (url === null || (url.protocol !== 'https:' && url.protocol !== 'http:')) {
    throw new LocalError(`--todoist is emulator or an http(s) URL, not ${text}`);
  }
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') {
    throw new LocalError('--todoist: a base URL has no user, query or fragment');
  }
  if (url.protocol === 'http:' && !isLoopbackUrl(url)) {
    throw new LocalError('--todoist: http would send the token in the clear; use https');
  }
  if (url.pathname === '/') url.pathname = '/api/v1';
  return url;
}

function isLoopbackUrl(url: URL): boolean {
  return ['127.0.0.1', 'localhost', '[::1]'].includes(url.hostname);
}

function databaseAt(path: string): string {
  const found = findDatabase({ explicit: path, home: '' });
  if (found.ok) return found.value;
  throw new LocalError(describeFindFailure(found.error));
}

function ownDatabase(surroundings: Surroundings): string | null {
  const found = findDatabase({ explicit: null, home: surroundings.home });
  if (found.ok) return found.value;
  if (found.error.kind === 'not_found') return null;
  throw new LocalError(describeFindFailure(found.error));
}

function describeFindFailure(failure: FindFailure): string {
  switch (failure.kind) {
    case 'not_found':
      return `no Things database at ${failure.looked.join(' or ')}`;
    case 'no_permission':
      return `no permission to read ${failure.path} (macOS: give the terminal Full Disk Access)`;
    case 'not_a_database':
      return `${failure.path} is not a SQLite database`;
  }
}

function isSameFile(left: string, right: string | null): boolean {
  return right !== null && existsSync(right) && realpathSync(left) === realpathSync(right);
}
