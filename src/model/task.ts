// The canonical task: the hub's own record of what a person wrote down, in no vendor's words.
// Absence is always `null`; a list that is empty is `[]`.

import type { CivilDate, TimeOfDay } from './dates.ts';
import type { ContainerId, ReplicaName, TaskId } from './ids.ts';

/** Every field that can be synced, one by one. */
export const FIELD_NAMES = [
  'title',
  'notes',
  'start',
  'deadline',
  'repeat',
  'tags',
  'checklist',
  'status',
  'place',
  'priority',
  'duration',
] as const;

/** The name of one synced field. */
export type FieldName = (typeof FIELD_NAMES)[number];

/** A task that is to be looked at on a day; `evening` puts it in that day's evening. */
export interface Scheduled {
  readonly date: CivilDate;
  readonly evening: boolean;
  readonly time: TimeOfDay | null;
}

/** When a person means to take the task up. `inbox`: not decided yet, and filed nowhere. */
export type Start = 'inbox' | 'anytime' | 'someday' | Scheduled;

/** A rule by which the task comes again. Read-only outside its owner. */
export interface Repeat {
  readonly owner: ReplicaName;
  /** The owner's own words for the rule; nobody else reads them. */
  readonly rule: string;
}

/** One line of a task's checklist. `key` is the hub's, and the same in every replica's shadow. */
export interface ChecklistItem {
  readonly key: string;
  readonly title: string;
  readonly done: boolean;
}

/** All states that a task can be in. */
export const STATUSES = ['open', 'completed', 'canceled'] as const;

/** The state of a task. */
export type Status = (typeof STATUSES)[number];

/** 4 is the most urgent, 1 is none. */
export type Priority = 1 | 2 | 3 | 4;

/** How long a task will take. */
interface Duration {
  readonly amount: number;
  readonly unit: 'minute' | 'day';
}

/** The values of a task, field by field. */
export interface TaskFields {
  /** Plain text of one line; '' where a person has typed none yet. */
  readonly title: string;
  /** Markdown. */
  readonly notes: string | null;
  readonly start: Start;
  readonly deadline: CivilDate | null;
  readonly repeat: Repeat | null;
  /** A set: unique, in code-point order. */
  readonly tags: readonly string[];
  readonly checklist: readonly ChecklistItem[];
  readonly status: Status;
  /** The innermost container that holds the task; its own parents follow from the containers. */
  readonly place: ContainerId | null;
  readonly priority: Priority;
  readonly duration: Duration | null;
}

/** Some fields of a task: what a replica holds of it, what an operation changes. */
export type SomeFields = { readonly [Name in FieldName]?: TaskFields[Name] };

/** When and where a field got its value. */
export interface Stamp {
  /** Epoch ms, by the clock of `by`, never later than when we heard of it. */
  readonly at: number;
  /** `person` is a decision made in this system: an undo or a resolved conflict. */
  readonly by: ReplicaName | 'person';
  /** The hub's tick in which the field got this value; given by the store when the task is put down. */
  readonly tick?: number;
}

/** The hub's record of one task. */
export interface HubTask {
  readonly id: TaskId;
  readonly fields: TaskFields;
  readonly stamps: Readonly<Record<FieldName, Stamp>>;
  /** Epoch ms; null while the task lives. */
  readonly deletedAt: number | null;
  readonly createdAt: number;
}

/** The fields of a task of which nothing is known yet. */
export const EMPTY_FIELDS: TaskFields = {
  title: '',
  notes: null,
  start: 'inbox',
  deadline: null,
  repeat: null,
  tags: [],
  checklist: [],
  status: 'open',
  place: null,
  priority: 1,
  duration: null,
};

/** Tells whether `start` names a day. */
export function isScheduled(start: Start): start is Scheduled {
  return typeof start === 'object';
}

/** The one day of a task that older code knew: when it is to be done, else its deadline; null for neither. */
export function dayOfTask({ start, deadline }: Pick<SomeFields, 'start' | 'deadline'>): CivilDate | null {
  if (start !== undefined && isScheduled(start)) return start.date;
  return deadline ?? null;
}

/** Puts tags in their canonical form: unique, in code-point order, none empty. */
export function canonicalTags(tags: Iterable<string>): readonly string[] {
  return [...new Set(tags)].filter((tag) => tag !== '').toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0));
}

/** Names the fields that `fields` has. */
export function fieldNamesOf(fields: SomeFields): readonly FieldName[] {
  return FIELD_NAMES.filter((name) => fields[name] !== undefined);
}

/** Keeps only the named fields of `fields`. */
export function pickFields(fields: SomeFields, names: Iterable<FieldName>): SomeFields {
  const picked: Record<string, unknown> = {};
  for (const name of names) {
    if (fields[name] !== undefined) picked[name] = fields[name];
  }
  return picked as SomeFields;
}
