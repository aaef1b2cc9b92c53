// Projects and sections in Todoist's commands: made where something needs them, renamed, moved, brought back from the archive.

import type { HubContainer } from '../../../model/container.ts';
import type { ContainerId } from '../../../model/ids.ts';
import { creationOf, isNeeded } from '../../../sync/plan/container-wait.ts';
import { newEntry } from '../../../sync/plan/outbox-entry.ts';
import type { Run } from '../../../sync/unit-of-work.ts';
import type { OutboxEntry } from '../../../hub/store.ts';
import { accountOf, portOf, TODOIST } from '../known.ts';
import type { PlaceRef, TodoistCommand } from '../todoist-port.ts';

/** An entry with its commands. */
export interface Draft {
  readonly entry: OutboxEntry;
  readonly commands: readonly TodoistCommand[];
  /** It is not in the outbox yet. */
  readonly isNew: boolean;
}

/** The present name of a container. */
export function draftRename(run: Run, entry: OutboxEntry): readonly Draft[] {
  const container = entry.containerId === null ? null : run.containers.get(entry.containerId);
  const remoteId = entry.containerId === null ? null : run.containers.remoteIdOf(entry.containerId, TODOIST);
  if (container === null || remoteId === null) {
    // It is gone there: there is nothing to rename.
    run.store.outbox.remove(entry.id);
    return [];
  }
  const commands = portOf(run.parts).encodeContainer({
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

/** A move with what has to be made before it: the project around it may not be there yet. */
export function draftMove(
  run: Run,
  entry: OutboxEntry,
  temporary: Map<ContainerId, string>,
): readonly Draft[] {
  const container = entry.containerId === null ? null : run.containers.get(entry.containerId);
  const remoteId = entry.containerId === null ? null : run.containers.remoteIdOf(entry.containerId, TODOIST);
  if (container === null || remoteId === null) {
    // It is gone there: there is nothing to move.
    run.store.outbox.remove(entry.id);
    return [];
  }
  const refused = run.containers
    .missingOnTheWay(container.parent, TODOIST)
    .find(({ id }) => (run.containers.link(id, TODOIST)?.refused ?? null) !== null);
  if (refused !== undefined) {
    const reason = `Todoist can't have “${refused.name}”, where “${container.name}” is to go`;
    run.store.outbox.change(entry.id, { state: 'held', reason, retryAt: null });
    return [];
  }
  const around = draftContainers(run, container.parent, temporary);
  const commands = portOf(run.parts).encodeContainer({
    operationId: entry.id,
    action: 'move',
    containerId: container.id,
    kind: container.kind,
    name: container.name,
    parent: parentRef(run, container, temporary),
    remoteId,
  });
  return [...around, { entry, commands, isNew: false }];
}

/** A creation that failed before and whose time has come: told again as long as a task needs it. */
export function draftCreation(
  run: Run,
  entry: OutboxEntry,
  temporary: Map<ContainerId, string>,
): readonly Draft[] {
  const id = entry.containerId;
  if (id !== null && temporary.has(id)) return [];
  const isWanted = id !== null && mayBeMade(run, id) && isNeeded(run, id);
  if (isWanted) return draftContainers(run, id, temporary);
  run.store.outbox.remove(entry.id);
  return [];
}

/** It has no counterpart, or one in the archive, and was not refused. */
function mayBeMade(run: Run, id: ContainerId): boolean {
  const link = run.containers.link(id, TODOIST);
  return link === null || (link.state === 'put_away' && link.refused === null);
}

/** What has to be made, outermost first, before something can be filed at a place. */
export function draftContainers(
  run: Run,
  place: ContainerId | null,
  temporary: Map<ContainerId, string>,
): readonly Draft[] {
  const drafts: Draft[] = [];
  for (const container of run.containers.missingOnTheWay(place, TODOIST)) {
    if (temporary.has(container.id)) continue;
    const waiting = creationOf(run, TODOIST, container.id);
    const entry =
      waiting ??
      newEntry(run, {
        replica: TODOIST,
        kind: 'create_container',
        containerId: container.id,
        state: 'sent',
      });
    // What was archived comes back as what it was: another one of its name would stand beside it.
    const archived = run.containers.link(container.id, TODOIST)?.remoteId ?? null;
    const commands = portOf(run.parts).encodeContainer({
      operationId: entry.id,
      action: archived === null ? 'create' : 'bring_back',
      containerId: container.id,
      kind: container.kind,
      name: container.name,
      parent: parentRef(run, container, temporary),
      remoteId: archived,
    });
    temporary.set(container.id, archived ?? portOf(run.parts).temporaryId(entry.id));
    drafts.push({ entry, commands, isNew: waiting === null });
  }
  return drafts;
}

/** A section of the inbox lies in the inbox project; an area or a project without a parent lies at the root. */
function parentRef(
  run: Run,
  container: HubContainer,
  temporary: ReadonlyMap<ContainerId, string>,
): string | null {
  if (container.parent !== null) return refOf(run, container.parent, temporary);
  return container.kind === 'heading' ? (accountOf(run)?.inboxProjectId ?? null) : null;
}

/** Todoist's id of a container, or the temporary one that an earlier command of the request gives it; null where it has neither. */
function refOf(run: Run, id: ContainerId, temporary: ReadonlyMap<ContainerId, string>): string | null {
  return run.containers.remoteIdOf(id, TODOIST) ?? temporary.get(id) ?? null;
}

/** A place by its id or temp id; null for the inbox, and for a place that Todoist does not have. */
export function placeRef(
  run: Run,
  place: ContainerId | null,
  temporary: ReadonlyMap<ContainerId, string>,
): PlaceRef | null {
  const container = place === null ? null : run.containers.get(place);
  if (container === null) return null;
  const id = refOf(run, container.id, temporary);
  return id === null ? null : { kind: container.kind, id };
}
