// Conflicts in SQL.

import { taskId } from '../../../model/ids.ts';
import type { Conflict } from '../../../model/conflict.ts';
import type { ConflictRecord, Store } from '../../store.ts';
import {
  firstNumber,
  jsonOf,
  numberOf,
  numberOrNull,
  textOf,
  type SqlDatabase,
  type SqlRow,
} from '../sql.ts';

/** Fields that changed on both sides. */
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

function readConflict(row: SqlRow): ConflictRecord {
  return {
    id: textOf(row, 'id'),
    at: numberOf(row, 'at'),
    taskId: taskId(textOf(row, 'task_id')),
    field: textOf(row, 'field') as Conflict['field'],
    replica: textOf(row, 'replica'),
    hubValue: jsonOf<unknown>(row, 'hub_value'),
    replicaValue: jsonOf<unknown>(row, 'replica_value'),
    base: jsonOf<unknown>(row, 'base'),
    strategy: textOf(row, 'strategy') as Conflict['strategy'],
    outcome: textOf(row, 'outcome') as Conflict['outcome'],
    resolvedAt: numberOrNull(row, 'resolved_at'),
    ...(row['cause'] === 'read_back' ? { cause: 'read_back' } : {}),
  };
}
