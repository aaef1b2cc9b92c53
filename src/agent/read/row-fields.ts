// Compares a row with requested fields, in Things' own terms. Pure.

import { isSame } from '../../model/same.ts';
import { canonicalTags } from '../../model/task.ts';
import { canonicalLine, canonicalText, matchingText } from '../../model/text.ts';
import type { ThingsFields, ThingsStart } from '../../protocol/things-operation.ts';
import type { ThingsTodo } from '../../protocol/things-row.ts';

/** An existing place. null: outside of any container. */
export interface ResolvedPlace {
  readonly kind: 'area' | 'project' | 'heading';
  readonly id: string;
}

/** The fields of an operation with its place resolved. */
export interface WantedFields extends Omit<ThingsFields, 'place'> {
  readonly place?: ResolvedPlace | null;
}

/** Every field that can be requested. */
export type AllFields = {
  readonly [Name in keyof Required<WantedFields>]: Exclude<WantedFields[Name], undefined>;
};

/** The name of a field that can be requested. */
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

/** The columns that hold each requestable field. */
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

/** The names of the requested fields. */
export function wantedNames(wanted: WantedFields): readonly WantedName[] {
  return NAMES.filter((name) => wanted[name] !== undefined);
}

/** A row with some of its fields replaced by those of another row; the digest is kept. */
export function withFieldsOf(
  source: ThingsTodo,
  target: ThingsTodo,
  names: readonly WantedName[],
): ThingsTodo {
  const taken = new Set<string>(names.flatMap((name) => COLUMNS[name]));
  const columns = Object.entries(source).filter(([column]) => taken.has(column));
  return { ...target, ...Object.fromEntries(columns) };
}

/** The fields in which a row differs from what was requested, on a given day (`YYYY-MM-DD`). */
export function unmetFields(row: ThingsTodo, wanted: WantedFields, today: string): readonly WantedName[] {
  return wantedNames(wanted).filter((name) => !isMet(name, { row, wanted, today }));
}

/** The fields of a row that have neither the previous (`before`) nor the requested value: a user changed them after the operation began. */
export function movedFields(
  row: ThingsTodo,
  { before, wanted, today }: { before: ThingsTodo; wanted: WantedFields; today: string },
): readonly WantedName[] {
  const then = fieldsOf(before);
  return unmetFields(row, wanted, today).filter((name) => !isMet(name, { row, wanted: then, today }));
}

/** The fields of a row in the form of a request. */
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

/** The value of a field, ignoring distinctions that Things does not make. */
function comparable(name: WantedName, fields: WantedFields): unknown {
  if (name === 'title') return canonicalLine(fields.title ?? '');
  if (name === 'notes') return canonicalText(fields.notes ?? '');
  if (name === 'tags') return canonicalTags((fields.tags ?? []).map((tag) => matchingText(tag)));
  if (name === 'checklist') {
    return (fields.checklist ?? []).map(({ title, done }) => ({ title: canonicalLine(title), done }));
  }
  return fields[name] ?? null;
}

/** A past day counts as today, and an evening only on its day. */
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
