// Which objects a collection holds: the elements of the application, of a list, area, project, to-do or tag.
// Reads only.
import { allAreas } from '../state/areas.ts';
import type { AppState } from '../state/app-state.ts';
import type { ListName } from '../state/lists.ts';
import { listMembers } from '../state/lists.ts';
import { allTags, linkedTagIds } from '../state/tags.ts';
import { PROJECT } from '../store/rows.ts';
import type { TaskRow } from '../store/rows.ts';
import { noSuchObject } from './errors.ts';
import type { ObjectKind, ObjectRef } from './host.ts';

/** Scriptable lists by id. The ids were read off the running app by several programs, that of the Trash too. */
export const SCRIPT_LISTS: ReadonlyMap<string, ListName> = new Map([
  ['TMInboxListSource', 'Inbox'],
  ['TMTodayListSource', 'Today'],
  ['TMNextListSource', 'Anytime'],
  ['TMCalendarListSource', 'Upcoming'],
  ['TMSomedayListSource', 'Someday'],
  ['TMLogbookListSource', 'Logbook'],
  ['TMTrashListSource', 'Trash'],
]);

/** Names of collections and the kind of object they hold. */
export const COLLECTION_KINDS: ReadonlyMap<string, ObjectKind> = new Map([
  ['toDos', 'todo'],
  ['projects', 'project'],
  ['areas', 'area'],
  ['tags', 'tag'],
  ['lists', 'list'],
]);

/** Scripts see neither templates nor their parts. */
const NO_TEMPLATE = `rt1_recurrenceRule IS NULL AND NOT EXISTS (
 SELECT 1 FROM TMTask p WHERE p.rt1_recurrenceRule IS NOT NULL
 AND p.uuid = COALESCE(TMTask.project, (SELECT h.project FROM TMTask h WHERE h.uuid = TMTask.heading)))`;
/** What is below a trashed project counts as live. */
const LIVE = `trashed = 0 AND ${NO_TEMPLATE}`;

/** Returns the elements of a collection; `owner` null is the application. Throws -1728 for a collection it lacks. */
export function elementsOf(state: AppState, owner: ObjectRef | null, kind: ObjectKind): ObjectRef[] {
  if (owner === null) return applicationElements(state, kind);
  if (kind === 'tag') return tagElements(state, owner);
  if (kind !== 'todo' && kind !== 'project') throw noSuchObject();
  const refs = memberRows(state, owner).map(refOf);
  return kind === 'project' ? refs.filter((ref) => ref.kind === 'project') : refs;
}

/** Finds one object by id without listing; null when it does not exist. To-do ids reach headings and templates too. */
export function findById(state: AppState, kind: ObjectKind, id: string): ObjectRef | null {
  if (kind === 'todo' || kind === 'project') {
    const row = state.task(id);
    if (row === undefined || (kind === 'project' && row.type !== PROJECT)) return null;
    return refOf(row);
  }
  const isKnown =
    kind === 'list'
      ? SCRIPT_LISTS.has(id)
      : state.library.get(`SELECT 1 FROM ${kind === 'area' ? 'TMArea' : 'TMTag'} WHERE uuid = ?`, id) !==
        undefined;
  if (isKnown) return { kind, id };
  // An area is a list, so a list can be asked for by the id of an area.
  return kind === 'list' ? findById(state, 'area', id) : null;
}

function applicationElements(state: AppState, kind: ObjectKind): ObjectRef[] {
  switch (kind) {
    case 'todo':
      // A published program that runs against the real app filters both out: what is in the Trash, and projects.
      return state.tasksWhere(`type IN (0, 1) AND ${NO_TEMPLATE} ORDER BY "index", uuid`).map(refOf);
    case 'project':
      return state.tasksWhere(`type = 1 AND ${LIVE} ORDER BY "index", uuid`).map(refOf);
    case 'area':
      return allAreas(state).map((area) => ({ kind, id: area.uuid }));
    case 'tag':
      return allTags(state).map((tag) => ({ kind, id: tag.uuid }));
    case 'list':
      return [...SCRIPT_LISTS.keys()].map((id) => ({ kind, id }));
  }
}

function memberRows(state: AppState, owner: ObjectRef): TaskRow[] {
  switch (owner.kind) {
    case 'list': {
      const name = SCRIPT_LISTS.get(owner.id);
      return name === undefined ? [] : listMembers(state, name).filter((row) => row.type !== 2);
    }
    case 'area':
      return state.tasksWhere(`area = ? AND type IN (0, 1) AND ${LIVE} ORDER BY "index", uuid`, owner.id);
    case 'project':
      return state.tasksWhere(
        `type = 0 AND ${LIVE} AND (project = ? OR heading IN (SELECT uuid FROM TMTask WHERE project = ? AND type = 2))
         ORDER BY "index", uuid`,
        owner.id,
        owner.id,
      );
    case 'tag':
      return state.tasksWhere(
        `type IN (0, 1) AND ${LIVE} AND uuid IN (SELECT tasks FROM TMTaskTag WHERE tags = ?) ORDER BY "index", uuid`,
        owner.id,
      );
    case 'todo':
      return [];
  }
}

function tagElements(state: AppState, owner: ObjectRef): ObjectRef[] {
  if (owner.kind === 'tag') {
    return allTags(state)
      .filter((tag) => tag.parent === owner.id)
      .map((tag) => ({ kind: 'tag', id: tag.uuid }));
  }
  const isTask = owner.kind === 'todo' || owner.kind === 'project';
  return linkedTagIds(state, { kind: isTask ? 'task' : 'area', id: owner.id }).map((id) => ({
    kind: 'tag',
    id,
  }));
}

function refOf(row: TaskRow): ObjectRef {
  return { kind: row.type === PROJECT ? 'project' : 'todo', id: row.uuid };
}
