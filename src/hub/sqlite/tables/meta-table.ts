// Single values by key, as JSON: cursors, configuration, the plan awaiting approval. Those that change with nearly every run share
// one row.

import type { Store } from '../../store.ts';
import { textOf, within, type SqlDatabase, type TransactionPart } from '../sql.ts';

/** The row of the values that share one. */
export const SHARED_ROW = 'cursors';

/** The values that share a row. */
const SHARED: ReadonlySet<string> = new Set([
  'todoist_cursor',
  'todoist_account',
  'things_snapshot',
  'things_receipt',
  'things_read',
  'guard_window',
  'decisions',
  'first_sync_done',
  'forgot_on',
]);

/** A longer value (in characters) gets a row of its own: a row is limited to 2 MB. */
const MAX_SHARED_CHARS = 50_000;

/** Single values. */
export function openMeta(sql: SqlDatabase): Store['meta'] {
  const shared = sharedOf(sql);
  return {
    get: (key) => {
      const text = (SHARED.has(key) ? shared.get(key) : undefined) ?? readRow(sql, key);
      return text === null ? undefined : (JSON.parse(text) as unknown);
    },
    set: (key, value) => {
      const text = value === undefined ? null : JSON.stringify(value);
      if (SHARED.has(key)) within(sql, () => setShared(sql, shared, key, text));
      else writeRow(sql, key, text);
    },
  };
}

/** The values that share a row, for code that looks at all rows. */
export function sharedOf(sql: SqlDatabase): SharedValues {
  return sql.part('meta', () => new SharedValues(sql));
}

/** The values of one row, written once at the end of a transaction. */
export class SharedValues implements TransactionPart {
  readonly #sql: SqlDatabase;
  /** JSON by key, within a transaction. */
  #texts: Map<string, string> | null = null;
  #isChanged = false;

  constructor(sql: SqlDatabase) {
    this.#sql = sql;
  }

  /** The value as JSON; undefined if it is not here. */
  get(key: string): string | undefined {
    return this.all().get(key);
  }

  /** All of them, as JSON by key. */
  all(): Map<string, string> {
    if (this.#texts !== null) return this.#texts;
    const row = readRow(this.#sql, SHARED_ROW);
    const values = row === null ? {} : (JSON.parse(row) as Record<string, unknown>);
    const texts = new Map(Object.entries(values).map(([key, value]) => [key, JSON.stringify(value)]));
    if (this.#sql.isInTransaction()) this.#texts = texts;
    return texts;
  }

  /** Sets a value, within a transaction; null removes it. */
  set(key: string, text: string | null): void {
    const texts = this.all();
    if ((texts.get(key) ?? null) === text) return;
    this.#isChanged = true;
    if (text === null) texts.delete(key);
    else texts.set(key, text);
  }

  flush(): void {
    if (!this.#isChanged) return;
    const parts = [...this.all()].map(([key, text]) => `${JSON.stringify(key)}:${text}`);
    writeRow(this.#sql, SHARED_ROW, parts.length === 0 ? null : `{${parts.join(',')}}`);
    this.#isChanged = false;
  }

  reset(): void {
    this.#texts = null;
    this.#isChanged = false;
  }
}

/** An older schema had a row for each of them; that row is deleted the next time the value is set. */
function setShared(sql: SqlDatabase, shared: SharedValues, key: string, text: string | null): void {
  const isLong = text !== null && text.length > MAX_SHARED_CHARS;
  shared.set(key, isLong ? null : text);
  writeRow(sql, key, isLong ? text : null);
}

function readRow(sql: SqlDatabase, key: string): string | null {
  const [row] = sql.run(`SELECT value FROM meta WHERE key = ?`, key);
  return row === undefined ? null : textOf(row, 'value');
}

/** Writes only if there is a difference. */
function writeRow(sql: SqlDatabase, key: string, text: string | null): void {
  const before = readRow(sql, key);
  if (text === before) return;
  if (text === null) sql.run(`DELETE FROM meta WHERE key = ?`, key);
  else
    sql.run(
      `INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value`,
      key,
      text,
    );
}
