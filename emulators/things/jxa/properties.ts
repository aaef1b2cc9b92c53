// The properties of scriptable objects: reading and writing one by name.
// Values are plain; object-valued properties come and go as refs.
import { packDay, TEMPLATE_DEADLINE, unpackDay } from '../encodings/packed.ts';
import { findArea, renameArea } from '../state/areas.ts';
import type { AppState } from '../state/app-state.ts';
import { archiveHeading } from '../state/projects.ts';
import { setStatus } from '../state/status.ts';
import {
  ensureTagIds,
  findTag,
  linkedTagNames,
  renameTag,
  setParentTag,
  setTags,
  setTagShortcut,
} from '../state/tags.ts';
import { isTemplate } from '../state/templates.ts';
import { moveTask, setDeadline } from '../state/todos.ts';
import { CANCELED, COMPLETED, HEADING, OPEN } from '../store/rows.ts';
import type { TaskRow } from '../store/rows.ts';
import { SCRIPT_LISTS } from './collections.ts';
import { cannotConvert, noSuchObject, readOnlyProperty } from './errors.ts';
import type { ObjectKind, ObjectRef } from './host.ts';
import { listTitle } from './list-names.ts';

/** A value that a property can have. */
type PropertyValue = string | number | boolean | Date | ObjectRef | null;

const TASK_PROPERTIES: readonly string[] = [
  'id',
  'name',
  'notes',
  'status',
  'tagNames',
  'creationDate',
  'modificationDate',
  'dueDate',
  'activationDate',
  'completionDate',
  'cancellationDate',
  'project',
  'area',
  'contact',
];
const STATUS_WORDS: ReadonlyMap<number, string> = new Map([
  [OPEN, 'open'],
  [COMPLETED, 'completed'],
  [CANCELED, 'canceled'],
]);

/** Names of the properties of each kind, in dictionary order. */
export const PROPERTY_NAMES: Readonly<Record<ObjectKind, readonly string[]>> = {
  todo: TASK_PROPERTIES,
  project: TASK_PROPERTIES,
  area: ['id', 'name', 'tagNames', 'collapsed'],
  tag: ['id', 'name', 'keyboardShortcut', 'parentTag'],
  list: ['id', 'name'],
};

/** Reads a property. Throws -1728 when the object is gone or has no such property. */
export function readProperty(state: AppState, ref: ObjectRef, name: string): PropertyValue {
  if (!PROPERTY_NAMES[ref.kind].includes(name)) throw noSuchObject();
  if (name === 'id') return ref.id;
  switch (ref.kind) {
    case 'todo':
    case 'project':
      return readTask(state, mustRow(state, ref), name);
    case 'area':
      return readArea(state, ref, name);
    case 'tag':
      return readTag(state, ref, name);
    case 'list':
      return listName(state, ref.id);
  }
}

function listName(state: AppState, id: string): string | null {
  const name = SCRIPT_LISTS.get(id);
  return name === undefined ? null : listTitle(name, state.language);
}

function mustRow(state: AppState, ref: ObjectRef): TaskRow {
  const row = state.task(ref.id);
  if (row === undefined) throw noSuchObject();
  return row;
}

function readTask(state: AppState, row: TaskRow, name: string): PropertyValue {
  switch (name) {
    case 'name':
      return row.title ?? '';
    case 'notes':
      return row.notes ?? '';
    case 'status':
      return STATUS_WORDS.get(row.status) ?? null;
    case 'tagNames':
      return linkedTagNames(state, { kind: 'task', id: row.uuid }).join(', ');
    case 'creationDate':
      return stampToDate(row.creationDate);
    case 'modificationDate':
      return stampToDate(row.userModificationDate);
    case 'dueDate':
      return row.deadline === TEMPLATE_DEADLINE ? null : dayToDate(state, row.deadline);
    case 'activationDate':
      return dayToDate(state, row.startDate);
    case 'completionDate':
      return row.status === COMPLETED ? stampToDate(row.stopDate) : null;
    case 'cancellationDate':
      return row.status === CANCELED ? stampToDate(row.stopDate) : null;
    case 'project':
      return projectRef(state, row);
    case 'area':
      return row.area === null ? null : { kind: 'area', id: row.area };
    default:
      return null;
  }
}

function projectRef(state: AppState, row: TaskRow): ObjectRef | null {
  const id = row.project ?? (row.heading === null ? null : (state.task(row.heading)?.project ?? null));
  return id === null ? null : { kind: 'project', id };
}

function readArea(state: AppState, ref: ObjectRef, name: string): PropertyValue {
  const area = findArea(state, ref.id);
  if (area === undefined) throw noSuchObject();
  if (name === 'name') return area.title ?? '';
  if (name === 'tagNames') return linkedTagNames(state, { kind: 'area', id: ref.id }).join(', ');
  return false;
}

function readTag(state: AppState, ref: ObjectRef, name: string): PropertyValue {
  const tag = findTag(state, ref.id);
  if (tag === undefined) throw noSuchObject();
  if (name === 'name') return tag.title ?? '';
  if (name === 'keyboardShortcut') return tag.shortcut;
  return tag.parent === null ? null : { kind: 'tag', id: tag.parent };
}

/** Writes a property. Throws -1700 for a value of a wrong type, -10006 for a read-only one, -1728 when unknown. */
export function writeProperty(state: AppState, ref: ObjectRef, name: string, value: unknown): void {
  if (!PROPERTY_NAMES[ref.kind].includes(name)) throw noSuchObject();
  if (name === 'id' || name === 'activationDate' || ref.kind === 'list') throw readOnlyProperty();
  if (ref.kind === 'todo' || ref.kind === 'project') writeTask(state, ref, name, value);
  else if (ref.kind === 'area') writeArea(state, ref, name, value);
  else writeTag(state, ref, name, value);
}

function writeTask(state: AppState, ref: ObjectRef, name: string, value: unknown): void {
  const row = mustRow(state, ref);
  switch (name) {
    case 'name':
      state.changeTask(ref.id, { title: textOf(value) });
      return;
    case 'notes':
      state.changeTask(ref.id, { notes: textOf(value) });
      return;
    case 'tagNames':
      setTags(state, { kind: 'task', id: ref.id }, ensureTagIds(state, textOf(value).split(',')));
      return;
    case 'creationDate':
      state.changeTask(ref.id, { creationDate: stampOf(value) }, true);
      return;
    case 'modificationDate':
      state.changeTask(ref.id, { userModificationDate: stampOf(value) });
      return;
    case 'project':
    case 'area':
      placeTask(state, row, name, value);
      return;
    case 'contact':
      throw cannotConvert();
    default:
      writeProgress(state, row, name, value);
  }
}

/** Writes status, deadline and stop dates; a repeating template ignores them in silence. */
function writeProgress(state: AppState, row: TaskRow, name: string, value: unknown): void {
  if (name === 'dueDate') {
    const day = packDay(dateToIso(state, value));
    if (!isTemplate(row)) setDeadline(state, row.uuid, day);
    return;
  }
  if (name === 'status') {
    const status = statusOf(value);
    if (!isTemplate(row)) applyStatus(state, row, status);
    return;
  }
  const stopDate = stampOf(value);
  if (isTemplate(row)) return;
  const status = name === 'completionDate' ? COMPLETED : CANCELED;
  applyStatus(state, row, status);
  state.changeTask(row.uuid, { stopDate });
}

function applyStatus(state: AppState, row: TaskRow, status: number): void {
  if (row.type === HEADING && status !== OPEN) archiveHeading(state, row.uuid);
  else setStatus(state, row.uuid, status);
}

function placeTask(state: AppState, row: TaskRow, name: 'project' | 'area', value: unknown): void {
  if (!isObjectRef(value) || value.kind !== name) throw cannotConvert();
  const container = { area: null, project: null, heading: null, [name]: value.id };
  moveTask(state, row.uuid, container);
}

function writeArea(state: AppState, ref: ObjectRef, name: string, value: unknown): void {
  if (name === 'name') renameArea(state, ref.id, textOf(value));
  else if (name === 'tagNames') {
    setTags(state, { kind: 'area', id: ref.id }, ensureTagIds(state, textOf(value).split(',')));
  }
}

function writeTag(state: AppState, ref: ObjectRef, name: string, value: unknown): void {
  if (name === 'name') renameTag(state, ref.id, textOf(value));
  else if (name === 'keyboardShortcut') setTagShortcut(state, ref.id, textOf(value).slice(0, 1) || null);
  else if (isObjectRef(value) && value.kind === 'tag') setParentTag(state, ref.id, value.id);
  else throw cannotConvert();
}

/** Tells whether a value is a resolved object. */
export function isObjectRef(value: unknown): value is ObjectRef {
  return typeof value === 'object' && value !== null && 'kind' in value && 'id' in value;
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return String(value);
  throw cannotConvert();
}

function statusOf(value: unknown): number {
  for (const [status, word] of STATUS_WORDS) {
    if (word === value) return status;
  }
  throw cannotConvert();
}

/** Reads a script's date as unix seconds, whole: Apple events have a resolution of one second. */
function stampOf(value: unknown): number {
  return Math.floor(millisecondsOf(value) / 1000);
}

/** Reads the calendar day a script means: scripts and the app live in the zone of the Mac. */
export function dateToIso(state: AppState, value: unknown): string {
  return state.zone.dayOf(millisecondsOf(value));
}

function millisecondsOf(value: unknown): number {
  const ms = isDateLike(value) ? value.getTime() : Number.NaN;
  if (Number.isNaN(ms)) throw cannotConvert();
  return ms;
}

/** A date from the script's own realm is no `instanceof Date` here. */
function isDateLike(value: unknown): value is Date {
  return Object.prototype.toString.call(value) === '[object Date]';
}

function stampToDate(seconds: number | null): Date | null {
  return seconds === null ? null : new Date(Math.floor(seconds) * 1000);
}

function dayToDate(state: AppState, packed: number | null): Date | null {
  return packed === null ? null : new Date(state.zone.startOfDay(unpackDay(packed)));
}
