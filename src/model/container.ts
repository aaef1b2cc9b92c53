// Where tasks are filed: areas hold projects, projects hold headings. The hub's own record, in no vendor's words.

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
  /** An area has none; a project has its area or none; a heading has its project, or an area, or none (a section of Todoist's inbox). */
  readonly parent: ContainerId | null;
  /** Its place among what has the same parent: the order in which they were first seen, which is the source's order. */
  readonly position: number;
  /** Who gave it its name and its parent, and when; what was never changed since it was first seen has none. */
  readonly stamps: { readonly name?: Stamp; readonly parent?: Stamp };
}

/** `ContainerLink.shownIn` of what lies in nothing else. */
export const AT_TOP = '';

/** How a container stands in a replica. `put_away`: archived there; it is the same one when it is brought back. */
type ContainerLinkState = 'active' | 'put_away';

/** What a replica calls a container, and where it has it. */
export interface ContainerLink {
  readonly containerId: ContainerId;
  readonly replica: ReplicaName;
  readonly state: ContainerLinkState;
  /** null while it is not made there yet, or can't be. */
  readonly remoteId: RemoteId | null;
  /** What hub and replica last agreed that its name is. */
  readonly name: string;
  /** The replica's own id of what held it when it was last shown, `AT_TOP` for nothing; null when that was never seen. */
  readonly shownIn: RemoteId | typeof AT_TOP | null;
  /** The hub's parent that this was taken for, `AT_TOP` for none; another one than the hub has means that it is to be moved there. */
  readonly agreedIn: ContainerId | typeof AT_TOP | null;
  /** Why the replica can't have it (a plan's limit, a missing feature), in plain words; null where it can. */
  readonly refused: string | null;
}

/** A container as a replica shows it now. */
export interface ContainerObservation {
  readonly replica: ReplicaName;
  readonly remoteId: RemoteId;
  readonly kind: ContainerKind;
  readonly name: string;
  readonly parentRemoteId: RemoteId | null;
  /** Epoch ms; null where the replica does not say. */
  readonly createdAt: number | null;
  /** Epoch ms of its last change by the replica's clock; null where it does not say. */
  readonly changedAt: number | null;
  /** Archived, trashed or deleted there. */
  readonly gone: boolean;
  /** Of what is gone: it was archived, and can come back as what it was. */
  readonly putAway: boolean;
}
