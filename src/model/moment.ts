// A scheduled day as a single ISO 8601 text, for clients that have one date for each task, and back.

import { parseCivilDate, parseClockTime, type CivilDate, type TimeOfDay } from './dates.ts';
import type { Scheduled } from './task.ts';
import { instantToWallClock, wallClockToInstant } from './zones.ts';

/** A day and a time of day, as such a text names them. */
export interface Moment {
  readonly date: CivilDate;
  readonly time: TimeOfDay | null;
}

const LOCAL_TIME = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2})(?::\d{2}(?:\.\d{1,9})?)?$/;
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:\d{2})$/;
const MIDNIGHT_UTC = /T00:00(?::00(?:\.0{1,9})?)?Z$/;

/** `2026-12-24` without a time, `2026-12-24T17:00:00` with a floating one, an instant in UTC with a fixed one. */
export function momentText({ date, time }: Pick<Scheduled, 'date' | 'time'>): string {
  if (time === null) return date;
  if (time.kind === 'floating') return `${date}T${time.at}:00`;
  return new Date(wallClockToInstant({ date, at: time.at }, time.zone)).toISOString();
}

/**
 * Reads such a text; null if it is none. An instant becomes a floating time on the clock of `zone`, and midnight in UTC a day
 * without a time: that is what clients make of a mere date.
 */
export function parseMoment(text: string, zone: string): Moment | null {
  const day = parseCivilDate(text);
  if (day !== null) return { date: day, time: null };
  const local = LOCAL_TIME.exec(text);
  if (local !== null) return momentOf(local[1] ?? '', local[2] ?? '');
  if (!INSTANT.test(text)) return null;
  if (MIDNIGHT_UTC.test(text)) return momentOf(text.slice(0, 10), null);
  const instant = Date.parse(text);
  if (Number.isNaN(instant)) return null;
  const { date, at } = instantToWallClock(instant, zone);
  return { date, time: { kind: 'floating', at } };
}

function momentOf(day: string, clock: string | null): Moment | null {
  const date = parseCivilDate(day);
  const at = clock === null ? null : parseClockTime(clock);
  if (date === null || (clock !== null && at === null)) return null;
  return { date, time: at === null ? null : { kind: 'floating', at } };
}
