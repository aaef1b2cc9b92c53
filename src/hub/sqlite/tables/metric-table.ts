// Hours of metrics in SQL, one row each. Does not look into them.

import type { MetricRecords, MetricRow } from '../../metric-records.ts';
import { jsonOf, numberOf, numberOrNull, textOrNull, type SqlDatabase, type SqlRow } from '../sql.ts';

/** Opens the hours. */
export function openMetricRecords(sql: SqlDatabase): MetricRecords {
  const first = (where: string, ...values: readonly number[]): MetricRow | null =>
    sql.run(`SELECT * FROM metric_hours ${where} LIMIT 1`, ...values).map(readRow)[0] ?? null;
  return {
    get: (bucket) => first(`WHERE bucket = ?`, bucket),
    latest: () => first(`WHERE progress IS NOT NULL ORDER BY bucket DESC`),
    since: (bucket) =>
      sql.run(`SELECT * FROM metric_hours WHERE bucket >= ? ORDER BY bucket`, bucket).map(readRow),
    due: (before, limit) =>
      sql
        .run(
          `SELECT * FROM metric_hours WHERE is_due = 1 AND bucket < ? ORDER BY bucket LIMIT ?`,
          before,
          limit,
        )
        .map(readRow),
    firstDue: () => {
      const [row] = sql.run(`SELECT min(bucket) AS bucket FROM metric_hours WHERE is_due = 1`);
      return row === undefined ? null : numberOrNull(row, 'bucket');
    },
    put: (row) => putRow(sql, row),
    markWritten: (bucket) => {
      sql.run(`UPDATE metric_hours SET is_due = 0 WHERE bucket = ?`, bucket);
    },
    prune: (before) => {
      sql.run(`DELETE FROM metric_hours WHERE bucket < ?`, before);
    },
  };
}

/** A column that stays as it is is not listed in an UPDATE: SQLite would write its index anew. */
function putRow(sql: SqlDatabase, { bucket, hour, isDue, progress }: MetricRow): void {
  const texts = [JSON.stringify(hour), progress === null ? null : JSON.stringify(progress)] as const;
  const due = isDue ? 1 : 0;
  const [stored] = sql.run(`SELECT is_due FROM metric_hours WHERE bucket = ?`, bucket);
  if (stored === undefined) {
    const insert = `INSERT INTO metric_hours (hour, progress, is_due, bucket) VALUES (?, ?, ?, ?)`;
    sql.run(insert, ...texts, due, bucket);
  } else if (numberOf(stored, 'is_due') === due) {
    sql.run(`UPDATE metric_hours SET hour = ?, progress = ? WHERE bucket = ?`, ...texts, bucket);
  } else {
    sql.run(
      `UPDATE metric_hours SET hour = ?, progress = ?, is_due = ? WHERE bucket = ?`,
      ...texts,
      due,
      bucket,
    );
  }
}

function readRow(row: SqlRow): MetricRow {
  return {
    bucket: numberOf(row, 'bucket'),
    hour: jsonOf<unknown>(row, 'hour'),
    isDue: numberOf(row, 'is_due') === 1,
    progress: textOrNull(row, 'progress') === null ? null : jsonOf<unknown>(row, 'progress'),
  };
}
