// A container whose creation failed waits in the outbox under its own id, so that its tasks don't trigger another attempt too
// early.

import type { ContainerId, ReplicaName } from '../../model/ids.ts';
import type { OutboxEntry } from '../../hub/store.ts';
import { isOpenTask, type Pass } from '../unit-of-work.ts';

/** The creation of a container that has to be sent again; null if there is none. */
export function creationOf(pass: Pass, replica: ReplicaName, id: ContainerId): OutboxEntry | null {
  const entries = pass.store.outbox.ofContainer(replica, id);
  return entries.find(({ kind }) => kind === 'create_container') ?? null;
}

/** Of the container creations that something at this place waits for, the one that waits longest; null if it need not wait. */
export function creationThatWaits(
  pass: Pass,
  replica: ReplicaName,
  place: ContainerId | null,
): OutboxEntry | null {
  const waiting = pass.containers
    .missingOnTheWay(place, replica)
    .map(({ id }) => creationOf(pass, replica, id))
    .filter((entry) => entry !== null)
    .filter(({ state, retryAt }) => (state === 'held' || state === 'failed') && (retryAt ?? 0) > pass.now);
  return waiting.toSorted((a, b) => (b.retryAt ?? 0) - (a.retryAt ?? 0))[0] ?? null;
}

/** Makes an operation wait for the place it needs. Tells whether it has to. */
export function waitsForPlace(pass: Pass, entry: OutboxEntry): boolean {
  const isMove = entry.kind === 'move_container';
  const place = (isMove ? null : entry.containerId) ?? entry.fields.place ?? null;
  const wait = creationThatWaits(pass, entry.replica, place);
  if (wait === null) return false;
  pass.store.outbox.change(entry.id, { state: 'queued', reason: wait.reason, retryAt: wait.retryAt });
  return true;
}

/** Tells whether a container is needed: an open task is filed in it or under one of its headings, or something is to be moved into it. */
export function isNeeded(pass: Pass, id: ContainerId): boolean {
  const inside = pass.containers.inside(id);
  const places = [id, ...inside.filter(({ kind }) => kind === 'heading').map((heading) => heading.id)];
  return (
    pass.store.tasks.inPlaces(places).some(isOpenTask) || inside.some((inner) => isMoving(pass, inner.id))
  );
}

function isMoving(pass: Pass, id: ContainerId): boolean {
  return pass.parts.replicas.names.some((replica) =>
    pass.store.outbox.ofContainer(replica, id).some(({ kind }) => kind === 'move_container'),
  );
}
