// One small file in the user's home for each Things library on this Mac: it names the installation that keeps it, so that a second
// one on the same machine notices before anything is read from Todoist or written.

import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, realpathSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import * as z from 'zod';
import { err, ok, type Result } from '../../model/result.ts';
import { readSnapshot } from '../read/reader.ts';

/** How many ids of to-dos are stored to recognize a library. */
const IDS_KEPT = 50;

const recordSchema = z.object({
  /** The installation's state directory, and the account that it syncs the library with. */
  state: z.string(),
  account: z.string(),
  /** How to end it, in words. */
  ending: z.string(),
  since: z.number(),
  path: z.string(),
  /** Device and inode. */
  file: z.string(),
  databaseId: z.string(),
  ids: z.array(z.string()),
});

const NOTED: Claimed = { warning: null };

type LibraryRecord = z.infer<typeof recordSchema>;

/** An installation, and the library that it is about to sync. */
export interface Claim {
  readonly home: string;
  readonly platform: string;
  readonly databasePath: string;
  readonly stateDirectory: string;
  /** The account that the library is synced with, in the user's terms. */
  readonly account: string;
  /** How to end this installation, in words that follow “to end the other one: ”. */
  readonly ending: string;
  /** IANA zone of the Mac. */
  readonly zone: string;
  /** Epoch ms. */
  readonly now: number;
}

/** Another installation keeps the library. `detail` says which one, and what can be done. */
export interface KeptByAnother {
  readonly kind: 'kept_by_another';
  readonly detail: string;
}

/** No other installation keeps the library. `warning`: why the claim could not be recorded; null if it was. */
export interface Claimed {
  readonly warning: string | null;
}

/**
 * Records that an installation keeps a library, unless another one on this machine does and its state still exists; `takeOver`
 * overrides that. With `dryRun` nothing is recorded. A library that can't be read has no keeper yet. The state directory is
 * created, so that its name is fixed from the first start on. If the home is not writable, that is no obstacle: the label in
 * Todoist serves the same purpose.
 */
export function claimLibrary(
  claim: Claim,
  options: { readonly takeOver: boolean; readonly dryRun: boolean },
): Result<Claimed, KeptByAnother> {
  try {
    return noteClaim(claim, options);
  } catch (error) {
    if (!(error instanceof Error && 'syscall' in error)) throw error;
    return ok({
      warning: `it could not be recorded in ${folderOf(claim)} that this installation keeps this library: ${error.message}`,
    });
  }
}

function noteClaim(
  claim: Claim,
  options: { readonly takeOver: boolean; readonly dryRun: boolean },
): Result<Claimed, KeptByAnother> {
  if (!options.dryRun) mkdirSync(claim.stateDirectory, { recursive: true });
  const library = describeLibrary(claim);
  if (library === null) return ok(NOTED);
  const known = recordsIn(folderOf(claim)).filter(({ record }) => isSameLibrary(record, library));
  const other = known.find(({ record }) => record.state !== library.state && isThere(record.state));
  if (other !== undefined && !options.takeOver)
    return err({ kind: 'kept_by_another', detail: words(other.record) });
  if (options.dryRun) return ok(NOTED);
  const own = known.find(({ record }) => record.state === library.state);
  for (const { path } of known) if (path !== own?.path) rmSync(path, { force: true });
  const folder = folderOf(claim);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = own?.path ?? join(folder, `${nameOf(library)}.json`);
  const since = own?.record.since ?? claim.now;
  writeFileSync(file, JSON.stringify({ ...library, since }), { mode: 0o600 });
  return ok(NOTED);
}

/** Removes the record that an installation keeps a library. */
export function releaseLibrary(claim: Pick<Claim, 'home' | 'platform' | 'stateDirectory'>): void {
  const state = realPath(claim.stateDirectory);
  for (const { path, record } of recordsIn(folderOf(claim))) {
    if (record.state === state) rmSync(path, { force: true });
  }
}

function folderOf({ home, platform }: Pick<Claim, 'home' | 'platform'>): string {
  const base = platform === 'darwin' ? ['Library', 'Application Support'] : ['.local', 'state'];
  return join(home, ...base, 'todoist-things-sync', 'libraries');
}

function describeLibrary(claim: Claim): LibraryRecord | null {
  const { databasePath, zone, now } = claim;
  const read = readSnapshot(databasePath, { known: [], zone, now });
  if (!read.ok) return null;
  const { dev, ino } = statSync(databasePath, { bigint: true });
  const todos = [...read.value.todos.values()];
  return {
    state: realPath(claim.stateDirectory),
    account: claim.account,
    ending: claim.ending,
    since: now,
    path: realpathSync(databasePath),
    file: `${dev}:${ino}`,
    databaseId: read.value.receipt.databaseId,
    ids: todos.map(({ id }) => id).slice(-IDS_KEPT),
  };
}

/** The same file, wherever it is now; or a file at the same path with the same token or some of the same to-dos. */
function isSameLibrary(known: LibraryRecord, now: LibraryRecord): boolean {
  if (known.file === now.file) return true;
  if (known.path !== now.path) return false;
  const ids = new Set(known.ids);
  return known.databaseId === now.databaseId || now.ids.some((id) => ids.has(id));
}

function words({ state, account, since, ending }: LibraryRecord): string {
  const day = new Date(since).toISOString().slice(0, 10);
  return (
    `Another installation on this machine has kept this Things library in sync with ${account} since ${day}; its state is in ${state}. ` +
    'Two of them would create everything twice, so nothing was read or written. To continue here instead, add --take-over; ' +
    `to end the other one: ${ending}`
  );
}

function recordsIn(folder: string): readonly { readonly path: string; readonly record: LibraryRecord }[] {
  if (statSync(folder, { throwIfNoEntry: false }) === undefined) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .flatMap((name) => {
      const path = join(folder, name);
      const record = parse(readFileSync(path, 'utf8'));
      return record === null ? [] : [{ path, record }];
    });
}

function nameOf({ path, file }: LibraryRecord): string {
  return createHash('sha256').update(`${path} ${file}`).digest('hex').slice(0, 16);
}

/** An unreadable record names no keeper. */
function parse(text: string): LibraryRecord | null {
  try {
    return recordSchema.safeParse(JSON.parse(text)).data ?? null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

function isThere(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false }) !== undefined;
}

function realPath(path: string): string {
  return isThere(path) ? realpathSync(path) : resolve(path);
}
