/**
 * Calendar arithmetic on whole days, counted from 1970-01-01. Pure; no clock, no zones.
 */

const MS_PER_DAY = 86_400_000;
const DATE = /^(\d{4})-(\d{2})-(\d{2})$/;

/** A calendar date; months and days count from 1. */
export interface Civil {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

/** Counts the days from 1970-01-01 to a date; a day past the month's end runs on into the next month. */
export function dayFromCivil(date: Civil): number {
  return Math.round(Date.UTC(date.year, date.month - 1, date.day) / MS_PER_DAY);
}

/** Gives the calendar date of a day count. */
export function civilFromDay(day: number): Civil {
  const date = new Date(day * MS_PER_DAY);
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
}

/** Reads `YYYY-MM-DD`; null for any other text and for dates that do not exist. */
export function parseDay(text: string): number | null {
  const match = DATE.exec(text);
  if (match === null) return null;
  const day = dayFromCivil({ year: Number(match[1]), month: Number(match[2]), day: Number(match[3]) });
  return formatDay(day) === text ? day : null;
}

/** Prints a day count as `YYYY-MM-DD`. */
export function formatDay(day: number): string {
  return new Date(day * MS_PER_DAY).toISOString().slice(0, 10);
}

/** The weekday of a day count, Monday = 1 to Sunday = 7. */
export function weekdayOf(day: number): number {
  return ((((day + 3) % 7) + 7) % 7) + 1;
}

/** The number of days of a month. */
export function daysInMonth(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}

/** The day `dayOfMonth` (or the month's last day, if it is shorter) of the month `months` after the one of `day`. */
export function shiftMonths(day: number, months: number, dayOfMonth: number): number {
  const { year, month } = civilFromDay(day);
  const index = year * 12 + (month - 1) + months;
  const target = { year: Math.floor(index / 12), month: (index % 12) + 1 };
  return dayFromCivil({ ...target, day: Math.min(dayOfMonth, daysInMonth(target.year, target.month)) });
}
