// The state of the communication with each replica, and the ids that still have to be looked up.

import { remoteId, type ReplicaName } from '../../../model/ids.ts';
import { isSame } from '../../../model/same.ts';
import type { Contact, Store, Suspect } from '../../store.ts';
import {
  jsonOf,
  numberOf,
  numberOrNull,
  textOf,
  textOrNull,
  type SqlDatabase,
  type SqlRow,
  type SqlValue,
} from '../sql.ts';

const NEVER: Contact = { seenAt: null, problem: null, retryAt: null, failures: 0, access: null };

/** The state of the communication with each replica. */
export function openContacts(sql: SqlDatabase): Store['contacts'] {
  const get = (replica: ReplicaName): Contact =>
    sql.run(`SELECT * FROM contacts WHERE replica = ?`, replica).map(readContact)[0] ?? NEVER;
  return {
    get,
    put: (replica, contact) => {
      if (isSame(get(replica), contact)) return;
      sql.run(
        `INSERT OR REPLACE INTO contacts (replica, seen_at, problem, retry_at, failures, access) VALUES (?, ?, ?, ?, ?, ?)`,
        replica,
        contact.seenAt,
        contact.problem,
        contact.retryAt,
        contact.failures,
        contact.access,
      );
    },
  };
}

/** Ids that still have to be looked up. */
export function openSuspects(sql: SqlDatabase): Store['suspects'] {
  return {
    of: (replica) => suspectsOf(sql, replica),
    all: () =>
      sql.run(`SELECT replica, remote_id FROM suspects ORDER BY replica, remote_id`).map((row) => ({
        replica: textOf(row, 'replica'),
        remoteId: remoteId(textOf(row, 'remote_id')),
      })),
  };
}

function suspectsOf(sql: SqlDatabase, replica: ReplicaName): ReturnType<Store['suspects']['of']> {
  const found = (condition: string, ...values: readonly SqlValue[]): readonly SqlRow[] =>
    sql.run(`SELECT * FROM suspects WHERE replica = ? AND ${condition}`, replica, ...values);
  return {
    add: (id) => {
      sql.run(`INSERT OR IGNORE INTO suspects (replica, remote_id) VALUES (?, ?)`, replica, id);
    },
    due: (now, limit) => found(`(retry_at IS NULL OR retry_at <= ?) LIMIT ?`, now, limit).map(readSuspect),
    failing: (limit) => found(`attempts > 0 LIMIT ?`, limit).map(readSuspect),
    wait: (id, { attempts, retryAt, reason }) => {
      sql.run(
        `UPDATE suspects SET attempts = ?, retry_at = ?, reason = ? WHERE replica = ? AND remote_id = ?`,
        attempts,
        retryAt,
        reason,
        replica,
        id,
      );
    },
    keep: (id, what) => {
      const text = what === undefined ? null : JSON.stringify(what);
      sql.run(
        `UPDATE suspects SET found = ? WHERE replica = ? AND remote_id = ? AND found IS NOT ?`,
        text,
        replica,
        id,
        text,
      );
    },
    kept: () => found(`found IS NOT NULL`).map((row) => remoteId(textOf(row, 'remote_id'))),
    remove: (id) => {
      sql.run(`DELETE FROM suspects WHERE replica = ? AND remote_id = ?`, replica, id);
    },
  };
}

function readContact(row: SqlRow): Contact {
  return {
    seenAt: numberOrNull(row, 'seen_at'),
    problem: textOrNull(row, 'problem'),
    retryAt: numberOrNull(row, 'retry_at'),
    failures: numberOf(row, 'failures'),
    access: textOrNull(row, 'access'),
  };
}

function readSuspect(row: SqlRow): Suspect {
  return {
    remoteId: remoteId(textOf(row, 'remote_id')),
    attempts: numberOf(row, 'attempts'),
    retryAt: numberOrNull(row, 'retry_at'),
    reason: textOrNull(row, 'reason'),
    found: textOrNull(row, 'found') === null ? undefined : jsonOf<unknown>(row, 'found'),
  };
}
