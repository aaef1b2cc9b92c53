// Pure calendar arithmetic on ISO days (`YYYY-MM-DD`), with no zone and no clock.
// Must not use local Date getters: every computation is in UTC day numbers.

const DAY_MS = 86_400_000;

/** Tells whether the text is a real calendar day in the form `YYYY-MM-DD`. */
export function isIsoDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const ms = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(ms) && new Date(ms).toISOString().slice(0, 10) === text;
}

/** Converts a day to its number since 1970-01-01. */
export function isoToDayNumber(iso: string): number {
  return Math.floor(Date.parse(`${iso}T00:00:00Z`) / DAY_MS);
}

/** Converts a day number since 1970-01-01 back to a day. */
export function dayNumberToIso(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}

/** Adds a number of days, which may be negative. */
export function addDays(iso: string, days: number): string {
  return dayNumberToIso(isoToDayNumber(iso) + days);
}

/** Adds whole months and keeps the day of month, clamped to the last day of the resulting month. */
export function addMonths(iso: string, months: number): string {
  const { year, month, day } = splitDay(iso);
  const total = year * 12 + (month - 1) + months;
  const targetYear = Math.floor(total / 12);
  const targetMonth = (total % 12) + 1;
  const lastDay = new Date(Date.UTC(targetYear, targetMonth, 0)).getUTCDate();
  return joinDay(targetYear, targetMonth, Math.min(day, lastDay));
}

/** Returns the weekday, 0 for Sunday to 6 for Saturday. */
export function weekdayOf(iso: string): number {
  return new Date(isoToDayNumber(iso) * DAY_MS).getUTCDay();
}

/** Splits a day into its numbers; month and day count from 1. */
export function splitDay(iso: string): {
  readonly year: number;
  readonly month: number;
  readonly day: number;
} {
  return { year: Number(iso.slice(0, 4)), month: Number(iso.slice(5, 7)), day: Number(iso.slice(8, 10)) };
}

/** Joins numbers to a day; month and day count from 1 and must be valid. */
export function joinDay(year: number, month: number, day: number): string {
  return `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}

/** Returns the first instant (epoch ms) of a day in UTC. */
export function utcMidnightMs(iso: string): number {
  return isoToDayNumber(iso) * DAY_MS;
}
