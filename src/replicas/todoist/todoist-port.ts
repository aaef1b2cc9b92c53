// What a pass needs from Todoist. Implemented by the adapter in `wire/` and `translate/`; independent of the wire format.

import type { MarkerLabels, SyncConfig } from '../../model/config.ts';
import type { ContainerKind, ContainerObservation } from '../../model/container.ts';
import type { ContainerId, RemoteId } from '../../model/ids.ts';
import type { Link, Observation, ObservedChecklistItem, Operation } from '../../model/link.ts';
import type { ReplicaProfile } from '../../model/profile.ts';
import type { Result } from '../../model/result.ts';
import type { HubTask, SomeFields } from '../../model/task.ts';

/** What is known of the account; the caller keeps it between runs, as JSON. */
export interface TodoistAccount {
  readonly userId: string;
  /** IANA zone of the user. */
  readonly zone: string;
  readonly inboxProjectId: RemoteId;
  /** Whether it is a paid account. */
  readonly premium: boolean;
  /** False if the plan has none, according to the plan itself or a refusal. */
  readonly deadlines: boolean;
  readonly durations: boolean;
}

/** One command, opaque to the caller, who journals it so that a retry sends the same bytes. */
export interface TodoistCommand {
  /** Derived from the operation's id: the same for every retry. */
  readonly uuid: string;
  readonly type: string;
  /** The id of what it creates until the server assigns one. */
  readonly temp_id?: string;
  readonly args: Readonly<Record<string, unknown>>;
}

/** One task or sub-task in a response. */
export interface TodoistTask {
  readonly remoteId: RemoteId;
  /** Set on a sub-task. */
  readonly parentRemoteId: RemoteId | null;
  /** Order among its siblings. */
  readonly order: number;
  /** All fields but `place` and `checklist`, which need information from other responses. */
  readonly observation: Observation;
  /** The section or else the project that contains it; null for the inbox. */
  readonly placeRemoteId: RemoteId | null;
  /** The item as a line of its parent's checklist. */
  readonly asChecklistItem: ObservedChecklistItem;
}

/** One personal label in a response. */
export interface TodoistLabel {
  readonly id: RemoteId;
  /** null: it was deleted. */
  readonly name: string | null;
}

/** The labels that are marker labels, as last shown; one that Todoist never listed is missing. */
export type ShownMarkers = {
  readonly [Name in keyof MarkerLabels]?: { readonly id: RemoteId; readonly name: string };
};

/** The outcome of one command. */
export type CommandOutcome =
  | { readonly kind: 'ok' }
  /** The object, or the project or section that it was to be filed in, does not exist (any more). */
  | { readonly kind: 'gone'; readonly what: 'object' | 'project' | 'section'; readonly detail: string }
  /** A quota of the plan is used up. */
  | {
      readonly kind: 'limit';
      readonly what: 'tasks' | 'projects' | 'sections' | 'labels' | 'other';
      readonly detail: string;
    }
  /** The plan lacks the feature. */
  | { readonly kind: 'premium'; readonly detail: string }
  /** Something that it depends on was refused in the same request. */
  | { readonly kind: 'dependency'; readonly detail: string }
  /** Temporarily refused: the same command may be sent again. */
  | { readonly kind: 'retry'; readonly detail: string }
  /** It was carried out the first time it was sent; the result is not included. */
  | { readonly kind: 'done_before'; readonly detail: string }
  /** Never, in this form. */
  | { readonly kind: 'refused'; readonly detail: string };

/** An object that has an id but can't be parsed otherwise. */
export interface OddObject {
  readonly resource: 'items' | 'projects' | 'sections';
  readonly id: string;
}

/** The response to one request. */
export interface TodoistAnswer {
  /** Where the next read continues. Unchanged if nothing changed. */
  readonly cursor: string;
  /** The response covers the whole account; it is not a difference. */
  readonly complete: boolean;
  readonly account: TodoistAccount | null;
  readonly tasks: readonly TodoistTask[];
  /** Projects and sections, parents before children. */
  readonly containers: readonly ContainerObservation[];
  readonly labels: readonly TodoistLabel[];
  /** What was left out because it can't be parsed. Absent: nothing. */
  readonly odd?: readonly OddObject[];
  readonly outcomes: ReadonlyMap<string, CommandOutcome>;
  /** The ids that the server assigned to each `temp_id`. */
  readonly ids: ReadonlyMap<string, RemoteId>;
}

/** Why a request has no usable response. */
export type TodoistFailure =
  | { readonly kind: 'rate_limited'; readonly retryAfterSeconds: number }
  /** The token is not (or no longer) accepted. */
  | { readonly kind: 'unauthorized'; readonly detail: string }
  /** 5xx, no network, or a time-out: the commands may or may not have been carried out. */
  | { readonly kind: 'unavailable'; readonly detail: string; readonly retryAfterSeconds: number | null }
  /** The cursor is no longer known: everything has to be read. */
  | { readonly kind: 'cursor_unknown' }
  /** 410, or a response in a format that this version does not understand: the API changed, not the token. */
  | { readonly kind: 'api_changed'; readonly detail: string }
  /** The token belongs to another account than the one synced so far. Reported by the sync, not by the port. */
  | { readonly kind: 'another_account' }
  /** Refused as a whole. */
  | { readonly kind: 'refused'; readonly detail: string };

/** What a task command needs besides the operation. */
export interface EncodeContext {
  readonly config: SyncConfig;
  readonly account: TodoistAccount;
  readonly hub: HubTask;
  readonly link: Link | null;
  /** null for the inbox. */
  readonly place: PlaceRef | null;
  /** Tasks nested under this one that have to stay: they are moved out before it is closed or deleted. */
  readonly nestedTasks: readonly NestedTask[];
  /** Epoch ms; encoded once, when the operation is journaled. */
  readonly now: number;
}

/** A task that is nested under another one in Todoist. */
export interface NestedTask {
  readonly remoteId: RemoteId;
  /** The task or sub-task it is nested under. */
  readonly below: RemoteId;
  /** Where it is moved to; null for the inbox. */
  readonly place: PlaceRef | null;
}

/** A place by its id, or by the temporary id from an earlier command of the same request. */
export interface PlaceRef {
  readonly kind: ContainerKind;
  readonly id: string;
}

/** A container to be created, unarchived, renamed or moved. */
export interface ContainerIntent {
  readonly operationId: string;
  readonly action: 'create' | 'bring_back' | 'rename' | 'move';
  readonly containerId: ContainerId;
  readonly kind: ContainerKind;
  readonly name: string;
  /** The id or temp id of its parent. For a heading: the project; null is the inbox. */
  readonly parent: string | null;
  /** null only if it is to be created. */
  readonly remoteId: RemoteId | null;
}

/** A personal label to be created, renamed or deleted. */
export type LabelIntent =
  | { readonly action: 'create'; readonly name: string }
  | { readonly action: 'rename'; readonly id: RemoteId; readonly name: string }
  | { readonly action: 'delete'; readonly id: RemoteId };

/** All personal labels, after the commands. */
export type LabelAnswer = Pick<TodoistAnswer, 'labels' | 'outcomes'>;

/** Which completed tasks to return. */
export interface DoneBelow {
  readonly parent: RemoteId;
  /** Epoch ms; at most three months apart. */
  readonly since: number;
  readonly until: number;
  /** Where the last page ended; null: the first page. */
  readonly after: string | null;
  readonly config: SyncConfig;
  readonly account: TodoistAccount;
}

/** One page of completed tasks. */
export interface DonePage {
  readonly tasks: readonly TodoistTask[];
  /** Where the next one begins; null: this is the last. */
  readonly next: string | null;
}

/** Todoist, as a run sees it. */
export interface TodoistPort {
  /** Changes with the server or the token; too short to reveal either. */
  readonly access: string;
  /** One request: the commands in order, then everything that changed since `cursor` (null: everything). */
  readonly sync: (request: {
    readonly cursor: string | null;
    readonly commands: readonly TodoistCommand[];
    readonly config: SyncConfig;
    /** The marker labels as last shown: tasks are read under the new name of one that was renamed. Absent: none was shown. */
    readonly markers?: ShownMarkers;
    readonly account: TodoistAccount | null;
  }) => Promise<Result<TodoistAnswer, TodoistFailure>>;
  /** One task by its id, even if completed; null if there is none (deleted). */
  readonly lookUp: (request: {
    readonly remoteId: RemoteId;
    readonly config: SyncConfig;
    readonly account: TodoistAccount;
  }) => Promise<Result<TodoistTask | null, TodoistFailure>>;
  /** How many completed tasks are under each task, in one request; tasks without any are left out. */
  readonly countDone: () => Promise<Result<ReadonlyMap<RemoteId, number>, TodoistFailure>>;
  /** Completed tasks directly under a task, completed within a time span: one page. */
  readonly doneBelow: (request: DoneBelow) => Promise<Result<DonePage, TodoistFailure>>;
  /** One request: the commands in order, then all personal labels and nothing else. Does not affect the cursor of `sync`. */
  readonly readLabels: (commands: readonly TodoistCommand[]) => Promise<Result<LabelAnswer, TodoistFailure>>;
  /** The commands for these label changes, with uuids derived from the operation's id. */
  readonly encodeLabels: (operationId: string, intents: readonly LabelIntent[]) => readonly TodoistCommand[];
  /** What the account can hold. */
  readonly profile: (account: TodoistAccount, config: SyncConfig) => ReplicaProfile;
  /** Converts a shadow agreed on under the settings `former` to the settings `present`. */
  readonly reinterpret: (shadow: SomeFields, former: SyncConfig, present: SyncConfig) => SomeFields;
  /** The commands of one task operation, in order; the first one creates the task if the operation does. */
  readonly encodeTask: (operation: Operation, context: EncodeContext) => readonly TodoistCommand[];
  /** The commands of one container operation. */
  readonly encodeContainer: (intent: ContainerIntent) => readonly TodoistCommand[];
  /** The name that such a container has there: it may be cut, and is never empty. */
  readonly heldContainerName: (kind: ContainerKind, name: string) => string;
  /** The temporary id under which `encodeTask` or `encodeContainer` creates. */
  readonly temporaryId: (operationId: string) => string;
  /** The temporary id under which `encodeTask` creates the sub-task for a checklist key. */
  readonly temporaryItemId: (operationId: string, checklistKey: string) => string;
  /** Splits commands into requests: by count (100) and by bytes (1 MiB). */
  readonly batch: (
    groups: readonly (readonly TodoistCommand[])[],
  ) => readonly (readonly (readonly TodoistCommand[])[])[];
}
