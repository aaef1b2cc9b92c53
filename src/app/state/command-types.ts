// What a person can do, as pages call it. Types only.

import type { Priority, TaskStart } from '../../mobile-client/types.ts';
import type { SyncFailure } from './types.ts';

/** A new task: its title, and what else is said of it. */
export interface NewTask {
  readonly title: string;
  readonly notes?: string;
  readonly start?: TaskStart;
  readonly deadline?: string | null;
  readonly tags?: readonly string[];
  readonly priority?: Priority;
  /** The id of an area, a project or a heading. */
  readonly place?: string | null;
  readonly checklist?: readonly string[];
}

/** Fields of a task that a person typed. */
interface TaskEdits {
  readonly title?: string;
  readonly notes?: string;
  readonly priority?: Priority;
}

/** How a pairing went. */
type PairEnd = { readonly ok: true } | { readonly ok: false; readonly failure: SyncFailure };

/**
 * What a person can do. Each is shown at once and kept on this device before its promise resolves; false: there is no such task (or
 * line, or conflict) any more. A promise rejects only where this device could not keep it, which `troubles` says as well.
 */
export interface Commands {
  /** Returns the new task's id. */
  readonly add: (task: NewTask) => Promise<string>;
  readonly edit: (task: string, edits: TaskEdits) => Promise<boolean>;
  readonly complete: (task: string) => Promise<boolean>;
  readonly cancel: (task: string) => Promise<boolean>;
  readonly reopen: (task: string) => Promise<boolean>;
  readonly remove: (task: string) => Promise<boolean>;
  /** `place`: the id of an area, a project or a heading; null: to no place. A task of the inbox becomes one for anytime. */
  readonly move: (task: string, place: string | null) => Promise<boolean>;
  readonly schedule: (task: string, start: TaskStart) => Promise<boolean>;
  readonly setDeadline: (task: string, deadline: string | null) => Promise<boolean>;
  readonly setTags: (task: string, tags: readonly string[]) => Promise<boolean>;
  readonly addLine: (task: string, title: string) => Promise<boolean>;
  readonly editLine: (
    task: string,
    key: string,
    edit: { readonly title?: string; readonly done?: boolean },
  ) => Promise<boolean>;
  readonly removeLine: (task: string, key: string) => Promise<boolean>;
  /** `to`: its new position, from 0. */
  readonly moveLine: (task: string, key: string, to: number) => Promise<boolean>;
  /** Takes back what the toast tells of; false: it is too late. */
  readonly undo: () => Promise<boolean>;
  readonly dismissToast: () => void;
  /** Leaves a conflict as it stands. */
  readonly dismissConflict: (task: string) => Promise<void>;
  /** Sets what the person had wanted once more, over what stands now. */
  readonly takeMine: (task: string) => Promise<boolean>;
  readonly pair: (given: {
    readonly baseUrl: string;
    readonly code: string;
    readonly account?: string;
  }) => Promise<PairEnd>;
  /** Removes everything that this device keeps, what waits to be sent included. */
  readonly forget: () => Promise<void>;
  /** Resolves when it has ended; how it ended is in `state.sync`. */
  readonly syncNow: () => Promise<void>;
}
