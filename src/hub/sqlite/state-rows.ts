// The working state as a whole, page by page, for checkpoints and restores. For single tasks see the other tables.

import { remoteId, taskId } from '../../model/ids.ts';
import type { BatchRecords, DeviceTask, LegacyRows, NestedId, RetiredId } from '../batch-records.ts';
import { buffersOf } from './buffered-tables.ts';
import { missingOf, openLinks } from './tables/link-tables.ts';
import { openMeta, SHARED_ROW, sharedOf } from './tables/meta-table.ts';
import { outboxOf } from './tables/outbox-pages.ts';
import { numberOf, textOf, type SqlDatabase } from './sql.ts';
import { openTasks } from './tables/task-tables.ts';

/** The tables that a restore replaces. Does not include events and the batches' own tables. */
const REPLACED_TABLES = [
  'tasks',
  'links',
  'checklist_refs',
  'retired',
  'nested',
  'containers',
  'container_links',
  'conflicts',
  'suspects',
  'mobile_tasks',
] as const;

/** Columns that are copied unchanged. */
const ENTRY_COLUMNS = ['key', 'family', 'state', 'raw', 'expires_at', 'document', 'reason', 'base'] as const;
const MAPPING_COLUMNS = ['old_id', 'todoist_id', 'things_id', 'fingerprint', 'last_synced'] as const;

/** Opens the working state as a whole. */
export function openStateRows(sql: SqlDatabase): BatchRecords['state'] {
  const [tasks, links] = [openTasks(sql), openLinks(sql)];
  return {
    isEmpty: () =>
      sql.run(`SELECT 1 AS found FROM tasks LIMIT 1`).length === 0 &&
      openMeta(sql).get('first_sync_done') !== true,
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
        replica: textOf(row, 'replica'),
        remoteId: remoteId(textOf(row, 'remote_id')),
        taskId: taskId(textOf(row, 'task_id')),
        at: numberOf(row, 'at'),
        ...missingOf(row),
      })),
    nested: () =>
      sql.run(`SELECT * FROM nested ORDER BY replica, remote_id`).map((row): NestedId => ({
        replica: textOf(row, 'replica'),
        remoteId: remoteId(textOf(row, 'remote_id')),
        below: remoteId(textOf(row, 'below')),
      })),
    outbox: () => [...outboxOf(sql).all()],
    meta: () => metaOf(sql),
    deviceTasks: () =>
      sql.run(`SELECT * FROM mobile_tasks ORDER BY mobile_id`).map((row): DeviceTask => ({
        mobileId: textOf(row, 'mobile_id'),
        taskId: taskId(textOf(row, 'task_id')),
        device: textOf(row, 'device'),
      })),
    addDeviceTask: ({ mobileId, taskId: task, device }) => {
      sql.run(
        `INSERT INTO mobile_tasks (mobile_id, task_id, device) VALUES (?, ?, ?)`,
        mobileId,
        task,
        device,
      );
    },
    ...openLegacyRows(sql),
    clear: () => {
      for (const part of [buffersOf(sql), sharedOf(sql)]) part.reset(false);
      outboxOf(sql).clear();
      for (const table of REPLACED_TABLES) sql.run(`DELETE FROM ${table}`);
      sql.run(`DELETE FROM meta WHERE key NOT IN ('store_version', 'clock_horizon', 'event_floor')`);
    },
  };
}

/** Every value under its own key, whichever row it is stored in. */
function metaOf(sql: SqlDatabase): ReturnType<BatchRecords['state']['meta']> {
  const rows = sql.run(`SELECT key, value FROM meta WHERE key NOT IN ('store_version', ?)`, SHARED_ROW);
  const values = new Map(rows.map((row) => [textOf(row, 'key'), textOf(row, 'value')]));
  for (const [key, text] of sharedOf(sql).all()) values.set(key, text);
  return [...values]
    .map(([key, text]) => ({ key, value: JSON.parse(text) as unknown }))
    .toSorted((a, b) => (a.key < b.key ? -1 : 1));
}

function openLegacyRows(
  sql: SqlDatabase,
): Pick<BatchRecords['state'], 'legacy' | 'holdsLegacy' | 'addLegacy'> {
  const add = (table: string, columns: readonly string[], rows: LegacyRows['entries']): void => {
    const statement = `INSERT OR IGNORE INTO ${table} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`;
    for (const row of rows) sql.run(statement, ...columns.map((column) => row[column] ?? null));
  };
  return {
    // Entries of devices, subscribers and webhook settings contain secrets, which must never be written to KV again.
    legacy: () => ({
      entries: sql.run(
        `SELECT ${ENTRY_COLUMNS.join(', ')} FROM legacy_entries WHERE document IS NULL AND state IN ('landed', 'deleted')
         AND family NOT IN ('device', 'subscribers', 'webhook-config') ORDER BY key`,
      ),
      mappings: sql.run(`SELECT ${MAPPING_COLUMNS.join(', ')} FROM legacy_mappings ORDER BY old_id`),
    }),
    holdsLegacy: () =>
      sql.run(`SELECT 1 AS found FROM legacy_entries LIMIT 1`).length > 0 ||
      sql.run(`SELECT 1 AS found FROM legacy_mappings LIMIT 1`).length > 0,
    addLegacy: ({ entries, mappings }) => {
      add('legacy_entries', ENTRY_COLUMNS, entries);
      add('legacy_mappings', MAPPING_COLUMNS, mappings);
    },
  };
}
