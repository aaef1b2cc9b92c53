// Completing, canceling and reopening to-dos, projects and headings, with the cascades between them.
// Must not move or trash anything.
import { packDay } from '../encodings/packed.ts';
import { OPEN, PROJECT } from '../store/rows.ts';
import type { TaskRow } from '../store/rows.ts';
import type { AppState } from './app-state.ts';
import { decodeRule } from './repeat-rule.ts';

/**
 * Sets the status of a row. The same status changes nothing; a flip between completed and canceled keeps the stop
 * date. Closing a project closes its open children in the same second; reopening never reopens children.
 */
export function setStatus(
  state: AppState,
  id: string,
  status: number,
  at: number = state.nowSeconds(),
): boolean {
  const row = state.mustTask(id);
  if (row.status === status) return false;
  state.changeTask(id, { status, stopDate: status === OPEN ? null : (row.stopDate ?? at) });
  state.markParentsStale(row);
  if (row.type === PROJECT && status !== OPEN) {
    for (const child of openChildren(state, id)) setStatus(state, child.uuid, status, at);
  }
  if (status === OPEN) reopenParents(state, row);
  else noteInstanceEnded(state, row);
  return true;
}

/** Returns the open, untrashed to-dos of a project, under its headings too; templates stay out. */
function openChildren(state: AppState, projectId: string): TaskRow[] {
  return state.tasksWhere(
    `type = 0 AND status = 0 AND trashed = 0 AND rt1_recurrenceRule IS NULL
     AND (project = ? OR heading IN (SELECT uuid FROM TMTask WHERE project = ? AND type = 2)) ORDER BY "index", uuid`,
    projectId,
    projectId,
  );
}

/** Reopens the closed project and archived heading above an open row; their other children stay closed. */
export function reopenParents(state: AppState, row: Pick<TaskRow, 'project' | 'heading'>): void {
  for (const parentId of [row.heading, row.project]) {
    if (parentId === null) continue;
    const parent = state.task(parentId);
    if (parent === undefined) continue;
    if (parent.status !== OPEN) {
      state.changeTask(parentId, { status: OPEN, stopDate: null });
    }
    reopenParents(state, parent);
  }
}

/** Tells the template of an after-completion rule that its instance was closed or trashed today. */
export function noteInstanceEnded(state: AppState, row: TaskRow): void {
  if (row.rt1_repeatingTemplate === null) return;
  const template = state.task(row.rt1_repeatingTemplate);
  if (template?.rt1_recurrenceRule == null) return;
  if (decodeRule(template.rt1_recurrenceRule)?.afterCompletion !== true) return;
  state.changeTask(template.uuid, { rt1_afterCompletionReferenceDate: packDay(state.todayIso()) }, true);
}
