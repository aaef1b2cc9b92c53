// Areas: lookup by name, making, renaming and deleting. Areas have no stamps, status or trash.
import { OPEN } from '../store/rows.ts';
import type { AreaRow } from '../store/rows.ts';
import type { AppState } from './app-state.ts';
import { indexAtEnd } from './order.ts';
import { foldName } from './tags.ts';

/** Returns all areas in list order. */
export function allAreas(state: AppState): AreaRow[] {
  return state.library.all<AreaRow>('SELECT uuid, title, "index" FROM TMArea ORDER BY "index", uuid');
}

/** Returns an area by id. */
export function findArea(state: AppState, id: string): AreaRow | undefined {
  return state.library.get<AreaRow>('SELECT uuid, title, "index" FROM TMArea WHERE uuid = ?', id);
}

/** Finds an area by name, without case. */
export function findAreaByName(state: AppState, name: string): AreaRow | undefined {
  const wanted = foldName(name);
  return allAreas(state).find((area) => foldName(area.title ?? '') === wanted);
}

/** Makes an area at the end of the list. */
export function createArea(state: AppState, title: string): string {
  const uuid = state.ids.nextId();
  state.library.run(
    'INSERT INTO TMArea (uuid, title, visible, "index", cachedTags) VALUES (?, ?, NULL, ?, ?)',
    uuid,
    title,
    indexAtEnd(state, 'TMArea'),
    new Uint8Array(0),
  );
  return uuid;
}

/** Renames an area. No task is stamped. */
export function renameArea(state: AppState, id: string, title: string): void {
  state.library.run('UPDATE TMArea SET title = ? WHERE uuid = ?', title, id);
}

/**
 * Deletes an area for good: its open direct to-dos and projects go to the Trash (stamped), its closed ones only
 * lose the area (not stamped).
 */
export function deleteArea(state: AppState, id: string): void {
  for (const row of state.tasksWhere('area = ?', id)) {
    const isTrashedNow = row.status === OPEN && row.trashed === 0;
    if (isTrashedNow) state.changeTask(row.uuid, { trashed: 1, area: null });
    else state.changeTask(row.uuid, { area: null }, true);
  }
  state.library.run('DELETE FROM TMAreaTag WHERE areas = ?', id);
  state.library.run('DELETE FROM TMArea WHERE uuid = ?', id);
}
