// The minimal interface that the store needs, satisfied by both a Durable Object's storage and a SQLite file.

import type { Transaction } from '../store.ts';

/** The values that a column can have here. */
export type SqlValue = string | number | null;

/** One row, by column name. */
export type SqlRow = Readonly<Record<string, SqlValue>>;

/** What the store needs from a SQLite library. */
export interface RawSql {
  /** Runs one statement and returns its rows. */
  readonly run: (sql: string, ...values: readonly SqlValue[]) => readonly SqlRow[];
  readonly transaction: Transaction;
  /** Rows read so far, as counted by the database (otherwise: rows returned). */
  readonly rowsRead: () => number;
  /** Rows written so far, as counted by the database. */
  readonly rowsWritten: () => number;
}

/** Something that tables keep in memory while a transaction is open. */
export interface TransactionPart {
  /** Writes what was buffered. Called inside the transaction, at its end. */
  readonly flush: () => void;
  /** Discards the transaction's state. Called after the transaction, whether `committed` or rolled back. */
  readonly reset: (committed: boolean) => void;
}

/** A SQLite database together with its tables' in-memory state while a transaction is open. */
export interface SqlDatabase extends RawSql {
  readonly isInTransaction: () => boolean;
  /** The part with this name: created on first use, and the same one afterwards. */
  readonly part: <Part extends TransactionPart>(name: string, make: () => Part) => Part;
}

/** Runs `work` in the open transaction, or in one of its own. */
export function within(sql: SqlDatabase, work: () => void): void {
  if (sql.isInTransaction()) work();
  else sql.transaction(work);
}

/** Reads a text column; throws if it holds something else. */
export function textOf(row: SqlRow, column: string): string {
  const value = row[column];
  if (typeof value !== 'string') throw new TypeError(`column ${column} holds no text`);
  return value;
}

/** Reads a text column that may be null. */
export function textOrNull(row: SqlRow, column: string): string | null {
  const value = row[column] ?? null;
  return value === null ? null : textOf(row, column);
}

/** Reads a number column; throws if it holds something else. */
export function numberOf(row: SqlRow, column: string): number {
  const value = row[column];
  if (typeof value !== 'number') throw new TypeError(`column ${column} holds no number`);
  return value;
}

/** Reads a number column that may be null. */
export function numberOrNull(row: SqlRow, column: string): number | null {
  const value = row[column] ?? null;
  return value === null ? null : numberOf(row, column);
}

/** Reads a column with JSON that this store wrote. */
export function jsonOf<T>(row: SqlRow, column: string): T {
  return JSON.parse(textOf(row, column)) as T;
}

/** The first column of the first row as a number, such as the result of `count(*)`. */
export function firstNumber(rows: readonly SqlRow[], column: string): number {
  const row = rows[0];
  return row === undefined ? 0 : (numberOrNull(row, column) ?? 0);
}
