// What was found under legacy keys, in SQL: every entry as it was read, and the pairs of tasks that it names. Knows no key's
// meaning and calls nothing.

import { remoteId } from '../../../model/ids.ts';
import type { Store, Transaction } from '../../store.ts';
import {
  firstNumber,
  numberOf,
  numberOrNull,
  textOf,
  textOrNull,
  type SqlDatabase,
  type SqlRow,
} from '../sql.ts';

/**
 * How an entry stands. `gone`: listed, but it held nothing (any more). `bad`: in no shape that was ever written. `taken`: read,
 * and still to be put into its document. `landed`: all of it is where it belongs; the original is still there. `deleted`: the
 * original was deleted.
 */
type LegacyState = 'gone' | 'bad' | 'taken' | 'landed' | 'deleted';

/** One legacy entry. */
export interface LegacyEntry {
  /** Its KV key; an entry of an older document has the document's key, `#` and its own. */
  readonly key: string;
  readonly family: string;
  readonly state: LegacyState;
  /** The value, to the letter; '' where it is bad or gone. */
  readonly raw: string;
  /** Epoch seconds; null: it does not expire. */
  readonly expiresAt: number | null;
  /** The batch document that it belongs into; null: none. */
  readonly document: string | null;
  /** Why it is bad; null where it is not. */
  readonly reason: string | null;
  /** An earlier value that is in the document already, where the value has changed since; null: none is. */
  readonly base: string | null;
}

/** One pair that older code knew. */
export interface LegacyPair {
  /** The Todoist id as it was written. */
  readonly oldId: string;
  /** The id of today; '' where Todoist has none; null: not asked yet. */
  readonly todoistId: string | null;
  /** Null where older code knew only a placeholder. */
  readonly thingsId: string | null;
  /** Primary hash; '' where there was none. */
  readonly fingerprint: string;
  /** ISO 8601; '' where there was none. */
  readonly lastSynced: string;
}

/** Numbers of entries. */
export interface LegacyCount {
  readonly family: string;
  readonly state: LegacyState;
  readonly expires: boolean;
  readonly count: number;
}

/** Legacy entries and pairs. */
export interface LegacyRecords {
  readonly transaction: Transaction;
  readonly entries: {
    readonly get: (key: string) => LegacyEntry | null;
    readonly put: (entry: LegacyEntry) => void;
    readonly setState: (key: string, state: LegacyState) => void;
    /** Entries in these states after `after`, in the order of keys. */
    readonly page: (query: {
      readonly states: readonly LegacyState[];
      readonly after: string;
      readonly limit: number;
    }) => readonly LegacyEntry[];
    /** Documents after `after` that entries wait for, in the order of keys. */
    readonly documentsToLand: (after: string, limit: number) => readonly string[];
    readonly toLand: (document: string, limit: number) => readonly LegacyEntry[];
    readonly ofDocument: (document: string) => readonly LegacyEntry[];
    /** All documents after `after` that any entry belongs into, in the order of keys. */
    readonly documents: (after: string, limit: number) => readonly string[];
    /** Bad ones, in the order of keys. */
    readonly bad: (limit: number) => readonly LegacyEntry[];
    /** Goes through all entries. */
    readonly counts: () => readonly LegacyCount[];
  };
  readonly pairs: {
    readonly get: (oldId: string) => LegacyPair | null;
    readonly put: (pair: LegacyPair) => void;
    readonly setTodoistId: (oldId: string, todoistId: string) => void;
    /** Old ids that were not translated yet. */
    readonly untranslated: (limit: number) => readonly string[];
    readonly countUntranslated: () => number;
    readonly count: () => number;
  };
  /** How far the work on them is, by name, as JSON. */
  readonly progress: {
    readonly get: (name: string) => unknown;
    /** `undefined` removes. Writes only when the value differs. */
    readonly set: (name: string, value: unknown) => void;
  };
}

/** Opens the tables of a working state that `openStore` has prepared. */
export function openLegacyRecords(sql: SqlDatabase): LegacyRecords {
  return {
    transaction: sql.transaction,
    entries: openEntries(sql),
    pairs: openPairs(sql),
    progress: openProgress(sql),
  };
}

/** Older code knew two replicas, and had a column for each. */
const COLUMNS = [
  { replica: 'todoist', column: 'todoist_id' },
  { replica: 'things', column: 'things_id' },
] as const;

/** Opens the part that a run asks: who is whose counterpart, by older code's word. */
export function openLegacyCounterparts(sql: SqlDatabase): Store['legacy'] {
  const best = (column: 'todoist_id' | 'things_id', value: string): SqlRow | undefined =>
    sql.run(
      `SELECT * FROM legacy_mappings WHERE ${column} = ? AND todoist_id <> '' AND things_id IS NOT NULL
       ORDER BY last_synced DESC, old_id DESC LIMIT 1`,
      value,
    )[0];
  return {
    isEmpty: () => sql.run(`SELECT 1 AS found FROM legacy_mappings LIMIT 1`).length === 0,
    counterpartOf: (replica, id) => {
      const own = COLUMNS.find((column) => column.replica === replica);
      const other = COLUMNS.find((column) => column.replica !== replica);
      if (own === undefined || other === undefined) return null;
      const row = best(own.column, id);
      if (row === undefined) return null;
      const counterpart = textOf(row, other.column);
      const back = best(other.column, counterpart);
      const isMutual = back !== undefined && textOf(back, own.column) === id;
      return isMutual ? { replica: other.replica, remoteId: remoteId(counterpart) } : null;
    },
  };
}

function openEntries(sql: SqlDatabase): LegacyRecords['entries'] {
  return {
    get: (key) => sql.run(`SELECT * FROM legacy_entries WHERE key = ?`, key).map(readEntry)[0] ?? null,
    put: (entry) => {
      sql.run(
        `INSERT OR REPLACE INTO legacy_entries (key, family, state, raw, expires_at, document, reason, base)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
        entry.key,
        entry.family,
        entry.state,
        entry.raw,
        entry.expiresAt,
        entry.document,
        entry.reason,
        entry.base,
      );
    },
    setState: (key, state) => {
      sql.run(`UPDATE legacy_entries SET state = ? WHERE key = ?`, state, key);
    },
    page: ({ states, after, limit }) =>
      sql
        .run(
          `SELECT * FROM legacy_entries WHERE key > ? AND state IN (${states.map(() => '?').join(', ')})
           ORDER BY key LIMIT ?`,
          after,
          ...states,
          limit,
        )
        .map(readEntry),
    ...openDocumentQueries(sql),
    bad: (limit) =>
      sql.run(`SELECT * FROM legacy_entries WHERE state = 'bad' ORDER BY key LIMIT ?`, limit).map(readEntry),
    counts: () =>
      sql
        .run(
          `SELECT family, state, expires_at IS NOT NULL AS expires, count(*) AS n FROM legacy_entries
           GROUP BY family, state, expires ORDER BY family, state`,
        )
        .map((row) => ({
          family: textOf(row, 'family'),
          state: textOf(row, 'state') as LegacyState,
          expires: numberOf(row, 'expires') === 1,
          count: numberOf(row, 'n'),
        })),
  };
}

function openDocumentQueries(
  sql: SqlDatabase,
): Pick<LegacyRecords['entries'], 'documentsToLand' | 'toLand' | 'ofDocument' | 'documents'> {
  return {
    documentsToLand: (after, limit) =>
      sql
        .run(
          `SELECT DISTINCT document FROM legacy_entries WHERE state = 'taken' AND document > ? ORDER BY document LIMIT ?`,
          after,
          limit,
        )
        .map((row) => textOf(row, 'document')),
    toLand: (document, limit) =>
      sql
        .run(
          `SELECT * FROM legacy_entries WHERE state = 'taken' AND document = ? ORDER BY key LIMIT ?`,
          document,
          limit,
        )
        .map(readEntry),
    ofDocument: (document) =>
      sql.run(`SELECT * FROM legacy_entries WHERE document = ? ORDER BY key`, document).map(readEntry),
    documents: (after, limit) =>
      sql
        .run(
          `SELECT DISTINCT document FROM legacy_entries WHERE document > ? ORDER BY document LIMIT ?`,
          after,
          limit,
        )
        .map((row) => textOf(row, 'document')),
  };
}

function openPairs(sql: SqlDatabase): LegacyRecords['pairs'] {
  return {
    get: (oldId) => sql.run(`SELECT * FROM legacy_mappings WHERE old_id = ?`, oldId).map(readPair)[0] ?? null,
    put: (pair) => {
      sql.run(
        `INSERT OR REPLACE INTO legacy_mappings (old_id, todoist_id, things_id, fingerprint, last_synced)
         VALUES (?, ?, ?, ?, ?)`,
        pair.oldId,
        pair.todoistId,
        pair.thingsId,
        pair.fingerprint,
        pair.lastSynced,
      );
    },
    setTodoistId: (oldId, todoistId) => {
      sql.run(`UPDATE legacy_mappings SET todoist_id = ? WHERE old_id = ?`, todoistId, oldId);
    },
    untranslated: (limit) =>
      sql
        .run(`SELECT old_id FROM legacy_mappings WHERE todoist_id IS NULL ORDER BY old_id LIMIT ?`, limit)
        .map((row) => textOf(row, 'old_id')),
    countUntranslated: () =>
      firstNumber(sql.run(`SELECT count(*) AS n FROM legacy_mappings WHERE todoist_id IS NULL`), 'n'),
    count: () => firstNumber(sql.run(`SELECT count(*) AS n FROM legacy_mappings`), 'n'),
  };
}

function openProgress(sql: SqlDatabase): LegacyRecords['progress'] {
  const read = (name: string): string | null => {
    const row = sql.run(`SELECT value FROM legacy_progress WHERE name = ?`, name)[0];
    return row === undefined ? null : textOf(row, 'value');
  };
  return {
    get: (name) => {
      const text = read(name);
      return text === null ? undefined : (JSON.parse(text) as unknown);
    },
    set: (name, value) => {
      const text = value === undefined ? null : JSON.stringify(value);
      if (text === read(name)) return;
      if (text === null) sql.run(`DELETE FROM legacy_progress WHERE name = ?`, name);
      else sql.run(`INSERT OR REPLACE INTO legacy_progress (name, value) VALUES (?, ?)`, name, text);
    },
  };
}

function readEntry(row: SqlRow): LegacyEntry {
  return {
    key: textOf(row, 'key'),
    family: textOf(row, 'family'),
    state: textOf(row, 'state') as LegacyState,
    raw: textOf(row, 'raw'),
    expiresAt: numberOrNull(row, 'expires_at'),
    document: textOrNull(row, 'document'),
    reason: textOrNull(row, 'reason'),
    base: textOrNull(row, 'base'),
  };
}

function readPair(row: SqlRow): LegacyPair {
  return {
    oldId: textOf(row, 'old_id'),
    todoistId: textOrNull(row, 'todoist_id'),
    thingsId: textOrNull(row, 'things_id'),
    fingerprint: textOf(row, 'fingerprint'),
    lastSynced: textOf(row, 'last_synced'),
  };
}
