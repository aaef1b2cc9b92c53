// Hub tasks in SQL.

import type { ContainerId, ReplicaName } from '../../../model/ids.ts';
import { containerId, taskId } from '../../../model/ids.ts';
import { isSame } from '../../../model/same.ts';
import type { FieldName, HubTask, Stamp } from '../../../model/task.ts';
import type { Store, TaskCounts } from '../../store.ts';
import { buffersOf } from '../buffered-tables.ts';
import { tickSourceOf, type TickedTable, type TickSource } from './clock-table.ts';
import { linksOf, removeLink } from './link-tables.ts';
import type { RowBuffer } from '../row-buffer.ts';
import {
  firstNumber,
  jsonOf,
  numberOf,
  numberOrNull,
  textOf,
  textOrNull,
  within,
  type SqlDatabase,
  type SqlRow,
} from '../sql.ts';

/** The hub's tasks. */
export function openTasks(sql: SqlDatabase): Store['tasks'] {
  const clock = tickSourceOf(sql);
  const buffers = buffersOf(sql);
  const rows = buffers.tasks;
  return {
    get: (id) => readOrNull(rows.get(id)),
    put: (task, inScope) => within(sql, () => putTask(rows, clock, task, inScope)),
    changed: () => [...rows.changes()].filter(isOtherTask).map(({ after }) => taskId(textOf(after, 'id'))),
    isInScope: (id) => rows.get(id)?.['in_scope'] === 1,
    inPlaces: (places) => places.flatMap((place) => tasksIn(sql, place)),
    all: () => {
      const tasks = rows.merge(sql.run(`SELECT * FROM tasks ORDER BY id`), () => true).map(readTask);
      return tasks.toSorted((a, b) => (a.id < b.id ? -1 : 1));
    },
    counts: (replicas) => {
      buffers.write();
      return countTasks(sql, replicas);
    },
    prune: (before) => within(sql, () => prune(sql, clock, before)),
  };
}

type RowChange = { readonly before: SqlRow | null; readonly after: SqlRow | null };

function isOtherTask(change: RowChange): change is RowChange & { readonly after: SqlRow } {
  const { before, after } = change;
  if (after === null) return false;
  return before?.['fields'] !== after['fields'] || before?.['deleted_at'] !== after['deleted_at'];
}

/** Scans all tasks. */
function prune(sql: SqlDatabase, clock: TickSource, before: number): void {
  const { tasks, write } = buffersOf(sql);
  write();
  const old = sql.run(
    `SELECT id, changed_tick FROM tasks WHERE deleted_at < ? AND NOT EXISTS (
       SELECT 1 FROM links WHERE links.task_id = tasks.id AND links.state <> 'deleted')`,
    before,
  );
  for (const row of old) {
    const id = taskId(textOf(row, 'id'));
    clock.forget(numberOf(row, 'changed_tick'));
    for (const link of linksOf(sql, id)) removeLink(sql, id, textOf(link, 'replica'));
    tasks.remove(id);
    sql.run(`DELETE FROM conflicts WHERE task_id = ? AND outcome = 'waiting'`, id);
    sql.run(`DELETE FROM mobile_tasks WHERE task_id = ?`, id);
  }
  sql.run(`DELETE FROM retired WHERE at < ?`, before);
}

function putTask(rows: RowBuffer, clock: TickSource, task: HubTask, inScope: boolean): void {
  const known = rows.get(task.id);
  const before = readOrNull(known);
  const isOpen = task.deletedAt === null && task.fields.status === 'open';
  const fields = JSON.stringify(task.fields);
  const isAsBefore =
    known !== null &&
    before !== null &&
    known['in_scope'] === (inScope ? 1 : 0) &&
    isSame(before, { ...task, stamps: stampsWithTicks(task, before, -1), createdAt: before.createdAt });
  if (isAsBefore) return;
  const tick = clock.next();
  rows.put({
    id: task.id,
    fields,
    stamps: JSON.stringify(stampsWithTicks(task, before, tick)),
    place: task.fields.place,
    is_open: isOpen ? 1 : 0,
    in_scope: inScope ? 1 : 0,
    deleted_at: task.deletedAt,
    created_at: before?.createdAt ?? task.createdAt,
    changed_tick: tick,
    last_event: known?.['last_event'] ?? null,
  });
}

/** Rows of tasks as changes. */
export const TASK_CHANGES: TickedTable = {
  table: 'tasks',
  read: (row) => ({
    kind: 'task',
    tick: numberOf(row, 'changed_tick'),
    task: readTask(row),
    inScope: numberOf(row, 'in_scope') === 1,
  }),
};

/**
 * The stamps of a task, with the tick in which each field got its value. An existing tick is kept as long as the stamp is for the
 * same value.
 */
function stampsWithTicks(task: HubTask, before: HubTask | null, tick: number): HubTask['stamps'] {
  const entries = Object.entries(task.stamps) as [FieldName, Stamp][];
  const stamped = entries.map(([name, stamp]): [FieldName, Stamp] => {
    const isKept = before === null ? stamp.tick !== undefined : isSameChange(name, stamp, { task, before });
    return [name, isKept ? { ...before?.stamps[name], ...stamp } : { ...stamp, tick }];
  });
  return Object.fromEntries(stamped) as HubTask['stamps'];
}

function isSameChange(
  name: FieldName,
  stamp: Stamp,
  { task, before }: { readonly task: HubTask; readonly before: HubTask },
): boolean {
  const known: Stamp | undefined = before.stamps[name];
  return (
    known?.tick !== undefined &&
    known.at === stamp.at &&
    known.by === stamp.by &&
    isSame(task.fields[name], before.fields[name])
  );
}

/** One scan over the open tasks, each with its links to `replicas`. */
function countTasks(sql: SqlDatabase, replicas: readonly ReplicaName[]): TaskCounts {
  const all = replicas.map((_name, at) => `l${at}`);
  const isIn = (link: string): string => `coalesce(${link}.state = 'active' AND ${link}.is_open, 0)`;
  const isDormant = (link: string): string => `coalesce(${link}.state = 'dormant', 0)`;
  const counts = sql.run(
    `SELECT ${['count(*) AS hub', ...all.map((link) => `total(${isIn(link)}) AS ${link}`)].join(', ')},
       total(${['1', ...all.map(isIn)].join(' AND ')}) AS linked,
       total(${['0', ...all.map(isDormant)].join(' OR ')}) AS dormant
     FROM tasks t
     ${all.map((link) => `LEFT JOIN links ${link} ON ${link}.task_id = t.id AND ${link}.replica = ?`).join(' ')}
     WHERE t.is_open = 1 AND t.in_scope = 1`,
    ...replicas,
  );
  return {
    hub: firstNumber(counts, 'hub'),
    byReplica: new Map(replicas.map((name, at) => [name, firstNumber(counts, `l${at}`)])),
    linked: firstNumber(counts, 'linked'),
    dormant: firstNumber(counts, 'dormant'),
  };
}

function tasksIn(sql: SqlDatabase, place: ContainerId): readonly HubTask[] {
  const stored = sql.run(`SELECT * FROM tasks WHERE place = ?`, place);
  return buffersOf(sql).tasks.find('place', place, stored).map(readTask);
}

function readOrNull(row: SqlRow | null): HubTask | null {
  return row === null ? null : readTask(row);
}

/** Parses a row of the tasks table. */
export function readTask(row: SqlRow): HubTask {
  return {
    id: taskId(textOf(row, 'id')),
    fields: jsonOf<HubTask['fields']>(row, 'fields'),
    stamps: jsonOf<HubTask['stamps']>(row, 'stamps'),
    deletedAt: numberOrNull(row, 'deleted_at'),
    createdAt: numberOf(row, 'created_at'),
  };
}

/** The container id in a column, if any. */
export function placeOf(row: SqlRow, column: string): ContainerId | null {
  const text = textOrNull(row, column);
  return text === null ? null : containerId(text);
}
