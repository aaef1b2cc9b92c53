// The rows of one table during a transaction: each is read once and written at most once, at the end, and only its changed columns.
// A transaction that is rolled back has written nothing.

import type { SqlDatabase, SqlRow, SqlValue } from './sql.ts';

/** What a buffer has to know about its table. */
export interface BufferedTable {
  readonly table: string;
  readonly key: readonly string[];
  /** The values by which rows are looked up, by name. */
  readonly finders: Readonly<Record<string, (row: SqlRow) => string>>;
  /** Columns that must be unique: a row whose values change gives up the old ones before another row takes them. */
  readonly unique: readonly string[];
}

interface BufferedRow {
  /** Its state when the transaction began. */
  readonly began: SqlRow | null;
  /** Its current state in the database. */
  stored: SqlRow | null;
  now: SqlRow | null;
}

/** The rows of one table during a transaction. Read-only outside of one. */
export class RowBuffer {
  readonly #sql: SqlDatabase;
  readonly #of: BufferedTable;
  readonly #rows = new Map<string, BufferedRow>();
  /** How many times a row was stored or removed. */
  changesMade = 0;
  /** Stored rows, by finder and value. */
  readonly #found = new Map<string, Set<BufferedRow>>();

  constructor(sql: SqlDatabase, of: BufferedTable) {
    this.#sql = sql;
    this.#of = of;
  }

  /** The row with this key; null if there is none. */
  get(...key: readonly SqlValue[]): SqlRow | null {
    return this.#sql.isInTransaction() ? this.#entry(key).now : this.#read(key);
  }

  /** Stores a complete row. */
  put(row: SqlRow): void {
    this.changesMade += 1;
    const entry = this.#entry(this.#keyOf(row));
    entry.now = row;
    for (const [name, valueOf] of Object.entries(this.#of.finders)) {
      const found = `${name} ${valueOf(row)}`;
      const known = this.#found.get(found);
      if (known === undefined) this.#found.set(found, new Set([entry]));
      else known.add(entry);
    }
  }

  /** Removes a row. */
  remove(...key: readonly SqlValue[]): void {
    this.changesMade += 1;
    this.#entry(key).now = null;
  }

  /** Updates the result of a lookup in the database with the changes of this transaction. */
  find(finder: string, value: string, stored: readonly SqlRow[]): readonly SqlRow[] {
    if (!this.#sql.isInTransaction()) return stored;
    const valueOf = this.#of.finders[finder];
    const isOne = (row: SqlRow | null): row is SqlRow => row !== null && valueOf?.(row) === value;
    const kept = stored.map((row) => this.#keep(row)).filter((entry) => isOne(entry.now));
    const put = [...(this.#found.get(`${finder} ${value}`) ?? [])].filter((entry) => isOne(entry.now));
    return [...new Set([...kept, ...put])].flatMap(({ now }) => (now === null ? [] : [now]));
  }

  /** Updates the result of a full scan with the changes of this transaction; new rows come last. */
  merge(stored: readonly SqlRow[], isWanted: (row: SqlRow) => boolean): readonly SqlRow[] {
    if (!this.#sql.isInTransaction()) return stored;
    const known = stored.map((row) => this.#rows.get(textOf(this.#keyOf(row))));
    const seen = new Set(known);
    const rows = stored.map((row, at) => known[at]?.now ?? (known[at] === undefined ? row : null));
    const put = [...this.#rows.values()].filter((entry) => entry.stored !== entry.now && !seen.has(entry));
    return [...rows, ...put.map(({ now }) => now)].filter((row) => row !== null && isWanted(row)) as SqlRow[];
  }

  /** The rows that this transaction changed, before and after. */
  *changes(): Iterable<{ readonly before: SqlRow | null; readonly after: SqlRow | null }> {
    for (const { began, now } of this.#rows.values()) if (began !== now) yield { before: began, after: now };
  }

  /** The rows still to be written, as they are in the database and as they should be. */
  unwritten(): readonly { readonly stored: SqlRow | null; readonly now: SqlRow | null }[] {
    return [...this.#rows.values()].filter(({ stored, now }) => stored !== now);
  }

  /** Tells whether a row has to be written in any case. */
  isChanged(...key: readonly SqlValue[]): boolean {
    const entry = this.#rows.get(textOf(key));
    return entry !== undefined && entry.stored !== entry.now;
  }

  /** Writes the differences. To be called before a query that scans the whole table. */
  write(): void {
    const changed = [...this.#rows.values()].filter(({ stored, now }) => stored !== now);
    for (const entry of changed) if (entry.stored !== null && this.#leaves(entry)) this.#delete(entry.stored);
    for (const entry of changed) {
      const { stored, now } = entry;
      if (now !== null) {
        if (stored === null || this.#leaves(entry)) this.#insert(now);
        else this.#update(stored, now);
      }
      entry.stored = now;
    }
  }

  /** Discards the transaction's state. */
  reset(): void {
    this.#rows.clear();
    this.#found.clear();
  }

  #leaves({ stored, now }: BufferedRow): boolean {
    return now === null || this.#of.unique.some((column) => stored?.[column] !== now[column]);
  }

  #entry(key: readonly SqlValue[]): BufferedRow {
    const name = textOf(key);
    const known = this.#rows.get(name);
    if (known !== undefined) return known;
    const row = this.#read(key);
    const entry = { began: row, stored: row, now: row };
    this.#rows.set(name, entry);
    return entry;
  }

  /** Remembers a row that a query returned, so that it is read only once. */
  #keep(row: SqlRow): BufferedRow {
    const name = textOf(this.#keyOf(row));
    const known = this.#rows.get(name);
    if (known !== undefined) return known;
    const entry = { began: row, stored: row, now: row };
    this.#rows.set(name, entry);
    return entry;
  }

  #keyOf(row: SqlRow): readonly SqlValue[] {
    return this.#of.key.map((column) => row[column] ?? null);
  }

  #where(): string {
    return this.#of.key.map((column) => `${column} = ?`).join(' AND ');
  }

  #read(key: readonly SqlValue[]): SqlRow | null {
    return this.#sql.run(`SELECT * FROM ${this.#of.table} WHERE ${this.#where()}`, ...key)[0] ?? null;
  }

  #delete(row: SqlRow): void {
    this.#sql.run(`DELETE FROM ${this.#of.table} WHERE ${this.#where()}`, ...this.#keyOf(row));
  }

  #insert(row: SqlRow): void {
    const columns = Object.keys(row);
    const marks = columns.map(() => '?').join(', ');
    this.#sql.run(
      `INSERT INTO ${this.#of.table} (${columns.join(', ')}) VALUES (${marks})`,
      ...Object.values(row),
    );
  }

  /**
   * SQLite rewrites an index whenever its column is listed in the UPDATE, even if the value is the same, so only changed columns
   * are listed.
   */
  #update(stored: SqlRow, now: SqlRow): void {
    const columns = Object.keys(now).filter((column) => now[column] !== stored[column]);
    if (columns.length === 0) return;
    const setting = columns.map((column) => `${column} = ?`).join(', ');
    const values = columns.map((column) => now[column] ?? null);
    this.#sql.run(
      `UPDATE ${this.#of.table} SET ${setting} WHERE ${this.#where()}`,
      ...values,
      ...this.#keyOf(now),
    );
  }
}

function textOf(key: readonly SqlValue[]): string {
  return key.join('\u0000');
}
