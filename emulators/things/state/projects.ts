// Projects and their headings: lookup by name, making, archiving, and copying with all children.
// Closing and trashing are shared with to-dos and live elsewhere.
import { COMPLETED, HEADING, OPEN, PROJECT, TODO } from '../store/rows.ts';
import type { TaskRow } from '../store/rows.ts';
import type { AppState } from './app-state.ts';
import { appendChecklist, checklistOf } from './checklist.ts';
import { createTask } from './create.ts';
import type { Container } from './order.ts';
import { foldName, linkedTagIds, setTags } from './tags.ts';

/** Finds an untrashed project by name without case; an open one wins over a closed one. */
export function findProjectByName(state: AppState, name: string): TaskRow | undefined {
  const wanted = foldName(name);
  return state
    .tasksWhere('type = 1 AND trashed = 0 AND rt1_recurrenceRule IS NULL ORDER BY status, "index", uuid')
    .find((row) => foldName(row.title ?? '') === wanted);
}

/** Finds a heading of a project by name without case; archived ones count, open ones win. */
export function findHeadingByName(state: AppState, projectId: string, name: string): TaskRow | undefined {
  const wanted = foldName(name);
  return state
    .tasksWhere('type = 2 AND trashed = 0 AND project = ? ORDER BY status, "index", uuid', projectId)
    .find((row) => foldName(row.title ?? '') === wanted);
}

/** Makes a heading at the end of a project. */
export function createHeading(state: AppState, projectId: string, title: string): string {
  return createTask(state, {
    type: HEADING,
    title,
    container: { area: null, project: projectId, heading: null },
  });
}

/** Archives a heading: it becomes completed, whatever was asked for. */
export function archiveHeading(state: AppState, id: string): void {
  state.changeTask(id, { status: COMPLETED, stopDate: state.mustTask(id).stopDate ?? state.nowSeconds() });
}

/** Copies a to-do (tags and checklist too), or a project with its headings and to-dos. Returns the new id. */
export function duplicateItem(state: AppState, id: string): string {
  const row = state.mustTask(id);
  const container = { area: row.area, project: row.project, heading: row.heading };
  const copy = copyRow(state, row, container);
  if (row.type !== PROJECT) return copy;
  const intoProject = { area: null, project: copy, heading: null };
  for (const child of childrenOf(state, 'project', id)) {
    const childCopy = copyRow(state, child, intoProject);
    if (child.type !== HEADING) continue;
    for (const below of childrenOf(state, 'heading', child.uuid)) {
      copyRow(state, below, { area: null, project: null, heading: childCopy });
    }
  }
  // Copying open children must not reopen the copy of a closed project.
  if (row.status !== OPEN) state.changeTask(copy, { status: row.status, stopDate: row.stopDate });
  return copy;
}

function childrenOf(state: AppState, column: 'project' | 'heading', id: string): TaskRow[] {
  return state.tasksWhere(
    `${column} = ? AND trashed = 0 AND rt1_recurrenceRule IS NULL ORDER BY "index", uuid`,
    id,
  );
}

function copyRow(state: AppState, row: TaskRow, container: Container): string {
  const copy = createTask(state, {
    type: row.type,
    title: row.title ?? '',
    notes: row.notes ?? '',
    container,
    status: row.status,
    ...(row.stopDate === null ? {} : { stopDate: row.stopDate }),
    columns: {
      start: row.start,
      startDate: row.startDate,
      startBucket: row.startBucket,
      reminderTime: row.reminderTime,
      deadline: row.deadline,
      todayIndexReferenceDate: row.todayIndexReferenceDate,
    },
  });
  setTags(state, { kind: 'task', id: copy }, linkedTagIds(state, { kind: 'task', id: row.uuid }));
  if (row.type === TODO) {
    const items = checklistOf(state, row.uuid);
    if (items.length > 0) {
      appendChecklist(
        state,
        copy,
        items.map((item) => ({ title: item.title ?? '', status: item.status })),
      );
    }
  }
  return copy;
}
