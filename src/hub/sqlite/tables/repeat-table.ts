// Requests that may come again, in SQL: what was asked under which key, and what was answered.

import { numberOf, numberOrNull, textOf, textOrNull, type SqlDatabase } from '../sql.ts';

/** One request under its key. */
interface RepeatRecord {
  /** Tells it from any other under the same key. */
  readonly digest: string;
  /** Epoch ms at which it came. */
  readonly at: number;
  /** What it was answered; null while it is under way. */
  readonly answer: { readonly status: number; readonly body: string } | null;
}

/** The rows of such requests; an address and a key name one. */
export interface RepeatRecords {
  readonly get: (path: string, key: string) => RepeatRecord | null;
  readonly put: (path: string, key: string, record: RepeatRecord) => void;
  readonly remove: (path: string, key: string) => void;
  /** Forgets those that came before (epoch ms). */
  readonly prune: (before: number) => void;
}

/** Opens the requests. */
export function openRepeats(sql: SqlDatabase): RepeatRecords {
  return {
    get: (path, key) => {
      const row = sql.run(`SELECT * FROM repeats WHERE path = ? AND request = ?`, path, key)[0];
      if (row === undefined) return null;
      const [status, body] = [numberOrNull(row, 'status'), textOrNull(row, 'body')];
      const answer = status === null || body === null ? null : { status, body };
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
