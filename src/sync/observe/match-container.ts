// An area, project or heading seen for the first time: either the same as one of the other replica (docs/spec.md, C1 and C2), or a
// new one.

import { AT_TOP, type ContainerObservation, type HubContainer } from '../../model/container.ts';
import { containerId, type ContainerId, type RemoteId, type ReplicaName } from '../../model/ids.ts';
import { canonicalLine } from '../../model/text.ts';
import { recordContainerDecision } from '../record.ts';
import type { Pass } from '../unit-of-work.ts';
import { isPrivateApart } from './kept-apart.ts';

/** Processes a container that its replica has never shown before. Returns its hub container, or null if its parent is unknown. */
export function matchContainer(pass: Pass, observation: ContainerObservation): HubContainer | null {
  const { containers } = pass;
  const { replica, kind } = observation;
  const shownIn = observation.parentRemoteId ?? AT_TOP;
  // If its parent is archived, so is the container, whatever it says itself.
  if (shownIn !== AT_TOP && !isInUse(pass, replica, shownIn)) return null;
  const parent = containers.parentFor(kind, replica, shownIn) ?? null;
  const counterpart = findCounterpart(pass, observation, parent);
  const name = canonicalLine(observation.name);
  const container =
    counterpart === null
      ? newContainer(pass, { kind, name, parent }, replica)
      : withParent(pass, counterpart, parent);
  containers.putLink({
    containerId: container.id,
    replica,
    state: 'active',
    remoteId: observation.remoteId,
    name,
    refused: null,
    shownIn,
    agreedIn: container.parent ?? AT_TOP,
  });
  return container;
}

/** Tells whether a replica has a container with this id that is not archived. */
function isInUse(pass: Pass, replica: ReplicaName, id: RemoteId): boolean {
  const container = pass.containers.byRemoteId(replica, id);
  return container !== null && pass.containers.remoteIdOf(container, replica) !== null;
}

/** An archived project's contents do not say that they are archived with it. */
export function isShownInUse(pass: Pass, { replica, parentRemoteId }: ContainerObservation): boolean {
  return parentRemoteId === null || isInUse(pass, replica, parentRemoteId);
}

function newContainer(
  pass: Pass,
  told: Pick<HubContainer, 'kind' | 'name' | 'parent'>,
  replica: ReplicaName,
): HubContainer {
  const position = pass.containers.nextPosition(told.parent);
  const container = { id: containerId(pass.parts.newId()), ...told, position, stamps: {} };
  pass.containers.put(container);
  const after = { title: told.name, place: told.parent };
  recordContainerDecision(pass, container, { kind: 'made', replica, before: {}, after });
  return container;
}

/**
 * If only one side has the project in an area, the hub adopts the area, because the scope depends on it. Nothing is moved for that
 * on either side.
 */
function withParent(pass: Pass, counterpart: HubContainer, parent: ContainerId | null): HubContainer {
  if (
    counterpart.kind === 'area' ||
    counterpart.parent !== null ||
    parent === null ||
    parent === counterpart.id
  )
    return counterpart;
  const placed = { ...counterpart, parent, position: pass.containers.nextPosition(parent) };
  pass.containers.put(placed);
  for (const replica of pass.parts.replicas.names) {
    const link = pass.containers.link(counterpart.id, replica);
    if (link !== null) pass.containers.putLink({ ...link, agreedIn: parent });
  }
  return placed;
}

function findCounterpart(
  pass: Pass,
  observation: ContainerObservation,
  parent: ContainerId | null,
): HubContainer | null {
  const { replica, name } = observation;
  const isHeading = observation.kind === 'heading';
  const free = pass.containers
    .heldAs(replica, name, pass.parts.replicas.get(replica).places.heldName)
    .filter(
      (container) =>
        (container.kind === 'heading') === isHeading &&
        (pass.containers.link(container.id, replica)?.remoteId ?? null) === null &&
        !isPrivateApart(pass, observation, container),
    );
  const sameParent = free.filter((container) => container.parent === parent);
  if (isHeading) return sameParent[0] ?? null;
  const sameKind = (container: HubContainer): boolean => container.kind === observation.kind;
  // Two containers of the same name in different areas are not the same.
  const oneSided = free.filter((container) => container.parent === null || parent === null);
  return sameParent.find(sameKind) ?? oneSided.find(sameKind) ?? sameParent[0] ?? oneSided[0] ?? null;
}
