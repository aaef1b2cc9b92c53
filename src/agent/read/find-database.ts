// Finds the Things database on this Mac, or says why it can't. Opens files only to check their first bytes.

import { closeSync, existsSync, openSync, readdirSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { err, ok, type Result } from '../../model/result.ts';

const GROUP_CONTAINER = 'Library/Group Containers/JLMPQHK86H.com.culturedcode.ThingsMac';
const PACKAGE = 'Things Database.thingsdatabase';
const FILE = 'main.sqlite';
const HEADER = 'SQLite format 3\0';

/** Why there is no database to read. `looked` and `path` are file paths on this Mac. */
export type FindFailure =
  | { readonly kind: 'not_found'; readonly looked: readonly string[] }
  /** macOS protects other apps' containers from programs without permission. */
  | { readonly kind: 'no_permission'; readonly path: string }
  | { readonly kind: 'not_a_database'; readonly path: string };

/** Where to look. */
export interface FindOptions {
  /** `--db` or `THINGSDB`: the file itself, or a folder that contains it. */
  readonly explicit: string | null;
  /** The user's home folder. */
  readonly home: string;
}

/**
 * Finds `main.sqlite`: the given one, otherwise that of the most recently changed `ThingsData-…` folder, otherwise that of Things
 * before 2023. Databases of Things 3.12 and older are not searched for: their schema is not supported.
 */
export function findDatabase(options: FindOptions): Result<string, FindFailure> {
  if (options.explicit !== null) return checked(insideOf(options.explicit));
  const container = join(options.home, GROUP_CONTAINER);
  if (!existsSync(container)) return err({ kind: 'not_found', looked: [container] });
  const candidates = listCandidates(container);
  if (!candidates.ok) return candidates;
  const newest = candidates.value
    .filter((path) => existsSync(path))
    .toSorted((a, b) => lastChange(b) - lastChange(a))[0];
  return newest === undefined ? err({ kind: 'not_found', looked: candidates.value }) : checked(newest);
}

function insideOf(path: string): string {
  const choices = [join(path, FILE), join(path, PACKAGE, FILE)];
  return choices.find((choice) => existsSync(choice)) ?? path;
}

function listCandidates(container: string): Result<readonly string[], FindFailure> {
  try {
    const folders = readdirSync(container).filter((name) => name.startsWith('ThingsData-'));
    return ok([
      ...folders.map((name) => join(container, name, PACKAGE, FILE)),
      join(container, PACKAGE, FILE),
    ]);
  } catch (error) {
    if (isRefusal(error)) return err({ kind: 'no_permission', path: container });
    throw error;
  }
}

function lastChange(path: string): number {
  return Math.max(
    ...[path, `${path}-wal`].map((file) => statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0),
  );
}

function checked(path: string): Result<string, FindFailure> {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined) return err({ kind: 'not_found', looked: [path] });
  if (stats.isDirectory()) return err({ kind: 'not_found', looked: [join(path, FILE)] });
  try {
    return firstBytes(path) === HEADER ? ok(path) : err({ kind: 'not_a_database', path });
  } catch (error) {
    if (isRefusal(error)) return err({ kind: 'no_permission', path });
    throw error;
  }
}

function firstBytes(path: string): string {
  const file = openSync(path, 'r');
  try {
    const buffer = Buffer.alloc(HEADER.length);
    readSync(file, buffer, 0, HEADER.length, 0);
    return buffer.toString('latin1');
  } finally {
    closeSync(file);
  }
}

/** Tells whether the system refused access to a file. */
export function isRefusal(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  return code === 'EPERM' || code === 'EACCES';
}
