// Keeps the outbox up to date with the names and parents of containers: per container and replica, at most one unsent rename and
// one unsent move. What is out of the owner's scope is not sent at all.

import { isPlaceInScope } from '../../engine/scope.ts';
import { AT_TOP, type ContainerLink, type HubContainer } from '../../model/container.ts';
import type { ContainerId, ReplicaName } from '../../model/ids.ts';
import { matchingText } from '../../model/text.ts';
import { isSame } from '../../model/same.ts';
import type { OutboxKind } from '../../hub/events.ts';
import type { OutboxEntry } from '../../hub/store.ts';
import { newEntry } from './outbox-entry.ts';
import type { Pass } from '../unit-of-work.ts';

/** Tells whether the owner's scope allows a place to be sent to the other side. */
export function isPlaceShared(pass: Pass, id: ContainerId | null): boolean {
  return isPlaceInScope(pass.containers.scopeNames(id), pass.config.scope);
}

/** Plans a container's current name for a replica. Until that is done, the former name is what was agreed on. */
export function planRename(pass: Pass, replica: ReplicaName, container: HubContainer): void {
  if (isFixed(pass, replica, container)) return;
  const about = { container: container.id, replica, kind: 'rename_container' } as const;
  if (isDeclined(pass, about, { title: container.name })) return;
  dropUnsentAbout(pass, about);
  const link = usableLink(pass, container.id, replica);
  if (link === null || !isPlaceShared(pass, container.id)) return;
  const entry = newEntry(pass, {
    replica,
    kind: 'rename_container',
    containerId: container.id,
    fields: { title: container.name },
    before: { title: link.name },
  });
  pass.store.outbox.add(entry);
  pass.planned.push(entry);
}

/** Plans moving a container to its current parent in a replica, unless it already is there in that replica's own terms. */
export function planMove(pass: Pass, replica: ReplicaName, container: HubContainer): void {
  const about = { container: container.id, replica, kind: 'move_container' } as const;
  const link = usableLink(pass, container.id, replica);
  const isThere =
    link?.shownIn != null &&
    pass.containers.parentFor(container.kind, replica, link.shownIn) === container.parent;
  if (!isThere && isDeclined(pass, about, { place: container.parent })) return;
  dropUnsentAbout(pass, about);
  const wanted = container.parent ?? AT_TOP;
  if (link === null || link.shownIn === null || link.agreedIn === wanted) return;
  if (isThere) {
    pass.containers.putLink({ ...link, agreedIn: wanted });
    return;
  }
  if (isFixed(pass, replica, container)) return;
  if (!isPlaceShared(pass, container.id)) return;
  const { agreedIn } = link;
  const entry = newEntry(pass, {
    replica,
    kind: 'move_container',
    containerId: container.id,
    fields: { place: container.parent },
    before: { place: agreedIn === AT_TOP ? null : agreedIn },
  });
  pass.store.outbox.add(entry);
  pass.planned.push(entry);
}

/** Plans whatever a container still lacks in any replica: after it re-entered the scope, or after a full read. */
export function planContainer(pass: Pass, container: HubContainer): void {
  for (const replica of pass.parts.replicas.names) {
    planMove(pass, replica, container);
    const link = pass.containers.link(container.id, replica);
    const isUntold = link !== null && !isNamed(pass, replica, container, link.name);
    if (isUntold) planRename(pass, replica, container);
    else dropUnsentAbout(pass, { container: container.id, replica, kind: 'rename_container' });
  }
}

/** One kind of operation on one container in one replica. */
interface About {
  readonly container: ContainerId;
  readonly replica: ReplicaName;
  readonly kind: OutboxKind;
}

/** Withdraws unsent operations about a container that are out of date or have lost their purpose. */
export function dropUnsentAbout(pass: Pass, about: About): void {
  for (const entry of entriesAbout(pass, about))
    if (entry.state !== 'sent') pass.store.outbox.remove(entry.id);
}

/** Withdraws unsent operations about an archived container; what the owner declined is remembered. */
export function dropWhileArchived(pass: Pass, about: About): void {
  for (const { id, state } of entriesAbout(pass, about))
    if (state !== 'sent' && state !== 'declined') pass.store.outbox.remove(id);
}

/** The owner declined that very name or place. */
function isDeclined(pass: Pass, about: About, fields: OutboxEntry['fields']): boolean {
  return entriesAbout(pass, about).some(
    (entry) => entry.state === 'declined' && isSame(entry.fields, fields),
  );
}

function entriesAbout(pass: Pass, { container, replica, kind }: About): readonly OutboxEntry[] {
  return pass.store.outbox.ofContainer(replica, container).filter((entry) => entry.kind === kind);
}

/** Only a person can rename or move it there. */
function isFixed(pass: Pass, replica: ReplicaName, { kind }: HubContainer): boolean {
  return pass.parts.replicas.get(replica).places.fixedKinds.has(kind);
}

/** Compares names as the replica can hold them, ignoring case. */
function isNamed(pass: Pass, replica: ReplicaName, container: HubContainer, name: string): boolean {
  const held = pass.parts.replicas.get(replica).places.heldName(container.kind, container.name);
  return matchingText(held) === matchingText(name);
}

function usableLink(pass: Pass, id: ContainerId, replica: ReplicaName): ContainerLink | null {
  const link = pass.containers.link(id, replica);
  return link !== null && link.remoteId !== null && link.state === 'active' ? link : null;
}
