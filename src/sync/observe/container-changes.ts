// What a replica shows of a container that the hub knows: another name, another parent. The rules are those of a task's fields: what
// the hub had not changed is taken over, what both changed is decided by the owner's strategy.

import { winnerBy } from '../../engine/settled.ts';
import { stampOf } from '../../engine/stamp.ts';
import { AT_TOP, type ContainerObservation, type HubContainer } from '../../model/container.ts';
import type { ContainerId, ReplicaName } from '../../model/ids.ts';
import type { Stamp } from '../../model/task.ts';
import { canonicalLine } from '../../model/text.ts';
import { isPlaceShared, planContainer, planMove, planRename } from '../plan/plan-container.ts';
import { recordContainerDecision } from '../record.ts';
import { isOpenTask, putTask, takesPart, type Run } from '../unit-of-work.ts';

/** Stands for the time of a value that nobody changed since it was first seen: any change is newer. */
const FIRST_SEEN_AT = 0;

/** Takes in what a replica shows of a container that it showed before. */
export function observeKnown(run: Run, id: ContainerId, observation: ContainerObservation): void {
  observeName(run, id, observation);
  observeParent(run, id, observation);
}

function observeName(run: Run, id: ContainerId, observation: ContainerObservation): void {
  const { replica } = observation;
  const [container, link] = [run.containers.get(id), run.containers.link(id, replica)];
  const name = canonicalLine(observation.name);
  if (container === null || link === null || link.name === name) return;
  run.containers.putLink({ ...link, name });
  if (container.name === name) return;
  const seen = stampOf(replica, observation.changedAt, run.now);
  if (isRenameUnderWay(run, id, replica) && winner(run, container.stamps.name, seen) === 'hub') {
    planRename(run, replica, container);
    return;
  }
  changeName(run, { ...container, name, stamps: { ...container.stamps, name: seen } }, replica);
}

/** Puts a container with another name into the hub, and plans the name for every replica but the one that it comes from. */
export function changeName(run: Run, container: HubContainer, by: ReplicaName | null): void {
  const wasShared = isPlaceShared(run, container.id);
  const former = run.containers.get(container.id);
  run.containers.put(container);
  recordContainerDecision(run, container, {
    kind: 'changed',
    replica: by,
    before: { title: former?.name ?? '' },
    after: { title: container.name },
  });
  for (const replica of run.parts.replicas.names) if (replica !== by) planRename(run, replica, container);
  if (isPlaceShared(run, container.id) !== wasShared) rejudge(run, container);
}

/** The replica was told another name, or is to be: what it shows now was changed since. */
function isRenameUnderWay(run: Run, id: ContainerId, replica: ReplicaName): boolean {
  return run.store.outbox.ofContainer(replica, id).some((entry) => entry.kind === 'rename_container');
}

function observeParent(run: Run, id: ContainerId, observation: ContainerObservation): void {
  const { containers } = run;
  const { replica, remoteId } = observation;
  const shownIn = observation.parentRemoteId ?? AT_TOP;
  const [container, link] = [containers.get(id), containers.link(id, replica)];
  if (container === null || link === null || link.shownIn === shownIn) return;
  const parent = containers.parentFor(container.kind, replica, shownIn);
  if (parent === undefined) return;
  // Where an app lets projects lie in projects, those within go along, and are not told of.
  const within = containers
    .shownWithin(replica, remoteId)
    .map((inner) => ({ inner: inner.id, before: parentShown(run, inner, replica) }));
  containers.putLink({ ...link, shownIn });
  const seen = stampOf(replica, observation.changedAt, run.now);
  if (link.shownIn === null) takeFirstPlace(run, container, { replica, parent, seen });
  else takePlace(run, container, { replica, parent, seen });
  for (const { inner, before } of within) {
    const follower = containers.get(inner);
    const now = follower === null ? undefined : parentShown(run, follower, replica);
    if (follower !== null && now !== undefined && now !== before)
      takePlace(run, follower, { replica, parent: now, seen });
  }
}

interface NewPlace {
  /** Where it was moved; null where the owner took a move back. */
  readonly replica: ReplicaName | null;
  readonly parent: ContainerId | null;
  readonly seen: Stamp;
}

function parentShown(
  run: Run,
  container: HubContainer,
  replica: ReplicaName,
): ContainerId | null | undefined {
  const shownIn = run.containers.link(container.id, replica)?.shownIn ?? null;
  return shownIn === null ? undefined : run.containers.parentFor(container.kind, replica, shownIn);
}

/**
 * Where containers stand was not looked at before this layout: what differs may be old. The hub takes it, since the scope judges by
 * it, and nothing is moved for it.
 */
function takeFirstPlace(
  run: Run,
  container: HubContainer,
  { replica, parent, seen }: NewPlace & { readonly replica: ReplicaName },
): void {
  const isOlder = container.parent === null || container.stamps.parent === undefined;
  if (parent !== null && parent !== container.parent && isOlder) {
    changeParent(run, container, { replica, parent, seen });
  }
  const agreedIn = run.containers.get(container.id)?.parent ?? AT_TOP;
  for (const each of run.parts.replicas.names) {
    const link = run.containers.link(container.id, each);
    if (link !== null && (each === replica || link.shownIn !== null))
      run.containers.putLink({ ...link, agreedIn });
  }
}

function takePlace(
  run: Run,
  container: HubContainer,
  shown: NewPlace & { readonly replica: ReplicaName },
): void {
  const { replica, parent, seen } = shown;
  const link = run.containers.link(container.id, replica);
  if (link === null) return;
  const isMovedInHub = link.agreedIn !== (container.parent ?? AT_TOP);
  if (parent !== container.parent) {
    if (isMovedInHub && winner(run, container.stamps.parent, seen) === 'hub') {
      planMove(run, replica, container);
      return;
    }
    changeParent(run, container, shown);
  }
  const [placed, now] = [run.containers.get(container.id), run.containers.link(container.id, replica)];
  if (placed === null || now === null) return;
  run.containers.putLink({ ...now, agreedIn: parent ?? AT_TOP });
  for (const each of run.parts.replicas.names) planMove(run, each, placed);
}

/** Gives a container another parent in the hub, with all that follows for what lies in it. The move itself is the caller's to plan. */
export function changeParent(run: Run, container: HubContainer, { replica, parent, seen }: NewPlace): void {
  const wasShared = isPlaceShared(run, container.id);
  const position = run.containers.nextPosition(parent);
  const placed = { ...container, parent, position, stamps: { ...container.stamps, parent: seen } };
  run.containers.put(placed);
  recordContainerDecision(run, placed, {
    kind: 'changed',
    replica,
    before: { place: container.parent },
    after: { place: parent },
  });
  if (placed.kind === 'heading') {
    const moved = { heading: placed, former: container.parent, by: replica };
    for (const { places } of run.parts.replicas.all) places.headingMoved?.(run, moved);
  }
  for (const other of run.parts.replicas.names) if (other !== replica) keepWithin(run, other, placed);
  if (isPlaceShared(run, container.id) !== wasShared) rejudge(run, placed);
}

/** What lies in it in another replica goes along there, and is to be put back where it belongs. */
function keepWithin(run: Run, replica: ReplicaName, container: HubContainer): void {
  const remoteId = run.containers.remoteIdOf(container.id, replica);
  if (remoteId === null) return;
  for (const inner of run.containers.shownWithin(replica, remoteId)) {
    const link = run.containers.link(inner.id, replica);
    if (link === null || parentShown(run, inner, replica) === inner.parent) continue;
    run.containers.putLink({ ...link, agreedIn: null });
    planMove(run, replica, inner);
  }
}

/** A place that entered or left the scope: its tasks are planned again, with everything else about it that waited or is to wait. */
function rejudge(run: Run, container: HubContainer): void {
  planContainer(run, container);
  for (const task of run.store.tasks.inPlaces([container.id])) {
    if (run.store.tasks.isInScope(task.id) !== takesPart(run, task.fields)) putTask(run, task);
    else if (isOpenTask(task)) run.touched.add(task.id);
  }
  for (const inner of run.containers.inside(container.id)) rejudge(run, inner);
}

function winner(run: Run, hub: Stamp | undefined, seen: Stamp): 'hub' | 'replica' {
  return winnerBy(run.config.strategy, { hub: hub ?? { at: FIRST_SEEN_AT, by: seen.by }, seen });
}
