// Reads the Things database: read-only, in one short transaction, and closes it again, so that the app never has to wait. Never
// writes, never keeps the file open.

import { existsSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import type { CivilDate } from '../../model/dates.ts';
import { err, ok, type Result } from '../../model/result.ts';
import { dayInZone } from '../../model/zones.ts';
import { MAX_SET_ASIDE, type Receipt } from '../../protocol/exchange.ts';
import type { ThingsContainer, ThingsTodo } from '../../protocol/things-row.ts';
import { decodeContainers, decodeTodos } from './decode-rows.ts';
import type { SetAside } from './unreadable.ts';
import { databaseIdOf } from './digest.ts';
import { parsePlistInteger, stampToMs } from './encodings.ts';
import { NEEDED_COLUMNS, readLibrary, type RawLibrary } from './library-rows.ts';

/** Schema versions whose columns are known to match what we read. Source: real and published databases of Things 3.17 to 3.24. */
export const OLDEST_SCHEMA = 24;
/** See `OLDEST_SCHEMA`. */
export const NEWEST_SCHEMA = 29;

const BUSY_TIMEOUT_MS = 2000;
/** How far a timestamp may be after the read and still count as current, ms: the app rounds, and so do we. */
const STAMP_SLACK_MS = 1000;
/** SQLite's primary result codes. Source: sqlite.org/rescode.html */
const SQLITE_BUSY = 5;
const SQLITE_CORRUPT = 11;
const SQLITE_CANTOPEN = 14;
const SQLITE_AUTH = 23;
const SQLITE_NOTADB = 26;

/** Why nothing could be read. A failed read never counts as an empty or deleted library. */
export type ReadFailure =
  | { readonly kind: 'not_found'; readonly path: string }
  | { readonly kind: 'no_permission'; readonly path: string }
  | { readonly kind: 'not_a_database'; readonly path: string }
  /** A schema version that this version does not know; `version` is null if there is none. */
  | { readonly kind: 'unknown_schema'; readonly version: number | null }
  /** A known schema that lacks tables or columns (`Table.column`): half a file, or something else entirely. */
  | { readonly kind: 'incomplete'; readonly missing: readonly string[] }
  /** SQLite considers the file damaged; `detail` says what it found first. */
  | { readonly kind: 'damaged'; readonly path: string; readonly detail: string }
  /** The file stayed locked for 2 seconds. */
  | { readonly kind: 'busy' };

/** A Things library at one moment. */
export interface ThingsSnapshot {
  readonly receipt: Receipt;
  /** Open to-dos outside the trash, recently closed ones if requested, and known ones in any state; no templates. */
  readonly todos: ReadonlyMap<string, ThingsTodo>;
  /** To-dos that exist and can't be read, by id. */
  readonly setAside: ReadonlyMap<string, SetAside>;
  /** Areas, then projects, then headings. */
  readonly containers: readonly ThingsContainer[];
}

/** The options of a read. */
export interface ReadOptions {
  /** Ids that were reported before: they are read in any state, so that completing or trashing them is noticed. */
  readonly known: Iterable<string>;
  /** Epoch ms: to-dos completed or canceled since then are also read, whether known or not; null for none. */
  readonly closedSince?: number | null;
  /** IANA zone of the Mac. */
  readonly zone: string;
  /** Epoch ms. */
  readonly now: number;
  /** Checks the file's integrity first, before anything missing is believed to be gone. */
  readonly verify?: boolean;
}

/** Reads a library. The result is either complete or a failure. */
export function readSnapshot(path: string, options: ReadOptions): Result<ThingsSnapshot, ReadFailure> {
  const condition = `(status = 0 AND trashed = 0) OR uuid IN (SELECT value FROM json_each(?1, '$.known'))
    OR (trashed = 0 AND stopDate >= json_extract(?1, '$.closedSince'))`;
  const known = new Set(options.known);
  const closedSince = options.closedSince == null ? null : options.closedSince / 1000;
  return withLibrary(path, (db, schemaVersion) => {
    if (options.verify === true) expectSound(db, path);
    const parameter = JSON.stringify({ known: [...known], closedSince });
    const library = readLibrary(db, condition, parameter, (options.now + STAMP_SLACK_MS) / 1000);
    return toSnapshot(library, { ...options, known, path, schemaVersion });
  });
}

/** Some to-dos of a library, and everything around them. */
export interface LibraryView {
  readonly todos: ReadonlyMap<string, ThingsTodo>;
  /** Those that exist and can't be read, by id. */
  readonly setAside: ReadonlyMap<string, SetAside>;
  readonly containers: ReadonlyMap<string, ThingsContainer>;
  /** Titles of all tags. */
  readonly tags: readonly string[];
  /** Allows a URL to change existing items; null if none was ever created. Never logged, never sent. */
  readonly authToken: string | null;
}

/**
 * Reads some to-dos in any state: those with these ids, and those whose notes are exactly one of these texts. Nonexistent ones and
 * templates are missing from the result.
 */
export function readView(
  path: string,
  chosen: { readonly ids: Iterable<string>; readonly notes: Iterable<string> },
): Result<LibraryView, ReadFailure> {
  const condition = `uuid IN (SELECT value FROM json_each(?1, '$.ids')) OR notes IN (SELECT value FROM json_each(?1, '$.notes'))`;
  return withLibrary(path, (db) => {
    const library = readLibrary(
      db,
      condition,
      JSON.stringify({ ids: [...chosen.ids], notes: [...chosen.notes] }),
    );
    return {
      ...decodeTodos(library),
      containers: new Map<string, ThingsContainer>(
        decodeContainers(library).containers.map((container) => [container.id, container]),
      ),
      tags: library.tags.map((tag) => tag.title ?? ''),
      authToken: library.authToken,
    };
  });
}

/** Finds projects that are not in the trash by their exact notes, oldest first. */
export function findProjectsByNotes(path: string, notes: string): Result<readonly string[], ReadFailure> {
  return withLibrary(path, (db) =>
    db
      .prepare(
        'SELECT uuid FROM TMTask WHERE type = 1 AND trashed = 0 AND notes = ? ORDER BY creationDate, uuid',
      )
      .all(notes)
      .map((row) => String(row['uuid'])),
  );
}

/** Tells which ids have any row in the database, whether trashed, a template, a project or an area. */
export function readPresent(path: string, ids: readonly string[]): Result<ReadonlySet<string>, ReadFailure> {
  return withLibrary(path, (db) => {
    const rows = db
      .prepare(
        `SELECT value FROM json_each(?1) WHERE value IN (SELECT uuid FROM TMTask) OR value IN (SELECT uuid FROM TMArea)`,
      )
      .all(JSON.stringify(ids));
    return new Set(rows.map((row) => String(row['value'])));
  });
}

/** A heading of a project. */
export interface Heading {
  readonly id: string;
  readonly title: string;
}

/** Reads the open headings of a project, in order. */
export function readHeadings(path: string, projectId: string): Result<readonly Heading[], ReadFailure> {
  return withLibrary(path, (db) =>
    db
      .prepare(
        'SELECT uuid, title FROM TMTask WHERE type = 2 AND trashed = 0 AND project = ? ORDER BY "index", uuid',
      )
      .all(projectId)
      .map((row) => ({ id: String(row['uuid']), title: String(row['title'] ?? '') })),
  );
}

interface SnapshotOptions extends ReadOptions {
  readonly known: ReadonlySet<string>;
  readonly path: string;
  readonly schemaVersion: number;
}

function toSnapshot(library: RawLibrary, options: SnapshotOptions): ThingsSnapshot {
  // A to-do that is in the trash with its project and was never reported is no news.
  const decoded = decodeTodos(library);
  const places = decodeContainers(library);
  const setAside = new Map([...decoded.setAside, ...places.setAside]);
  const shown = [...decoded.todos.values()].filter((todo) => !todo.trashed || options.known.has(todo.id));
  const todos = new Map<string, ThingsTodo>(shown.map((todo) => [todo.id, todo]));
  const today: CivilDate = dayInZone(options.now, options.zone);
  const openTodos = shown.filter((todo) => todo.status === 'open' && !todo.trashed).length;
  return {
    receipt: {
      databaseId: databaseIdOf(library.authToken, options.path),
      schemaVersion: options.schemaVersion,
      complete: true,
      openTodos,
      zone: options.zone,
      today,
      takenAt: options.now,
      newest: stampToMs(library.newest),
      ...(setAside.size > 0 ? { setAside: [...setAside.values()].slice(0, MAX_SET_ASIDE) } : {}),
    },
    todos,
    setAside,
    containers: places.containers,
  };
}

/** Opens the file, checks the schema, reads in one transaction, closes it. */
function withLibrary<T>(
  path: string,
  read: (db: DatabaseSync, schemaVersion: number) => T,
): Result<T, ReadFailure> {
  if (!existsSync(path)) return err({ kind: 'not_found', path });
  try {
    return ok(readAndClose(new DatabaseSync(path, { readOnly: true, timeout: BUSY_TIMEOUT_MS }), read));
  } catch (error) {
    if (error instanceof SchemaRefusal) return err(error.failure);
    return err(failureOf(error, path));
  }
}

function readAndClose<T>(db: DatabaseSync, read: (db: DatabaseSync, schemaVersion: number) => T): T {
  try {
    db.exec('BEGIN');
    const gate = checkSchema(db);
    if (!gate.ok) throw new SchemaRefusal(gate.error);
    return read(db, gate.value);
  } finally {
    db.close();
  }
}

/** Carries a failed check out of the transaction. */
class SchemaRefusal extends Error {
  readonly failure: ReadFailure;
  constructor(failure: ReadFailure) {
    super(failure.kind);
    this.failure = failure;
  }
}

function checkSchema(db: DatabaseSync): Result<number, ReadFailure> {
  if (columnsOf(db, 'Meta').size === 0) return err({ kind: 'unknown_schema', version: null });
  const row = db.prepare("SELECT value FROM Meta WHERE key = 'databaseVersion'").get();
  const version = parsePlistInteger(textOf(row?.['value']));
  if (version === null || version < OLDEST_SCHEMA || version > NEWEST_SCHEMA) {
    return err({ kind: 'unknown_schema', version });
  }
  const missing = Object.entries(NEEDED_COLUMNS).flatMap(([table, columns]) => {
    const present = columnsOf(db, table);
    return columns.filter((column) => !present.has(column)).map((column) => `${table}.${column}`);
  });
  return missing.length === 0 ? ok(version) : err({ kind: 'incomplete', missing });
}

/** A damaged index hides existing rows. */
function expectSound(db: DatabaseSync, path: string): void {
  const found = String(db.prepare('PRAGMA integrity_check(1)').get()?.['integrity_check'] ?? 'ok');
  if (found !== 'ok') throw new SchemaRefusal({ kind: 'damaged', path, detail: found.slice(0, 200) });
}

function columnsOf(db: DatabaseSync, table: string): ReadonlySet<string> {
  return new Set(
    db
      .prepare('SELECT name FROM pragma_table_info(?)')
      .all(table)
      .map((row) => String(row['name'])),
  );
}

function textOf(value: unknown): string {
  if (value instanceof Uint8Array) return new TextDecoder().decode(value);
  return typeof value === 'string' ? value : '';
}

/** Converts an SQLite error. One that is not about this file is rethrown. */
function failureOf(error: unknown, path: string): ReadFailure {
  const code = error instanceof Error && 'errcode' in error ? Number(error.errcode) & 0xff : null;
  if (code === SQLITE_BUSY) return { kind: 'busy' };
  if (code === SQLITE_CANTOPEN || code === SQLITE_AUTH) return { kind: 'no_permission', path };
  if (code === SQLITE_CORRUPT) return { kind: 'damaged', path, detail: String(error) };
  if (code === SQLITE_NOTADB) return { kind: 'not_a_database', path };
  throw error;
}
