// The link by which a device is paired: it opens the app with the code filled in. The code is behind `#`, which browsers send to no
// server, so it is in nobody's log. Pure.

import { assert } from '../model/assert.ts';
import { ACCOUNT_NAME, DEFAULT_ACCOUNT } from './account-name.ts';
import { APP_PATH } from './app-pages.ts';

/** What codes are made of: no letter looks like a digit. */
export const CODE_ALPHABET = '23456789ABCDEFGHJKMNPQRSTUVWXYZ';
/** So many of them are one code. */
export const CODE_LENGTH = 10;

const CODE = new RegExp(`^[${CODE_ALPHABET}]{${CODE_LENGTH}}$`);
const PAGE = '#/pair?';
const LOOPBACK: readonly string[] = ['127.0.0.1', 'localhost', '[::1]'];
/** No link is longer: a name of 253 characters, and all the rest. */
const MAX_LENGTH = 400;

/** What a link says. */
interface PairingLink {
  /** The origin of the Worker, without a slash at the end: https, or http on this very machine. */
  readonly baseUrl: string;
  /** `XXXXX-XXXXX`. */
  readonly code: string;
  /** null: the default account. */
  readonly account: string | null;
}

/**
 * Writes a link. `baseUrl`: as `pairingBaseOf` gives it. `code`: as it is shown to the owner. `account`: null or `default` is the
 * default one, which no link names. Throws where one of them is anything else.
 */
export function pairingLink({ baseUrl, code, account }: PairingLink): string {
  assert(pairingBaseOf(baseUrl) === baseUrl, 'a pairing link needs an origin that devices may use');
  assert(shownCode(code) === code, 'a pairing link needs a code as it is shown');
  if (account === null || account === DEFAULT_ACCOUNT) return `${baseUrl}${APP_PATH}${PAGE}code=${code}`;
  assert(ACCOUNT_NAME.test(account), 'a pairing link needs the name of an account');
  return `${baseUrl}${APP_PATH}${PAGE}code=${code}&account=${account}`;
}

/** Reads a link that was scanned or pasted; null: it is none. Blanks around it, and small letters in the code, are of no matter. */
export function readPairingLink(text: string): PairingLink | null {
  const trimmed = text.trim();
  const url = trimmed.length > MAX_LENGTH ? null : URL.parse(trimmed);
  if (url === null || url.pathname !== APP_PATH || !url.hash.startsWith(PAGE)) return null;
  if (url.search !== '' || url.username !== '' || url.password !== '') return null;
  const baseUrl = pairingBaseOf(url.origin);
  const given = new URLSearchParams(url.hash.slice(PAGE.length));
  const code = shownCode(given.get('code') ?? '');
  const account = given.get('account');
  const isAccount = account === null || (account !== DEFAULT_ACCOUNT && ACCOUNT_NAME.test(account));
  // One code, one account at most, and nothing that this program does not know.
  const isWhole = given.size === (account === null ? 1 : 2);
  return baseUrl !== null && code !== null && isAccount && isWhole ? { baseUrl, code, account } : null;
}

/**
 * The origin of a Worker that devices may use: https, or http on this machine, which browsers treat as equally safe. Takes an address
 * without credentials, path, query and fragment. null: it is none.
 */
export function pairingBaseOf(text: string): string | null {
  const url = URL.parse(text);
  if (url === null || url.href !== `${url.origin}/`) return null;
  const isSafe = url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.origin));
  return isSafe ? url.origin : null;
}

/** The origin at which a phone reaches a Worker: https, and not on this machine. Takes what `pairingBaseOf` takes; null: it is none. */
export function publicBaseOf(text: string): string | null {
  const base = pairingBaseOf(text);
  return base === null || isLoopback(base) ? null : base;
}

/** Tells whether an address leads to the machine that it is read on. */
export function isLoopback(address: string): boolean {
  return LOOPBACK.includes(URL.parse(address)?.hostname ?? '');
}

/** A code as a person types it, in the form in which it is shown; null: it can't be one. */
export function shownCode(text: string): string | null {
  const letters = text.toUpperCase().replaceAll(/[\s-]/g, '');
  return CODE.test(letters) ? `${letters.slice(0, CODE_LENGTH / 2)}-${letters.slice(CODE_LENGTH / 2)}` : null;
}
