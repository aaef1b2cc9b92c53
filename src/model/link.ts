// What ties a hub task to its counterpart in one replica, and what passes between them.

import type { OperationId, RemoteId, ReplicaName, TaskId } from './ids.ts';
import type { FieldName, SomeFields, TaskFields } from './task.ts';

/**
 * How a link stands. `active`: both ends live. `dormant`: the counterpart is out of scope or out of sight; it is left alone
 * until it is seen again. `deleted`: the counterpart is deleted there, and we know it.
 */
export type LinkState = 'active' | 'dormant' | 'deleted';

/** One task in one replica. */
export interface Link {
  readonly taskId: TaskId;
  readonly replica: ReplicaName;
  readonly remoteId: RemoteId;
  readonly state: LinkState;
  /** The replica's own mark of the state that `shadow` was lifted from; null where it has none. */
  readonly revision: string | null;
  /** What hub and replica last agreed on, as the replica can represent it. */
  readonly shadow: SomeFields;
  /** The replica's ids of checklist items, by their hub keys. */
  readonly checklistRefs: Readonly<Record<string, RemoteId>>;
  /** How many occurrences of a repeating task were completed, where the replica counts them. */
  readonly occurrence: number | null;
  /** When the counterpart was made and last changed, as the replica last told; absent where it never told both. */
  readonly stamps?: CounterpartStamps;
  /** What the replica has of checklist lines beside title and state, by their hub keys; absent where there is nothing. */
  readonly lineDetails?: Readonly<Record<string, LineDetails>>;
  /** Fields that the replica did not take, each with the digest of the value it refused: not sent again until the value changes. */
  readonly refused: Readonly<Partial<Record<FieldName, string>>>;
}

/** When a counterpart was made and last changed, epoch ms by the replica's own clock; null where it does not say. */
interface CounterpartStamps {
  readonly createdAt: number | null;
  readonly changedAt: number | null;
  /** When a line of it was last changed, where that moves neither of the others. */
  readonly linesChangedAt?: number | null;
}

/** An active link on which nothing is agreed yet. */
export function newLink(taskId: TaskId, replica: ReplicaName, remoteId: RemoteId): Link {
  return {
    taskId,
    replica,
    remoteId,
    state: 'active',
    revision: null,
    shadow: {},
    checklistRefs: {},
    occurrence: null,
    refused: {},
  };
}

/** What a replica has of a checklist line that the hub has no field for. */
export interface LineDetails {
  /** The hub key of the line below which it stands; null where it stands directly below the task. */
  readonly parent: string | null;
  /** In the replica's own words: only its adapter reads them. */
  readonly values: Readonly<Record<string, unknown>>;
}

/** One checklist line as a replica shows it. */
export interface ObservedChecklistItem {
  /** The replica's own id; null where it is not known. */
  readonly ref: RemoteId | null;
  readonly title: string;
  readonly done: boolean;
  /** What else it has there, and the id of what it stands below; absent where that is not told. */
  readonly details?: { readonly parentRef: RemoteId | null; readonly values: LineDetails['values'] };
}

/** The fields of a task as a replica shows them; a field that is missing is one the replica can't tell of now. */
export type ObservedFields = {
  readonly [Name in Exclude<FieldName, 'checklist'>]?: TaskFields[Name];
} & { readonly checklist?: readonly ObservedChecklistItem[] };

/** What a replica shows of one task now. */
export interface Observation {
  readonly replica: ReplicaName;
  readonly remoteId: RemoteId;
  /** True for a tombstone: deleted or trashed there. */
  readonly deleted: boolean;
  readonly fields: ObservedFields;
  /** Epoch ms of its last change by the replica's clock; null where it does not say. */
  readonly changedAt: number | null;
  /** Epoch ms of its creation by the replica's clock; absent where the replica is never asked. */
  readonly createdAt?: number | null;
  /** Epoch ms of the last change of a line by the replica's clock; absent where it does not say. */
  readonly linesChangedAt?: number | null;
  readonly revision: string | null;
  readonly occurrence: number | null;
  /** It was begun by another installation and never finished: what it shows is nobody's wish. */
  readonly unfinished?: true;
}

/** The stamps that a link takes over from an observation: none where the replica is never asked when its tasks were made. */
export function stampsOf({
  createdAt,
  changedAt,
  linesChangedAt,
}: Pick<Observation, 'createdAt' | 'changedAt'> & {
  readonly linesChangedAt?: number | null | undefined;
}): Pick<Link, 'stamps'> {
  if (createdAt === undefined) return {};
  return { stamps: { createdAt, changedAt, ...(linesChangedAt !== undefined && { linesChangedAt }) } };
}

/** What a replica shows of a task that is not there any more, and of which only the id is known. */
export function tombstone(replica: ReplicaName, remoteId: RemoteId): Observation {
  return {
    replica,
    remoteId,
    deleted: true,
    fields: {},
    changedAt: null,
    revision: null,
    occurrence: null,
  };
}

/** What an operation does to its replica. */
export const OPERATION_KINDS = ['create', 'update', 'delete', 'restore', 'complete_occurrence'] as const;

/** The kind of an operation. */
export type OperationKind = (typeof OPERATION_KINDS)[number];

/** One change that a replica is to make: only the fields that differ. */
export interface Operation {
  readonly id: OperationId;
  readonly taskId: TaskId;
  readonly replica: ReplicaName;
  readonly kind: OperationKind;
  readonly fields: SomeFields;
  /** What the replica held of these fields when the operation was planned: the `before` of history and undo. */
  readonly before: SomeFields;
}
