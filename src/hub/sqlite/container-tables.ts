// Hub containers and what replicas call them, in SQL.

import { containerId, remoteId, type ReplicaName } from '../../model/ids.ts';
import type { ContainerKind, ContainerLink, HubContainer } from '../../model/container.ts';
import type { Store } from '../store.ts';
import { tickSourceOf, type TickedTable } from './clock-table.ts';
import { numberOf, textOf, textOrNull, type SqlDatabase, type SqlRow } from './sql.ts';
import { placeOf } from './task-tables.ts';

/** Areas, projects and headings. */
export function openContainers(sql: SqlDatabase): Store['containers'] {
  const clock = tickSourceOf(sql);
  return {
    all: () => sql.run(`SELECT * FROM containers ORDER BY id`).map(readContainer),
    put: (container) => {
      sql.run(
        `INSERT INTO containers (id, kind, name, parent, changed_tick) VALUES (?, ?, ?, ?, ?)
         ON CONFLICT (id) DO UPDATE SET name = excluded.name, parent = excluded.parent,
           changed_tick = excluded.changed_tick`,
        container.id,
        container.kind,
        container.name,
        container.parent,
        clock.next(),
      );
    },
    links: () => sql.run(`SELECT * FROM container_links`).map(readContainerLink),
    putLink: (link) => {
      sql.run(
        `INSERT OR REPLACE INTO container_links (container_id, replica, remote_id, name, refused) VALUES (?, ?, ?, ?, ?)`,
        link.containerId,
        link.replica,
        link.remoteId,
        link.name,
        link.refused,
      );
    },
    removeLink: (id, replica) => {
      sql.run(`DELETE FROM container_links WHERE container_id = ? AND replica = ?`, id, replica);
    },
  };
}

/** Rows of containers as changes. */
export const CONTAINER_CHANGES: TickedTable = {
  table: 'containers',
  read: (row) => ({
    kind: 'container',
    tick: numberOf(row, 'changed_tick'),
    container: readContainer(row),
  }),
};

function readContainer(row: SqlRow): HubContainer {
  return {
    id: containerId(textOf(row, 'id')),
    kind: textOf(row, 'kind') as ContainerKind,
    name: textOf(row, 'name'),
    parent: placeOf(row, 'parent'),
  };
}

function readContainerLink(row: SqlRow): ContainerLink {
  const remote = textOrNull(row, 'remote_id');
  return {
    containerId: containerId(textOf(row, 'container_id')),
    replica: textOf(row, 'replica') as ReplicaName,
    remoteId: remote === null ? null : remoteId(remote),
    name: textOf(row, 'name'),
    refused: textOrNull(row, 'refused'),
  };
}
