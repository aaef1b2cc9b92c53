// Manual order: new `index` and `todayIndex` values, and moving one row among its siblings.
// Reordering never stamps a row; gaps are an assumption (real ones vary from about 20 to 600).
import { HEADING, PROJECT } from '../store/rows.ts';
import type { TaskRow } from '../store/rows.ts';
import type { AppState } from './app-state.ts';

const MIN_GAP = 20;
const MAX_GAP = 600;
const RENUMBER_GAP = 100;

/** Where a task sits directly. */
export interface Container {
  readonly area: string | null;
  readonly project: string | null;
  readonly heading: string | null;
}

/** Container of a task that is in none. */
export const NO_CONTAINER: Container = { area: null, project: null, heading: null };

/** Throws when a container names an area, project or heading that is not there. */
export function assertContainerExists(state: AppState, container: Container): void {
  const isProject = container.project === null || state.task(container.project)?.type === PROJECT;
  const isHeading = container.heading === null || state.task(container.heading)?.type === HEADING;
  const isArea =
    container.area === null ||
    state.library.get('SELECT 1 FROM TMArea WHERE uuid = ?', container.area) !== undefined;
  if (!isProject || !isHeading || !isArea) throw new Error('the Things library has no such place');
}

/** Gives the index of a row that enters a container: last in a project or heading, first elsewhere. */
export function indexForArrival(state: AppState, container: Container): number {
  if (container.heading !== null) return indexAfter(state, 'heading', container.heading);
  if (container.project !== null) return indexAfter(state, 'project', container.project);
  if (container.area !== null) {
    return indexBelow(state, `area:${container.area}`, 'TMTask', 'WHERE area = ?', [container.area]);
  }
  return indexBelow(
    state,
    'loose',
    'TMTask',
    'WHERE area IS NULL AND project IS NULL AND heading IS NULL',
    [],
  );
}

/** Gives the index of a new last row of a small list table. */
export function indexAtEnd(state: AppState, table: 'TMArea' | 'TMTag'): number {
  const row = state.library.get<{ top: number | null }>(`SELECT max("index") AS top FROM ${table}`);
  return row?.top == null ? 0 : row.top + gap(state);
}

/** Gives the `todayIndex` that puts a row in front of its Today or Upcoming block. */
export function todayIndexInFront(state: AppState): number {
  return indexBelow(state, 'today', 'TMTask', '', [], 'todayIndex');
}

/** Moves a row to a 0-based position among the open siblings of its kind. */
export function placeAmongSiblings(state: AppState, id: string, position: number): void {
  const row = state.mustTask(id);
  const siblings = siblingsOf(state, row).filter((other) => other.uuid !== id);
  const at = Math.max(0, Math.min(position, siblings.length));
  const before = siblings[at - 1];
  const after = siblings[at];
  const between = indexBetween(before?.index, after?.index);
  if (between === null) {
    const ordered = [...siblings.slice(0, at), row, ...siblings.slice(at)];
    ordered.forEach((item, order) => state.changeTask(item.uuid, { index: order * RENUMBER_GAP }, true));
  } else {
    state.changeTask(id, { index: between }, true);
  }
  state.lowestIndexes.clear();
}

function siblingsOf(state: AppState, row: TaskRow): TaskRow[] {
  const kind = row.type === HEADING ? 'type = 2' : row.type === PROJECT ? 'type = 1' : 'type = 0';
  return state.tasksWhere(
    `${kind} AND trashed = 0 AND status = 0 AND area IS ? AND project IS ? AND heading IS ? ORDER BY "index", uuid`,
    row.area,
    row.project,
    row.heading,
  );
}

function indexBetween(before: number | undefined, after: number | undefined): number | null {
  if (before === undefined && after === undefined) return 0;
  if (before === undefined) return (after ?? 0) - RENUMBER_GAP;
  if (after === undefined) return before + RENUMBER_GAP;
  const middle = Math.floor((before + after) / 2);
  return middle > before && middle < after ? middle : null;
}

function indexAfter(state: AppState, column: 'project' | 'heading', id: string): number {
  const key = `${column}:${id}`;
  const known = state.lowestIndexes.get(key);
  const top =
    known ??
    state.library.get<{ top: number | null }>(
      `SELECT max("index") AS top FROM TMTask WHERE ${column} = ?`,
      id,
    )?.top;
  const next = top == null ? 0 : top + gap(state);
  state.lowestIndexes.set(key, next);
  return next;
}

function indexBelow(
  state: AppState,
  key: string,
  ...[table, where, cells, column = 'index']: readonly [string, string, readonly string[], string?]
): number {
  const known = state.lowestIndexes.get(key);
  const lowest =
    known ??
    state.library.get<{ low: number | null }>(
      `SELECT min("${column}") AS low FROM ${table} ${where}`,
      ...cells,
    )?.low;
  const next = lowest == null ? 0 : lowest - gap(state);
  state.lowestIndexes.set(key, next);
  return next;
}

function gap(state: AppState): number {
  return state.ids.between(MIN_GAP, MAX_GAP);
}
