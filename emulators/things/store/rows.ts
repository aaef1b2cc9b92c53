// Row types of the tables the emulator works on, with the column names of layout 24 to 29.
// Only types and plain constants; columns the emulator never reads are left out.

/** Value that SQLite accepts and returns here. */
export type Cell = string | number | null | Uint8Array;

/** `TMTask.type`: to-do, project, heading. */
export const TODO = 0;
/** See `TODO`. */
export const PROJECT = 1;
/** See `TODO`. */
export const HEADING = 2;
/** `status`: open, canceled, completed. There is no 1. */
export const OPEN = 0;
/** See `OPEN`. */
export const CANCELED = 2;
/** See `OPEN`. */
export const COMPLETED = 3;
/** `start`: inbox, anytime or today, someday or upcoming. */
export const START_INBOX = 0;
/** See `START_INBOX`. */
export const START_ANYTIME = 1;
/** See `START_INBOX`. */
export const START_SOMEDAY = 2;

/** One row of TMTask. Days and times are packed, stamps are unix seconds. */
export interface TaskRow {
  readonly uuid: string;
  readonly leavesTombstone: number | null;
  readonly creationDate: number;
  readonly userModificationDate: number | null;
  readonly type: number;
  readonly status: number;
  readonly stopDate: number | null;
  readonly trashed: number;
  readonly title: string | null;
  readonly notes: string | null;
  readonly cachedTags: Uint8Array | null;
  readonly start: number;
  readonly startDate: number | null;
  readonly startBucket: number;
  readonly reminderTime: number | null;
  readonly deadline: number | null;
  readonly deadlineSuppressionDate: number | null;
  readonly index: number;
  readonly todayIndex: number;
  readonly todayIndexReferenceDate: number | null;
  readonly area: string | null;
  readonly project: string | null;
  readonly heading: string | null;
  readonly untrashedLeafActionsCount: number;
  readonly openUntrashedLeafActionsCount: number;
  readonly checklistItemsCount: number;
  readonly openChecklistItemsCount: number;
  readonly rt1_repeatingTemplate: string | null;
  readonly rt1_recurrenceRule: Uint8Array | null;
  readonly rt1_instanceCreationStartDate: number | null;
  readonly rt1_instanceCreationPaused: number;
  readonly rt1_instanceCreationCount: number;
  readonly rt1_afterCompletionReferenceDate: number | null;
  readonly rt1_nextInstanceStartDate: number | null;
}

/** Columns of a task to write; a column left out keeps its value. */
export type TaskChanges = { readonly [K in keyof TaskRow]?: TaskRow[K] };

/** One row of TMArea. */
export interface AreaRow {
  readonly uuid: string;
  readonly title: string | null;
  readonly index: number;
}

/** One row of TMTag. */
export interface TagRow {
  readonly uuid: string;
  readonly title: string | null;
  readonly shortcut: string | null;
  readonly parent: string | null;
  readonly index: number;
}

/** One row of TMChecklistItem. */
export interface ChecklistRow {
  readonly uuid: string;
  readonly title: string | null;
  readonly status: number;
  readonly stopDate: number | null;
  readonly index: number;
  readonly task: string;
  readonly userModificationDate: number | null;
  readonly creationDate: number;
}
