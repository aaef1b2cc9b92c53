// What the client library stores and gives out. Types only.

import type { MobileTask } from '../protocol/answers/mobile.ts';

export type { MobileTask } from '../protocol/answers/mobile.ts';

/** The fields that a person can edit, in the hub's own terms; see docs/mobile.md. */
export interface TaskEdit {
  readonly title?: string;
  /** Markdown; null removes it. */
  readonly notes?: string | null;
  readonly start?: TaskStart;
  /** `YYYY-MM-DD`; null removes it. */
  readonly deadline?: string | null;
  readonly tags?: readonly string[];
  readonly checklist?: readonly ChecklistLine[];
  readonly status?: 'open' | 'completed' | 'canceled';
  /** The id of an area, a project or a heading; null: none. */
  readonly place?: string | null;
  readonly priority?: Priority;
}

/** When a task is to be started. */
export type TaskStart = 'inbox' | 'anytime' | 'someday' | PlannedDay;

/** A day that a task is planned for: `YYYY-MM-DD`. */
export interface PlannedDay {
  readonly date: string;
  readonly evening: boolean;
  readonly time: TaskTime | null;
}

/** A time of day: the same on the clock everywhere, or pinned to an IANA zone. */
export type TaskTime =
  | { readonly kind: 'floating'; readonly at: string }
  | { readonly kind: 'fixed'; readonly at: string; readonly zone: string };

/** 4 is the most urgent, 1 is none. */
export type Priority = 1 | 2 | 3 | 4;

/** One line of a checklist. */
export interface ChecklistLine {
  readonly key: string;
  readonly title: string;
  readonly done: boolean;
}

/** The name of a field that can be edited. */
export type EditableField = keyof TaskEdit;

/** A value before and after a person's edit. */
export interface FieldChange {
  readonly from: unknown;
  readonly to: unknown;
}

interface IntentHead {
  /** Their order. */
  readonly seq: number;
  /** The id of the task. */
  readonly task: string;
  /** ISO 8601. */
  readonly at: string;
  /** It may have reached the hub, whose first answer to it counts: nothing is merged into it. */
  readonly isSent: boolean;
}

/** A person's edit of one task. */
export interface EditIntent extends IntentHead {
  readonly kind: 'edit';
  /** The name under which the hub remembers it. */
  readonly intent: string;
  readonly fields: Readonly<Partial<Record<EditableField, FieldChange>>>;
}

/** Something that a person did and that the hub does not have yet. */
export type Intent =
  | (IntentHead & { readonly kind: 'create'; readonly title: string })
  | EditIntent
  | DeleteIntent;

/** A person's deletion of one task. */
export interface DeleteIntent extends IntentHead {
  readonly kind: 'delete';
  /** ISO 8601: it is not sent before that, so that the person can take it back; absent: at once. */
  readonly heldUntil?: string;
}

/** An area, a project or a heading. */
export interface Container {
  readonly id: string;
  readonly kind: string;
  readonly name: string;
  readonly parent: string | null;
  /** Among those with the same parent; absent in what an earlier version has stored. */
  readonly position?: number;
}

/** A change of this device that another one won over, or that could not be taken. */
export interface ClientConflict {
  readonly task: string;
  /** In plain words. */
  readonly reason: string;
  /** What the person had wanted. */
  readonly intent: Intent;
  /** What they had wanted of the same task besides, and before; absent: nothing. */
  readonly also?: readonly Intent[];
  /** ISO 8601. */
  readonly at: string;
}

/** Who the device is. */
export interface Credentials {
  readonly deviceId: string;
  readonly secret: string;
  /** Without a slash at the end. */
  readonly baseUrl: string;
  /** null: the default account. */
  readonly account: string | null;
  /** As its owner named it; absent: an earlier version did not keep it. */
  readonly name?: string;
}

/** Everything that a device keeps. */
export interface StoredState {
  readonly credentials: Credentials | null;
  /** Where the next pull goes on; null: from the beginning. */
  readonly cursor: string | null;
  /** The `serverTime` of the last complete pull; null: none. */
  readonly pulledAt: string | null;
  readonly nextSeq: number;
}

/** What changes in a store at once, or not at all. What is cleared is cleared first. */
export interface StoreChange {
  readonly state?: StoredState;
  /** Everything goes: what a person did, and who the device is. */
  readonly clearAll?: true;
  /** Everything from before goes. */
  readonly clearTasks?: true;
  readonly putTasks?: readonly MobileTask[];
  readonly removeTasks?: readonly string[];
  readonly putContainers?: readonly Container[];
  readonly putIntents?: readonly Intent[];
  readonly removeIntents?: readonly number[];
  readonly putConflicts?: readonly ClientConflict[];
  readonly removeConflicts?: readonly string[];
}

/** What a change of a store is decided by: as things are in the transaction that makes it. */
export interface StoreRead {
  readonly state: StoredState;
  /** By `seq`. */
  readonly intents: readonly Intent[];
  /** Those that were asked for and are there. */
  readonly tasks: ReadonlyMap<string, MobileTask>;
  readonly conflicts: ReadonlyMap<string, ClientConflict>;
}

/** Decides what changes; null: nothing. It may be called only once, makes no calls and waits for nothing. */
export type Decide = (read: StoreRead) => StoreChange | null;

/** Everything in a store, as it is at one moment. */
export interface StoreContent {
  readonly state: StoredState;
  readonly tasks: readonly MobileTask[];
  readonly containers: readonly Container[];
  /** By `seq`. */
  readonly intents: readonly Intent[];
  readonly conflicts: readonly ClientConflict[];
}

/** Where a device keeps what it knows. Several clients, also in other pages, may share one. */
export interface ClientStore {
  /** In one transaction. */
  readonly read: () => Promise<StoreContent>;
  readonly containers: () => Promise<readonly Container[]>;
  readonly conflicts: () => Promise<readonly ClientConflict[]>;
  /**
   * Reads these tasks and conflicts, decides and writes in one transaction: no other client of the same store comes in between, and
   * everything is written or nothing.
   */
  readonly update: (ids: readonly string[], decide: Decide) => Promise<void>;
}

/** The state of a device that is not paired. */
export const EMPTY_STATE: StoredState = { credentials: null, cursor: null, pulledAt: null, nextSeq: 1 };
