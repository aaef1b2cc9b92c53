// The scripting commands: make, delete, move, schedule, and the ones that touch the whole library.
// Errors carry the numbers that the app gives.
import { packDay } from '../encodings/packed.ts';
import { createArea, deleteArea } from '../state/areas.ts';
import type { AppState } from '../state/app-state.ts';
import { createTask } from '../state/create.ts';
import type { Container } from '../state/order.ts';
import { NO_CONTAINER } from '../state/order.ts';
import { deleteTag, ensureTag, setParentTag } from '../state/tags.ts';
import { isTemplate } from '../state/templates.ts';
import { moveTask, setWhen } from '../state/todos.ts';
import { restoreTask, trashTask } from '../state/trash.ts';
import { HEADING, OPEN, PROJECT, TODO } from '../store/rows.ts';
import type { TaskRow } from '../store/rows.ts';
import { AppCrash } from '../url/outcome.ts';
import { SCRIPT_LISTS } from './collections.ts';
import { cannotConvert, cannotMakeClass, noSuchObject, refusedByApp } from './errors.ts';
import type { ObjectKind, ObjectRef } from './host.ts';
import { dateToIso, isObjectRef, writeProperty } from './properties.ts';

/** Properties given at creation, with objects already resolved to refs. */
type NewProperties = Readonly<Record<string, unknown>>;

/** Makes an object of a class and returns its ref. Throws -2710 for a class that cannot be made. */
export function makeObject(
  state: AppState,
  className: string,
  properties: NewProperties,
  at: ObjectRef | null,
): ObjectRef {
  const kind = kindOfClass(className);
  // Measured with a to-do in an area; the types of the record are converted before anything is made.
  if (Object.values(properties).some((value) => isObjectRef(value))) throw cannotConvert();
  const name = typeof properties['name'] === 'string' ? properties['name'] : '';
  const ref = insertObject(state, kind, name, at);
  for (const [key, value] of orderedProperties(properties)) {
    if (key !== 'name' && value !== undefined) writeProperty(state, ref, key, value);
  }
  return ref;
}

/** Stamps are written after everything that would overwrite them. */
function orderedProperties(properties: NewProperties): [string, unknown][] {
  const isLate = (key: string): boolean => key === 'completionDate' || key === 'cancellationDate';
  const isLast = (key: string): boolean => key === 'creationDate' || key === 'modificationDate';
  const rank = (key: string): number => (isLast(key) ? 2 : isLate(key) ? 1 : 0);
  return Object.entries(properties).toSorted(([left], [right]) => rank(left) - rank(right));
}

function kindOfClass(className: string): ObjectKind {
  const folded = className.replaceAll(' ', '').toLowerCase();
  if (folded === 'todo') return 'todo';
  if (folded === 'project' || folded === 'area' || folded === 'tag') return folded;
  throw cannotMakeClass();
}

function insertObject(state: AppState, kind: ObjectKind, title: string, at: ObjectRef | null): ObjectRef {
  if (kind === 'area') return { kind, id: createArea(state, title) };
  if (kind === 'tag') return { kind, id: ensureTag(state, title) };
  const type = kind === 'project' ? PROJECT : TODO;
  return { kind, id: createTask(state, { type, title, container: containerAt(type, at) }) };
}

/** A place below a list is ignored since 3.23: the to-do lands in the inbox. */
function containerAt(type: number, at: ObjectRef | null): Container {
  if (at?.kind === 'area') return { ...NO_CONTAINER, area: at.id };
  if (at?.kind === 'project' && type === TODO) return { ...NO_CONTAINER, project: at.id };
  return NO_CONTAINER;
}

/** Deletes an object. Throws -1728 for a to-do that is closed or already trashed. */
export function deleteObject(state: AppState, ref: ObjectRef): void {
  if (ref.kind === 'area') {
    deleteArea(state, ref.id);
    return;
  }
  if (ref.kind === 'tag') {
    deleteTag(state, ref.id);
    return;
  }
  const row = state.task(ref.id);
  if (row === undefined || ref.kind === 'list') throw noSuchObject();
  if (row.trashed === 1 || (row.type === TODO && row.status !== OPEN)) throw noSuchObject();
  trashTask(state, ref.id);
}

/** Deletes an object-valued property: takes a task out of its project or area, or a tag from below its parent. */
export function deleteRelation(state: AppState, owner: ObjectRef, property: string): void {
  if (owner.kind === 'tag' && property === 'parentTag') setParentTag(state, owner.id, null);
  else if (
    (owner.kind === 'todo' || owner.kind === 'project') &&
    (property === 'project' || property === 'area')
  ) {
    moveTask(state, owner.id, NO_CONTAINER);
  } else throw noSuchObject();
}

/** Moves a task to a list, area or project. Throws 301 where the app refuses. */
export function moveObject(state: AppState, ref: ObjectRef, target: ObjectRef): void {
  const row = state.task(ref.id);
  if (row === undefined) throw noSuchObject();
  if (isTemplate(row)) throw refusedByApp(301, 'Cannot move a repeating to-do.');
  if (row.type === HEADING) throw refusedByApp(301, 'Cannot move a heading.');
  if (target.kind === 'area' || target.kind === 'project') {
    if (row.type === PROJECT && target.kind === 'project')
      throw refusedByApp(301, 'Cannot move a project there.');
    restoreTask(state, row.uuid);
    moveTask(state, row.uuid, { ...NO_CONTAINER, [target.kind]: target.id });
    return;
  }
  const list = SCRIPT_LISTS.get(target.id);
  if (list === undefined) throw noSuchObject();
  if (row.type === PROJECT) moveProject(state, row, list);
  else moveTodo(state, row, list);
}

function moveTodo(state: AppState, row: TaskRow, list: string): void {
  switch (list) {
    case 'Trash':
      trashTask(state, row.uuid);
      return;
    case 'Inbox':
      restoreTask(state, row.uuid);
      setWhen(state, row.uuid, { kind: 'inbox' });
      return;
    case 'Today':
      restoreTask(state, row.uuid);
      setWhen(state, row.uuid, { kind: 'day', day: state.today(), evening: false, clearsReminder: true });
      return;
    case 'Anytime':
    case 'Someday':
      restoreTask(state, row.uuid);
      setWhen(state, row.uuid, { kind: list === 'Anytime' ? 'anytime' : 'someday' });
      return;
    default:
      throw refusedByApp(301, `Cannot move to-dos to ${list}.`);
  }
}

function moveProject(state: AppState, row: TaskRow, list: string): void {
  switch (list) {
    case 'Trash':
      trashTask(state, row.uuid);
      return;
    case 'Anytime':
      // On a live project this has no effect at all; on a trashed one it restores in place.
      restoreTask(state, row.uuid);
      return;
    case 'Someday':
      setWhen(state, row.uuid, { kind: 'someday' });
      return;
    case 'Today':
      setWhen(state, row.uuid, { kind: 'day', day: state.today(), evening: false, clearsReminder: true });
      return;
    default:
      throw refusedByApp(301, `Cannot move projects to ${list}.`);
  }
}

/** Schedules a task for a date. Throws 302 for a template, and AppCrash for a heading. */
export function scheduleObject(state: AppState, ref: ObjectRef, date: unknown): void {
  const row = state.task(ref.id);
  if (row === undefined) throw noSuchObject();
  if (row.type === HEADING) throw new AppCrash('schedule on a heading');
  if (isTemplate(row)) throw refusedByApp(302, 'Cannot schedule a repeating to-do.');
  const day = packDay(dateToIso(state, date));
  setWhen(state, row.uuid, { kind: 'day', day, evening: false, clearsReminder: false });
}
