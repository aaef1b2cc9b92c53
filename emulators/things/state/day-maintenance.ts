// What the app does at launch and at local midnight: new instances, promotion of due rows, the day cursor.
// Must not stamp a row that it promotes.
import { DAY_CURSOR_ID } from '../encodings/ids.ts';
import { binaryInteger, readBinaryInteger } from '../encodings/plist.ts';
import type { TaskRow } from '../store/rows.ts';
import type { AppState } from './app-state.ts';
import { spawnAllInstances } from './instances.ts';

/** Runs the maintenance for the current local day; safe to run any number of times. */
export function runDayMaintenance(state: AppState): void {
  spawnAllInstances(state);
  const today = state.today();
  const due = state.library.all<Pick<TaskRow, 'uuid' | 'startDate' | 'todayIndexReferenceDate'>>(
    `SELECT uuid, startDate, todayIndexReferenceDate FROM TMTask WHERE start = 2 AND startDate <= ? AND status = 0 AND trashed = 0
     AND rt1_recurrenceRule IS NULL`,
    today,
  );
  for (const row of due) {
    // A row that comes late (the app was closed) enters Today on the day of the maintenance.
    const entersNow = row.todayIndexReferenceDate === row.startDate;
    state.changeTask(row.uuid, { start: 1, ...(entersNow ? { todayIndexReferenceDate: today } : {}) }, true);
  }
  if (dayCursor(state) === today) return;
  state.library.run(
    'INSERT INTO TMMetaItem (uuid, value) VALUES (?, ?) ON CONFLICT (uuid) DO UPDATE SET value = excluded.value',
    DAY_CURSOR_ID,
    binaryInteger(today),
  );
}

/** Returns the packed day of the last maintenance, or null when the cursor is missing or unreadable. */
export function dayCursor(state: AppState): number | null {
  const row = state.library.get<{ value: Uint8Array | null }>(
    'SELECT value FROM TMMetaItem WHERE uuid = ?',
    DAY_CURSOR_ID,
  );
  return row?.value == null ? null : readBinaryInteger(row.value);
}
