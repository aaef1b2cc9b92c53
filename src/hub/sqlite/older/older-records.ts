// Converts history and reasons, which an older schema stored separately, to events in chronological order.

import { numberOf, numberOrNull, textOf, textOrNull, type SqlDatabase } from '../sql.ts';
import type { SqlRow, SqlValue } from '../sql.ts';

/** Both kinds of records, oldest first. At equal times, decisions come before what was carried out. */
const RECORDS = `
  SELECT at, 0 AS rank, seq AS place, '' AS id, task_id, '' AS title, replica, 'noted' AS kind, '{}' AS before, '{}' AS after,
    NULL AS undone_at, rule, text FROM reasons
  UNION ALL
  SELECT at, 1, 0, id, task_id, title, replica, kind, before, after, undone_at, NULL, NULL FROM history
  ORDER BY at, rank, place, id`;

/** Turns each record into an event. Records with the same time belong to one run. */
export function convertRecordsToEvents(sql: SqlDatabase): void {
  const heads = new Map<string, number>();
  let [seq, run, at] = [0, 0, Number.NaN];
  for (const row of sql.run(RECORDS)) {
    seq += 1;
    if (numberOf(row, 'at') !== at) [run, at] = [seq, numberOf(row, 'at')];
    const subject = textOf(row, 'task_id');
    addEvent(sql, row, { seq, run, previous: heads.get(subject) ?? null });
    heads.set(subject, seq);
  }
  for (const [subject, head] of heads) {
    sql.run(`UPDATE tasks SET last_event = ? WHERE id = ?`, head, subject);
    sql.run(`UPDATE containers SET last_event = ? WHERE id = ?`, head, subject);
  }
}

function addEvent(
  sql: SqlDatabase,
  row: SqlRow,
  { seq, run, previous }: { readonly seq: number; readonly run: number; readonly previous: number | null },
): void {
  const isOfContainer = textOf(row, 'kind').endsWith('_container');
  const [subject, replica] = [textOf(row, 'task_id'), textOf(row, 'replica')];
  const rule = textOrNull(row, 'rule');
  const steps = rule === null ? null : JSON.stringify([{ replica, rule, text: textOf(row, 'text') }]);
  const values: readonly SqlValue[] = [
    seq,
    numberOf(row, 'at'),
    run,
    textOf(row, 'kind'),
    isOfContainer ? null : subject,
    isOfContainer ? subject : null,
    replica,
    rule === null ? textOf(row, 'id') : null,
    rule === null ? textOf(row, 'title') : titleOf(sql, subject),
    textOf(row, 'before'),
    textOf(row, 'after'),
    steps,
    previous,
    numberOrNull(row, 'undone_at'),
  ];
  sql.run(
    `INSERT INTO events (seq, at, run, kind, task_id, container_id, replica, operation, title, before, after, steps, previous,
       undone_at) VALUES (${values.map(() => '?').join(', ')})`,
    ...values,
  );
}

/** Reasons were stored without the title of their task. */
function titleOf(sql: SqlDatabase, task: string): string {
  const [row] = sql.run(`SELECT json_extract(fields, '$.title') AS title FROM tasks WHERE id = ?`, task);
  return row === undefined ? '' : (textOrNull(row, 'title') ?? '');
}
