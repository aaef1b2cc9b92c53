// Keeps what is private apart from places that others see, when counterparts are found by their names or texts.

import type { ContainerObservation, HubContainer } from '../../model/container.ts';
import type { ContainerId, ReplicaName } from '../../model/ids.ts';
import type { Pass } from '../unit-of-work.ts';
import { mayBeSame } from './shared-places.ts';

/** Tells whether a new container and one of the same name are two, because others see just one of them. */
export function isPrivateApart(
  pass: Pass,
  observation: ContainerObservation,
  container: HubContainer,
): boolean {
  // What we asked the replica to create is no place of the owner's own.
  const isAwaited = pass.store.outbox
    .ofContainer(observation.replica, container.id)
    .some(({ kind, state }) => kind === 'create_container' && state === 'sent');
  const remoteIdIn = (replica: ReplicaName) => pass.containers.link(container.id, replica)?.remoteId ?? null;
  const replicas = pass.parts.replicas.names;
  return !isAwaited && !mayBeSame(pass.shared, observation, { ...container, replicas, remoteIdIn });
}

/** The container that others see and that a place is in; null: nobody else sees it. */
export function sharedAround(pass: Pass, place: ContainerId | null): ContainerId | null {
  const around = pass.containers.path(place).find(({ id }) =>
    pass.parts.replicas.names.some((replica) => {
      const remoteId = pass.containers.remoteIdOf(id, replica);
      return remoteId !== null && pass.shared.has(replica, remoteId);
    }),
  );
  return around?.id ?? null;
}
