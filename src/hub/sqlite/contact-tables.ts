// What is remembered of the conversation with the replicas: how each stands, and the ids that are still to be looked up.

import { remoteId, type ReplicaName } from '../../model/ids.ts';
import { isSame } from '../../model/same.ts';
import type { Contact, Store, Suspect } from '../store.ts';
import { jsonOf, numberOf, numberOrNull, textOf, textOrNull, type SqlDatabase, type SqlRow } from './sql.ts';

const NEVER: Contact = { seenAt: null, problem: null, retryAt: null, failures: 0, access: null };

/** How the conversation with each replica stands. */
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

/** Ids that a whole read did not show. */
export function openSuspects(sql: SqlDatabase): Store['suspects'] {
  return {
    add: (id) => {
      sql.run(`INSERT OR IGNORE INTO suspects (remote_id) VALUES (?)`, id);
    },
    first: (limit) =>
      sql
        .run(`SELECT remote_id FROM suspects LIMIT ?`, limit)
        .map((row) => remoteId(textOf(row, 'remote_id'))),
    due: (now, limit) =>
      sql
        .run(`SELECT * FROM suspects WHERE retry_at IS NULL OR retry_at <= ? LIMIT ?`, now, limit)
        .map(readSuspect),
    failing: (limit) => sql.run(`SELECT * FROM suspects WHERE attempts > 0 LIMIT ?`, limit).map(readSuspect),
    wait: (id, { attempts, retryAt, reason }) => {
      sql.run(
        `UPDATE suspects SET attempts = ?, retry_at = ?, reason = ? WHERE remote_id = ?`,
        attempts,
        retryAt,
        reason,
        id,
      );
    },
    keep: (id, found) => {
      const text = found === undefined ? null : JSON.stringify(found);
      sql.run(`UPDATE suspects SET found = ? WHERE remote_id = ? AND found IS NOT ?`, text, id, text);
    },
    kept: () =>
      sql
        .run(`SELECT remote_id FROM suspects WHERE found IS NOT NULL`)
        .map((row) => remoteId(textOf(row, 'remote_id'))),
    remove: (id) => {
      sql.run(`DELETE FROM suspects WHERE remote_id = ?`, id);
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
