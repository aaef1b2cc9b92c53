// What pages are given to read. Types only; what a person can do is in command-types.ts. Lists keep the identity of what did not
// change: a row whose `Task` is the same object as before need not be drawn again.

import type { ReadonlySignal } from '@preact/signals';
import type { ChecklistLine, Priority, TaskStart } from '../../mobile-client/types.ts';

/** A task as the person sees it. */
export interface Task {
  readonly id: string;
  readonly title: string;
  /** Markdown; '' if there are none. */
  readonly notes: string;
  readonly status: 'open' | 'completed' | 'canceled';
  readonly start: TaskStart;
  /** `YYYY-MM-DD`; null: none. */
  readonly deadline: string | null;
  readonly tags: readonly string[];
  readonly checklist: readonly ChecklistLine[];
  readonly priority: Priority;
  /** The innermost container that holds it; null: none. */
  readonly place: string | null;
  /** Ids of what holds it, at whatever distance; null: none of this kind. */
  readonly project: string | null;
  readonly area: string | null;
  readonly heading: string | null;
  /** It repeats by a rule of one of the apps; completing it brings the next one there. */
  readonly repeats: boolean;
  /** Minutes; null: not estimated, or in days. */
  readonly durationMin: number | null;
  /** ISO 8601. */
  readonly createdAt: string;
  /** ISO 8601. For what is done: about when it was done. */
  readonly updatedAt: string;
  /** The hub does not have all of it yet. */
  readonly isPending: boolean;
  /** The hub waits for a decision about it. */
  readonly isInConflict: boolean;
}

/** A heading of a project, with its open tasks in order. `heading`: null for those that stand before the first one. */
export interface HeadingGroup {
  readonly heading: { readonly id: string; readonly name: string } | null;
  readonly tasks: readonly Task[];
}

/** A project with what is known of its tasks. */
export interface Project {
  readonly id: string;
  readonly name: string;
  /** The id of its area; null: none. */
  readonly area: string | null;
  readonly headings: readonly { readonly id: string; readonly name: string }[];
  readonly open: number;
  /** Those that this device knows: done ones from before it was paired are not counted. */
  readonly done: number;
}

/** An area with its projects, in the order of the apps as far as that is known. */
export interface Area {
  readonly id: string;
  readonly name: string;
  readonly projects: readonly Project[];
  /** Open tasks directly in it, and in its projects. */
  readonly open: number;
}

/** The day's list. A task stands in one of the three. */
export interface TodayView {
  /** Planned for an earlier day, or past its deadline. */
  readonly overdue: readonly Task[];
  readonly today: readonly Task[];
  readonly evening: readonly Task[];
}

/** The days to come. A task that is not planned stands on the day of its deadline. */
export interface UpcomingGroup {
  /** `YYYY-MM-DD` for each day of the coming week, also if it is empty; `YYYY-MM` for the time after. */
  readonly key: string;
  readonly kind: 'day' | 'month';
  readonly tasks: readonly Task[];
}

/** Tasks by where they are: without a place first, then by area and project. */
export interface PlaceGroup {
  readonly area: { readonly id: string; readonly name: string } | null;
  readonly project: { readonly id: string; readonly name: string } | null;
  readonly tasks: readonly Task[];
}

/** What is in a project. */
export interface ProjectView {
  readonly project: Project;
  readonly groups: readonly HeadingGroup[];
  /** Done ones that this device knows, newest first. */
  readonly done: readonly Task[];
}

/** What is in an area itself, besides its projects. */
interface AreaView {
  readonly area: Area;
  readonly tasks: readonly Task[];
}

/** Done tasks by the day on which they were done, newest first. */
export interface LogbookGroup {
  /** `YYYY-MM-DD`, in the person's zone. */
  readonly day: string;
  readonly tasks: readonly Task[];
}

/** Numbers for the sidebar. */
export interface Counts {
  readonly inbox: number;
  readonly today: number;
  readonly overdue: number;
  readonly upcoming: number;
  readonly anytime: number;
  readonly someday: number;
  readonly conflicts: number;
}

/** Lists that follow from the tasks, each computed when it is read. */
export interface Views {
  readonly inbox: ReadonlySignal<readonly Task[]>;
  readonly today: ReadonlySignal<TodayView>;
  readonly upcoming: ReadonlySignal<readonly UpcomingGroup[]>;
  readonly anytime: ReadonlySignal<readonly PlaceGroup[]>;
  readonly someday: ReadonlySignal<readonly PlaceGroup[]>;
  readonly logbook: ReadonlySignal<readonly LogbookGroup[]>;
  readonly counts: ReadonlySignal<Counts>;
  /** Areas with their projects; `projects` are those without an area. */
  readonly areas: ReadonlySignal<readonly Area[]>;
  readonly projects: ReadonlySignal<readonly Project[]>;
  /** All tags of open tasks, in alphabetical order. */
  readonly tags: ReadonlySignal<readonly { readonly name: string; readonly open: number }[]>;
  /** null: there is none of this id. The same signal for the same id. */
  readonly task: (id: string) => ReadonlySignal<Task | null>;
  readonly project: (id: string) => ReadonlySignal<ProjectView | null>;
  readonly area: (id: string) => ReadonlySignal<AreaView | null>;
  readonly tag: (name: string) => ReadonlySignal<readonly Task[]>;
  /** Open tasks that have every word of the text, best first, then done ones; at most 100. */
  readonly search: (text: string) => readonly Task[];
}

/** Which device this is. */
export interface DeviceInfo {
  readonly deviceId: string;
  readonly baseUrl: string;
  /** null: the default account. */
  readonly account: string | null;
  /** As the owner named it; null: not known. */
  readonly name: string | null;
}

/** Why the last sync ended early, and what follows from it. */
export interface SyncFailure {
  /**
   * `unreachable`: no connection; `busy`: the hub asked to wait; `not_paired`: this device's access was taken away, what was done on it
   * waits until it is paired again; `refused`: it would be refused again; `storage`: this device could not keep it.
   */
  readonly kind: 'unreachable' | 'busy' | 'not_paired' | 'refused' | 'storage';
  /** A sentence for the person. */
  readonly text: string;
}

/** How the sync stands. */
export interface SyncState {
  readonly isUnderWay: boolean;
  /** Changes that the hub does not have yet. */
  readonly pending: number;
  /** Epoch ms of the last sync that went through; null: none yet. */
  readonly lastSyncedAt: number | null;
  /** null: the last one went through. */
  readonly failure: SyncFailure | null;
  /** Epoch ms of the next attempt after a failure; null: none is planned. */
  readonly retryAt: number | null;
}

/** Something about this device's storage that the person has to know. `isFatal`: nothing can be kept. */
export interface StorageTrouble {
  readonly kind: 'no_storage' | 'full' | 'newer_page' | 'blocked' | 'corrupt' | 'not_persistent';
  /** A sentence for the person. */
  readonly text: string;
  readonly isFatal: boolean;
}

/** A field in which a change of this device lost. */
interface ConflictField {
  readonly name: string;
  /** What the person had wanted. */
  readonly mine: unknown;
  /** What stands now. */
  readonly theirs: unknown;
}

/** A change of this device that another one won over, or that could not be taken. */
export interface AppConflict {
  /** The task's id, which is the conflict's as well. */
  readonly task: string;
  /** The task's title as it stands, or as the person had wanted it. */
  readonly title: string;
  readonly kind: 'create' | 'edit' | 'delete';
  /** In plain words. */
  readonly reason: string;
  readonly fields: readonly ConflictField[];
  /** ISO 8601. */
  readonly at: string;
  /** The task is still there, so that what the person had wanted can be set again. */
  readonly canTakeMine: boolean;
}

/** A short message about what was just done. */
export interface Toast {
  /** Another one for each message. */
  readonly id: number;
  /** What was done. */
  readonly kind: 'added' | 'completed' | 'canceled' | 'reopened' | 'removed' | 'moved' | 'edited' | 'undone';
  /** A sentence for the person. */
  readonly text: string;
  /** It can be undone while the message is there. */
  readonly canUndo: boolean;
  /** Epoch ms. */
  readonly until: number;
}

/** Everything that is no list. */
export interface AppState {
  /** The store of this device was read; before that all lists are empty. */
  readonly isReady: ReadonlySignal<boolean>;
  /** null: not paired, or not known yet; see `isReady`. */
  readonly device: ReadonlySignal<DeviceInfo | null>;
  readonly isOnline: ReadonlySignal<boolean>;
  readonly sync: ReadonlySignal<SyncState>;
  readonly conflicts: ReadonlySignal<readonly AppConflict[]>;
  readonly toast: ReadonlySignal<Toast | null>;
  readonly troubles: ReadonlySignal<readonly StorageTrouble[]>;
  /** Today where the person is, `YYYY-MM-DD`. */
  readonly today: ReadonlySignal<string>;
}
