// The value grammar of URL and json parameters: when, deadline, times, stamps, booleans, lists, clipped text.
// Pure; the moment of reading comes in as `Moment`.
import { addDays, isIsoDay } from '../encodings/civil-date.ts';
import { packDay, packTime } from '../encodings/packed.ts';
import type { When } from '../state/schedule.ts';
import { UrlRejection } from './outcome.ts';

/** The local wall clock at which a command is read. */
export interface Moment {
  readonly todayIso: string;
  readonly hour: number;
  readonly minute: number;
}

/** What `date@evening` leaves behind as a reminder: a meaningless time (the exact one is unknown). */
const NONSENSE_REMINDER = 0;

/** Parses a `when` value. Throws UrlRejection for anything but the documented words, a day, and a time behind `@`. */
export function parseWhen(text: string, moment: Moment): When {
  const [dateText = '', timeText] = text.trim().toLowerCase().split('@');
  if (dateText === 'anytime' || dateText === 'someday') {
    if (timeText !== undefined) throw new UrlRejection(`${dateText} takes no time`);
    return { kind: dateText };
  }
  const isWord = dateText === 'today' || dateText === 'evening';
  const day = isWord ? moment.todayIso : parseDay(dateText, moment);
  const base = {
    kind: 'day',
    day: packDay(day),
    evening: dateText === 'evening',
    clearsReminder: isWord,
  } as const;
  if (timeText === undefined) return base;
  return { ...base, reminder: parseReminder(timeText, isWord ? moment : null) };
}

/** Parses a day: `today`, `tomorrow` or `YYYY-MM-DD`. Throws UrlRejection otherwise. */
export function parseDay(text: string, moment: Moment): string {
  const word = text.trim().toLowerCase();
  if (word === 'today') return moment.todayIso;
  if (word === 'tomorrow') return addDays(moment.todayIso, 1);
  if (isIsoDay(word)) return word;
  throw new UrlRejection('a date was not understood');
}

/**
 * Parses a time to packed form. With a moment (today, evening) a bare hour 1 to 11 means the next such time; without
 * one it is read literally. Throws UrlRejection for anything that is no time.
 */
function parseReminder(text: string, moment: Moment | null): number {
  if (text.trim() === 'evening') return NONSENSE_REMINDER;
  const match = /^(\d{1,2})(?::(\d{2}))?\s*(am|pm|a|p)?$/i.exec(text.trim());
  const hourText = match?.[1];
  if (match === null || hourText === undefined) throw new UrlRejection('a time was not understood');
  const hour = Number(hourText);
  const minute = Number(match[2] ?? '0');
  const suffix = match[3]?.toLowerCase();
  if (hour > 23 || minute > 59 || (suffix !== undefined && (hour < 1 || hour > 12))) {
    throw new UrlRejection('a time was not understood');
  }
  if (suffix !== undefined) return packTime((hour % 12) + (suffix.startsWith('p') ? 12 : 0), minute);
  const isBare = hour >= 1 && hour <= 11 && !hourText.startsWith('0');
  if (moment === null || !isBare) return packTime(hour, minute);
  const nowMinutes = moment.hour * 60 + moment.minute;
  const isMorningGone = hour * 60 + minute <= nowMinutes;
  return packTime(isMorningGone ? hour + 12 : hour, minute);
}

/** Parses a full ISO 8601 stamp with second precision and zone to unix seconds; null for any other text. */
export function parseStamp(text: string): number | null {
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:Z|[+-]\d{2}:?\d{2})$/.test(text)) return null;
  const ms = Date.parse(text);
  return Number.isNaN(ms) ? null : ms / 1000;
}

/** Parses `true` and `false`; anything else counts as absent. */
export function parseFlag(text: string | undefined): boolean | undefined {
  if (text === undefined) return undefined;
  const word = text.trim().toLowerCase();
  if (word === 'true') return true;
  return word === 'false' ? false : undefined;
}

/** Splits a newline list and leaves out empty lines. */
export function parseLines(text: string): string[] {
  return text.split(/\r?\n/).filter((line) => line.trim() !== '');
}

/** Splits a comma list and leaves out empty parts. */
export function parseCommaList(text: string): string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}
