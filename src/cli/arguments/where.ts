// Which account a call is about: this machine's, by the options that name it, or a deployed Worker's.

import type { OptionSpec } from './option-spec.ts';
import { UsageError } from './usage-error.ts';

/** Everything that says what a call is about. null: not said. */
export interface Where {
  readonly things: string | null;
  readonly todoist: string | null;
  readonly state: string | null;
  /** Plan of the emulated Todoist account. */
  readonly plan: 'free' | 'pro' | null;
  /** Works on a copy of the person's own library, with an emulated Todoist account. */
  readonly trial: boolean;
  /** 0: any free port. */
  readonly port: number;
  /** The address of a Worker. */
  readonly url: string | null;
  /** The name under which one of the others was kept. */
  readonly profile: string | null;
}

const PLANS = ['free', 'pro'] as const;

/** The options that name an account. They may stand anywhere. */
export const WHERE_OPTIONS: readonly OptionSpec[] = [
  { flags: '--things <FILE>', does: 'the Things database', read: (text) => notEmpty('--things', text) },
  {
    flags: '--todoist <emulator|URL>',
    does: 'an emulated account kept with the state, or the base URL of an API v1',
    read: (text) => notEmpty('--todoist', text),
  },
  {
    flags: '--try',
    does: 'your own Things library, safely: a copy of it, with an emulated Todoist account',
  },
  {
    flags: '--state <DIR>',
    does: 'where the state is kept (default: below .data)',
    read: (text) => notEmpty('--state', text),
  },
  { flags: '--plan <PLAN>', does: 'the plan of the emulated Todoist account', choices: PLANS },
  {
    flags: '--port <N>',
    does: 'the port of the local Worker (default: any free one)',
    read: checkPort,
  },
  {
    flags: '--url <URL>',
    does: 'a deployed Worker; its token is in TTSYNC_TOKEN',
    read: checkUrl,
    excludes: ['things', 'todoist', 'try', 'state', 'plan', 'port', 'profile'],
  },
  {
    flags: '--profile <NAME>',
    does: 'an account that was kept with `profiles add`',
    read: (text) => notEmpty('--profile', text),
    excludes: ['things', 'todoist', 'try', 'state', 'plan'],
  },
];

/** Takes the options that name an account out of everything that was given. */
export function whereOf(given: Readonly<Record<string, unknown>>): Where {
  const text = (name: string): string | null => {
    const value = given[name];
    return typeof value === 'string' ? value : null;
  };
  return {
    things: text('things'),
    todoist: text('todoist'),
    state: text('state'),
    plan: PLANS.find((plan) => plan === given['plan']) ?? null,
    trial: given['try'] === true,
    port: Number(text('port') ?? 0),
    url: text('url'),
    profile: text('profile'),
  };
}

/** Checks that an option was given a value. Throws `UsageError`. */
export function notEmpty(flag: string, value: string): string {
  if (value === '') throw new UsageError(`${flag} is empty`);
  return value;
}

function checkPort(text: string): string {
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65_535) return text;
  throw new UsageError(`--port takes a number from 0 to 65535, not ${text}`);
}

/** A token must not travel in the clear, nor stand in an address that is printed. */
function checkUrl(text: string): string {
  const url = URL.parse(text);
  if (url === null || (url.protocol !== 'https:' && url.protocol !== 'http:'))
    throw new UsageError(`--url takes an https URL, not ${text}`);
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '')
    throw new UsageError('--url takes no user, query or fragment');
  const isLoopback = ['127.0.0.1', 'localhost', '[::1]'].includes(url.hostname);
  if (url.protocol === 'http:' && !isLoopback)
    throw new UsageError('--url: http would send the token in the clear; use https');
  return url.href.replace(/\/+$/, '');
}
