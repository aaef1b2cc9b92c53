// Rows of one table as a transaction has them: read once, written at its end, each at most once and only what changed of it. A
// transaction that is undone has written nothing.

import type { SqlDatabase, SqlRow, SqlValue } from './sql.ts';

/** What a buffer has to know of its table. */
export interface BufferedTable {
  readonly table: string;
  readonly key: readonly string[];
  /** Values by which rows are looked for, by name. */
  readonly finders: Readonly<Record<string, (row: SqlRow) => string>>;
  /** Columns that no two rows may share: a row that gets other ones leaves its place before anything takes it. */
  readonly unique: readonly string[];
}

interface BufferedRow {
  /** As it was when the transaction began. */
  readonly began: SqlRow | null;
  /** As the database has it now. */
  stored: SqlRow | null;
  now: SqlRow | null;
}

/** The rows of one table within a transaction. Outside one, they can only be read. */
export class RowBuffer {
  readonly #sql: SqlDatabase;
  readonly #of: BufferedTable;
  readonly #rows = new Map<string, BufferedRow>();
  /** How often a row was put or taken away. */
  changesMade = 0;
  /** Rows that were put, by finder and value. */
  readonly #found = new Map<string, Set<BufferedRow>>();

  constructor(sql: SqlDatabase, of: BufferedTable) {
    this.#sql = sql;
    this.#of = of;
  }

  /** The row with this key; null where there is none. */
  get(...key: readonly SqlValue[]): SqlRow | null {
    return this.#sql.isInTransaction() ? this.#entry(key).now : this.#read(key);
  }

  /** Puts a row down, with all its columns. */
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

  /** Takes a row away. */
  remove(...key: readonly SqlValue[]): void {
    this.changesMade += 1;
    this.#entry(key).now = null;
  }

  /** Makes what the database gave for a finder's value into what is there now. */
  find(finder: string, value: string, stored: readonly SqlRow[]): readonly SqlRow[] {
    if (!this.#sql.isInTransaction()) return stored;
    const valueOf = this.#of.finders[finder];
    const isOne = (row: SqlRow | null): row is SqlRow => row !== null && valueOf?.(row) === value;
    const kept = stored.map((row) => this.#keep(row)).filter((entry) => isOne(entry.now));
    const put = [...(this.#found.get(`${finder} ${value}`) ?? [])].filter((entry) => isOne(entry.now));
    return [...new Set([...kept, ...put])].flatMap(({ now }) => (now === null ? [] : [now]));
  }

  /** Makes what the database gave of the whole table into what is there now; rows that were put come last. */
  merge(stored: readonly SqlRow[], isWanted: (row: SqlRow) => boolean): readonly SqlRow[] {
    if (!this.#sql.isInTransaction()) return stored;
    const known = stored.map((row) => this.#rows.get(textOf(this.#keyOf(row))));
    const seen = new Set(known);
    const rows = stored.map((row, at) => known[at]?.now ?? (known[at] === undefined ? row : null));
    const put = [...this.#rows.values()].filter((entry) => entry.stored !== entry.now && !seen.has(entry));
    return [...rows, ...put.map(({ now }) => now)].filter((row) => row !== null && isWanted(row)) as SqlRow[];
  }

  /** Rows that this transaction changed, as they were and as they are. */
  *changes(): Iterable<{ readonly before: SqlRow | null; readonly after: SqlRow | null }> {
    for (const { began, now } of this.#rows.values()) if (began !== now) yield { before: began, after: now };
  }

  /** Rows that are still to be written, as the database has them and as they are. */
  unwritten(): readonly { readonly stored: SqlRow | null; readonly now: SqlRow | null }[] {
    return [...this.#rows.values()].filter(({ stored, now }) => stored !== now);
  }

  /** Tells whether a row is to be written anyhow. */
  isChanged(...key: readonly SqlValue[]): boolean {
    const entry = this.#rows.get(textOf(key));
    return entry !== undefined && entry.stored !== entry.now;
  }

  /** Writes what is different. Before a query that goes through the whole table. */
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

  /** Forgets the transaction. */
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

  /** Remembers a row that a query gave, so that it is read once. */
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

  /** An index is written again when its column is named, whatever its value: only what differs is named. */
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
