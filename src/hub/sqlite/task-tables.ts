// Hub tasks and their links in SQL.

import type { ContainerId, RemoteId, ReplicaName, TaskId } from '../../model/ids.ts';
import { containerId, remoteId, taskId } from '../../model/ids.ts';
import type { Link } from '../../model/link.ts';
import { isSame } from '../../model/same.ts';
import type { FieldName, HubTask, Stamp } from '../../model/task.ts';
import type { Store, TaskCounts } from '../store.ts';
import { tickSourceOf, type TickedTable } from './clock-table.ts';
import {
  firstNumber,
  jsonOf,
  numberOf,
  numberOrNull,
  textOf,
  textOrNull,
  type SqlDatabase,
  type SqlRow,
} from './sql.ts';

const UPSERT_TASK = `
  INSERT INTO tasks (id, fields, stamps, place, is_open, in_scope, deleted_at, created_at, changed_tick)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT (id) DO UPDATE SET fields = excluded.fields, stamps = excluded.stamps, place = excluded.place,
    is_open = excluded.is_open, in_scope = excluded.in_scope, deleted_at = excluded.deleted_at,
    changed_tick = excluded.changed_tick`;

const UPSERT_LINK = `
  INSERT INTO links (task_id, replica, remote_id, state, is_open, revision, shadow, checklist_refs, occurrence, refused,
    line_details)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT (task_id, replica) DO UPDATE SET remote_id = excluded.remote_id, state = excluded.state,
    is_open = excluded.is_open, revision = excluded.revision, shadow = excluded.shadow,
    checklist_refs = excluded.checklist_refs, occurrence = excluded.occurrence, refused = excluded.refused,
    line_details = excluded.line_details`;

/** The hub's tasks. */
export function openTasks(sql: SqlDatabase): Store['tasks'] {
  const clock = tickSourceOf(sql);
  return {
    get: (id) => first(sql.run(`SELECT * FROM tasks WHERE id = ?`, id), readTask),
    put: (task, inScope) => {
      const isOpen = task.deletedAt === null && task.fields.status === 'open';
      const tick = clock.next();
      const before = first(sql.run(`SELECT * FROM tasks WHERE id = ?`, task.id), readTask);
      sql.run(
        UPSERT_TASK,
        task.id,
        JSON.stringify(task.fields),
        JSON.stringify(stampsWithTicks(task, before, tick)),
        task.fields.place,
        isOpen ? 1 : 0,
        inScope ? 1 : 0,
        task.deletedAt,
        task.createdAt,
        tick,
      );
    },
    isInScope: (id) => firstNumber(sql.run(`SELECT in_scope AS n FROM tasks WHERE id = ?`, id), 'n') === 1,
    inPlaces: (places) => places.flatMap((place) => tasksIn(sql, place)),
    all: () => sql.run(`SELECT * FROM tasks ORDER BY id`).map(readTask),
    counts: () => countTasks(sql),
    prune: (before) => {
      const old = `deleted_at < ? AND NOT EXISTS (
        SELECT 1 FROM links WHERE links.task_id = tasks.id AND links.state <> 'deleted')`;
      const last = firstNumber(sql.run(`SELECT max(changed_tick) AS n FROM tasks WHERE ${old}`, before), 'n');
      if (last > 0) clock.forget(last);
      sql.run(`DELETE FROM tasks WHERE ${old}`, before);
      sql.run(
        `DELETE FROM conflicts WHERE outcome = 'waiting' AND NOT EXISTS (SELECT 1 FROM tasks WHERE tasks.id = conflicts.task_id)`,
      );
      sql.run(`DELETE FROM links WHERE NOT EXISTS (SELECT 1 FROM tasks WHERE tasks.id = links.task_id)`);
      sql.run(`DELETE FROM retired WHERE at < ?`, before);
    },
  };
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
 * The stamps of a task with the tick in which each field got its value. A stamp that has a tick already keeps it, as long as it is
 * the stamp of the same value.
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

/** What ties tasks to replicas. */
export function openLinks(sql: SqlDatabase): Store['links'] {
  return {
    get: (task, replica) =>
      first(sql.run(`SELECT * FROM links WHERE task_id = ? AND replica = ?`, task, replica), readLink),
    of: (task) => sql.run(`SELECT * FROM links WHERE task_id = ?`, task).map(readLink),
    byRemoteId: (replica, id) =>
      first(sql.run(`SELECT * FROM links WHERE replica = ? AND remote_id = ?`, replica, id), readLink),
    bySubtask: (id) =>
      first(
        sql.run(`SELECT task_id FROM checklist_refs WHERE replica = 'todoist' AND remote_id = ?`, id),
        (row) => taskId(textOf(row, 'task_id')),
      ),
    put: (link) => putLink(sql, link),
    remove: (task, replica) => {
      sql.run(`DELETE FROM checklist_refs WHERE task_id = ? AND replica = ?`, task, replica);
      sql.run(`DELETE FROM links WHERE task_id = ? AND replica = ?`, task, replica);
    },
    active: (replica) =>
      sql
        .run(`SELECT task_id, remote_id, is_open FROM links WHERE replica = ? AND state = 'active'`, replica)
        .map((row) => ({
          taskId: taskId(textOf(row, 'task_id')),
          remoteId: remoteId(textOf(row, 'remote_id')),
          open: numberOf(row, 'is_open') === 1,
        })),
    count: (replica) =>
      firstNumber(
        sql.run(
          `SELECT count(*) AS n FROM links WHERE replica = ? AND state = 'active' AND is_open = 1`,
          replica,
        ),
        'n',
      ),
    countOpen: (replica, limit) =>
      firstNumber(
        sql.run(
          `SELECT count(*) AS n FROM
             (SELECT 1 FROM links WHERE replica = ? AND state = 'active' AND is_open = 1 LIMIT ?)`,
          replica,
          limit,
        ),
        'n',
      ),
    withRefusals: () =>
      sql.run(`SELECT * FROM links WHERE refused <> '{}' AND state = 'active' LIMIT 200`).map(readLink),
    ...openRetired(sql),
  };
}

function openRetired(
  sql: SqlDatabase,
): Pick<Store['links'], 'retire' | 'retired' | 'isRetired' | 'unretire'> {
  return {
    retire: (replica, id, task, at) => {
      sql.run(
        `INSERT OR REPLACE INTO retired (replica, remote_id, task_id, at) VALUES (?, ?, ?, ?)`,
        replica,
        id,
        task,
        at,
      );
    },
    retired: (replica, id) =>
      first(
        sql.run(`SELECT task_id, at FROM retired WHERE replica = ? AND remote_id = ?`, replica, id),
        (row) => ({
          taskId: taskId(textOf(row, 'task_id')),
          at: numberOf(row, 'at'),
        }),
      ),
    isRetired: (replica, id) =>
      sql.run(`SELECT 1 AS found FROM retired WHERE replica = ? AND remote_id = ?`, replica, id).length > 0,
    unretire: (replica, id) => {
      sql.run(`DELETE FROM retired WHERE replica = ? AND remote_id = ?`, replica, id);
    },
  };
}

function putLink(sql: SqlDatabase, link: Link): void {
  const isOpen = (link.shadow.status ?? 'open') === 'open';
  sql.run(
    UPSERT_LINK,
    link.taskId,
    link.replica,
    link.remoteId,
    link.state,
    isOpen ? 1 : 0,
    link.revision,
    JSON.stringify(link.shadow),
    JSON.stringify(link.checklistRefs),
    link.occurrence,
    JSON.stringify(link.refused),
    link.lineDetails === undefined ? null : JSON.stringify(link.lineDetails),
  );
  // Lines of Things are never looked for by their ids alone: a row for each would be written for nothing.
  if (link.replica === 'todoist') putChecklistRefs(sql, link);
}

function putChecklistRefs(sql: SqlDatabase, link: Link): void {
  const wanted = new Set<RemoteId>(Object.values(link.checklistRefs));
  const rows = sql.run(
    `SELECT remote_id FROM checklist_refs WHERE task_id = ? AND replica = ?`,
    link.taskId,
    link.replica,
  );
  for (const row of rows) {
    const known = remoteId(textOf(row, 'remote_id'));
    if (!wanted.delete(known)) {
      sql.run(`DELETE FROM checklist_refs WHERE replica = ? AND remote_id = ?`, link.replica, known);
    }
  }
  for (const id of wanted) {
    sql.run(
      `INSERT OR REPLACE INTO checklist_refs (replica, remote_id, task_id) VALUES (?, ?, ?)`,
      link.replica,
      id,
      link.taskId,
    );
  }
}

function tasksIn(sql: SqlDatabase, place: ContainerId): readonly HubTask[] {
  return sql.run(`SELECT * FROM tasks WHERE place = ?`, place).map(readTask);
}

/** One walk over the open tasks, each with its two links. */
const COUNT_TASKS = `
  SELECT count(*) AS hub, total(in_todoist) AS todoist, total(in_things) AS things, total(in_todoist AND in_things) AS linked,
    total(is_dormant) AS dormant
  FROM (SELECT
      coalesce(td.state = 'active' AND td.is_open, 0) AS in_todoist, coalesce(th.state = 'active' AND th.is_open, 0) AS in_things,
      coalesce(td.state = 'dormant', 0) OR coalesce(th.state = 'dormant', 0) AS is_dormant
    FROM tasks t
    LEFT JOIN links td ON td.task_id = t.id AND td.replica = 'todoist'
    LEFT JOIN links th ON th.task_id = t.id AND th.replica = 'things'
    WHERE t.is_open = 1 AND t.in_scope = 1)`;

function countTasks(sql: SqlDatabase): TaskCounts {
  const counts = sql.run(COUNT_TASKS);
  return {
    hub: firstNumber(counts, 'hub'),
    todoist: firstNumber(counts, 'todoist'),
    things: firstNumber(counts, 'things'),
    linked: firstNumber(counts, 'linked'),
    dormant: firstNumber(counts, 'dormant'),
  };
}

function readTask(row: SqlRow): HubTask {
  return {
    id: taskId(textOf(row, 'id')),
    fields: jsonOf<HubTask['fields']>(row, 'fields'),
    stamps: jsonOf<HubTask['stamps']>(row, 'stamps'),
    deletedAt: numberOrNull(row, 'deleted_at'),
    createdAt: numberOf(row, 'created_at'),
  };
}

function readLink(row: SqlRow): Link {
  const lineDetails = textOrNull(row, 'line_details');
  return {
    taskId: taskId(textOf(row, 'task_id')),
    replica: textOf(row, 'replica') as ReplicaName,
    remoteId: remoteId(textOf(row, 'remote_id')),
    state: textOf(row, 'state') as Link['state'],
    revision: textOrNull(row, 'revision'),
    shadow: jsonOf<Link['shadow']>(row, 'shadow'),
    checklistRefs: jsonOf<Link['checklistRefs']>(row, 'checklist_refs'),
    occurrence: numberOrNull(row, 'occurrence'),
    refused: jsonOf<Link['refused']>(row, 'refused'),
    ...(lineDetails !== null && { lineDetails: JSON.parse(lineDetails) as NonNullable<Link['lineDetails']> }),
  };
}

function first<T>(rows: readonly SqlRow[], read: (row: SqlRow) => T): T | null {
  const row = rows[0];
  return row === undefined ? null : read(row);
}

/** Names a task or container that a row holds; kept here so that no other file makes ids out of columns. */
export function placeOf(row: SqlRow, column: string): ContainerId | null {
  const text = textOrNull(row, column);
  return text === null ? null : containerId(text);
}

/** Names the task that a row may hold. */
export function taskOrNull(row: SqlRow, column: string): TaskId | null {
  const text = textOrNull(row, column);
  return text === null ? null : taskId(text);
}
