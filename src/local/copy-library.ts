// Copies a Things library for a trial: whole, as of one moment, without touching the original.

import { mkdirSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { backup, DatabaseSync } from 'node:sqlite';
import { LocalError } from './local-error.ts';

/**
 * Copies a library that its app may be using. The copy appears whole or not at all. Throws `LocalError` when the original can't
 * be read or the copy can't be written.
 */
export async function copyLibrary(original: string, copy: string): Promise<void> {
  const draft = `${copy}.draft`;
  try {
    mkdirSync(dirname(copy), { recursive: true });
    rmSync(draft, { force: true });
    const source = new DatabaseSync(original, { readOnly: true });
    try {
      await backup(source, draft);
    } finally {
      source.close();
    }
    renameSync(draft, copy);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new LocalError(`${original} can't be copied to ${copy}: ${why}`, { cause: error });
  }
}
