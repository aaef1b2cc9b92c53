// Keeps the emulator away from libraries that are somebody's own: an emulated app that opens one writes into it at once.

import { existsSync, realpathSync } from 'node:fs';
import { basename, dirname, join, sep } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** Folders of the app on a Mac bear the vendor's name: its group container, its sandbox, those of betas. Source: reference on Things. */
const VENDOR = /(^|\.)com\.culturedcode\./i;
const SQLITE_BUSY = 5;

/** Tells whether a path leads, links resolved, into a folder of the real app. The file itself need not exist. */
export function isAppsOwnPath(path: string): boolean {
  return resolved(path)
    .split(sep)
    .some((folder) => VENDOR.test(folder));
}

/**
 * Tells whether another program has a library open. Every connection to a database in WAL mode, which Things uses, holds a shared
 * lock for as long as it is open, so an exclusive one can't be had. Writes nothing.
 */
function isOpenElsewhere(path: string): boolean {
  if (!existsSync(path)) return false;
  const database = new DatabaseSync(path, { timeout: 0 });
  try {
    database.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE; ROLLBACK');
    return false;
  } catch (error) {
    if (error instanceof Error && 'errcode' in error && error.errcode === SQLITE_BUSY) return true;
    throw error;
  } finally {
    database.close();
  }
}

/** Throws where a library is not an emulator's to open: for the doors through which a person names a file. */
export function refuseForeignLibrary(path: string): void {
  if (isAppsOwnPath(path)) {
    throw new Error(`${path} is in a folder of the real Things app, which an emulator never opens`);
  }
  if (isOpenElsewhere(path)) {
    throw new Error(`${path} is open in another program, so an emulator does not write to it`);
  }
}

function resolved(path: string): string {
  if (existsSync(path)) return realpathSync(path);
  const parent = dirname(path);
  return parent === path ? path : join(resolved(parent), basename(path));
}
