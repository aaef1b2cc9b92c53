// Which rows can't be reported: damaged, duplicated, or too large for later steps. Each is set aside on its own, so that it blocks
// nothing else; neither an edit nor a deletion follows from it. Pure.

import { MAX_TODO_BYTES } from '../limits.ts';
import { isPackedDay, isPackedTime } from './encodings.ts';
import type { RawChecklistItem, RawOwned, RawTask } from './library-rows.ts';

/** A to-do, project, heading or area that could not be read. */
export interface SetAside {
  readonly id: string;
  /** As far as it is readable. */
  readonly title: string;
  /** Why, as a clause without a full stop. */
  readonly reason: string;
}

/** Maximum length of a reported title. */
const MAX_TITLE_SHOWN = 100;
const STATUSES: ReadonlySet<unknown> = new Set([0, 2, 3]);
const STARTS: ReadonlySet<unknown> = new Set([0, 1, 2]);
const FLAGS: ReadonlySet<unknown> = new Set([0, 1]);

/** Why a row and what belongs to it can't be read; null if they can. Types are checked here, because the file may contain anything. */
export function reasonAgainst(
  row: RawTask,
  {
    checklist,
    tags,
  }: { readonly checklist: readonly RawChecklistItem[]; readonly tags: readonly RawOwned[] },
): string | null {
  if (!isId(row.uuid)) return 'its id is not one that Things makes';
  if (typeof row.title !== 'string') return 'its title is not text';
  if (!isTextOrNull(row.notes)) return 'its notes are not text';
  if (!STATUSES.has(row.status) || !STARTS.has(row.start) || !FLAGS.has(row.trashed))
    return 'its status is not one that Things has';
  if (!isPackedDay(row.startDate)) return 'its start date is not a date';
  if (!isPackedDay(row.deadline)) return 'its deadline is not a date';
  if (!isPackedTime(row.reminderTime)) return 'its reminder is not a time of day';
  if (![row.area, row.project, row.heading, row.rt1_repeatingTemplate].every(isIdOrNone))
    return 'its place or its template is not an id';
  if (![row.creationDate, row.userModificationDate].every(isStamp))
    return 'its dates of creation and change are not dates';
  if (!checklist.every(({ uuid }) => isId(uuid)))
    return 'a checklist line has an id that Things does not make';
  if ([...checklist, ...tags].some(({ title }) => typeof title !== 'string'))
    return 'the title of a checklist line or tag is not text';
  const texts = [row.title, row.notes ?? '', ...checklist.map(({ title }) => title ?? '')];
  const bytes = texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
  return bytes > MAX_TODO_BYTES ? `its text has ${bytes} bytes; at most ${MAX_TODO_BYTES} can be read` : null;
}

/** Why a project, heading or area can't be read; null if it can. */
export function reasonAgainstContainer(row: {
  readonly uuid: string;
  readonly title: string | null;
}): string | null {
  if (!isId(row.uuid)) return 'its id is not one that Things makes';
  return typeof row.title === 'string' ? null : 'its title is not text';
}

/** Identifies an unreadable row, as far as possible. */
export function asSetAside(
  row: { readonly uuid: unknown; readonly title: unknown },
  reason: string,
): SetAside {
  const title = typeof row.title === 'string' ? row.title.slice(0, MAX_TITLE_SHOWN) : '';
  return { id: String(row.uuid).slice(0, MAX_ID_LENGTH), title, reason };
}

/** The ids that more than one row of a list has. */
export function duplicatedIds<Row extends { readonly uuid: string }>(
  rows: readonly Row[],
): ReadonlySet<string> {
  const seen = new Set<string>();
  const twice = new Set<string>();
  for (const { uuid } of rows) {
    if (seen.has(uuid)) twice.add(uuid);
    seen.add(uuid);
  }
  return twice;
}

/** Maximum length of a reported id; those of Things have up to 50 characters. */
const MAX_ID_LENGTH = 64;

function isId(value: unknown): boolean {
  return typeof value === 'string' && value.length > 0 && value.length <= MAX_ID_LENGTH;
}

function isIdOrNone(value: unknown): boolean {
  return value === null || value === '' || isId(value);
}

/** Tells whether a value can be a timestamp of the app: a number, or NULL. */
export function isStamp(value: unknown): boolean {
  return value === null || (typeof value === 'number' && Number.isFinite(value));
}

function isTextOrNull(value: unknown): boolean {
  return value === null || typeof value === 'string';
}
