// Converts the outbox of an older schema, with one row per operation, to today's rows.

import type { OutboxEntry } from '../../store.ts';
import { partsOf, rowText } from '../tables/outbox-pages.ts';
import { jsonOf, numberOf, numberOrNull, textOf, textOrNull, type SqlDatabase, type SqlRow } from '../sql.ts';

/** Converts all operations, in sending order. */
export function convertOutboxRows(sql: SqlDatabase): void {
  const rows = sql.run(`SELECT * FROM outbox ORDER BY seq`);
  const entries = rows.map((row) => ({ text: JSON.stringify(entryOf(row)) }));
  for (const [at, part] of partsOf(entries).entries())
    sql.run(`INSERT INTO outbox_pages (page, entries) VALUES (?, ?)`, at + 1, rowText(part));
}

function entryOf(row: SqlRow): Readonly<Record<keyof OutboxEntry, unknown>> {
  return {
    id: textOf(row, 'id'),
    seq: numberOf(row, 'seq'),
    replica: textOf(row, 'replica'),
    taskId: textOrNull(row, 'task_id'),
    containerId: textOrNull(row, 'container_id'),
    kind: textOf(row, 'kind'),
    remoteId: textOrNull(row, 'remote_id'),
    fields: jsonOf(row, 'fields'),
    before: jsonOf(row, 'before'),
    state: textOf(row, 'state'),
    reason: textOrNull(row, 'reason'),
    retryAt: numberOrNull(row, 'retry_at'),
    attempts: numberOf(row, 'attempts'),
    payload: textOrNull(row, 'payload'),
    request: textOrNull(row, 'request'),
  };
}
