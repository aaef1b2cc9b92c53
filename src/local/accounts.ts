// Which Todoist and which Things are synced, and where that pair's state is. Decides; starts nothing.
// A real account never meets sample tasks: one real side with a sample on the other is refused.

import { existsSync, realpathSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { isAppsOwnPath } from '../../emulators/things/store/real-library.ts';
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

/** The Things side. `sample`: a library that is ours, made up with sample to-dos when it is not there. `app`: the real one. */
type ThingsSide =
  | {
      readonly kind: 'emulator';
      readonly databasePath: string;
      readonly sample: boolean;
      /** The library that `databasePath` is to be a copy of; null where it is none. */
      readonly copyOf: string | null;
    }
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
  /** Tries a copy of a library with an emulated Todoist account. */
  readonly trial: boolean;
}

/** What the choice depends on. */
export interface Surroundings {
  readonly directory: string;
  /** Where states are that nobody names. */
  readonly states: string;
  readonly home: string;
  readonly platform: string;
  readonly environment: Environment;
}

/**
 * Chooses both sides. Throws `LocalError` when what was asked for does not exist, would mix real and sample tasks, or would let an
 * emulator write into a library of the real app.
 */
export function chooseAccounts(options: AccountChoice, surroundings: Surroundings): Accounts {
  if (options.trial) return chooseTrial(options, surroundings);
  const wantsApi =
    options.todoist !== 'emulator' && (options.todoist ?? surroundings.environment.todoistToken) !== null;
  const isLoopback = options.todoist !== null && wantsApi && isLoopbackUrl(parseApiUrl(options.todoist));
  const isRealTodoist = wantsApi && !isLoopback;
  const given = givenDatabase(options, surroundings);
  if (given !== null && isAppsOwnPath(given) && !isRealTodoist) throw refuseOwnLibrary(given);
  const own = isRealTodoist && surroundings.platform === 'darwin' ? ownDatabase(surroundings) : null;
  const isReal = isRealTodoist && (given !== null || own !== null);
  if (options.todoist !== null && wantsApi && !isReal && !isLoopback) {
    throw new LocalError('--todoist URL needs --things FILE: sample to-dos do not go into a real account');
  }
  const hasLibrary = given !== null || (isReal && own !== null);
  const stateDirectory = stateDirectoryOf(options, surroundings, hasLibrary ? 'account' : 'sample');
  return {
    todoist: isReal || isLoopback ? apiSide(options, surroundings) : emulatorSide(options),
    things: thingsSide(given, isReal ? own : null, stateDirectory),
    stateDirectory,
  };
}

/** A person's own library beside an emulated account: on a copy, since the emulator writes into what it opens. */
function chooseTrial(options: AccountChoice, surroundings: Surroundings): Accounts {
  if (options.todoist !== null && options.todoist !== 'emulator') {
    throw new LocalError('--try uses an emulated Todoist account: leave --todoist out');
  }
  const original = givenDatabase(options, surroundings) ?? ownDatabase(surroundings);
  if (original === null) {
    throw new LocalError('--try found no Things library on this machine: name one with --things FILE');
  }
  const stateDirectory = stateDirectoryOf(options, surroundings, 'try');
  const databasePath = join(stateDirectory, 'things', 'main.sqlite');
  return {
    todoist: emulatorSide(options),
    things: { kind: 'emulator', databasePath, sample: false, copyOf: original },
    stateDirectory,
  };
}

function givenDatabase({ things }: AccountChoice, { directory }: Surroundings): string | null {
  return things === null ? null : databaseAt(resolve(directory, things));
}

function stateDirectoryOf(options: AccountChoice, { directory, states }: Surroundings, name: string): string {
  return options.state === null ? join(states, name) : resolve(directory, options.state);
}

function refuseOwnLibrary(path: string): LocalError {
  return new LocalError(
    `${path} belongs to the Things app. With an emulated Todoist account the emulator would write to it, so it is left alone. ` +
      'To try your own library safely, use --try, which works on its own copy.',
  );
}

function thingsSide(given: string | null, own: string | null, stateDirectory: string): ThingsSide {
  if (given === null && own === null) {
    const databasePath = join(stateDirectory, 'things', 'main.sqlite');
    return { kind: 'emulator', databasePath, sample: true, copyOf: null };
  }
  const databasePath = given ?? own ?? '';
  if (given === null || isSameFile(given, own)) return { kind: 'app', databasePath };
  if (isAppsOwnPath(given)) {
    const used = own === null ? 'Things does not run on this machine' : `Things uses ${own}`;
    throw new LocalError(
      `${given} is in a folder of the Things app, but ${used}: give --things a copy of it`,
    );
  }
  return { kind: 'emulator', databasePath, sample: false, copyOf: null };
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
    throw new LocalError(`--todoist takes emulator or an http(s) URL, not ${text}`);
  }
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') {
    throw new LocalError('--todoist: a base URL takes no user, query or fragment');
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
