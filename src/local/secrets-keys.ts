// The key of the secrets on this machine, in the state directory: made with it, readable by its owner only, changed by `tokens rekey`.

import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { keyBytesOf } from '../model/secrets-key.ts';
import { LocalError } from './local-error.ts';
import { systemWords } from './system-words.ts';
import { writePrivately } from './write-privately.ts';

const KEY_FILE = 'secrets.key';
/** The key that takes its place: until everything is under it, both are good. */
const NEXT_KEY_FILE = 'secrets.next.key';

const KEY_BYTES = 32;

/** The keys that a Worker is given; `old`: '' where there is none. */
export interface SecretsKeys {
  readonly current: string;
  readonly old: string;
}

/** Reads the keys of a state, and makes the first one. Throws `LocalError` for a file that holds none. */
export function secretsKeysOf(path: string): SecretsKeys {
  const kept = readKey(join(path, KEY_FILE)) ?? make(join(path, KEY_FILE));
  const next = readKey(join(path, NEXT_KEY_FILE));
  return next === null ? { current: kept, old: '' } : { current: next, old: kept };
}

/**
 * Puts down the key that takes the place of the present one: this, or a new one. A change that was begun goes on with its own. Throws
 * `LocalError`.
 */
export function beginRekey(path: string, wanted: string | null): void {
  const file = join(path, NEXT_KEY_FILE);
  const { current, old } = secretsKeysOf(path);
  const begun = old === '' ? null : current;
  if (wanted !== null && wanted === (begun === null ? current : old))
    throw new LocalError('this key is in use already');
  if (begun === null) {
    if (wanted === null) make(file);
    else writePrivately(file, wanted);
  } else if (wanted !== null && wanted !== begun) {
    throw new LocalError(
      'a change to another key was begun and not finished: finish it first, without --key-file',
    );
  }
}

/** Has the new key take the place of the old one. Everything is under it by now. */
export function endRekey(path: string): void {
  renameSync(join(path, NEXT_KEY_FILE), join(path, KEY_FILE));
}

/** Reads a key that somebody keeps in a file. Throws `LocalError`. */
export function readKeyFile(file: string): string {
  if (!existsSync(file)) throw new LocalError(`${file} does not exist`);
  const key = readable(file);
  if (key === null) throw new LocalError(`${file} is empty`);
  return key;
}

/** A read that the system refuses names no file by itself. */
function readable(file: string): string | null {
  try {
    return readKey(file);
  } catch (error) {
    const words = error instanceof LocalError ? null : systemWords(error);
    if (words === null) throw error;
    throw new LocalError(`${file} can’t be read: ${words}`, { cause: error });
  }
}

function readKey(file: string): string | null {
  if (!existsSync(file)) return null;
  const text = readFileSync(file, 'utf8').trim();
  if (text === '') return null;
  if (keyBytesOf(text) === null)
    throw new LocalError(`${file} does not contain a key: a key is at least 32 random bytes, in base64`);
  return text;
}

function make(file: string): string {
  const key = randomBytes(KEY_BYTES).toString('base64');
  writePrivately(file, key);
  return key;
}
