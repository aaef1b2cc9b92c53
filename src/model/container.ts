// Where tasks are filed: areas hold projects, projects hold headings. The hub's own record, in no vendor's words.

import type { ContainerId, RemoteId, ReplicaName } from './ids.ts';

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
}

/** What a replica calls a container. */
export interface ContainerLink {
  readonly containerId: ContainerId;
  readonly replica: ReplicaName;
  /** null while it is not made there yet, or can't be. */
  readonly remoteId: RemoteId | null;
  /** What hub and replica last agreed that its name is. */
  readonly name: string;
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
  /** Archived, trashed or deleted there. */
  readonly gone: boolean;
}
