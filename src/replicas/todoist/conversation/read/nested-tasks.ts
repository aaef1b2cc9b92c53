// Tasks that are nested under another task in Todoist, and have to survive its deletion.

import type { ContainerId, RemoteId } from '../../../../model/ids.ts';
import type { Link } from '../../../../model/link.ts';
import type { Pass } from '../../../../sync/unit-of-work.ts';
import type { CommandFailure } from '../send/what-follows.ts';
import { TODOIST } from '../../known.ts';
import { placeRef } from '../send/draft-containers.ts';
import type { NestedTask, TodoistCommand } from '../../todoist-port.ts';

/**
 * What is nested under a task or its lines and open in the hub. If a nested task is not open, its own nested tasks are considered
 * in its place.
 */
export function nestedTasksOf(pass: Pass, link: Link): readonly NestedTask[] {
  const nested = pass.store.links.nested(TODOIST);
  return nested.size === 0 ? [] : nestedTasksBelow(pass, link, { nested, met: new Set([link.remoteId]) });
}

const NOTHING_NEW: ReadonlyMap<ContainerId, string> = new Map();

interface Search {
  readonly nested: ReadonlyMap<RemoteId, RemoteId>;
  /** Visited tasks, so that contradictory parents can't cause an endless loop. */
  readonly met: Set<RemoteId>;
}

function nestedTasksBelow(pass: Pass, link: Link, search: Search): readonly NestedTask[] {
  const holders = new Set([link.remoteId, ...Object.values(link.checklistRefs)]);
  return [...search.nested].flatMap(([id, below]) => {
    if (!holders.has(below) || search.met.has(id)) return [];
    search.met.add(id);
    const inner = pass.store.links.byRemoteId(TODOIST, id);
    const hub = inner === null ? null : pass.store.tasks.get(inner.taskId);
    if (inner === null || hub === null) return [];
    const isToStay = inner.state === 'active' && hub.deletedAt === null && hub.fields.status === 'open';
    // Moving it out of its parent does not change its place.
    const place = placeRef(pass, inner.shadow.place ?? null, NOTHING_NEW);
    if (isToStay) return [{ remoteId: id, below, place }];
    return nestedTasksBelow(pass, inner, search).map((task) => ({ ...task, below }));
  });
}

/** A task that no longer exists need not be moved out. */
export function isNestedTaskGone(
  { type, args }: TodoistCommand,
  link: Link | null,
  failure: CommandFailure,
): boolean {
  const isDeparture =
    type === 'item_move' && args['parent_id'] === undefined && args['id'] !== link?.remoteId;
  return isDeparture && failure.kind === 'gone';
}
