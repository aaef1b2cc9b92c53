// Commands for projects and sections: created when something needs them, renamed, moved, unarchived.

import type { HubContainer } from '../../../../model/container.ts';
import type { ContainerId } from '../../../../model/ids.ts';
import { creationOf, isNeeded } from '../../../../sync/plan/container-wait.ts';
import { newEntry } from '../../../../sync/plan/outbox-entry.ts';
import type { Pass } from '../../../../sync/unit-of-work.ts';
import type { OutboxEntry } from '../../../../hub/store.ts';
import { accountOf, portOf, TODOIST } from '../../known.ts';
import type { PlaceRef, TodoistCommand } from '../../todoist-port.ts';

/** An entry with its commands. */
export interface Draft {
  readonly entry: OutboxEntry;
  readonly commands: readonly TodoistCommand[];
  /** It is not in the outbox yet. */
  readonly isNew: boolean;
}

/** Sets the current name of a container. */
export function draftRename(pass: Pass, entry: OutboxEntry): readonly Draft[] {
  const container = entry.containerId === null ? null : pass.containers.get(entry.containerId);
  const remoteId = entry.containerId === null ? null : pass.containers.remoteIdOf(entry.containerId, TODOIST);
  if (container === null || remoteId === null) {
    // It no longer exists there, so there is nothing to rename.
    pass.store.outbox.remove(entry.id);
    return [];
  }
  const commands = portOf(pass.parts).encodeContainer({
    operationId: entry.id,
    action: 'rename',
    containerId: container.id,
    kind: container.kind,
    name: container.name,
    parent: null,
    remoteId,
  });
  return [{ entry, commands, isNew: false }];
}

/** A move, preceded by what has to be created first: the new parent may not exist yet. */
export function draftMove(
  pass: Pass,
  entry: OutboxEntry,
  temporary: Map<ContainerId, string>,
): readonly Draft[] {
  const container = entry.containerId === null ? null : pass.containers.get(entry.containerId);
  const remoteId = entry.containerId === null ? null : pass.containers.remoteIdOf(entry.containerId, TODOIST);
  if (container === null || remoteId === null) {
    // It no longer exists there, so there is nothing to move.
    pass.store.outbox.remove(entry.id);
    return [];
  }
  const refused = pass.containers
    .missingOnTheWay(container.parent, TODOIST)
    .find(({ id }) => (pass.containers.link(id, TODOIST)?.refused ?? null) !== null);
  if (refused !== undefined) {
    const reason = `Todoist can't create “${refused.name}”, where “${container.name}” belongs`;
    pass.store.outbox.change(entry.id, { state: 'held', reason, retryAt: null });
    return [];
  }
  const around = draftContainers(pass, container.parent, temporary);
  const commands = portOf(pass.parts).encodeContainer({
    operationId: entry.id,
    action: 'move',
    containerId: container.id,
    kind: container.kind,
    name: container.name,
    parent: parentRef(pass, container, temporary),
    remoteId,
  });
  return [...around, { entry, commands, isNew: false }];
}

/** A creation that failed before and is due again: it is sent as long as a task needs it. */
export function draftCreation(
  pass: Pass,
  entry: OutboxEntry,
  temporary: Map<ContainerId, string>,
): readonly Draft[] {
  const id = entry.containerId;
  if (id !== null && temporary.has(id)) return [];
  const isWanted = id !== null && mayBeMade(pass, id) && isNeeded(pass, id);
  if (isWanted) return draftContainers(pass, id, temporary);
  pass.store.outbox.remove(entry.id);
  return [];
}

/** It has no counterpart, or an archived one, and was not refused. */
function mayBeMade(pass: Pass, id: ContainerId): boolean {
  const link = pass.containers.link(id, TODOIST);
  return link === null || (link.state === 'put_away' && link.refused === null);
}

/** What has to be created, outermost first, before something can be filed at a place. */
export function draftContainers(
  pass: Pass,
  place: ContainerId | null,
  temporary: Map<ContainerId, string>,
): readonly Draft[] {
  const drafts: Draft[] = [];
  for (const container of pass.containers.missingOnTheWay(place, TODOIST)) {
    if (temporary.has(container.id)) continue;
    const waiting = creationOf(pass, TODOIST, container.id);
    const entry =
      waiting ??
      newEntry(pass, {
        replica: TODOIST,
        kind: 'create_container',
        containerId: container.id,
        state: 'sent',
      });
    // An archived container is unarchived, because a new one of its name would exist next to it.
    const archived = pass.containers.link(container.id, TODOIST)?.remoteId ?? null;
    const commands = portOf(pass.parts).encodeContainer({
      operationId: entry.id,
      action: archived === null ? 'create' : 'bring_back',
      containerId: container.id,
      kind: container.kind,
      name: container.name,
      parent: parentRef(pass, container, temporary),
      remoteId: archived,
    });
    temporary.set(container.id, archived ?? portOf(pass.parts).temporaryId(entry.id));
    drafts.push({ entry, commands, isNew: waiting === null });
  }
  return drafts;
}

/** A section of the inbox belongs to the inbox project; an area or a project without a parent is at the root. */
function parentRef(
  pass: Pass,
  container: HubContainer,
  temporary: ReadonlyMap<ContainerId, string>,
): string | null {
  if (container.parent !== null) return refOf(pass, container.parent, temporary);
  return container.kind === 'heading' ? (accountOf(pass)?.inboxProjectId ?? null) : null;
}

/** Todoist's id of a container, or the temporary one from an earlier command of the request; null if it has neither. */
function refOf(pass: Pass, id: ContainerId, temporary: ReadonlyMap<ContainerId, string>): string | null {
  return pass.containers.remoteIdOf(id, TODOIST) ?? temporary.get(id) ?? null;
}

/** A place by its id or temporary id; null for the inbox, and for a place that Todoist does not have. */
export function placeRef(
  pass: Pass,
  place: ContainerId | null,
  temporary: ReadonlyMap<ContainerId, string>,
): PlaceRef | null {
  const container = place === null ? null : pass.containers.get(place);
  if (container === null) return null;
  const id = refOf(pass, container.id, temporary);
  return id === null ? null : { kind: container.kind, id };
}
