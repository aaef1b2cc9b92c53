// Where the agent's token comes from: a file that only its owner can read, the keychain of macOS, or the environment. Never from the
// command line itself, which every user of the machine can read. Prints nothing.

import { execFileSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { err, ok, type Result } from '../model/result.ts';

/** Why there is no token, in a sentence. */
export interface NoToken {
  readonly kind: 'no_token';
  readonly detail: string;
}

/** Others than the owner may read it. */
const OTHERS = 0o077;
/** How long the keychain may ask its owner, ms. */
const KEYCHAIN_LIMIT_MS = 120_000;

/** The places outside the environment. Each gives the token, or says why there is none. */
export interface TokenPlaces {
  readonly file: (path: string) => Result<string, NoToken>;
  /** `service`: the name under which the password is kept. */
  readonly keychain: (service: string) => Result<string, NoToken>;
}

/** The places on this machine. `security`: the program that reads the keychain. */
export function tokenPlaces(
  surroundings: { readonly platform?: NodeJS.Platform; readonly security?: string } = {},
): TokenPlaces {
  const { platform = process.platform, security = '/usr/bin/security' } = surroundings;
  return {
    file: (path) => readTokenFile(path, platform),
    keychain: (service) =>
      platform === 'darwin'
        ? readKeychain(service, security)
        : none('--keychain is for macOS; elsewhere use --token-file or TTSYNC_TOKEN'),
  };
}

function readTokenFile(path: string, platform: NodeJS.Platform): Result<string, NoToken> {
  try {
    const stats = statSync(path);
    if (!stats.isFile()) return none(`--token-file ${path} is no file`);
    if (platform !== 'win32' && (stats.mode & OTHERS) !== 0)
      return none(`--token-file ${path} can be read by others: chmod 600 ${path}`);
    return oneToken(readFileSync(path, 'utf8'), `--token-file ${path}`);
  } catch (error) {
    return none(`--token-file ${path} can't be read: ${reasonOf(error)}`);
  }
}

function readKeychain(service: string, security: string): Result<string, NoToken> {
  try {
    const told = execFileSync(security, ['find-generic-password', '-s', service, '-w'], {
      encoding: 'utf8',
      timeout: KEYCHAIN_LIMIT_MS,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return oneToken(told, `the keychain's ${service}`);
  } catch {
    // What the program prints is not shown: it may be the password.
    return none(
      `the keychain has no password ${service} for us: security add-generic-password -s ${service} -a "$USER" -w`,
    );
  }
}

/** Says why there is no token. */
export function none(detail: string): Result<never, NoToken> {
  return err({ kind: 'no_token', detail });
}

function oneToken(text: string, where: string): Result<string, NoToken> {
  const token = text.trim();
  if (token === '') return none(`${where} is empty`);
  return /\s/.test(token) ? none(`${where} holds more than one token`) : ok(token);
}

function reasonOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}
