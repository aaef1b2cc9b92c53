// Finds the container that a command names, by id before name.
// Must not create anything: the scheme never makes areas, headings or projects by reference.
import { HEADING, PROJECT } from '../store/rows.ts';
import type { TaskRow } from '../store/rows.ts';
import { findArea, findAreaByName } from '../state/areas.ts';
import type { AppState } from '../state/app-state.ts';
import type { Container } from '../state/order.ts';
import { NO_CONTAINER } from '../state/order.ts';
import { findHeadingByName, findProjectByName } from '../state/projects.ts';
import type { PlaceRequest } from './fields.ts';

/** Outcome of a lookup: nothing asked, nothing found, or a container. */
export type PlaceLookup =
  | { readonly kind: 'unasked' }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'found'; readonly container: Container };

/** Finds the place for a to-do; a heading that does not exist is left out. `current` is the row on updates. */
export function findTodoPlace(state: AppState, place: PlaceRequest, current?: TaskRow): PlaceLookup {
  const wantsHeading = place.headingId !== undefined || place.heading !== undefined;
  if (place.listId === undefined && place.list === undefined) {
    const projectId = current === undefined ? null : projectOf(state, current);
    if (!wantsHeading || projectId === null) return { kind: 'unasked' };
    const heading = findHeading(state, projectId, place);
    return heading === null ? { kind: 'unasked' } : found({ ...NO_CONTAINER, heading });
  }
  if (isEmptyRequest(place)) return found(NO_CONTAINER);
  const list = findList(state, place, true);
  if (list === null) return { kind: 'unknown' };
  if (list.project === null || !wantsHeading) return found(list);
  const heading = findHeading(state, list.project, place);
  return found(heading === null ? list : { ...NO_CONTAINER, heading });
}

/** Finds the area for a project. */
export function findProjectPlace(state: AppState, place: PlaceRequest): PlaceLookup {
  if (place.listId === undefined && place.list === undefined) return { kind: 'unasked' };
  if (isEmptyRequest(place)) return found(NO_CONTAINER);
  const area = findList(state, place, false);
  return area === null ? { kind: 'unknown' } : found(area);
}

function isEmptyRequest(place: PlaceRequest): boolean {
  return place.listId === '' || (place.listId === undefined && place.list === '');
}

function found(container: Container): PlaceLookup {
  return { kind: 'found', container };
}

function findList(state: AppState, place: PlaceRequest, withProjects: boolean): Container | null {
  if (place.listId !== undefined) {
    const row = withProjects ? state.task(place.listId) : undefined;
    const isUsable = row?.type === PROJECT && row.trashed === 0 && row.rt1_recurrenceRule === null;
    if (row !== undefined && isUsable) return { ...NO_CONTAINER, project: row.uuid };
    const area = findArea(state, place.listId);
    return area === undefined ? null : { ...NO_CONTAINER, area: area.uuid };
  }
  const name = place.list ?? '';
  const project = withProjects ? findProjectByName(state, name) : undefined;
  if (project !== undefined) return { ...NO_CONTAINER, project: project.uuid };
  const area = findAreaByName(state, name);
  return area === undefined ? null : { ...NO_CONTAINER, area: area.uuid };
}

function findHeading(state: AppState, projectId: string, place: PlaceRequest): string | null {
  if (place.headingId !== undefined) {
    const row = state.task(place.headingId);
    const isInProject = row?.type === HEADING && row.project === projectId && row.trashed === 0;
    if (row !== undefined && isInProject) return row.uuid;
  }
  if (place.heading === undefined) return null;
  return findHeadingByName(state, projectId, place.heading)?.uuid ?? null;
}

function projectOf(state: AppState, row: TaskRow): string | null {
  if (row.project !== null) return row.project;
  return row.heading === null ? null : (state.task(row.heading)?.project ?? null);
}
