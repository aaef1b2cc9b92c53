// What a pass needs of Todoist. The adapter in `wire/` and `translate/` does it; nothing of the wire shows here.

import type { SyncConfig } from '../../model/config.ts';
import type { ContainerKind, ContainerObservation } from '../../model/container.ts';
import type { ContainerId, RemoteId } from '../../model/ids.ts';
import type { Link, Observation, ObservedChecklistItem, Operation } from '../../model/link.ts';
import type { ReplicaProfile } from '../../model/profile.ts';
import type { Result } from '../../model/result.ts';
import type { HubTask, SomeFields } from '../../model/task.ts';

/** What is known of the account; kept by the caller between runs, as JSON. */
export interface TodoistAccount {
  readonly userId: string;
  /** IANA zone of the user. */
  readonly zone: string;
  readonly inboxProjectId: RemoteId;
  /** It is paid for. */
  readonly premium: boolean;
  /** False where the plan has none: found from the plan, or from a refusal. */
  readonly deadlines: boolean;
  readonly durations: boolean;
}

/** One command, opaque to the caller, who keeps it in the journal so that a retry sends the same bytes. */
export interface TodoistCommand {
  /** Derived from the operation's id: the same for every retry. */
  readonly uuid: string;
  readonly type: string;
  /** Names what it creates until the server has named it. */
  readonly temp_id?: string;
  readonly args: Readonly<Record<string, unknown>>;
}

/** One task or sub-task as an answer shows it. */
export interface TodoistTask {
  readonly remoteId: RemoteId;
  /** Set on a sub-task. */
  readonly parentRemoteId: RemoteId | null;
  /** Order among its siblings. */
  readonly order: number;
  /** All fields but `place` and `checklist`, which need what other answers told. */
  readonly observation: Observation;
  /** The section, else the project that holds it; null for the inbox. */
  readonly placeRemoteId: RemoteId | null;
  /** How it shows as a line of its parent's checklist. */
  readonly asChecklistItem: ObservedChecklistItem;
}

/** One personal label as an answer shows it. */
export interface TodoistLabel {
  readonly id: RemoteId;
  /** null: it was deleted. */
  readonly name: string | null;
}

/** What became of one command. */
export type CommandOutcome =
  | { readonly kind: 'ok' }
  /** The object, or the project or section that it was to be put into, is not there (any more). */
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
  /** Not now: the same command may be sent again. */
  | { readonly kind: 'retry'; readonly detail: string }
  /** It was carried out when it was told the first time; what resulted is not told. */
  | { readonly kind: 'done_before'; readonly detail: string }
  /** Never as it is. */
  | { readonly kind: 'refused'; readonly detail: string };

/** An object that has an id and can't be read otherwise. */
export interface OddObject {
  readonly resource: 'items' | 'projects' | 'sections';
  readonly id: string;
}

/** The answer to one request. */
export interface TodoistAnswer {
  /** Where the next read goes on. The same as before when nothing changed. */
  readonly cursor: string;
  /** The answer is the whole account, not a difference. */
  readonly complete: boolean;
  readonly account: TodoistAccount | null;
  readonly tasks: readonly TodoistTask[];
  /** Projects and sections, parents before children. */
  readonly containers: readonly ContainerObservation[];
  readonly labels: readonly TodoistLabel[];
  /** What was left out of it because it can't be read. Absent: nothing was. */
  readonly odd?: readonly OddObject[];
  readonly outcomes: ReadonlyMap<string, CommandOutcome>;
  /** What the server named each `temp_id`. */
  readonly ids: ReadonlyMap<string, RemoteId>;
}

/** Why a request has no answer that can be used. */
export type TodoistFailure =
  | { readonly kind: 'rate_limited'; readonly retryAfterSeconds: number }
  /** The token is not (or no longer) accepted. */
  | { readonly kind: 'unauthorized'; readonly detail: string }
  /** 5xx, no network, or a time-out: the commands may or may not have been carried out. */
  | { readonly kind: 'unavailable'; readonly detail: string; readonly retryAfterSeconds: number | null }
  /** The cursor is not known any more: read everything. */
  | { readonly kind: 'cursor_unknown' }
  /** 410, or an answer in a shape that this version does not understand: the API changed, not the token. */
  | { readonly kind: 'api_changed'; readonly detail: string }
  /** The token is that of another account than the one that was synced so far. Told by the sync, not by the port. */
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
  /** Tasks of their own that stand below this one and are to stay: they are moved out before it goes. */
  readonly nestedTasks: readonly NestedTask[];
  /** Epoch ms: goes into the bytes once, when the operation is journaled. */
  readonly now: number;
}

/** A task of its own that stands below another one in Todoist. */
export interface NestedTask {
  readonly remoteId: RemoteId;
  /** The task or sub-task that it stands below. */
  readonly below: RemoteId;
  /** Where it is moved to; null for the inbox. */
  readonly place: PlaceRef | null;
}

/** A place by its id, or by the temp id that an earlier command of the same request makes. */
export interface PlaceRef {
  readonly kind: ContainerKind;
  readonly id: string;
}

/** A container to be made, brought back from the archive, renamed or moved. */
export interface ContainerIntent {
  readonly operationId: string;
  readonly action: 'create' | 'bring_back' | 'rename' | 'move';
  readonly containerId: ContainerId;
  readonly kind: ContainerKind;
  readonly name: string;
  /** The id or temp id of its parent. For a heading: the project; null is the inbox. */
  readonly parent: string | null;
  /** Known unless it is to be made. */
  readonly remoteId: RemoteId | null;
}

/** A personal label to be made, renamed or deleted. */
export type LabelIntent =
  | { readonly action: 'create'; readonly name: string }
  | { readonly action: 'rename'; readonly id: RemoteId; readonly name: string }
  | { readonly action: 'delete'; readonly id: RemoteId };

/** All personal labels, after the commands. */
export type LabelAnswer = Pick<TodoistAnswer, 'labels' | 'outcomes'>;

/** Which done tasks are asked for. */
export interface DoneBelow {
  readonly parent: RemoteId;
  /** Epoch ms; at most three months apart. */
  readonly since: number;
  readonly until: number;
  /** Where the last page ended; null: the first. */
  readonly after: string | null;
  readonly config: SyncConfig;
  readonly account: TodoistAccount;
}

/** One page of done tasks. */
export interface DonePage {
  readonly tasks: readonly TodoistTask[];
  /** Where the next one begins; null: this is the last. */
  readonly next: string | null;
}

/** Todoist, as a run sees it. */
export interface TodoistPort {
  /** Differs when server or token is another one; too short to tell either. */
  readonly access: string;
  /** One request: the commands in order, then everything that changed since `cursor` (null: everything). */
  readonly sync: (request: {
    readonly cursor: string | null;
    readonly commands: readonly TodoistCommand[];
    readonly config: SyncConfig;
    readonly account: TodoistAccount | null;
  }) => Promise<Result<TodoistAnswer, TodoistFailure>>;
  /** One task by its id, completed ones too; null when there is none (deleted). */
  readonly lookUp: (request: {
    readonly remoteId: RemoteId;
    readonly config: SyncConfig;
    readonly account: TodoistAccount;
  }) => Promise<Result<TodoistTask | null, TodoistFailure>>;
  /** How many done tasks stand below each task, in one request; nothing is told of those that have none. */
  readonly countDone: () => Promise<Result<ReadonlyMap<RemoteId, number>, TodoistFailure>>;
  /** Done tasks that stand directly below one, those that were done within a time: one page of them. */
  readonly doneBelow: (request: DoneBelow) => Promise<Result<DonePage, TodoistFailure>>;
  /** One request: the commands in order, then all personal labels and nothing else. The cursor of `sync` has no part in it. */
  readonly readLabels: (commands: readonly TodoistCommand[]) => Promise<Result<LabelAnswer, TodoistFailure>>;
  /** The commands that do this to labels, under uuids that come from the operation's id. */
  readonly encodeLabels: (operationId: string, intents: readonly LabelIntent[]) => readonly TodoistCommand[];
  /** What the account can hold. */
  readonly profile: (account: TodoistAccount, config: SyncConfig) => ReplicaProfile;
  /** A shadow that was agreed on under the settings `former`, as it reads under the settings `present`. */
  readonly reinterpret: (shadow: SomeFields, former: SyncConfig, present: SyncConfig) => SomeFields;
  /** The commands of one task operation, in order; the first creates the task where the operation does. */
  readonly encodeTask: (operation: Operation, context: EncodeContext) => readonly TodoistCommand[];
  /** The commands of one container operation. */
  readonly encodeContainer: (intent: ContainerIntent) => readonly TodoistCommand[];
  /** The name that a container of this name has there: it may be cut, and is never empty. */
  readonly heldContainerName: (kind: ContainerKind, name: string) => string;
  /** The temp id under which `encodeTask` or `encodeContainer` creates. */
  readonly temporaryId: (operationId: string) => string;
  /** The temp id under which `encodeTask` creates the sub-task for a checklist key. */
  readonly temporaryItemId: (operationId: string, checklistKey: string) => string;
  /** Cuts commands into requests: by count (100) and by bytes (1 MiB). */
  readonly batch: (
    groups: readonly (readonly TodoistCommand[])[],
  ) => readonly (readonly (readonly TodoistCommand[])[])[];
}
