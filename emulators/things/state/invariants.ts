// What every row of a library must satisfy; checked for touched rows before each commit.
// A violation is a bug of the emulator, so it throws and the transaction rolls back.
import { decodeBase58 } from '../encodings/ids.ts';
import { HEADING, OPEN, START_ANYTIME, START_INBOX, TODO } from '../store/rows.ts';
import type { TaskRow } from '../store/rows.ts';
import type { AppState } from './app-state.ts';
import { recountStaleParents } from './counters.ts';
import { cachedTagsOf, linkedTagIds } from './tags.ts';

/** Recounts stale counters and checks every touched row. Throws an Error that names the row and the rule. */
export function finishCommand(state: AppState): void {
  recountStaleParents(state);
  for (const id of state.touched) {
    const row = state.task(id);
    if (row !== undefined) checkRow(state, row);
  }
  state.touched.clear();
}

/** Checks all rows of the library; for tests. */
export function checkLibrary(state: AppState): void {
  for (const row of state.tasksWhere('1')) checkRow(state, row);
  const orphans = state.library.get(
    `SELECT 1 FROM TMTaskTag WHERE tasks NOT IN (SELECT uuid FROM TMTask) OR tags NOT IN (SELECT uuid FROM TMTag)
     UNION ALL SELECT 1 FROM TMAreaTag WHERE areas NOT IN (SELECT uuid FROM TMArea) OR tags NOT IN (SELECT uuid FROM TMTag)
     UNION ALL SELECT 1 FROM TMChecklistItem WHERE task NOT IN (SELECT uuid FROM TMTask)`,
  );
  if (orphans !== undefined)
    throw new Error('broken Things invariant: a link or checklist item has no owner');
}

function checkRow(state: AppState, row: TaskRow): void {
  const rules: readonly (readonly [string, boolean])[] = [
    ['id is Base58 of at most 16 bytes', decodeBase58(row.uuid) !== null],
    ['status is 0, 2 or 3', row.status === 0 || row.status === 2 || row.status === 3],
    ['closed rows have a stop date, open ones none', (row.status !== OPEN) === (row.stopDate !== null)],
    ['evening rows have a start date', row.startBucket !== 1 || row.startDate !== null],
    [
      'a reminder needs a start date',
      row.reminderTime === null || row.startDate !== null || row.rt1_recurrenceRule !== null,
    ],
    ['inbox rows have no place and no date', row.start !== START_INBOX || isPlaceless(row)],
    ['a heading sits in a project only', row.type !== HEADING || isProperHeading(row)],
    ['a to-do has one container at most', row.type !== TODO || containerCount(row) <= 1],
    ['cached tags match the links', hasMatchingTags(state, row)],
  ];
  const broken = rules.find(([, holds]) => !holds);
  if (broken !== undefined) throw new Error(`broken Things invariant: ${broken[0]} (${row.uuid})`);
}

function containerCount(row: TaskRow): number {
  return [row.area, row.project, row.heading].filter((id) => id !== null).length;
}

function isPlaceless(row: TaskRow): boolean {
  return containerCount(row) === 0 && row.startDate === null;
}

function isProperHeading(row: TaskRow): boolean {
  return row.start === START_ANYTIME && row.area === null && row.heading === null && row.project !== null;
}

function hasMatchingTags(state: AppState, row: TaskRow): boolean {
  const expected = cachedTagsOf(linkedTagIds(state, { kind: 'task', id: row.uuid }));
  return Buffer.compare(row.cachedTags ?? new Uint8Array(0), expected) === 0;
}
