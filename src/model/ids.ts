// The names of things: branded strings, so that one kind of id can't be passed for another.
// No ids are made here; whoever needs a new one is handed a source of them.

declare const brand: unique symbol;
type Branded<Name extends string> = string & { readonly [brand]: Name };

/** Names one hub task, for good. */
export type TaskId = Branded<'TaskId'>;

/** Names one hub container: an area, a project or a heading. */
export type ContainerId = Branded<'ContainerId'>;

/** Names one operation; what a replica is told is derived from it, so that telling it twice changes nothing. */
export type OperationId = Branded<'OperationId'>;

/** Names a task or container as its replica does (a Todoist id, a Things uuid). Opaque. */
export type RemoteId = Branded<'RemoteId'>;

/** Names a replica: which names there are is for the registry of the account to say. A mobile client is `mobile:{deviceId}`. */
export type ReplicaName = string & { readonly [brand]?: 'ReplicaName' };

/** Whose value is the older one where two were made at the same time. Replicas that are not listed follow, by name. */
export const OLDEST_FIRST: readonly ReplicaName[] = ['todoist', 'things'];

/** Takes a string that is known to name a hub task. */
export function taskId(text: string): TaskId {
  return text as TaskId;
}

/** Takes a string that is known to name a hub container. */
export function containerId(text: string): ContainerId {
  return text as ContainerId;
}

/** Takes a string that is known to name an operation. */
export function operationId(text: string): OperationId {
  return text as OperationId;
}

/** Takes a string that a replica gave as its id. */
export function remoteId(text: string): RemoteId {
  return text as RemoteId;
}
