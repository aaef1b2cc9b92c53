// Requests that may be repeated, in SQL: what was requested under which key, and the response.

import { numberOf, numberOrNull, textOf, textOrNull, type SqlDatabase } from '../sql.ts';

/** One request under its key. */
export interface RepeatRecord {
  /** Distinguishes it from any other request with the same key. */
  readonly digest: string;
  /** Epoch ms at which it arrived. */
  readonly at: number;
  /** The response, whose body is null where it is not kept; null while it is in progress. */
  readonly answer: { readonly status: number; readonly body: string | null } | null;
}

/** The rows of such requests, identified by address and key. */
export interface RepeatRecords {
  readonly get: (path: string, key: string) => RepeatRecord | null;
  readonly put: (path: string, key: string, record: RepeatRecord) => void;
  readonly remove: (path: string, key: string) => void;
  /** Deletes those that arrived before `before` (epoch ms). */
  readonly prune: (before: number) => void;
}

/** Opens the requests. */
export function openRepeats(sql: SqlDatabase): RepeatRecords {
  return {
    get: (path, key) => {
      const row = sql.run(`SELECT * FROM repeats WHERE path = ? AND request = ?`, path, key)[0];
      if (row === undefined) return null;
      const status = numberOrNull(row, 'status');
      const answer = status === null ? null : { status, body: textOrNull(row, 'body') };
      return { digest: textOf(row, 'digest'), at: numberOf(row, 'at'), answer };
    },
    put: (path, key, { digest, at, answer }) => {
      sql.run(
        `INSERT OR REPLACE INTO repeats (path, request, digest, at, status, body) VALUES (?, ?, ?, ?, ?, ?)`,
        path,
        key,
        digest,
        at,
        answer?.status ?? null,
        answer?.body ?? null,
      );
    },
    remove: (path, key) => {
      sql.run(`DELETE FROM repeats WHERE path = ? AND request = ?`, path, key);
    },
    prune: (before) => {
      sql.run(`DELETE FROM repeats WHERE at < ?`, before);
    },
  };
}
