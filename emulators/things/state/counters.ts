// Leaf counters of projects and headings, and the counters that a kind of row does not use.
// A counter change never stamps a row.
import { PROJECT, TODO } from '../store/rows.ts';
import type { AppState } from './app-state.ts';

const OLD_COUNTER_MAX_VERSION = 26;

/** Value of a counter that does not apply to a kind of row: -1 up to layout 26, 0 since. */
function unusedCounter(state: AppState): number {
  return state.library.version <= OLD_COUNTER_MAX_VERSION ? -1 : 0;
}

/** Initial counters of a new row of a type. */
export function initialCounters(state: AppState, type: number): Readonly<Record<string, number>> {
  const unused = unusedCounter(state);
  const leaf = type === TODO ? unused : 0;
  const checklist = type === TODO ? 0 : unused;
  return {
    untrashedLeafActionsCount: leaf,
    openUntrashedLeafActionsCount: leaf,
    checklistItemsCount: checklist,
    openChecklistItemsCount: checklist,
  };
}

/** Recounts the leaves of every project and heading marked stale, and of the projects above those headings. */
export function recountStaleParents(state: AppState): void {
  const parents = new Set(state.staleParents);
  for (const id of state.staleParents) {
    const project = state.task(id)?.project;
    if (project != null) parents.add(project);
  }
  for (const id of parents) recount(state, id);
  state.staleParents.clear();
}

function recount(state: AppState, id: string): void {
  const row = state.task(id);
  if (row === undefined || row.type === TODO) return;
  const counts = { total: 0, open: 0 };
  countInto(state, counts, row.type === PROJECT ? 'project' : 'heading', id);
  if (row.type === PROJECT) {
    for (const heading of state.library.all<{ uuid: string }>(
      'SELECT uuid FROM TMTask WHERE project = ? AND type = 2 AND trashed = 0',
      id,
    )) {
      countInto(state, counts, 'heading', heading.uuid);
    }
  }
  const changes = {
    untrashedLeafActionsCount: counts.total,
    openUntrashedLeafActionsCount: counts.open,
  };
  state.changeTask(id, changes, true);
}

function countInto(
  state: AppState,
  counts: { total: number; open: number },
  column: 'project' | 'heading',
  id: string,
): void {
  const row = state.library.get<{ total: number; open: number }>(
    `SELECT count(*) AS total, count(CASE WHEN status = 0 THEN 1 END) AS open
     FROM TMTask WHERE ${column} = ? AND type = 0 AND trashed = 0 AND rt1_recurrenceRule IS NULL`,
    id,
  );
  counts.total += row?.total ?? 0;
  counts.open += row?.open ?? 0;
}
