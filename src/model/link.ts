// What connects a hub task to its counterpart in one replica, and what passes between them.

import type { OperationId, RemoteId, ReplicaName, TaskId } from './ids.ts';
import type { FieldName, SomeFields, TaskFields } from './task.ts';

/**
 * The state of a link. `active`: both ends exist. `dormant`: the counterpart is out of scope or out of sight, and is left alone
 * until it shows up again. `deleted`: the counterpart is known to be deleted.
 */
export type LinkState = 'active' | 'dormant' | 'deleted';

/** One task in one replica. */
export interface Link {
  readonly taskId: TaskId;
  readonly replica: ReplicaName;
  readonly remoteId: RemoteId;
  readonly state: LinkState;
  /** The replica's own marker of the state that `shadow` came from; null if it has none. */
  readonly revision: string | null;
  /** What hub and replica last agreed on, as the replica can represent it. */
  readonly shadow: SomeFields;
  /** The replica's ids of checklist lines, by their hub keys. */
  readonly checklistRefs: Readonly<Record<string, RemoteId>>;
  /** How many occurrences of a repeating task were completed, if the replica counts them. */
  readonly occurrence: number | null;
  /** When the counterpart was created and last changed, as last reported; absent if the replica never reported both. */
  readonly stamps?: CounterpartStamps;
  /** What the replica stores about checklist lines besides title and state, by their hub keys; absent if nothing. */
  readonly lineDetails?: Readonly<Record<string, LineDetails>>;
  /** What the replica shows beside the hub's tags and every write of tags has to keep, in its own spelling; absent: nothing. */
  readonly strayTags?: readonly string[];
  /** The counterpart is a row that can't be ticked, which only the beginning of its title says; absent: it is not. */
  readonly isRow?: true;
  /** Fields that the replica did not accept, each with the digest of the refused value. Not sent again until the value changes. */
  readonly refused: Readonly<Partial<Record<FieldName, string>>>;
}

/** When a counterpart was created and last changed, in epoch ms by the replica's own clock; null if not reported. */
interface CounterpartStamps {
  readonly createdAt: number | null;
  readonly changedAt: number | null;
  /** When one of its lines was last changed, if that leaves the other two times as they were. */
  readonly linesChangedAt?: number | null;
}

/** An active link on which nothing has been agreed yet. */
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

/** What a replica stores about a checklist line that the hub has no field for. */
export interface LineDetails {
  /** The hub key of the line it is nested under; null if it is directly under the task. */
  readonly parent: string | null;
  /** In the replica's own format; only its adapter reads it. */
  readonly values: Readonly<Record<string, unknown>>;
}

/** One checklist line as a replica shows it. */
export interface ObservedChecklistItem {
  /** The replica's own id; null if unknown. */
  readonly ref: RemoteId | null;
  readonly title: string;
  readonly done: boolean;
  /** What else the replica stores about the line, and the id of its parent; absent if not reported. */
  readonly details?: { readonly parentRef: RemoteId | null; readonly values: LineDetails['values'] };
}

/** The fields of a task as a replica shows them; a missing field is unknown, not empty. */
export type ObservedFields = {
  readonly [Name in Exclude<FieldName, 'checklist'>]?: TaskFields[Name];
} & { readonly checklist?: readonly ObservedChecklistItem[] };

/** What a replica shows of one task now. */
export interface Observation {
  readonly replica: ReplicaName;
  readonly remoteId: RemoteId;
  /** True for a tombstone: deleted or trashed in the replica. */
  readonly deleted: boolean;
  readonly fields: ObservedFields;
  /** Epoch ms of its last change by the replica's clock; null if not reported. */
  readonly changedAt: number | null;
  /** Epoch ms of its creation by the replica's clock; absent if creation times are never requested from this replica. */
  readonly createdAt?: number | null;
  /** Epoch ms of the last change of a line by the replica's clock; absent if not reported. */
  readonly linesChangedAt?: number | null;
  readonly revision: string | null;
  readonly occurrence: number | null;
  /** What it shows beside tags, among them: none of the hub's, and not to be lost by a write; absent: not reported. */
  readonly strayTags?: readonly string[];
  /** It is a row that can't be ticked; absent: not reported. */
  readonly isRow?: boolean;
  /** Another installation started creating it and never finished, so what it shows was not intended by anyone. */
  readonly unfinished?: true;
  /** It is somebody else's, and the owner wants to leave such tasks to them: nothing that it shows is taken in. */
  readonly leftToOthers?: true;
  /** From a client for which no link is stored: it says itself which task it means, and what it had seen of it. */
  readonly told?: ToldOf;
}

/** What a client without a link says about its observation. */
export interface ToldOf {
  /** The hub's own id, of an existing task or of the one to be created. */
  readonly taskId: TaskId;
  /** The values that the client had seen before its edit, in place of a shadow; null: the task is new. */
  readonly base: SomeFields | null;
}

/** The timestamps that a link takes over from an observation: none if creation times are never requested from this replica. */
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

/** What a link keeps of its counterpart beside the fields, after an observation: as it reports it, otherwise as it was known. */
export function besideFieldsAfter(
  known: Pick<Link, 'strayTags' | 'isRow'>,
  { strayTags = known.strayTags ?? [], isRow = known.isRow ?? false }: Observation,
): Pick<Link, 'strayTags' | 'isRow'> {
  return { ...(strayTags.length > 0 && { strayTags }), ...(isRow && { isRow }) };
}

/** The observation of a task that is gone, of which only the id is known. */
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

/** One change that a replica is to make. Contains only the fields that differ. */
export interface Operation {
  readonly id: OperationId;
  readonly taskId: TaskId;
  readonly replica: ReplicaName;
  readonly kind: OperationKind;
  readonly fields: SomeFields;
  /** The replica's values of these fields when the operation was planned; history and undo use them as `before`. */
  readonly before: SomeFields;
}
