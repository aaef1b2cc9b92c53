// What was done, what met, and why: history, conflicts and reasons in SQL.

import { containerId, taskId, type ReplicaName } from '../../model/ids.ts';
import type { Conflict } from '../../model/conflict.ts';
import type { ConflictRecord, HistoryRecord, OutboxKind, ReasonRecord, Store } from '../store.ts';
import { firstNumber, jsonOf, numberOf, numberOrNull, textOf, type SqlDatabase, type SqlRow } from './sql.ts';

/** Operations that were carried out. */
export function openHistory(sql: SqlDatabase): Store['history'] {
  return {
    add: (record) => {
      sql.run(
        `INSERT OR REPLACE INTO history (id, at, task_id, title, replica, kind, before, after, undone_at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
        record.id,
        record.at,
        record.taskId ?? record.containerId,
        record.title,
        record.replica,
        record.kind,
        JSON.stringify(record.before),
        JSON.stringify(record.after),
        record.undoneAt,
      );
    },
    get: (id) => sql.run(`SELECT * FROM history WHERE id = ?`, id).map(readHistory)[0] ?? null,
    markUndone: (id, at) => {
      sql.run(`UPDATE history SET undone_at = ? WHERE id = ?`, at, id);
    },
    list: ({ task, before, limit }) => {
      const until = before ?? Number.MAX_SAFE_INTEGER;
      return task === null
        ? sql
            .run(`SELECT * FROM history WHERE at < ? ORDER BY at DESC, id DESC LIMIT ?`, until, limit)
            .map(readHistory)
        : sql
            .run(
              `SELECT * FROM history WHERE at < ? AND task_id = ? ORDER BY at DESC, id DESC LIMIT ?`,
              until,
              task,
              limit,
            )
            .map(readHistory);
    },
    prune: (before) => {
      sql.run(`DELETE FROM history WHERE at < ?`, before);
    },
  };
}

/** Fields that moved on both sides. */
export function openConflicts(sql: SqlDatabase): Store['conflicts'] {
  return {
    add: (record) => {
      sql.run(
        `INSERT INTO conflicts (id, at, task_id, field, replica, hub_value, replica_value, base, strategy, outcome, resolved_at, cause)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
        record.id,
        record.at,
        record.taskId,
        record.field,
        record.replica,
        JSON.stringify(record.hubValue ?? null),
        JSON.stringify(record.replicaValue ?? null),
        JSON.stringify(record.base ?? null),
        record.strategy,
        record.outcome,
        record.resolvedAt,
        record.cause ?? null,
      );
    },
    get: (id) => sql.run(`SELECT * FROM conflicts WHERE id = ?`, id).map(readConflict)[0] ?? null,
    waitingOf: (task) =>
      sql.run(`SELECT * FROM conflicts WHERE task_id = ? AND outcome = 'waiting'`, task).map(readConflict),
    of: (task) => sql.run(`SELECT * FROM conflicts WHERE task_id = ?`, task).map(readConflict),
    countReadBacks: ({ replica, field, since }) =>
      firstNumber(
        sql.run(
          `SELECT count(DISTINCT task_id) AS n FROM conflicts
           WHERE outcome = 'waiting' AND cause = 'read_back' AND replica = ? AND field = ? AND at > ?`,
          replica,
          field,
          since,
        ),
        'n',
      ),
    list: ({ waitingOnly, limit }) =>
      sql
        .run(
          `SELECT * FROM conflicts WHERE outcome = 'waiting' OR ? = 0 ORDER BY at DESC, id LIMIT ?`,
          waitingOnly ? 1 : 0,
          limit,
        )
        .map(readConflict),
    change: (id, change) => changeConflict(sql, id, change),
    countWaiting: () =>
      firstNumber(sql.run(`SELECT count(*) AS n FROM conflicts WHERE outcome = 'waiting'`), 'n'),
    prune: (before) => {
      sql.run(`DELETE FROM conflicts WHERE at < ? AND outcome <> 'waiting'`, before);
    },
  };
}

/** Why tasks are as they are. */
export function openReasons(sql: SqlDatabase): Store['reasons'] {
  return {
    add: (record) => {
      sql.run(
        `INSERT INTO reasons (at, task_id, replica, rule, text) VALUES (?, ?, ?, ?, ?)`,
        record.at,
        record.taskId,
        record.replica,
        record.rule,
        record.text,
      );
    },
    of: (task, limit) =>
      sql
        .run(`SELECT * FROM reasons WHERE task_id = ? ORDER BY seq DESC LIMIT ?`, task, limit)
        .map(readReason),
    prune: (before) => {
      sql.run(`DELETE FROM reasons WHERE at < ?`, before);
    },
  };
}

function changeConflict(
  sql: SqlDatabase,
  id: string,
  change: Parameters<Store['conflicts']['change']>[1],
): void {
  if (change.hubValue !== undefined) {
    sql.run(`UPDATE conflicts SET hub_value = ? WHERE id = ?`, JSON.stringify(change.hubValue), id);
  }
  if (change.replicaValue !== undefined) {
    sql.run(`UPDATE conflicts SET replica_value = ? WHERE id = ?`, JSON.stringify(change.replicaValue), id);
  }
  if (change.outcome !== undefined) {
    sql.run(
      `UPDATE conflicts SET outcome = ?, resolved_at = ? WHERE id = ?`,
      change.outcome,
      change.resolvedAt ?? null,
      id,
    );
  }
}

function readHistory(row: SqlRow): HistoryRecord {
  return {
    id: textOf(row, 'id'),
    at: numberOf(row, 'at'),
    ...subjectOf(row),
    title: textOf(row, 'title'),
    replica: textOf(row, 'replica') as ReplicaName,
    kind: textOf(row, 'kind') as OutboxKind,
    before: jsonOf<HistoryRecord['before']>(row, 'before'),
    after: jsonOf<HistoryRecord['after']>(row, 'after'),
    undoneAt: numberOrNull(row, 'undone_at'),
  };
}

/** One column names what an entry is about: a task, or the container that was renamed or moved. */
function subjectOf(row: SqlRow): Pick<HistoryRecord, 'taskId' | 'containerId'> {
  const id = textOf(row, 'task_id');
  const isContainer = textOf(row, 'kind').endsWith('_container');
  return isContainer
    ? { taskId: null, containerId: containerId(id) }
    : { taskId: taskId(id), containerId: null };
}

function readConflict(row: SqlRow): ConflictRecord {
  return {
    id: textOf(row, 'id'),
    at: numberOf(row, 'at'),
    taskId: taskId(textOf(row, 'task_id')),
    field: textOf(row, 'field') as Conflict['field'],
    replica: textOf(row, 'replica') as ReplicaName,
    hubValue: jsonOf<unknown>(row, 'hub_value'),
    replicaValue: jsonOf<unknown>(row, 'replica_value'),
    base: jsonOf<unknown>(row, 'base'),
    strategy: textOf(row, 'strategy') as Conflict['strategy'],
    outcome: textOf(row, 'outcome') as Conflict['outcome'],
    resolvedAt: numberOrNull(row, 'resolved_at'),
    ...(row['cause'] === 'read_back' ? { cause: 'read_back' } : {}),
  };
}

function readReason(row: SqlRow): ReasonRecord {
  return {
    at: numberOf(row, 'at'),
    taskId: taskId(textOf(row, 'task_id')),
    replica: textOf(row, 'replica') as ReplicaName,
    rule: textOf(row, 'rule'),
    text: textOf(row, 'text'),
  };
}
