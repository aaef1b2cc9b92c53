// Operations on their way, in SQL.

import { operationId, remoteId, type ReplicaName } from '../../model/ids.ts';
import type { OutboxKind } from '../events.ts';
import type { OutboxEntry, OutboxState, Store } from '../store.ts';
import {
  firstNumber,
  jsonOf,
  numberOf,
  numberOrNull,
  textOf,
  textOrNull,
  type SqlDatabase,
  type SqlRow,
  type SqlValue,
} from './sql.ts';
import { placeOf, taskOrNull } from './task-tables.ts';

const COLUMN_OF = {
  state: 'state',
  reason: 'reason',
  retryAt: 'retry_at',
  attempts: 'attempts',
  payload: 'payload',
  request: 'request',
  fields: 'fields',
} as const;

/** The outbox of all replicas. */
export function openOutbox(sql: SqlDatabase): Store['outbox'] {
  return {
    add: (entry) => addEntry(sql, entry),
    change: (id, change) => changeEntry(sql, id, change),
    remove: (id) => {
      sql.run(`DELETE FROM outbox WHERE id = ?`, id);
    },
    get: (id) => sql.run(`SELECT * FROM outbox WHERE id = ?`, id).map(readEntry)[0] ?? null,
    ofTask: (task) => sql.run(`SELECT * FROM outbox WHERE task_id = ? ORDER BY seq`, task).map(readEntry),
    ofReplica: (replica, states, limit) =>
      sql
        .run(
          `SELECT * FROM outbox WHERE replica = ? AND state IN (${marks(states)}) ORDER BY seq LIMIT ?`,
          replica,
          ...states,
          limit,
        )
        .map(readEntry),
    due: (replica, now, limit, after = 0) => dueEntries(sql, { replica, now, limit, after }),
    naming: (replica, id) =>
      sql
        .run(`SELECT * FROM outbox WHERE remote_id = ? AND replica = ? ORDER BY seq`, id, replica)
        .map(readEntry),
    ofContainer: (replica, id) =>
      sql
        .run(`SELECT * FROM outbox WHERE container_id = ? AND replica = ? ORDER BY seq`, id, replica)
        .map(readEntry),
    count: (replica, states) =>
      replica === null
        ? firstNumber(
            sql.run(`SELECT count(*) AS n FROM outbox WHERE state IN (${marks(states)})`, ...states),
            'n',
          )
        : firstNumber(
            sql.run(
              `SELECT count(*) AS n FROM outbox WHERE replica = ? AND state IN (${marks(states)})`,
              replica,
              ...states,
            ),
            'n',
          ),
    releaseHeld: (replica) => {
      sql.run(
        `UPDATE outbox SET retry_at = 0 WHERE replica = ? AND state = 'held' AND kind <> 'note' AND retry_at > 0`,
        replica,
      );
    },
  };
}

function changeEntry(
  sql: SqlDatabase,
  id: OutboxEntry['id'],
  change: Parameters<Store['outbox']['change']>[1],
): void {
  const names = (Object.keys(change) as (keyof typeof COLUMN_OF)[]).filter(
    (name) => change[name] !== undefined,
  );
  if (names.length === 0) return;
  const values = names.map((name): SqlValue =>
    name === 'fields' ? JSON.stringify(change.fields) : (change[name] ?? null),
  );
  const columns = names.map((name) => `${COLUMN_OF[name]} = ?`).join(', ');
  sql.run(`UPDATE outbox SET ${columns} WHERE id = ?`, ...values, id);
}

function dueEntries(
  sql: SqlDatabase,
  asked: {
    readonly replica: ReplicaName;
    readonly now: number;
    readonly limit: number;
    readonly after: number;
  },
): readonly OutboxEntry[] {
  const { replica, now, limit, after } = asked;
  const select = (condition: string): readonly SqlRow[] =>
    sql.run(
      `SELECT * FROM outbox WHERE replica = ? AND seq > ? AND kind <> 'note' AND ${condition} ORDER BY seq LIMIT ?`,
      replica,
      after,
      now,
      limit,
    );
  const queued = select(`state = 'queued' AND (retry_at IS NULL OR retry_at <= ?)`);
  const again = select(`state IN ('held', 'failed') AND retry_at <= ?`);
  return [...queued, ...again]
    .map(readEntry)
    .toSorted((a, b) => a.seq - b.seq)
    .slice(0, limit);
}

function addEntry(sql: SqlDatabase, entry: Omit<OutboxEntry, 'seq'>): void {
  sql.run(
    `INSERT INTO outbox (id, replica, task_id, container_id, kind, remote_id, fields, before, state, reason, retry_at,
       attempts, payload, request) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    entry.id,
    entry.replica,
    entry.taskId,
    entry.containerId,
    entry.kind,
    entry.remoteId,
    JSON.stringify(entry.fields),
    JSON.stringify(entry.before),
    entry.state,
    entry.reason,
    entry.retryAt,
    entry.attempts,
    entry.payload,
    entry.request,
  );
}

function marks(states: readonly OutboxState[]): string {
  return states.map(() => '?').join(', ');
}

function readEntry(row: SqlRow): OutboxEntry {
  const remote = textOrNull(row, 'remote_id');
  return {
    id: operationId(textOf(row, 'id')),
    seq: numberOf(row, 'seq'),
    replica: textOf(row, 'replica') as ReplicaName,
    taskId: taskOrNull(row, 'task_id'),
    containerId: placeOf(row, 'container_id'),
    kind: textOf(row, 'kind') as OutboxKind,
    remoteId: remote === null ? null : remoteId(remote),
    fields: jsonOf<OutboxEntry['fields']>(row, 'fields'),
    before: jsonOf<OutboxEntry['before']>(row, 'before'),
    state: textOf(row, 'state') as OutboxState,
    reason: textOrNull(row, 'reason'),
    retryAt: numberOrNull(row, 'retry_at'),
    attempts: numberOf(row, 'attempts'),
    payload: textOrNull(row, 'payload'),
    request: textOrNull(row, 'request'),
  };
}
