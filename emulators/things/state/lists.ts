// Which list shows a row: Inbox, Today, Evening, Upcoming, Anytime, Someday, Logbook and Trash.
// Reads only. Membership follows the columns; nothing here is stored.
import type { TaskRow } from '../store/rows.ts';
import type { AppState } from './app-state.ts';

/** Names of the lists, as the app shows them in English. */
const LIST_NAMES = [
  'Inbox',
  'Today',
  'Evening',
  'Upcoming',
  // Rows with only a future deadline; the app shows them inside Upcoming.
  'Forecast',
  'Anytime',
  'Someday',
  'Logbook',
  'Trash',
] as const;

/** One of the lists. */
export type ListName = (typeof LIST_NAMES)[number];

const LOG_AT_ONCE = 0;
const LOG_DAILY = 1;

/** To-dos and projects that are neither trashed nor below something trashed, and no templates or parts of one. */
const LIVE = `type IN (0, 1) AND trashed = 0 AND rt1_recurrenceRule IS NULL
 AND NOT EXISTS (SELECT 1 FROM TMTask p WHERE p.uuid = TMTask.project
                 AND (p.trashed = 1 OR p.rt1_recurrenceRule IS NOT NULL))
 AND NOT EXISTS (SELECT 1 FROM TMTask h LEFT JOIN TMTask p ON p.uuid = h.project
                 WHERE h.uuid = TMTask.heading
                 AND (h.trashed = 1 OR p.trashed = 1 OR p.rt1_recurrenceRule IS NOT NULL))`;
const IN_TODAY = `((startDate <= :today AND start IN (1, 2)) OR (startDate IS NULL AND deadline <= :today
 AND (deadlineSuppressionDate IS NULL OR deadlineSuppressionDate < deadline)))`;
const TODAY_ORDER = `CASE WHEN startBucket = 1 AND startDate = :today THEN 1 ELSE 0 END,
 COALESCE(todayIndexReferenceDate, startDate, deadline) DESC, todayIndex, uuid`;
const PARENT_IS_ACTIVE = `NOT EXISTS (SELECT 1 FROM TMTask p WHERE
 p.uuid = COALESCE(TMTask.project, (SELECT h.project FROM TMTask h WHERE h.uuid = TMTask.heading))
 AND (p.status <> 0 OR p.trashed = 1 OR (p.start = 2 AND (p.startDate IS NULL OR p.startDate > :today))
      OR p.startDate > :today))`;

const WHERE: Readonly<Record<Exclude<ListName, 'Logbook'>, string>> = {
  Inbox: `${LIVE} AND status = 0 AND start = 0 AND NOT ${coalesced(IN_TODAY)} ORDER BY "index", uuid`,
  Today: `${LIVE} AND status = 0 AND ${IN_TODAY} ORDER BY ${TODAY_ORDER}`,
  Evening: `${LIVE} AND status = 0 AND startBucket = 1 AND startDate = :today ORDER BY ${TODAY_ORDER}`,
  Upcoming: `${LIVE} AND status = 0 AND startDate > :today ORDER BY startDate, todayIndex, uuid`,
  Forecast: `${LIVE} AND status = 0 AND startDate IS NULL AND deadline > :today ORDER BY deadline, todayIndex, uuid`,
  Anytime: `${LIVE} AND status = 0 AND ((start = 1 AND (startDate IS NULL OR startDate <= :today))
    OR (start = 2 AND startDate <= :today)) AND ${PARENT_IS_ACTIVE} ORDER BY "index", uuid`,
  Someday: `${LIVE} AND status = 0 AND start = 2 AND startDate IS NULL ORDER BY "index", uuid`,
  Trash: 'trashed = 1 ORDER BY userModificationDate DESC, uuid',
};

/** Returns the rows of a list in its order. Evening rows are also in Today. */
export function listMembers(state: AppState, name: ListName): TaskRow[] {
  if (name === 'Logbook') return logbook(state);
  const today = String(state.today());
  return state.tasksWhere(WHERE[name].replaceAll(':today', today));
}

function logbook(state: AppState): TaskRow[] {
  return state.tasksWhere(
    `${LIVE} AND status IN (2, 3) AND stopDate <= ? ORDER BY stopDate DESC, uuid`,
    logBoundary(state),
  );
}

/** Returns the unix second up to which closed rows are logged, by the log setting. */
function logBoundary(state: AppState): number {
  const row = state.library.get<{ logInterval: number | null; manualLogDate: number | null }>(
    'SELECT logInterval, manualLogDate FROM TMSettings',
  );
  const manual = row?.manualLogDate ?? Number.NEGATIVE_INFINITY;
  const interval = row?.logInterval ?? LOG_AT_ONCE;
  if (interval === LOG_AT_ONCE) return Math.max(state.nowSeconds(), manual);
  if (interval !== LOG_DAILY) return manual;
  return Math.max(state.zone.startOfDay(state.todayIso()) / 1000, manual);
}

/** Moves the manual log date to now: the command "log completed now". */
export function logCompletedNow(state: AppState): void {
  state.library.run('UPDATE TMSettings SET manualLogDate = ?', state.nowSeconds());
}

function coalesced(condition: string): string {
  return `COALESCE(${condition}, 0)`;
}
