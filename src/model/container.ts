// Where tasks are filed: areas hold projects, projects hold headings. The hub's own record, free of vendor terms.

import type { ContainerId, RemoteId, ReplicaName } from './ids.ts';
import type { Stamp } from './task.ts';

/** All kinds of container, outermost first. */
export const CONTAINER_KINDS = ['area', 'project', 'heading'] as const;

/** The kind of a container. It never changes once a container is known. */
export type ContainerKind = (typeof CONTAINER_KINDS)[number];

/** The hub's record of one container. */
export interface HubContainer {
  readonly id: ContainerId;
  readonly kind: ContainerKind;
  readonly name: string;
  /** For an area: null. For a project: its area, if any. For a heading: its project or area, or null (a section of Todoist's inbox). */
  readonly parent: ContainerId | null;
  /** Position among its siblings. Follows the order in which they were first seen, which is the source's order. */
  readonly position: number;
  /** Who last changed its name and parent, and when; absent if that never changed since it was first seen. */
  readonly stamps: { readonly name?: Stamp; readonly parent?: Stamp };
}

/** The value of `ContainerLink.shownIn` for a container at the top level. */
export const AT_TOP = '';

/** The state of a container in a replica. `put_away`: archived there, and still the same container when it is unarchived. */
type ContainerLinkState = 'active' | 'put_away';

/** A container's identity and location in one replica. */
export interface ContainerLink {
  readonly containerId: ContainerId;
  readonly replica: ReplicaName;
  readonly state: ContainerLinkState;
  /** null if it does not exist there yet, or can't. */
  readonly remoteId: RemoteId | null;
  /** The name that hub and replica last agreed on. */
  readonly name: string;
  /** The replica's own id of its parent when it was last seen, `AT_TOP` for the top level; null if that was never seen. */
  readonly shownIn: RemoteId | typeof AT_TOP | null;
  /**
   * The hub's parent that hub and replica last agreed on, `AT_TOP` for none. If the hub's parent differs, the container has to be
   * moved there.
   */
  readonly agreedIn: ContainerId | typeof AT_TOP | null;
  /** Why the replica can't have it (a plan's limit, a missing feature), in plain words; otherwise null. */
  readonly refused: string | null;
}

/** A container as a replica shows it now. */
export interface ContainerObservation {
  readonly replica: ReplicaName;
  readonly remoteId: RemoteId;
  readonly kind: ContainerKind;
  readonly name: string;
  readonly parentRemoteId: RemoteId | null;
  /** Epoch ms; null if the replica does not report it. */
  readonly createdAt: number | null;
  /** Epoch ms of its last change by the replica's clock; null if not reported. */
  readonly changedAt: number | null;
  /** Archived, trashed or deleted there. */
  readonly gone: boolean;
  /** Only set if `gone`: it was archived, and can come back unchanged. */
  readonly putAway: boolean;
  /** Whether others may see what is in it; absent if the replica does not report it. */
  readonly shared?: boolean;
}
