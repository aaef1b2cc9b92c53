// Days and times in words, as chrono-node reads them, and of those only what a person surely means: `Sun cream`, `read 1984`, `May` as
// a name or `one day` stay what they are. Pure: today and the time of day are given.

import { casual, type ParsedResult } from 'chrono-node/en';
import { addDays, civilDate, clockTime, dayNumber, type CivilDate } from '../../../model/dates.ts';
import { TAKEN } from './tokens.ts';
import type { Around, StartDay } from './types.ts';

/** A day or time in a text. */
export interface FoundDay {
  readonly from: number;
  readonly to: number;
  readonly day: StartDay;
  /** It was introduced as a deadline; `from` is where that begins. */
  readonly isDeadline: boolean;
}

/** A longer text is not what somebody types in a line; it is not looked through. */
const MAX_LENGTH = 500;

const DEADLINE = /(?:^|(?<=\s))(?:due(?:\s+(?:by|on))?|by|until|before|deadline:?)\s+$/i;
const INTRODUCED = /(?:^|\s)(?:on|at|this|next|due|by|until|before|deadline:?)\s+$/i;
const WEEKDAY =
  /\b(?:mon|tue|tues|wed|thu|thur|thurs|fri|sat|sun|(?:mon|tues|wednes|thurs|fri|satur|sun)day|weekend)\b/i;
const SURE_DAY = /\b(?:today|tonight|tomorrow|tmr|tmrw|this\s+(?:evening|weekend)|(?:in|next|this)\s)|\d/i;
const EVENING = /\b(?:evening|night|tonight)\b/i;
/** `45m`, `for 2 hours` and `5 days` are how long it takes; `in 5 days` is when. */
const LENGTH =
  /^(?!(?:in|within|next|this)\s|\+).*(?:\d|\s)(?:s|sec|second|m|min|minute|h|hr|hour|d|day|w|week|mo|month|quarter|y|yr|year)s?$/i;
const OTHER_ZONE = /\b(?:UTC|GMT|[ACEHKMPW][DES]T|CES?T|BST|IST|JST)\b/;

/** Days and times, in the order in which they stand. `text`: what was understood before stands as `TAKEN` in it. */
export function findDays(text: string, around: Around): readonly FoundDay[] {
  if (text.length > MAX_LENGTH) return [];
  // `tomorrow until friday` is a day and a deadline, no time from one to the other.
  const apart = text.replaceAll(/\b(?:due|by|until|before|deadline)\b/gi, (word) =>
    TAKEN.repeat(word.length),
  );
  const results = casual.parse(apart, { instant: referenceOf(around) }, { forwardDate: true });
  const found: FoundDay[] = [];
  let rest = text;
  // From the end on: what stands before something that was understood stands at the end as well.
  for (const result of results.toReversed()) {
    const day = readResult(result, rest, around);
    if (day === null) continue;
    found.unshift(day);
    rest = rest.slice(0, day.from) + TAKEN.repeat(day.to - day.from) + rest.slice(day.to);
  }
  return found;
}

function readResult(result: ParsedResult, rest: string, around: Around): FoundDay | null {
  const before = rest.slice(0, result.index);
  const led = DEADLINE.exec(before);
  const isDeadline = led !== null;
  const only = isDeadline ? withoutTime(result, around) : result;
  if (only === null || only.end != null || OTHER_ZONE.test(only.text)) return null;
  const to = result.index + only.text.length;
  if (!isSure(only, { before, after: rest.slice(to) })) return null;
  const day = dayOf(only, around);
  if (day === null || (isDeadline && day.date === null)) return null;
  const from = isDeadline ? led.index : result.index - introductionOf(before);
  return { from, to, day, isDeadline };
}

/** A deadline has no time: the longest beginning of what was found that has none. null: there is none. */
function withoutTime(result: ParsedResult, around: Around): ParsedResult | null {
  if (!result.start.isCertain('hour')) return result;
  const words = result.text.split(/(?=\s)/);
  for (let count = words.length - 1; count > 0; count -= 1) {
    const text = words.slice(0, count).join('');
    const [shorter] = casual.parse(text, { instant: referenceOf(around) }, { forwardDate: true });
    if (shorter?.text === text && !shorter.start.isCertain('hour')) return shorter;
  }
  return null;
}

/** Whether a person means a day or a time by it, by what it is and where it stands. */
function isSure(
  { text, start }: ParsedResult,
  { before, after }: { readonly before: string; readonly after: string },
): boolean {
  if (
    /\b(?:every|each|last|past)\s*$/i.test(before) ||
    /\b(?:ago|last|past|yesterday|(?<!from\s)now)\b/i.test(text)
  )
    return false;
  if (LENGTH.test(text)) return false;
  // 8/12 is another day in other countries; 1/2 may be a half.
  if (/^\d{1,2}\/\d{1,2}$/.test(text.trim())) return false;
  const isAtEnd = after.replaceAll(TAKEN, '').trim() === '';
  const isIntroduced = INTRODUCED.test(before);
  if (start.isCertain('hour') && !start.isCertain('day') && !start.isCertain('weekday'))
    return isAtEnd || isIntroduced || /\d\s*[ap]\.?m\b/i.test(text) || EVENING.test(text);
  if (WEEKDAY.test(text)) return isAtEnd || isIntroduced || /\d|^(?:this|next|on)\s/i.test(text);
  if (start.isCertain('weekday') && !start.isCertain('day')) return false;
  if (EVENING.test(text)) return true;
  if (!start.isCertain('day')) return false;
  return SURE_DAY.test(text) || /\b(?:later|from now)$/i.test(text);
}

/** The `on` or `at` before it goes with it. */
function introductionOf(before: string): number {
  return /(?:^|(?<=\s))(?:on|at)\s+$/i.exec(before)?.[0].length ?? 0;
}

/** null: it is over, or there is no such day. */
function dayOf({ text, start }: ParsedResult, around: Around): StartDay | null {
  const { today } = around;
  const [hour, minute] = [start.isCertain('hour') ? start.get('hour') : null, start.get('minute')];
  const time = hour === null ? null : clockTime(hour, minute ?? 0);
  const evening = EVENING.test(text);
  const hasDay = start.isCertain('day') || start.isCertain('weekday');
  if (!hasDay && !evening) return time === null ? null : { date: null, evening, time };
  const date = hasDay ? dateOf(start, around) : today;
  if (date === null || date < today) return null;
  return { date, evening, time };
}

function dateOf(start: ParsedResult['start'], { today }: Around): CivilDate | null {
  const [year, month, day] = [start.get('year'), start.get('month'), start.get('day')];
  if (year === null || month === null || day === null || year < 1 || year > 9999) return null;
  const date = civilDate(year, month, day);
  // A weekday is the next one that comes: on a Monday, `monday` is in a week.
  return start.isCertain('weekday') && !start.isCertain('day') && date <= today
    ? weekLater(date, today)
    : date;
}

function weekLater(date: CivilDate, today: CivilDate): CivilDate {
  const weeks = Math.floor((dayNumber(today) - dayNumber(date)) / 7) + 1;
  return addDays(date, weeks * 7);
}

/** Chrono reads the clock of this device's zone back out of it, so that the zone makes no difference. */
function referenceOf({ today, time }: Around): Date {
  const [year, month, day] = today.split('-').map(Number);
  const [hour, minute] = time.split(':').map(Number);
  return new Date(year ?? 0, (month ?? 1) - 1, day ?? 1, hour ?? 0, minute ?? 0);
}
