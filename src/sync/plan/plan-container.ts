// Keeps the outbox in step with the names and parents of containers: per container and replica at most one renaming and one move
// that is not told yet. What the owner's scope leaves out is told to nobody.

import { isPlaceInScope } from '../../engine/scope.ts';
import { AT_TOP, type ContainerLink, type HubContainer } from '../../model/container.ts';
import type { ContainerId, ReplicaName } from '../../model/ids.ts';
import { matchingText } from '../../model/text.ts';
import type { OutboxKind } from '../../hub/events.ts';
import { newEntry } from './outbox-entry.ts';
import type { Run } from '../unit-of-work.ts';

/** Tells whether the owner's scope lets a place be told to the other side. */
export function isPlaceShared(run: Run, id: ContainerId | null): boolean {
  return isPlaceInScope(run.containers.scopeNames(id), run.config.scope);
}

/** Plans that a container gets its present name in a replica. Until that is done the former name is what was agreed on. */
export function planRename(run: Run, replica: ReplicaName, container: HubContainer): void {
  if (isFixed(run, replica, container)) return;
  dropUntold(run, { container: container.id, replica, kind: 'rename_container' });
  const link = usableLink(run, container.id, replica);
  if (link === null || !isPlaceShared(run, container.id)) return;
  const entry = newEntry(run, {
    replica,
    kind: 'rename_container',
    containerId: container.id,
    fields: { title: container.name },
    before: { title: link.name },
  });
  run.store.outbox.add(entry);
  run.planned.push(entry);
}

/** Plans that a container gets to its present parent in a replica, where it is not there in that replica's own terms. */
export function planMove(run: Run, replica: ReplicaName, container: HubContainer): void {
  dropUntold(run, { container: container.id, replica, kind: 'move_container' });
  const link = usableLink(run, container.id, replica);
  const wanted = container.parent ?? AT_TOP;
  if (link === null || link.shownIn === null || link.agreedIn === wanted) return;
  if (run.containers.parentFor(container.kind, replica, link.shownIn) === container.parent) {
    run.containers.putLink({ ...link, agreedIn: wanted });
    return;
  }
  if (isFixed(run, replica, container)) return;
  if (!isPlaceShared(run, container.id)) return;
  const { agreedIn } = link;
  const entry = newEntry(run, {
    replica,
    kind: 'move_container',
    containerId: container.id,
    fields: { place: container.parent },
    before: { place: agreedIn === AT_TOP ? null : agreedIn },
  });
  run.store.outbox.add(entry);
  run.planned.push(entry);
}

/** Plans whatever a container still lacks in any replica: after it came back into the scope, or when everything was read anew. */
export function planContainer(run: Run, container: HubContainer): void {
  for (const replica of run.parts.replicas.names) {
    planMove(run, replica, container);
    const link = run.containers.link(container.id, replica);
    const isUntold = link !== null && !isNamed(run, replica, container, link.name);
    if (isUntold) planRename(run, replica, container);
    else dropUntold(run, { container: container.id, replica, kind: 'rename_container' });
  }
}

/** Takes back what is about a container and was not told yet: it is out of date, or there is nothing any more that it is about. */
export function dropUntold(
  run: Run,
  about: { readonly container: ContainerId; readonly replica: ReplicaName; readonly kind: OutboxKind },
): void {
  for (const entry of run.store.outbox.ofContainer(about.replica, about.container)) {
    if (entry.kind === about.kind && entry.state !== 'sent') run.store.outbox.remove(entry.id);
  }
}

/** Only a person can rename or move it there. */
function isFixed(run: Run, replica: ReplicaName, { kind }: HubContainer): boolean {
  return run.parts.replicas.get(replica).places.fixedKinds.has(kind);
}

/** A name as a replica can hold it, in whatever case it is written there. */
function isNamed(run: Run, replica: ReplicaName, container: HubContainer, name: string): boolean {
  const held = run.parts.replicas.get(replica).places.heldName(container.kind, container.name);
  return matchingText(held) === matchingText(name);
}

function usableLink(run: Run, id: ContainerId, replica: ReplicaName): ContainerLink | null {
  const link = run.containers.link(id, replica);
  return link !== null && link.remoteId !== null && link.state === 'active' ? link : null;
}
