// Branded id types, so that one kind of id can't be passed for another. No ids are generated here: whoever needs a new one is given
// a source of ids.

declare const brand: unique symbol;
type Branded<Name extends string> = string & { readonly [brand]: Name };

/** Identifies one hub task, permanently. */
export type TaskId = Branded<'TaskId'>;

/** Identifies one hub container: an area, a project or a heading. */
export type ContainerId = Branded<'ContainerId'>;

/** Identifies one operation. What is sent to a replica is derived from it, so that sending it twice has no further effect. */
export type OperationId = Branded<'OperationId'>;

/** The replica's own id of a task or container (a Todoist id, a Things uuid). Opaque. */
export type RemoteId = Branded<'RemoteId'>;

/** Identifies a replica. The valid names come from the account's registry. A mobile client is `mobile:{deviceId}`. */
export type ReplicaName = string & { readonly [brand]?: 'ReplicaName' };

/** Breaks ties between values with equal timestamps: later entries win over earlier ones. Replicas not listed come after these, by name. */
export const OLDEST_FIRST: readonly ReplicaName[] = ['todoist', 'things'];

/** Brands a string known to be a hub task's id. */
export function taskId(text: string): TaskId {
  return text as TaskId;
}

/** Brands a string known to be a hub container's id. */
export function containerId(text: string): ContainerId {
  return text as ContainerId;
}

/** Brands a string known to be an operation's id. */
export function operationId(text: string): OperationId {
  return text as OperationId;
}

/** Brands a string that a replica gave as its id. */
export function remoteId(text: string): RemoteId {
  return text as RemoteId;
}
