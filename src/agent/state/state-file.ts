// The agent's own small database: opened by one agent at a time, checked, and migrated to the current format before it is used.

import { chmodSync, mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

const FILE = 'agent.sqlite';
/** The bits of a mode that are those of other users. */
const OF_OTHERS = 0o077;
/** Increased with every change of the tables or of their contents. */
const FORMAT = 4;

const TABLES = `
  CREATE TABLE IF NOT EXISTS base (only INTEGER PRIMARY KEY CHECK (only = 1), snapshot TEXT NOT NULL, stamp TEXT NOT NULL,
    receipt TEXT NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS known_todo (id TEXT PRIMARY KEY, digest TEXT NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS known_container (id TEXT PRIMARY KEY, body TEXT NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS operation (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, body TEXT NOT NULL, before TEXT, things_id TEXT,
    acknowledgement TEXT, waits INTEGER NOT NULL DEFAULT 0, crashes INTEGER NOT NULL DEFAULT 0,
    at INTEGER NOT NULL, unseen TEXT, sent INTEGER NOT NULL DEFAULT 1) STRICT;
  CREATE TABLE IF NOT EXISTS fact (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS late_write (operation TEXT PRIMARY KEY, body TEXT NOT NULL) STRICT, WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS operation_waiting ON operation (sequence) WHERE waits = 1 OR acknowledgement IS NULL;
`;

/** Another agent is using this state directory: two of them would do everything twice. */
export class StateInUse extends Error {
  constructor(directory: string, cause: unknown) {
    super(`another agent is using ${directory}`, { cause });
  }
}

/** The state directory is unusable: not writable, not ours, or created by a newer version. */
export class StateUnreadable extends Error {
  constructor(directory: string, cause: unknown) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    super(`the agent's state in ${directory} can't be used: ${reason}`, { cause });
  }
}

/** The open file. */
export interface StateFile {
  readonly db: DatabaseSync;
  /** Runs `work` in a transaction, which is rolled back if it throws. */
  readonly inTransaction: (work: () => void) => void;
}

/**
 * Opens the file, creating it and its directory if necessary. Throws `StateInUse` while another agent uses it, and
 * `StateUnreadable` if it is unusable.
 */
export function openStateFile(directory: string): StateFile {
  const db = openFile(directory);
  const file = { db, inTransaction: (work: () => void) => inTransaction(db, work) };
  try {
    db.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;');
    refuseDamaged(db);
    file.inTransaction(() => prepareTables(db));
    return file;
  } catch (error) {
    db.close();
    const isLocked = error instanceof Error && /database is locked/.test(error.message);
    throw isLocked ? new StateInUse(directory, error) : new StateUnreadable(directory, error);
  }
}

function openFile(directory: string): DatabaseSync {
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    const file = join(directory, FILE);
    for (const path of [directory, file, `${file}-wal`, `${file}-shm`]) closeToOthers(path);
    return new DatabaseSync(file, { timeout: 0 });
  } catch (error) {
    throw new StateUnreadable(directory, error);
  }
}

/** What an earlier version made was open to every user of the machine. */
function closeToOthers(path: string): void {
  const mode = statSync(path, { throwIfNoEntry: false })?.mode ?? 0;
  if ((mode & OF_OTHERS) !== 0) chmodSync(path, mode & 0o777 & ~OF_OTHERS);
}

/** A flipped bit in an index hides an operation that was already carried out, which would then be repeated forever: better not to start. */
function refuseDamaged(db: DatabaseSync): void {
  const found = db.prepare('PRAGMA integrity_check(1)').get()?.['integrity_check'];
  if (found !== 'ok') throw new Error(`it is damaged (${String(found)})`);
}

function prepareTables(db: DatabaseSync): void {
  const version = Number(db.prepare('PRAGMA user_version').get()?.['user_version'] ?? 0);
  if (version > FORMAT) throw new Error(`it has format ${version}, this version knows ${FORMAT}`);
  db.exec(TABLES);
  if (version === 1) db.exec('ALTER TABLE operation ADD COLUMN unseen TEXT');
  // For operations begun by an earlier version this is unknown, so they count as sent.
  if (version > 0 && version < 4) db.exec('ALTER TABLE operation ADD COLUMN sent INTEGER NOT NULL DEFAULT 1');
  db.exec(`PRAGMA user_version = ${FORMAT}`);
}

function inTransaction(db: DatabaseSync, work: () => void): void {
  db.exec('BEGIN IMMEDIATE');
  try {
    work();
    db.exec('COMMIT');
  } catch (error) {
    // After a full disk SQLite has already rolled back; the original error is the one to report.
    if (db.isTransaction) db.exec('ROLLBACK');
    throw error;
  }
}
