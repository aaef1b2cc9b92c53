// The canonical task: the hub's own record of what a person wrote, free of vendor terms. Absence is always `null`; an empty list is
// `[]`.

import type { CivilDate, TimeOfDay } from './dates.ts';
import type { ContainerId, ReplicaName, TaskId } from './ids.ts';

/** Every field that is synced. */
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

/** A task scheduled for a day; `evening` puts it in the evening of that day. */
export interface Scheduled {
  readonly date: CivilDate;
  readonly evening: boolean;
  readonly time: TimeOfDay | null;
}

/** When the task is to be started. `inbox`: not decided yet, and not filed anywhere. */
export type Start = 'inbox' | 'anytime' | 'someday' | Scheduled;

/** A rule by which the task repeats. Read-only outside its owner. */
export interface Repeat {
  readonly owner: ReplicaName;
  /** In the owner's own format; no other replica interprets it. */
  readonly rule: string;
}

/** One line of a task's checklist. `key` is assigned by the hub and is the same in every replica's shadow. */
export interface ChecklistItem {
  readonly key: string;
  readonly title: string;
  readonly done: boolean;
}

export const STATUSES = ['open', 'completed', 'canceled'] as const;

/** The state of a task. */
export type Status = (typeof STATUSES)[number];

/** 4 is the most urgent, 1 means no priority. */
export type Priority = 1 | 2 | 3 | 4;

/** How long a task will take. */
interface Duration {
  readonly amount: number;
  readonly unit: 'minute' | 'day';
}

/** The values of all fields of a task. */
export interface TaskFields {
  /** A single line of plain text; '' if nothing was typed yet. */
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
  /** The innermost container that holds the task. Outer ones follow from the containers themselves. */
  readonly place: ContainerId | null;
  readonly priority: Priority;
  readonly duration: Duration | null;
}

/** A subset of a task's fields: what a replica holds, or what an operation changes. */
export type SomeFields = { readonly [Name in FieldName]?: TaskFields[Name] };

/** When and where a field got its value. */
export interface Stamp {
  /** Epoch ms by the clock of `by`, but never later than when we learned of it. */
  readonly at: number;
  /** `person` is a decision made in this system: an undo or a resolved conflict. */
  readonly by: ReplicaName | 'person';
  /** The hub's tick in which the field got this value; set by the store when it saves the task. */
  readonly tick?: number;
}

/** The hub's record of one task. */
export interface HubTask {
  readonly id: TaskId;
  readonly fields: TaskFields;
  readonly stamps: Readonly<Record<FieldName, Stamp>>;
  /** Epoch ms; null if not deleted. */
  readonly deletedAt: number | null;
  readonly createdAt: number;
}

/** The field values of a task of which nothing is known yet. */
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

/** Tells whether `start` is a specific day. */
export function isScheduled(start: Start): start is Scheduled {
  return typeof start === 'object';
}

/** The single date that older clients know: the scheduled day, otherwise the deadline; null if there is neither. */
export function dayOfTask({ start, deadline }: Pick<SomeFields, 'start' | 'deadline'>): CivilDate | null {
  if (start !== undefined && isScheduled(start)) return start.date;
  return deadline ?? null;
}

/** Puts tags in canonical form: unique, in code-point order, none empty. */
export function canonicalTags(tags: Iterable<string>): readonly string[] {
  return [...new Set(tags)].filter((tag) => tag !== '').toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0));
}

/** Lists the fields that are present in `fields`. */
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
