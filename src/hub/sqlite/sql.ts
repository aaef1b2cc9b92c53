// The little that the store needs of a SQLite database, so that a Durable Object's storage and a file both serve.

import type { Transaction } from '../store.ts';

/** What a column can hold here. */
export type SqlValue = string | number | null;

/** One row by column name. */
export type SqlRow = Readonly<Record<string, SqlValue>>;

/** What the store needs of a SQLite library. */
export interface RawSql {
  /** Runs one statement and gives its rows. */
  readonly run: (sql: string, ...values: readonly SqlValue[]) => readonly SqlRow[];
  readonly transaction: Transaction;
  /** Rows that queries went through so far, as the database counts them (where it does not: rows that they gave). */
  readonly rowsRead: () => number;
  /** Rows written so far, as the database counts them. */
  readonly rowsWritten: () => number;
}

/** Something that tables keep in memory while a transaction is open. */
export interface TransactionPart {
  /** Writes what was held back. Called inside the transaction, when its work is done. */
  readonly flush: () => void;
  /** Forgets what was of that transaction only. Called after it, `committed` or undone. */
  readonly reset: (committed: boolean) => void;
}

/** A SQLite database with what its tables keep while a transaction is open. */
export interface SqlDatabase extends RawSql {
  readonly isInTransaction: () => boolean;
  /** The one part of this name: made when it is first asked for, the same for all who ask. */
  readonly part: <Part extends TransactionPart>(name: string, make: () => Part) => Part;
}

/** Does `work` within the open transaction, or in one of its own. */
export function within(sql: SqlDatabase, work: () => void): void {
  if (sql.isInTransaction()) work();
  else sql.transaction(work);
}

/** Reads a text column; throws when it holds something else. */
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

/** Reads a number column; throws when it holds something else. */
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

/** Reads a column that holds JSON that this store wrote. */
export function jsonOf<T>(row: SqlRow, column: string): T {
  return JSON.parse(textOf(row, column)) as T;
}

/** The first column of the first row as a number: the answer of a `count(*)`. */
export function firstNumber(rows: readonly SqlRow[], column: string): number {
  const row = rows[0];
  return row === undefined ? 0 : (numberOrNull(row, column) ?? 0);
}
