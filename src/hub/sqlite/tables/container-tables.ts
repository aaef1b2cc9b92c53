// Hub containers and their links to replicas, in SQL.

import { containerId, remoteId, type ContainerId } from '../../../model/ids.ts';
import {
  AT_TOP,
  type ContainerKind,
  type ContainerLink,
  type HubContainer,
} from '../../../model/container.ts';
import { matchingText } from '../../../model/text.ts';
import type { Store } from '../../store.ts';
import { tickSourceOf, type TickedTable } from './clock-table.ts';
import { firstNumber, jsonOf, numberOf, textOf, textOrNull, type SqlDatabase, type SqlRow } from '../sql.ts';
import { placeOf } from './task-tables.ts';

/** Areas, projects and headings. */
export function openContainers(sql: SqlDatabase): Store['containers'] {
  return { ...openHubContainers(sql), ...openContainerLinks(sql) };
}

function openHubContainers(
  sql: SqlDatabase,
): Pick<Store['containers'], 'all' | 'get' | 'inside' | 'named' | 'nextPosition' | 'put'> {
  const clock = tickSourceOf(sql);
  return {
    all: () => sql.run(`SELECT * FROM containers ORDER BY parent, position, id`).map(readContainer),
    get: (id) => firstOf(sql.run(`SELECT * FROM containers WHERE id = ?`, id), readContainer),
    inside: (parent) =>
      sql.run(`SELECT * FROM containers WHERE parent IS ? ORDER BY position, id`, parent).map(readContainer),
    named: (name) =>
      sql
        .run(`SELECT * FROM containers WHERE name_key = ? ORDER BY position, id`, matchingText(name))
        .map(readContainer),
    nextPosition: (parent) =>
      firstNumber(sql.run(`SELECT max(position) AS n FROM containers WHERE parent IS ?`, parent), 'n') + 1,
    put: (container) => {
      sql.run(
        `INSERT INTO containers (id, kind, name, name_key, parent, position, stamps, changed_tick)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT (id) DO UPDATE SET name = excluded.name, name_key = excluded.name_key, parent = excluded.parent,
           position = excluded.position, stamps = excluded.stamps, changed_tick = excluded.changed_tick`,
        container.id,
        container.kind,
        container.name,
        matchingText(container.name),
        container.parent,
        container.position,
        JSON.stringify(container.stamps),
        clock.next(),
      );
    },
  };
}

function openContainerLinks(
  sql: SqlDatabase,
): Pick<
  Store['containers'],
  'links' | 'link' | 'linkByRemoteId' | 'linksShownIn' | 'refusedLinks' | 'putLink' | 'removeLink'
> {
  return {
    links: () => sql.run(`SELECT * FROM container_links`).map(readLink),
    link: (id, replica) =>
      firstOf(
        sql.run(`SELECT * FROM container_links WHERE container_id = ? AND replica = ?`, id, replica),
        readLink,
      ),
    linkByRemoteId: (replica, id) =>
      firstOf(
        sql.run(`SELECT * FROM container_links WHERE replica = ? AND remote_id = ?`, replica, id),
        readLink,
      ),
    linksShownIn: (replica, holder) =>
      holder === AT_TOP
        ? []
        : sql
            .run(
              `SELECT * FROM container_links WHERE replica = ? AND shown_in = ? AND shown_in <> ''`,
              replica,
              holder,
            )
            .map(readLink),
    refusedLinks: (replica) =>
      sql
        .run(`SELECT * FROM container_links WHERE replica = ? AND refused IS NOT NULL`, replica)
        .map(readLink),
    putLink: (link) => {
      sql.run(
        `INSERT OR REPLACE INTO container_links (container_id, replica, state, remote_id, name, refused, shown_in, agreed_in)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
        link.containerId,
        link.replica,
        link.state,
        link.remoteId,
        link.name,
        link.refused,
        link.shownIn,
        link.agreedIn,
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
    position: numberOf(row, 'position'),
    stamps: jsonOf<HubContainer['stamps']>(row, 'stamps'),
  };
}

function readLink(row: SqlRow): ContainerLink {
  const remote = textOrNull(row, 'remote_id');
  const shownIn = textOrNull(row, 'shown_in');
  return {
    containerId: containerId(textOf(row, 'container_id')),
    replica: textOf(row, 'replica'),
    state: textOf(row, 'state') as ContainerLink['state'],
    remoteId: remote === null ? null : remoteId(remote),
    name: textOf(row, 'name'),
    refused: textOrNull(row, 'refused'),
    shownIn: shownIn === null || shownIn === AT_TOP ? shownIn : remoteId(shownIn),
    agreedIn: readAgreed(textOrNull(row, 'agreed_in')),
  };
}

function readAgreed(value: string | null): ContainerId | typeof AT_TOP | null {
  return value === null || value === AT_TOP ? value : containerId(value);
}

function firstOf<T>(rows: readonly SqlRow[], read: (row: SqlRow) => T): T | null {
  const [row] = rows;
  return row === undefined ? null : read(row);
}
