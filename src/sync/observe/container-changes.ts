// A change of name or parent that a replica shows of a known container. The rules are those of a task's fields: a change that the
// hub did not make is adopted, and if both sides changed it, the owner's strategy decides.

import { winnerBy } from '../../engine/settled.ts';
import { stampOf } from '../../engine/fields/stamp.ts';
import { AT_TOP, type ContainerObservation, type HubContainer } from '../../model/container.ts';
import type { ContainerId, ReplicaName } from '../../model/ids.ts';
import type { Stamp } from '../../model/task.ts';
import { canonicalLine } from '../../model/text.ts';
import {
  dropUnsentAbout,
  isPlaceShared,
  planContainer,
  planMove,
  planRename,
} from '../plan/plan-container.ts';
import { recordContainerDecision } from '../record.ts';
import { isOpenTask, putTask, takesPart, type Pass } from '../unit-of-work.ts';

/** The time of a value that never changed since it was first seen: any change is newer. */
const FIRST_SEEN_AT = 0;

/** Processes an observation of a container that the replica has shown before. */
export function observeKnown(pass: Pass, id: ContainerId, observation: ContainerObservation): void {
  observeName(pass, id, observation);
  observeParent(pass, id, observation);
}

function observeName(pass: Pass, id: ContainerId, observation: ContainerObservation): void {
  const { replica } = observation;
  const [container, link] = [pass.containers.get(id), pass.containers.link(id, replica)];
  const name = canonicalLine(observation.name);
  if (container === null || link === null || link.name === name) return;
  pass.containers.putLink({ ...link, name });
  if (container.name === name)
    return dropUnsentAbout(pass, { container: id, replica, kind: 'rename_container' });
  const seen = stampOf(replica, observation.changedAt, pass.now);
  if (isRenameUnderWay(pass, id, replica) && winner(pass, container.stamps.name, seen) === 'hub') {
    planRename(pass, replica, container);
    return;
  }
  changeName(pass, { ...container, name, stamps: { ...container.stamps, name: seen } }, replica);
}

/** Renames a container in the hub, and plans the new name for every replica except the one it comes from. */
export function changeName(pass: Pass, container: HubContainer, by: ReplicaName | null): void {
  const wasShared = isPlaceShared(pass, container.id);
  const former = pass.containers.get(container.id);
  pass.containers.put(container);
  recordContainerDecision(pass, container, {
    kind: 'changed',
    replica: by,
    before: { title: former?.name ?? '' },
    after: { title: container.name },
  });
  for (const replica of pass.parts.replicas.names) if (replica !== by) planRename(pass, replica, container);
  if (isPlaceShared(pass, container.id) !== wasShared) rejudge(pass, container);
  else replanStandIns(pass, container);
}

/** A new name was sent to the replica or is about to be, so a difference in what it shows now is a change made since. */
function isRenameUnderWay(pass: Pass, id: ContainerId, replica: ReplicaName): boolean {
  return pass.store.outbox.ofContainer(replica, id).some((entry) => entry.kind === 'rename_container');
}

function observeParent(pass: Pass, id: ContainerId, observation: ContainerObservation): void {
  const { containers } = pass;
  const { replica, remoteId } = observation;
  const shownIn = observation.parentRemoteId ?? AT_TOP;
  const [container, link] = [containers.get(id), containers.link(id, replica)];
  if (container === null || link === null || link.shownIn === shownIn) return;
  const parent = containers.parentFor(container.kind, replica, shownIn);
  if (parent === undefined) return;
  // If a replica nests projects inside projects, the inner ones move along and are not reported.
  const within = containers
    .shownWithin(replica, remoteId)
    .map((inner) => ({ inner: inner.id, before: parentShown(pass, inner, replica) }));
  containers.putLink({ ...link, shownIn });
  const seen = stampOf(replica, observation.changedAt, pass.now);
  if (link.shownIn === null) takeFirstPlace(pass, container, { replica, parent, seen });
  else takePlace(pass, container, { replica, parent, seen });
  for (const { inner, before } of within) {
    const follower = containers.get(inner);
    const now = follower === null ? undefined : parentShown(pass, follower, replica);
    if (follower !== null && now !== undefined && now !== before)
      takePlace(pass, follower, { replica, parent: now, seen });
  }
}

interface NewPlace {
  /** Where it was moved; null if the owner undid a move. */
  readonly replica: ReplicaName | null;
  readonly parent: ContainerId | null;
  readonly seen: Stamp;
}

function parentShown(
  pass: Pass,
  container: HubContainer,
  replica: ReplicaName,
): ContainerId | null | undefined {
  const shownIn = pass.containers.link(container.id, replica)?.shownIn ?? null;
  return shownIn === null ? undefined : pass.containers.parentFor(container.kind, replica, shownIn);
}

/**
 * Older versions did not record the parents of containers, so a difference may be old. The hub adopts it, because the scope depends
 * on it, but nothing is moved for it.
 */
function takeFirstPlace(
  pass: Pass,
  container: HubContainer,
  { replica, parent, seen }: NewPlace & { readonly replica: ReplicaName },
): void {
  const isOlder = container.parent === null || container.stamps.parent === undefined;
  if (parent !== null && parent !== container.parent && isOlder) {
    changeParent(pass, container, { replica, parent, seen });
  }
  const agreedIn = pass.containers.get(container.id)?.parent ?? AT_TOP;
  for (const each of pass.parts.replicas.names) {
    const link = pass.containers.link(container.id, each);
    if (link !== null && (each === replica || link.shownIn !== null))
      pass.containers.putLink({ ...link, agreedIn });
  }
}

function takePlace(
  pass: Pass,
  container: HubContainer,
  shown: NewPlace & { readonly replica: ReplicaName },
): void {
  const { replica, parent, seen } = shown;
  const link = pass.containers.link(container.id, replica);
  if (link === null) return;
  const isMovedInHub = link.agreedIn !== (container.parent ?? AT_TOP);
  if (parent !== container.parent) {
    if (isMovedInHub && winner(pass, container.stamps.parent, seen) === 'hub') {
      planMove(pass, replica, container);
      return;
    }
    changeParent(pass, container, shown);
  }
  const [placed, now] = [pass.containers.get(container.id), pass.containers.link(container.id, replica)];
  if (placed === null || now === null) return;
  pass.containers.putLink({ ...now, agreedIn: parent ?? AT_TOP });
  for (const each of pass.parts.replicas.names) planMove(pass, each, placed);
}

/**
 * Gives a container another parent in the hub, with everything that follows for its contents. Planning the move itself is up to the
 * caller.
 */
export function changeParent(pass: Pass, container: HubContainer, { replica, parent, seen }: NewPlace): void {
  const wasShared = isPlaceShared(pass, container.id);
  const position = pass.containers.nextPosition(parent);
  const placed = { ...container, parent, position, stamps: { ...container.stamps, parent: seen } };
  pass.containers.put(placed);
  recordContainerDecision(pass, placed, {
    kind: 'changed',
    replica,
    before: { place: container.parent },
    after: { place: parent },
  });
  if (placed.kind === 'heading') {
    const moved = { heading: placed, former: container.parent, by: replica };
    for (const { places } of pass.parts.replicas.all) places.headingMoved?.(pass, moved);
  }
  for (const other of pass.parts.replicas.names) if (other !== replica) keepWithin(pass, other, placed);
  if (isPlaceShared(pass, container.id) !== wasShared) rejudge(pass, placed);
  else replanStandIns(pass, placed);
}

/** In a replica that lacks the container, its tasks are kept in the enclosing one and carry its name. */
function replanStandIns(pass: Pass, container: HubContainer): void {
  const lacks = (replica: ReplicaName): boolean => pass.containers.remoteIdOf(container.id, replica) === null;
  if (!pass.parts.replicas.names.some(lacks)) return;
  const inside = new Set([container.id]);
  // Iterating a Set includes elements that are added during the iteration.
  for (const id of inside) for (const inner of pass.containers.inside(id)) inside.add(inner.id);
  for (const task of pass.store.tasks.inPlaces([...inside])) if (isOpenTask(task)) pass.touched.add(task.id);
}

/** In another replica its contents move along, and have to be moved back to where they belong. */
function keepWithin(pass: Pass, replica: ReplicaName, container: HubContainer): void {
  const remoteId = pass.containers.remoteIdOf(container.id, replica);
  if (remoteId === null) return;
  for (const inner of pass.containers.shownWithin(replica, remoteId)) {
    const link = pass.containers.link(inner.id, replica);
    if (link === null || parentShown(pass, inner, replica) === inner.parent) continue;
    pass.containers.putLink({ ...link, agreedIn: null });
    planMove(pass, replica, inner);
  }
}

/** The place entered or left the scope: its tasks are planned again, and everything else about it that waited or now has to wait. */
function rejudge(pass: Pass, container: HubContainer): void {
  planContainer(pass, container);
  for (const task of pass.store.tasks.inPlaces([container.id])) {
    if (pass.store.tasks.isInScope(task.id) !== takesPart(pass, task.fields)) putTask(pass, task);
    else if (isOpenTask(task)) pass.touched.add(task.id);
  }
  for (const inner of pass.containers.inside(container.id)) rejudge(pass, inner);
}

function winner(pass: Pass, hub: Stamp | undefined, seen: Stamp): 'hub' | 'replica' {
  return winnerBy(pass.config.strategy, { hub: hub ?? { at: FIRST_SEEN_AT, by: seen.by }, seen });
}
