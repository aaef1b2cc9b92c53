// The Trash: shallow trashing, restoring, emptying, and removing rows for good.
// A tombstone is written only for rows of a repeating lineage, as in the app.
import { OPEN, PROJECT } from '../store/rows.ts';
import type { TaskRow } from '../store/rows.ts';
import type { AppState } from './app-state.ts';
import { noteInstanceEnded, reopenParents } from './status.ts';

/** Moves one row to the Trash; children keep their own flag. Returns false when it already is there. */
export function trashTask(state: AppState, id: string): boolean {
  const row = state.mustTask(id);
  if (row.trashed === 1) return false;
  state.changeTask(id, { trashed: 1 });
  state.markParentsStale(row);
  noteInstanceEnded(state, row);
  return true;
}

/** Takes one row out of the Trash, in place. Returns false when it is not there. */
export function restoreTask(state: AppState, id: string): boolean {
  const row = state.mustTask(id);
  if (row.trashed === 0) return false;
  state.changeTask(id, { trashed: 0 });
  state.markParentsStale(row);
  if (row.status === OPEN && row.rt1_recurrenceRule === null) reopenParents(state, row);
  return true;
}

/** Destroys everything in the Trash, with all children of trashed projects and headings. */
export function emptyTrash(state: AppState): void {
  for (const row of state.tasksWhere('trashed = 1')) destroyTask(state, row.uuid);
}

/** Removes a row with its links, checklist and children. An unknown id does nothing. */
export function destroyTask(state: AppState, id: string): void {
  const row = state.task(id);
  if (row === undefined) return;
  for (const child of childRows(state, row)) destroyTask(state, child.uuid);
  state.library.run('DELETE FROM TMTaskTag WHERE tasks = ?', id);
  state.library.run('DELETE FROM TMChecklistItem WHERE task = ?', id);
  state.library.run('DELETE FROM TMTask WHERE uuid = ?', id);
  if (row.leavesTombstone === 1) {
    state.library.run(
      'INSERT INTO TMTombstone (uuid, deletionDate, deletedObjectUUID) VALUES (?, ?, ?)',
      state.ids.nextId(),
      state.nowSeconds(),
      id,
    );
  }
  state.markParentsStale(row);
  state.touched.add(id);
}

function childRows(state: AppState, row: TaskRow): TaskRow[] {
  if (row.type === 0) return [];
  return state.tasksWhere(row.type === PROJECT ? 'project = ?' : 'heading = ?', row.uuid);
}
