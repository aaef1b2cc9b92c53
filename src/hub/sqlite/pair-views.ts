// Tasks as pairs of counterparts in two replicas, for clients of the earlier API, which knows only two. Read-only.

import { remoteId, taskId, type RemoteId, type ReplicaName, type TaskId } from '../../model/ids.ts';
import { firstNumber, textOf, textOrNull, type SqlDatabase } from './sql.ts';

/** An open task in scope that has its counterpart in only one of two replicas. */
interface OneSided {
  readonly taskId: TaskId;
  /** Its id in each of the two, even if deleted there; null if it never existed there. */
  readonly remoteIds: readonly [RemoteId | null, RemoteId | null];
}

/** Queries over pairs. */
export interface PairViews {
  /** Tasks that are not deleted and have a counterpart in both. Scans all links of the first replica. */
  readonly count: (replicas: readonly [ReplicaName, ReplicaName]) => number;
  /** One-sided tasks after `after`, ordered by id, without those that one of the replicas leaves out on purpose. Scans all open tasks. */
  readonly oneSided: (
    replicas: readonly [ReplicaName, ReplicaName],
    page: { readonly after: TaskId | null; readonly limit: number },
  ) => readonly OneSided[];
  /** Entries found under legacy keys with this prefix that are still in KV. */
  readonly countLegacy: (prefix: string) => number;
}

/** Opens the queries. */
export function openPairViews(sql: SqlDatabase): PairViews {
  return {
    count: (replicas) =>
      firstNumber(
        sql.run(
          `SELECT count(*) AS n FROM links a
           JOIN links b ON b.task_id = a.task_id AND b.replica = ? AND b.state <> 'deleted'
           JOIN tasks t ON t.id = a.task_id AND t.deleted_at IS NULL
           WHERE a.replica = ? AND a.state <> 'deleted'`,
          replicas[1],
          replicas[0],
        ),
        'n',
      ),
    oneSided: (replicas, { after, limit }) =>
      sql
        .run(
          `SELECT t.id, a.remote_id AS first, b.remote_id AS second FROM tasks t
           LEFT JOIN links a ON a.task_id = t.id AND a.replica = ?
           LEFT JOIN links b ON b.task_id = t.id AND b.replica = ?
           WHERE t.is_open = 1 AND t.in_scope = 1 AND t.id > ?
             AND (coalesce(a.state, '') = 'active') <> (coalesce(b.state, '') = 'active')
             AND coalesce(a.state, '') <> 'dormant' AND coalesce(b.state, '') <> 'dormant'
           ORDER BY t.id LIMIT ?`,
          ...replicas,
          after ?? '',
          limit,
        )
        .map((row) => ({
          taskId: taskId(textOf(row, 'id')),
          remoteIds: [idOrNull(textOrNull(row, 'first')), idOrNull(textOrNull(row, 'second'))],
        })),
    countLegacy: (prefix) =>
      firstNumber(
        sql.run(
          `SELECT count(*) AS n FROM legacy_entries
           WHERE key >= ? AND key < ? AND state IN ('taken', 'landed')`,
          prefix,
          `${prefix}\u{10FFFF}`,
        ),
        'n',
      ),
  };
}

function idOrNull(text: string | null): RemoteId | null {
  return text === null ? null : remoteId(text);
}
