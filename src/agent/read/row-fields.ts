// Compares a row with fields that were asked for, in Things' own terms. Pure.

import { isSame } from '../../model/same.ts';
import { canonicalTags } from '../../model/task.ts';
import { canonicalLine, canonicalText, matchingText } from '../../model/text.ts';
import type { ThingsFields, ThingsStart } from '../../protocol/things-operation.ts';
import type { ThingsTodo } from '../../protocol/things-row.ts';

/** A place that is there. null: outside of any container. */
export interface ResolvedPlace {
  readonly kind: 'area' | 'project' | 'heading';
  readonly id: string;
}

/** The fields of an operation with its place found. */
export interface WantedFields extends Omit<ThingsFields, 'place'> {
  readonly place?: ResolvedPlace | null;
}

/** Every field that can be asked for. */
export type AllFields = {
  readonly [Name in keyof Required<WantedFields>]: Exclude<WantedFields[Name], undefined>;
};

/** The name of a field that can be asked for. */
export type WantedName = keyof WantedFields;

const NAMES = [
  'title',
  'notes',
  'start',
  'deadline',
  'tags',
  'checklist',
  'status',
  'place',
] as const satisfies readonly WantedName[];

/** Where a row holds each field that can be asked for. */
const COLUMNS: { readonly [Name in WantedName]: readonly (keyof ThingsTodo)[] } = {
  title: ['title'],
  notes: ['notes'],
  start: ['list', 'startDate', 'evening', 'reminder'],
  deadline: ['deadline'],
  tags: ['tags'],
  checklist: ['checklist'],
  status: ['status'],
  place: ['area', 'project', 'heading'],
};

/** The names of the fields that are asked for. */
export function wantedNames(wanted: WantedFields): readonly WantedName[] {
  return NAMES.filter((name) => wanted[name] !== undefined);
}

/** A row with some of its fields as another row has them; with the digest that it had. */
export function withFieldsOf(
  source: ThingsTodo,
  target: ThingsTodo,
  names: readonly WantedName[],
): ThingsTodo {
  const taken = new Set<string>(names.flatMap((name) => COLUMNS[name]));
  const columns = Object.entries(source).filter(([column]) => taken.has(column));
  return { ...target, ...Object.fromEntries(columns) };
}

/** Names the fields that a row does not show as asked, on a given day (`YYYY-MM-DD`). */
export function unmetFields(row: ThingsTodo, wanted: WantedFields, today: string): readonly WantedName[] {
  return wantedNames(wanted).filter((name) => !isMet(name, { row, wanted, today }));
}

/**
 * Names the fields that a row shows neither as they were (`before`) nor as asked: somebody changed them after the operation
 * was begun.
 */
export function movedFields(
  row: ThingsTodo,
  { before, wanted, today }: { before: ThingsTodo; wanted: WantedFields; today: string },
): readonly WantedName[] {
  const then = fieldsOf(before);
  return unmetFields(row, wanted, today).filter((name) => !isMet(name, { row, wanted: then, today }));
}

/** The fields of a row as they would be asked for. */
export function fieldsOf(row: ThingsTodo): AllFields {
  return {
    title: row.title,
    notes: row.notes,
    start: startOf(row),
    deadline: row.deadline,
    tags: row.tags,
    checklist: row.checklist.map(({ title, done }) => ({ title, done })),
    status: row.status,
    place: placeOf(row),
  };
}

interface Comparison {
  readonly row: ThingsTodo;
  readonly wanted: WantedFields;
  readonly today: string;
}

function isMet(name: WantedName, { row, wanted, today }: Comparison): boolean {
  const shown = fieldsOf(row);
  if (name === 'start')
    return isSame(effectiveStart(shown.start, today), effectiveStart(wanted.start, today));
  return isSame(comparable(name, shown), comparable(name, wanted));
}

/** The value of a field without what Things makes no difference of. */
function comparable(name: WantedName, fields: WantedFields): unknown {
  if (name === 'title') return canonicalLine(fields.title ?? '');
  if (name === 'notes') return canonicalText(fields.notes ?? '');
  if (name === 'tags') return canonicalTags((fields.tags ?? []).map((tag) => matchingText(tag)));
  if (name === 'checklist') {
    return (fields.checklist ?? []).map(({ title, done }) => ({ title: canonicalLine(title), done }));
  }
  return fields[name] ?? null;
}

/** A day that is past counts as today, and an evening only on its day. */
function effectiveStart(start: ThingsStart | undefined, today: string): unknown {
  if (start === undefined || typeof start !== 'object') return start ?? null;
  return {
    date: start.date < today ? today : start.date,
    evening: start.evening && start.date === today,
    reminder: start.reminder,
  };
}

function startOf(row: ThingsTodo): ThingsStart {
  if (row.startDate === null) return row.list;
  return { date: row.startDate, evening: row.evening, reminder: row.reminder };
}

function placeOf(row: ThingsTodo): ResolvedPlace | null {
  if (row.heading !== null) return { kind: 'heading', id: row.heading };
  if (row.project !== null) return { kind: 'project', id: row.project };
  return row.area === null ? null : { kind: 'area', id: row.area };
}
