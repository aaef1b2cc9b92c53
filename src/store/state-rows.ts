// The working state as a whole, page by page, for checkpoints and restores. Single tasks are the other tables' business.

import { remoteId, taskId, type ReplicaName } from '../model/ids.ts';
import type { BatchRecords, RetiredId } from '../sync/ports/batch-records.ts';
import { openOutbox } from './outbox-table.ts';
import { firstNumber, jsonOf, numberOf, textOf, type SqlDatabase } from './sql.ts';
import { openLinks, openTasks } from './task-tables.ts';

/** What a restore replaces. History, reasons and the batches' own tables are not among them. */
const REPLACED_TABLES = [
  'tasks',
  'links',
  'checklist_refs',
  'retired',
  'containers',
  'container_links',
  'outbox',
  'conflicts',
  'suspects',
] as const;

/** More rows than there can be, in a form that every SQLite takes for a limit. */
const ALL_ROWS = 1_000_000_000;

/** Opens the working state as a whole. */
export function openStateRows(sql: SqlDatabase): BatchRecords['state'] {
  const [tasks, links, outbox] = [openTasks(sql), openLinks(sql), openOutbox(sql)];
  return {
    isEmpty: () =>
      sql.run(`SELECT 1 AS found FROM tasks LIMIT 1`).length === 0 &&
      firstNumber(sql.run(`SELECT count(*) AS n FROM meta WHERE key = 'first_sync_done'`), 'n') === 0,
    page: (after, limit) =>
      sql
        .run(`SELECT id, in_scope FROM tasks WHERE id > ? ORDER BY id LIMIT ?`, after ?? '', limit)
        .flatMap((row) => {
          const task = tasks.get(taskId(textOf(row, 'id')));
          if (task === null) return [];
          return { task, inScope: numberOf(row, 'in_scope') === 1, links: links.of(task.id) };
        }),
    retired: () =>
      sql.run(`SELECT * FROM retired ORDER BY replica, remote_id`).map((row): RetiredId => ({
        replica: textOf(row, 'replica') as ReplicaName,
        remoteId: remoteId(textOf(row, 'remote_id')),
        taskId: taskId(textOf(row, 'task_id')),
        at: numberOf(row, 'at'),
      })),
    outbox: () =>
      sql
        .run(`SELECT DISTINCT replica FROM outbox`)
        .flatMap((row) =>
          outbox.ofReplica(
            textOf(row, 'replica') as ReplicaName,
            ['queued', 'sent', 'held', 'failed'],
            ALL_ROWS,
          ),
        )
        .toSorted((a, b) => a.seq - b.seq),
    meta: () =>
      sql
        .run(`SELECT key, value FROM meta WHERE key <> 'store_version' ORDER BY key`)
        .map((row) => ({ key: textOf(row, 'key'), value: jsonOf<unknown>(row, 'value') })),
    clear: () => {
      for (const table of REPLACED_TABLES) sql.run(`DELETE FROM ${table}`);
      sql.run(`DELETE FROM meta WHERE key <> 'store_version'`);
    },
  };
}
