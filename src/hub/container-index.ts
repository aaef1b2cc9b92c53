// Containers and what replicas call them, as one run sees them. There are few of them, so a run holds them all;
// every change goes to the store at once. Decides which containers of two replicas are the same (docs/spec.md, C rules).

import type { ContainerKind, ContainerLink, ContainerObservation, HubContainer } from '../model/container.ts';
import { containerId, type ContainerId, type RemoteId, type ReplicaName } from '../model/ids.ts';
import { canonicalLine, matchingText } from '../model/text.ts';
import type { Store } from './store.ts';

/** A container that a person renamed in one replica. */
export interface Rename {
  readonly container: HubContainer;
  readonly by: ReplicaName;
}

interface Pages {
  readonly containers: Map<ContainerId, HubContainer>;
  readonly links: Map<string, ContainerLink>;
  readonly byRemoteId: Map<string, ContainerId>;
}

/** All containers of the account, kept in step with the store. */
export class ContainerBook {
  readonly #store: Store;
  readonly #newId: () => string;
  #pages: Pages | null = null;

  constructor(store: Store, newId: () => string) {
    this.#store = store;
    this.#newId = newId;
  }

  /** Read when they are first asked for: a run without news asks for none. */
  #open(): Pages {
    if (this.#pages !== null) return this.#pages;
    const pages: Pages = { containers: new Map(), links: new Map(), byRemoteId: new Map() };
    this.#pages = pages;
    for (const container of this.#store.containers.all()) pages.containers.set(container.id, container);
    for (const link of this.#store.containers.links()) this.#remember(link);
    return pages;
  }

  /** The container of this id; null when there is none. */
  get(id: ContainerId): HubContainer | null {
    return this.#open().containers.get(id) ?? null;
  }

  /** What a replica calls a container; null when it never heard of it. */
  link(id: ContainerId, replica: ReplicaName): ContainerLink | null {
    return this.#open().links.get(keyOf(replica, id)) ?? null;
  }

  /** The replica's id of a container; null while it has none. */
  remoteIdOf(id: ContainerId, replica: ReplicaName): RemoteId | null {
    return this.link(id, replica)?.remoteId ?? null;
  }

  /** The container that a replica calls so; null when it is unknown. */
  byRemoteId(replica: ReplicaName, id: RemoteId): ContainerId | null {
    return this.#open().byRemoteId.get(keyOf(replica, id)) ?? null;
  }

  /** A container with all that hold it, outermost first. */
  path(id: ContainerId | null): readonly HubContainer[] {
    const path: HubContainer[] = [];
    for (let at = id === null ? null : this.get(id); at !== null && path.length < 10;) {
      path.unshift(at);
      at = at.parent === null ? null : this.get(at.parent);
    }
    return path;
  }

  /** What has to be made in a replica before something can be filed at a place, outermost first: what lies within the innermost one it has. */
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

  /** The names by which a scope judges a place. */
  scopeNames(id: ContainerId | null): { readonly area: string | null; readonly project: string | null } {
    const path = this.path(id);
    const nameOf = (kind: ContainerKind): string | null =>
      path.find((container) => container.kind === kind)?.name ?? null;
    return { area: nameOf('area'), project: nameOf('project') };
  }

  /** The headings of a project that the hub knows. */
  headingsOf(id: ContainerId): readonly HubContainer[] {
    return [...this.#open().containers.values()].filter(
      (container) => container.kind === 'heading' && container.parent === id,
    );
  }

  /** Containers with a refusal of this replica. */
  refusedBy(replica: ReplicaName): readonly ContainerLink[] {
    return [...this.#open().links.values()].filter(
      (link) => link.replica === replica && link.refused !== null,
    );
  }

  /** What a replica had and shows no more, given all that it shows. */
  goneFrom(replica: ReplicaName, shown: ReadonlySet<RemoteId>): readonly ContainerObservation[] {
    return [...this.#open().links.values()].flatMap((link) => {
      const kind = this.get(link.containerId)?.kind;
      if (link.replica !== replica || link.remoteId === null || shown.has(link.remoteId)) return [];
      if (kind === undefined) return [];
      const known = { replica, remoteId: link.remoteId, kind, name: link.name };
      return [{ ...known, parentRemoteId: null, createdAt: null, gone: true }];
    });
  }

  /** Puts down what a replica calls a container, or why it can't have it. */
  putLink(link: ContainerLink): void {
    const before = this.link(link.containerId, link.replica);
    if (
      before !== null &&
      before.remoteId === link.remoteId &&
      before.name === link.name &&
      before.refused === link.refused
    )
      return;
    if (before?.remoteId != null) this.#open().byRemoteId.delete(keyOf(link.replica, before.remoteId));
    this.#remember(link);
    this.#store.containers.putLink(link);
  }

  /** Forgets what a replica called a container that is gone there. */
  forget(id: ContainerId, replica: ReplicaName): void {
    const link = this.link(id, replica);
    if (link === null) return;
    this.#open().links.delete(keyOf(replica, id));
    if (link.remoteId !== null) this.#open().byRemoteId.delete(keyOf(replica, link.remoteId));
    this.#store.containers.removeLink(id, replica);
  }

  /** Takes in what a replica shows of a container that is there. Gives the rename that it means, if it means one. */
  observe(observation: ContainerObservation): Rename | null {
    const known = this.byRemoteId(observation.replica, observation.remoteId);
    if (known === null) {
      this.#meet(observation);
      return null;
    }
    return this.#observeName(known, observation);
  }

  #observeName(id: ContainerId, observation: ContainerObservation): Rename | null {
    const link = this.link(id, observation.replica);
    const container = this.get(id);
    const name = canonicalLine(observation.name);
    if (link === null || container === null || link.name === name) return null;
    this.putLink({ ...link, name });
    if (container.name === name) return null;
    const renamed = { ...container, name };
    this.#put(renamed);
    return { container: renamed, by: observation.replica };
  }

  /** First sight: the same as a container of the other replica, or a new one. */
  #meet(observation: ContainerObservation): void {
    const { replica, parentRemoteId } = observation;
    // What holds it was put away, and so is it, whatever it says of itself.
    if (parentRemoteId !== null && this.byRemoteId(replica, parentRemoteId) === null) return;
    const parent = this.#parentOf(observation);
    const match = this.#findTwin(observation, parent);
    const name = canonicalLine(observation.name);
    const container = match ?? { id: containerId(this.#newId()), kind: observation.kind, name, parent };
    if (match === null) this.#put(container);
    this.putLink({
      containerId: container.id,
      replica: observation.replica,
      remoteId: observation.remoteId,
      name,
      refused: null,
    });
  }

  /** Parents as the hub has them: a project lies in an area or nowhere, a heading in whatever holds it. */
  #parentOf(observation: ContainerObservation): ContainerId | null {
    if (observation.kind === 'area' || observation.parentRemoteId === null) return null;
    const parent = this.byRemoteId(observation.replica, observation.parentRemoteId);
    if (parent === null || observation.kind === 'heading') return parent;
    return this.path(parent).find((container) => container.kind === 'area')?.id ?? null;
  }

  #findTwin(observation: ContainerObservation, parent: ContainerId | null): HubContainer | null {
    const name = matchingText(observation.name);
    const free = [...this.#open().containers.values()].filter(
      (container) =>
        matchingText(container.name) === name &&
        (container.kind === 'heading') === (observation.kind === 'heading') &&
        this.remoteIdOf(container.id, observation.replica) === null,
    );
    const sameParent = free.filter((container) => container.parent === parent);
    if (observation.kind === 'heading') return sameParent[0] ?? null;
    const sameKind = (container: HubContainer): boolean => container.kind === observation.kind;
    return sameParent.find(sameKind) ?? free.find(sameKind) ?? sameParent[0] ?? free[0] ?? null;
  }

  #put(container: HubContainer): void {
    this.#open().containers.set(container.id, container);
    this.#store.containers.put(container);
  }

  #remember(link: ContainerLink): void {
    this.#open().links.set(keyOf(link.replica, link.containerId), link);
    if (link.remoteId !== null)
      this.#open().byRemoteId.set(keyOf(link.replica, link.remoteId), link.containerId);
  }
}

function keyOf(replica: ReplicaName, id: string): string {
  return `${replica}\u0000${id}`;
}
