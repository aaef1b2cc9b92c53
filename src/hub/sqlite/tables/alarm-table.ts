// Named alarms in SQL, one row each, so that their due times and failure counts survive an eviction.

import { numberOf, numberOrNull, textOrNull, type SqlDatabase } from '../sql.ts';

/** One named alarm. */
export interface AlarmRecord {
  /** Epoch ms at which it goes off; null: never. */
  readonly dueAt: number | null;
  /** Epoch ms at which its job last ran or started. */
  readonly lastAt: number | null;
  /** Number of consecutive failures. */
  readonly failures: number;
  /** The id under which the log has the last failure; null if it has not failed. */
  readonly failure: string | null;
}

/** The rows of named alarms. */
export interface AlarmRecords {
  readonly get: (name: string) => AlarmRecord;
  readonly put: (name: string, record: AlarmRecord) => void;
}

const NONE: AlarmRecord = { dueAt: null, lastAt: null, failures: 0, failure: null };

/** Opens the named alarms. */
export function openAlarms(sql: SqlDatabase): AlarmRecords {
  return {
    get: (name) => {
      const row = sql.run(`SELECT * FROM alarms WHERE name = ?`, name)[0];
      if (row === undefined) return NONE;
      return {
        dueAt: numberOrNull(row, 'due_at'),
        lastAt: numberOrNull(row, 'last_at'),
        failures: numberOf(row, 'failures'),
        failure: textOrNull(row, 'failure'),
      };
    },
    put: (name, { dueAt, lastAt, failures, failure }) => {
      sql.run(
        `INSERT OR REPLACE INTO alarms (name, due_at, last_at, failures, failure) VALUES (?, ?, ?, ?, ?)`,
        name,
        dueAt,
        lastAt,
        failures,
        failure,
      );
    },
  };
}
