// One library file: opens or creates it, keeps prepared statements, and runs transactions.
// Must not know what a command means; it never changes a layout it finds.
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { StatementSync } from 'node:sqlite';
import { DAY_CURSOR_ID, migratedId, SETTINGS_ID } from '../encodings/ids.ts';
import { binaryInteger, readXmlInteger, xmlScalar } from '../encodings/plist.ts';
import { SUPPORTED_DATABASE_VERSIONS } from '../limits.ts';
import { DEFAULT_TAGS, NEW_LIBRARY_VERSION, SCHEMA_SQL } from './schema.ts';
import type { Cell } from './rows.ts';
import { isAppsOwnPath } from './real-library.ts';

/** Settings of `openLibrary`. */
interface OpenLibraryOptions {
  readonly path: string;
  /** False skips waiting for the disk, for simulations. */
  readonly durable: boolean;
  /** Packed day that the cursor of a new library starts at. */
  readonly todayPacked: number;
  /** Token of a new library, 22 characters of the base64url alphabet; random when absent. */
  readonly authToken?: string;
}

/**
 * Opens a library of a supported layout, or creates an empty one. Throws, with nothing touched, on a file in a folder of the real
 * app and on an unsupported layout.
 */
export function openLibrary(options: OpenLibraryOptions): Library {
  if (isAppsOwnPath(options.path)) {
    throw new Error(`${options.path} is in a folder of the real Things app, which an emulator never opens`);
  }
  const isNew = !existsSync(options.path);
  if (isNew) mkdirSync(dirname(options.path), { recursive: true });
  const db = new DatabaseSync(options.path);
  db.exec(`PRAGMA busy_timeout = 2000; PRAGMA synchronous = ${options.durable ? 'NORMAL' : 'OFF'}`);
  db.exec('PRAGMA journal_mode = WAL');
  if (isNew) createEmptyLibrary(db, options);
  const library = new Library(db);
  if (!SUPPORTED_DATABASE_VERSIONS.includes(library.version)) {
    library.close();
    throw new Error(`Things library has layout ${library.version}, which this emulator does not open`);
  }
  return library;
}

function createEmptyLibrary(db: DatabaseSync, options: OpenLibraryOptions): void {
  db.exec(`BEGIN;\n${SCHEMA_SQL}`);
  const meta = db.prepare('INSERT INTO Meta (key, value) VALUES (?, ?)');
  meta.run('didCreateDefaultTags', xmlScalar(true));
  meta.run('databaseVersion', xmlScalar(NEW_LIBRARY_VERSION));
  meta.run('didRemoveOrphanHeadings', xmlScalar(true));
  db.prepare(
    'INSERT INTO TMSettings (uuid, logInterval, manualLogDate, groupTodayByParent, uriSchemeAuthenticationToken) VALUES (?, 0, NULL, 0, ?)',
  ).run(SETTINGS_ID, options.authToken ?? randomBytes(16).toString('base64url'));
  db.prepare('INSERT INTO TMMetaItem (uuid, value) VALUES (?, ?)').run(
    DAY_CURSOR_ID,
    binaryInteger(options.todayPacked),
  );
  db.prepare(
    "INSERT INTO ThingsTouch_ExtensionCommandStore_Meta (key, value) VALUES ('databaseVersion', ?)",
  ).run(new TextEncoder().encode('1'));
  const tag = db.prepare('INSERT INTO TMTag (uuid, title, "index") VALUES (?, ?, ?)');
  for (const [position, title] of DEFAULT_TAGS.entries()) {
    tag.run(migratedId(`CC-Things-Tag-${title}`), title, position * 500);
  }
  db.exec('COMMIT');
}

/** An open library file. All calls are synchronous. */
export class Library {
  readonly db: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();
  #depth = 0;
  #version: number;
  constructor(db: DatabaseSync) {
    this.db = db;
    this.#version = this.#readVersion();
  }

  /** Layout version in the Meta table when the library was opened; decides how unused counters are written. */
  get version(): number {
    return this.#version;
  }

  /** Returns all rows. The caller names the row type: the emulator wrote the layout, so the cast is its own promise. */
  all<T>(sql: string, ...cells: readonly Cell[]): T[] {
    return this.#statement(sql).all(...cells) as unknown as T[];
  }

  /** Returns the first row or undefined; see `all` about the type. */
  get<T>(sql: string, ...cells: readonly Cell[]): T | undefined {
    return this.#statement(sql).get(...cells) as unknown as T | undefined;
  }

  /** Runs a statement and returns the number of changed rows. */
  run(sql: string, ...cells: readonly Cell[]): number {
    return Number(this.#statement(sql).run(...cells).changes);
  }

  /** Runs work in one transaction; nested calls join the outer one. A throw rolls everything back. */
  transaction<T>(work: () => T): T {
    if (this.#depth > 0) return work();
    this.db.exec('BEGIN IMMEDIATE');
    this.#depth += 1;
    try {
      const result = work();
      this.db.exec('COMMIT');
      return result;
    } catch (error) {
      // A full disk has ended it already; what comes then would hide why.
      if (this.db.isTransaction) this.db.exec('ROLLBACK');
      throw error;
    } finally {
      this.#depth -= 1;
    }
  }

  /** Writes another layout version into the Meta table, without changing the layout. */
  setVersionMark(version: number): void {
    this.run("UPDATE Meta SET value = ? WHERE key = 'databaseVersion'", xmlScalar(version));
  }

  /** Closes the file; a second call does nothing. */
  close(): void {
    if (!this.db.isOpen) return;
    this.#statements.clear();
    this.db.close();
  }

  #readVersion(): number {
    const row = this.db.prepare("SELECT value FROM Meta WHERE key = 'databaseVersion'").get();
    const value = row?.['value'];
    return (typeof value === 'string' ? readXmlInteger(value) : null) ?? 0;
  }

  #statement(sql: string): StatementSync {
    const known = this.#statements.get(sql);
    if (known !== undefined) return known;
    const statement = this.db.prepare(sql);
    this.#statements.set(sql, statement);
    return statement;
  }
}
