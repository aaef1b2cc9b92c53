// What links hub tasks to replicas, in SQL: links, the ids of checklist lines, and retired ids.

import { remoteId, taskId, type RemoteId, type ReplicaName, type TaskId } from '../../../model/ids.ts';
import type { Link } from '../../../model/link.ts';
import type { Store } from '../../store.ts';
import { buffersOf } from '../buffered-tables.ts';
import { remoteKey } from '../remote-key.ts';
import { firstNumber, jsonOf, numberOf, numberOrNull, textOf, textOrNull, within } from '../sql.ts';
import type { SqlDatabase, SqlRow } from '../sql.ts';

/** What links tasks to replicas. */
export function openLinks(sql: SqlDatabase): Store['links'] {
  const buffers = buffersOf(sql);
  return {
    get: (task, replica) => readOrNull(buffers.links.get(task, replica)),
    of: (task) => linksOf(sql, task).map(readLink),
    byRemoteId: (replica, id) => {
      const stored = sql.run(`SELECT * FROM links WHERE replica = ? AND remote_id = ?`, replica, id);
      return readOrNull(buffers.links.find('remote', remoteKey(replica, id), stored)[0] ?? null);
    },
    byLine: (replica, id) => buffers.refs.ownerOf(replica, id),
    put: (link) => within(sql, () => putLink(sql, link)),
    remove: (task, replica) => within(sql, () => removeLink(sql, task, replica)),
    active: (replica) => {
      const isActive = (row: SqlRow): boolean => row['replica'] === replica && row['state'] === 'active';
      const stored = sql.run(
        `SELECT task_id, replica, remote_id, state, is_open FROM links WHERE replica = ? AND state = 'active'`,
        replica,
      );
      return buffers.links.merge(stored, isActive).map((row) => ({
        taskId: taskId(textOf(row, 'task_id')),
        remoteId: remoteId(textOf(row, 'remote_id')),
        open: numberOf(row, 'is_open') === 1,
      }));
    },
    count: (replica) => buffers.openLinks.count(replica, null),
    countOpen: (replica, limit) => buffers.openLinks.count(replica, limit),
    newestChange: (replica, { except, notAfter }) => {
      buffers.write();
      const [row] = sql.run(
        `SELECT max(json_extract(stamps, '$.changedAt')) AS newest FROM links
         WHERE replica = ? AND state = 'active' AND json_extract(stamps, '$.changedAt') <= ?
           AND remote_id NOT IN (SELECT value FROM json_each(?))`,
        replica,
        notAfter,
        JSON.stringify(except),
      );
      return row === undefined ? null : numberOrNull(row, 'newest');
    },
    withRefusals: () => {
      buffers.write();
      return sql
        .run(`SELECT * FROM links WHERE refused <> '{}' AND state = 'active' LIMIT 200`)
        .map(readLink);
    },
    ...openUnread(sql),
    ...openNested(sql),
    ...openRetired(sql),
  };
}

/** What was told of, but never read. */
function openUnread(sql: SqlDatabase): Pick<Store['links'], 'countUnread' | 'unread'> {
  const buffers = buffersOf(sql);
  return {
    countUnread: (replica) => {
      buffers.write();
      const rows = sql.run(
        `SELECT count(*) AS n FROM links l JOIN tasks t ON t.id = l.task_id
         WHERE l.replica = ? AND l.state = 'active' AND l.is_open AND l.revision IS NULL AND l.stamps IS NULL
           AND t.is_open = 1 AND t.in_scope = 1`,
        replica,
      );
      return firstNumber(rows, 'n');
    },
    unread: (replica) => {
      buffers.write();
      const rows = sql.run(
        `SELECT remote_id FROM links WHERE replica = ? AND state = 'active' AND is_open AND revision IS NULL AND stamps IS NULL
         ORDER BY remote_id LIMIT 1000`,
        replica,
      );
      return rows.map((row) => remoteId(textOf(row, 'remote_id')));
    },
  };
}

function openNested(sql: SqlDatabase): Pick<Store['links'], 'nested' | 'nest'> {
  return {
    nested: (replica) =>
      new Map(
        sql
          .run(`SELECT remote_id, below FROM nested WHERE replica = ?`, replica)
          .map((row) => [remoteId(textOf(row, 'remote_id')), remoteId(textOf(row, 'below'))]),
      ),
    nest: (replica, id, below) => {
      if (below === null) sql.run(`DELETE FROM nested WHERE replica = ? AND remote_id = ?`, replica, id);
      else
        sql.run(
          `INSERT OR REPLACE INTO nested (replica, remote_id, below) VALUES (?, ?, ?)`,
          replica,
          id,
          below,
        );
    },
  };
}

/** The current rows of a task's links. */
export function linksOf(sql: SqlDatabase, task: TaskId): readonly SqlRow[] {
  const stored = sql.run(`SELECT * FROM links WHERE task_id = ?`, task);
  return [...buffersOf(sql).links.find('task', task, stored)].toSorted((a, b) =>
    textOf(a, 'replica') < textOf(b, 'replica') ? -1 : 1,
  );
}

function putLink(sql: SqlDatabase, link: Link): void {
  const buffers = buffersOf(sql);
  const known = buffers.links.get(link.taskId, link.replica);
  const isOpen = (link.shadow.status ?? 'open') === 'open';
  buffers.links.put({
    task_id: link.taskId,
    replica: link.replica,
    remote_id: link.remoteId,
    state: link.state,
    is_open: isOpen ? 1 : 0,
    revision: link.revision,
    shadow: JSON.stringify(link.shadow),
    checklist_refs: JSON.stringify(link.checklistRefs),
    occurrence: link.occurrence,
    refused: JSON.stringify(link.refused),
    line_details: link.lineDetails === undefined ? null : JSON.stringify(link.lineDetails),
    stamps: link.stamps === undefined ? null : JSON.stringify(link.stamps),
    stray_tags: link.strayTags === undefined ? null : JSON.stringify(link.strayTags),
    is_row: link.isRow === true ? 1 : null,
    last_event: known?.['last_event'] ?? null,
  });
  buffers.refs.replace(link, refsOf(known), Object.values(link.checklistRefs));
}

/** Removes a link. Its reference to the task's last event is passed on to the task. */
export function removeLink(sql: SqlDatabase, task: TaskId, replica: ReplicaName): void {
  const buffers = buffersOf(sql);
  const known = buffers.links.get(task, replica);
  if (known === null) return;
  buffers.refs.replace({ taskId: task, replica }, refsOf(known), []);
  buffers.links.remove(task, replica);
  const hub = buffers.tasks.get(task);
  const [ofLink, ofTask] = [numberOrNull(known, 'last_event'), hub && numberOrNull(hub, 'last_event')];
  if (hub !== null && ofLink !== null && ofLink > (ofTask ?? 0))
    buffers.tasks.put({ ...hub, last_event: ofLink });
}

function refsOf(row: SqlRow | null): readonly RemoteId[] {
  return row === null ? [] : Object.values(jsonOf<Link['checklistRefs']>(row, 'checklist_refs'));
}

function openRetired(
  sql: SqlDatabase,
): Pick<Store['links'], 'retire' | 'retireMissing' | 'retired' | 'isRetired' | 'unretire'> {
  return {
    retire: (replica, id, task, at) => {
      retireId(sql, [replica, id, task, at, 0]);
    },
    retireMissing: (replica, id, task, at) => {
      retireId(sql, [replica, id, task, at, 1]);
    },
    retired: (replica, id) => {
      const [row] = sql.run(
        `SELECT task_id, at, missing FROM retired WHERE replica = ? AND remote_id = ?`,
        replica,
        id,
      );
      if (row === undefined) return null;
      return { taskId: taskId(textOf(row, 'task_id')), at: numberOf(row, 'at'), ...missingOf(row) };
    },
    isRetired: (replica, id) =>
      sql.run(`SELECT 1 AS found FROM retired WHERE replica = ? AND remote_id = ?`, replica, id).length > 0,
    unretire: (replica, id) => {
      sql.run(`DELETE FROM retired WHERE replica = ? AND remote_id = ?`, replica, id);
    },
  };
}

function retireId(sql: SqlDatabase, values: readonly (string | number)[]): void {
  sql.run(
    `INSERT OR REPLACE INTO retired (replica, remote_id, task_id, at, missing) VALUES (?, ?, ?, ?, ?)`,
    ...values,
  );
}

/** Why an id was retired: its counterpart was missing, or it was used up. */
export function missingOf(row: SqlRow): { readonly missing?: true } {
  return numberOf(row, 'missing') === 1 ? { missing: true } : {};
}

function readOrNull(row: SqlRow | null): Link | null {
  return row === null ? null : readLink(row);
}

function readLink(row: SqlRow): Link {
  const lineDetails = textOrNull(row, 'line_details');
  const stamps = textOrNull(row, 'stamps');
  const strayTags = textOrNull(row, 'stray_tags');
  return {
    taskId: taskId(textOf(row, 'task_id')),
    replica: textOf(row, 'replica'),
    remoteId: remoteId(textOf(row, 'remote_id')),
    state: textOf(row, 'state') as Link['state'],
    revision: textOrNull(row, 'revision'),
    shadow: jsonOf<Link['shadow']>(row, 'shadow'),
    checklistRefs: jsonOf<Link['checklistRefs']>(row, 'checklist_refs'),
    occurrence: numberOrNull(row, 'occurrence'),
    refused: jsonOf<Link['refused']>(row, 'refused'),
    ...(lineDetails !== null && { lineDetails: JSON.parse(lineDetails) as NonNullable<Link['lineDetails']> }),
    ...(stamps !== null && { stamps: JSON.parse(stamps) as NonNullable<Link['stamps']> }),
    ...(numberOrNull(row, 'is_row') === 1 && { isRow: true }),
    ...(strayTags !== null && { strayTags: JSON.parse(strayTags) as readonly string[] }),
  };
}
