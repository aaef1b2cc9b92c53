// The containers and their links as one pass sees them: read on demand, one by one, and kept for the rest of the pass; every change
// is written to the store at once. Decides nothing: see src/sync/observe/.

import {
  AT_TOP,
  type ContainerKind,
  type ContainerLink,
  type ContainerObservation,
  type HubContainer,
} from '../model/container.ts';
import type { ContainerId, RemoteId, ReplicaName } from '../model/ids.ts';
import { isSame } from '../model/same.ts';
import { matchingText } from '../model/text.ts';
import type { Store } from './store.ts';

/** Upper bound for the nesting of containers: area, project, heading, and some margin. */
const MAX_DEPTH = 10;

/** The form in which a replica holds a container's name. */
type HeldName = (kind: ContainerKind, name: string) => string;

/** Containers by their names as one replica holds them, in the form that is matched. */
interface HeldNames {
  readonly form: HeldName;
  readonly ids: Map<string, Set<ContainerId>>;
}

/** The containers of the account, kept in sync with the store. */
export class ContainerIndex {
  readonly #store: Store['containers'];
  readonly #containers = new Map<ContainerId, HubContainer | null>();
  readonly #links = new Map<string, ContainerLink | null>();
  readonly #byRemoteId = new Map<string, ContainerId | null>();
  readonly #heldNames = new Map<ReplicaName, HeldNames>();

  constructor(store: Pick<Store, 'containers'>) {
    this.#store = store.containers;
  }

  /** The container with this id; null if there is none. */
  get(id: ContainerId): HubContainer | null {
    const known = this.#containers.get(id);
    if (known !== undefined) return known;
    const read = this.#store.get(id);
    this.#containers.set(id, read);
    return read;
  }

  /** A container's link to a replica; null if the replica never had it. */
  link(id: ContainerId, replica: ReplicaName): ContainerLink | null {
    const key = keyOf(replica, id);
    const known = this.#links.get(key);
    if (known !== undefined) return known;
    const read = this.#store.link(id, replica);
    this.#links.set(key, read);
    return read;
  }

  /** The replica's id of a container; null if it has no usable one. */
  remoteIdOf(id: ContainerId, replica: ReplicaName): RemoteId | null {
    const link = this.link(id, replica);
    return link?.state === 'active' ? link.remoteId : null;
  }

  /** The container with this id in a replica; null if unknown. */
  byRemoteId(replica: ReplicaName, id: RemoteId): ContainerId | null {
    const key = keyOf(replica, id);
    const known = this.#byRemoteId.get(key);
    if (known !== undefined) return known;
    const link = this.#store.linkByRemoteId(replica, id);
    if (link !== null) this.#links.set(keyOf(replica, link.containerId), link);
    this.#byRemoteId.set(key, link?.containerId ?? null);
    return link?.containerId ?? null;
  }

  /** A container preceded by everything that contains it, outermost first. */
  path(id: ContainerId | null): readonly HubContainer[] {
    const path: HubContainer[] = [];
    for (let at = id === null ? null : this.get(id); at !== null && path.length < MAX_DEPTH;) {
      path.unshift(at);
      at = at.parent === null ? null : this.get(at.parent);
    }
    return path;
  }

  /**
   * What has to be created in a replica before something can be filed at a place, outermost first: the containers inside the
   * innermost one it already has.
   */
  missingOnTheWay(id: ContainerId | null, replica: ReplicaName): readonly HubContainer[] {
    const path = this.path(id);
    const innermost = path.findLastIndex((container) => this.remoteIdOf(container.id, replica) !== null);
    return path.slice(innermost + 1);
  }

  /** `Area › Project › Heading`, or `Inbox`. */
  pathText(id: ContainerId | null): string {
    const names = this.path(id).map((container) => container.name);
    return names.length === 0 ? 'Inbox' : names.join(' › ');
  }

  /** The names by which the scope filters judge a place. */
  scopeNames(id: ContainerId | null): { readonly area: string | null; readonly project: string | null } {
    const path = this.path(id);
    const nameOf = (kind: ContainerKind): string | null =>
      path.find((container) => container.kind === kind)?.name ?? null;
    return { area: nameOf('area'), project: nameOf('project') };
  }

  /** The hub's children of a container, in order. */
  inside(id: ContainerId): readonly HubContainer[] {
    return this.#store.inside(id);
  }

  /** The headings of a project that the hub knows, in order. */
  headingsOf(id: ContainerId): readonly HubContainer[] {
    return this.inside(id).filter((container) => container.kind === 'heading');
  }

  /**
   * Containers that a replica holds under this name, in its form, though theirs may be another: cut, or in place of none. Compared by
   * `matchingText`, in order. Reads all containers, once for each replica.
   */
  heldAs(replica: ReplicaName, name: string, form: HeldName): readonly HubContainer[] {
    let held = this.#heldNames.get(replica);
    if (held === undefined) {
      held = { form, ids: new Map() };
      for (const container of this.#store.all()) noteHeldName(held, container);
      this.#heldNames.set(replica, held);
    }
    const key = matchingText(name);
    return [...(held.ids.get(key) ?? [])]
      .flatMap((id) => this.get(id) ?? [])
      .filter((container) => matchingText(form(container.kind, container.name)) === key);
  }

  /** Containers that a replica showed inside one of its own, at any depth. */
  shownWithin(replica: ReplicaName, holder: RemoteId): readonly HubContainer[] {
    const found: HubContainer[] = [];
    const holders: RemoteId[] = [holder];
    for (let at = holders.shift(); at !== undefined && found.length < 1000; at = holders.shift()) {
      for (const link of this.#store.linksShownIn(replica, at)) {
        const container = this.get(link.containerId);
        if (container === null || found.some(({ id }) => id === container.id)) continue;
        found.push(container);
        if (link.remoteId !== null) holders.push(link.remoteId);
      }
    }
    return found;
  }

  /**
   * The hub's parent for a container that a replica shows in `shownIn`: a project is in an area or at the top level, a heading in
   * whatever contains it. Undefined if the hub does not know the parent.
   */
  parentFor(
    kind: ContainerKind,
    replica: ReplicaName,
    shownIn: RemoteId | typeof AT_TOP,
  ): ContainerId | null | undefined {
    if (kind === 'area' || shownIn === AT_TOP) return null;
    const holder = this.byRemoteId(replica, shownIn);
    if (holder === null) return undefined;
    if (kind === 'heading') return holder;
    return this.path(holder).find((container) => container.kind === 'area')?.id ?? null;
  }

  /** Links of containers that this replica refused. */
  refusedBy(replica: ReplicaName): readonly ContainerLink[] {
    return this.#store.refusedLinks(replica);
  }

  /** Containers that a replica used to have and that are not in `shown`, its complete list. Reads all containers. */
  goneFrom(replica: ReplicaName, shown: ReadonlySet<RemoteId>): readonly ContainerObservation[] {
    return this.#store.links().flatMap((link) => {
      if (link.replica !== replica || link.remoteId === null || shown.has(link.remoteId)) return [];
      const kind = this.get(link.containerId)?.kind;
      if (kind === undefined) return [];
      const known = { replica, remoteId: link.remoteId, kind, name: link.name };
      return [
        { ...known, parentRemoteId: null, createdAt: null, changedAt: null, gone: true, putAway: false },
      ];
    });
  }

  /** The position after all children of this parent. */
  nextPosition(parent: ContainerId | null): number {
    return this.#store.nextPosition(parent);
  }

  /** Stores a container. */
  put(container: HubContainer): void {
    this.#containers.set(container.id, container);
    this.#store.put(container);
    for (const held of this.#heldNames.values()) noteHeldName(held, container);
  }

  /** Stores a container's link to a replica, or the reason why the replica can't have it. */
  putLink(link: ContainerLink): void {
    const before = this.link(link.containerId, link.replica);
    if (before !== null && isSame(before, link)) return;
    if (before?.remoteId != null) this.#byRemoteId.set(keyOf(link.replica, before.remoteId), null);
    this.#links.set(keyOf(link.replica, link.containerId), link);
    if (link.remoteId !== null) this.#byRemoteId.set(keyOf(link.replica, link.remoteId), link.containerId);
    this.#store.putLink(link);
  }

  /** Removes the link of a container that is gone in a replica. */
  forget(id: ContainerId, replica: ReplicaName): void {
    const link = this.link(id, replica);
    if (link === null) return;
    this.#links.set(keyOf(replica, id), null);
    if (link.remoteId !== null) this.#byRemoteId.set(keyOf(replica, link.remoteId), null);
    this.#store.removeLink(id, replica);
  }
}

/** A container's former names stay noted, too. */
function noteHeldName({ form, ids }: HeldNames, { id, kind, name }: HubContainer): void {
  const key = matchingText(form(kind, name));
  ids.set(key, (ids.get(key) ?? new Set()).add(id));
}

function keyOf(replica: ReplicaName, id: string): string {
  return `${replica}\u0000${id}`;
}
