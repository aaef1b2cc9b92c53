// What was found under legacy keys, in SQL: every entry as it was read, and the pairs of tasks that it names. Does not interpret
// keys and calls nothing.

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
 * The state of an entry. `gone`: listed, but without content (by now). `bad`: not in any format that was ever written. `taken`:
 * read, and still to be moved into its document. `landed`: completely moved; the original still exists. `deleted`: the original was
 * deleted.
 */
type LegacyState = 'gone' | 'bad' | 'taken' | 'landed' | 'deleted';

/** One legacy entry. */
export interface LegacyEntry {
  /** Its KV key; for an entry of an older document: the document's key, `#` and its own. */
  readonly key: string;
  readonly family: string;
  readonly state: LegacyState;
  /** The value exactly as stored; '' if bad or gone. */
  readonly raw: string;
  /** Epoch seconds; null: does not expire. */
  readonly expiresAt: number | null;
  /** The batch document that it belongs in; null: none. */
  readonly document: string | null;
  /** Why it is bad; null if it is not. */
  readonly reason: string | null;
  /** The earlier value that is in the document already, if the value has changed since; otherwise null. */
  readonly base: string | null;
}

/** One pair that older code knew. */
export interface LegacyPair {
  /** The Todoist id as older code wrote it. */
  readonly oldId: string;
  /** The current id; '' if Todoist has none; null: not asked yet. */
  readonly todoistId: string | null;
  /** Null if older code knew only a placeholder. */
  readonly thingsId: string | null;
  /** Primary hash; '' if there was none. */
  readonly fingerprint: string;
  /** ISO 8601; '' if there was none. */
  readonly lastSynced: string;
}

/** Counts of entries. */
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
    /** Entries in these states after `after`, ordered by key. */
    readonly page: (query: {
      readonly states: readonly LegacyState[];
      readonly after: string;
      readonly limit: number;
    }) => readonly LegacyEntry[];
    /** Documents after `after` that entries are waiting for, ordered by key. */
    readonly documentsToLand: (after: string, limit: number) => readonly string[];
    readonly toLand: (document: string, limit: number) => readonly LegacyEntry[];
    readonly ofDocument: (document: string) => readonly LegacyEntry[];
    /** All documents after `after` that any entry belongs in, ordered by key. */
    readonly documents: (after: string, limit: number) => readonly string[];
    /** Bad entries, ordered by key. */
    readonly bad: (limit: number) => readonly LegacyEntry[];
    /** Scans all entries. */
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
  /** How far the work on the entries has got, by name, as JSON. */
  readonly progress: {
    readonly get: (name: string) => unknown;
    /** `undefined` removes. Writes only if the value differs. */
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

/** Opens what a run needs: the counterparts that older code had recorded. */
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
