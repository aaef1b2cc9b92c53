// Civil dates and wall-clock times as types of their own. `Date` is deliberately not used: an all-day value has no instant, and
// giving it one shifts tasks by a day in some time zone.

declare const brand: unique symbol;

/** A calendar day `YYYY-MM-DD` without a time zone. String order is date order. */
export type CivilDate = string & { readonly [brand]: 'CivilDate' };

/** A wall-clock time `HH:MM` (24 hours) without a time zone. */
export type ClockTime = string & { readonly [brand]: 'ClockTime' };

/** A time that shows the same on the clock in every time zone. */
interface FloatingTime {
  readonly kind: 'floating';
  readonly at: ClockTime;
}

/** A time pinned to a zone: the same instant for every reader. `at` is the wall clock of `zone`. */
interface FixedTime {
  readonly kind: 'fixed';
  readonly at: ClockTime;
  /** IANA name. */
  readonly zone: string;
}

/** The time of day of a scheduled task. */
export type TimeOfDay = FloatingTime | FixedTime;

const CIVIL_DATE = /^(\d{4})-(\d{2})-(\d{2})$/;
const CLOCK_TIME = /^([01]\d|2[0-3]):([0-5]\d)$/;
const DAYS_BEFORE_1970 = 719_468;
const DAYS_PER_ERA = 146_097;

/** Parses `YYYY-MM-DD`; null if it is not a valid day of the (proleptic Gregorian) calendar. */
export function parseCivilDate(text: string): CivilDate | null {
  const match = CIVIL_DATE.exec(text);
  if (match === null) return null;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  if (month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) return null;
  return text as CivilDate;
}

/** Formats a day as `YYYY-MM-DD`; throws if there is no such day. Years 1 to 9999. */
export function civilDate(year: number, month: number, day: number): CivilDate {
  const text = `${pad(year, 4)}-${pad(month, 2)}-${pad(day, 2)}`;
  const parsed = parseCivilDate(text);
  if (parsed === null) throw new RangeError(`not a calendar day: ${text}`);
  return parsed;
}

/** Parses `HH:MM` (00:00 to 23:59); null if invalid. */
export function parseClockTime(text: string): ClockTime | null {
  return CLOCK_TIME.test(text) ? (text as ClockTime) : null;
}

/** Formats a wall-clock time as `HH:MM`; throws if invalid. */
export function clockTime(hour: number, minute: number): ClockTime {
  const parsed = parseClockTime(`${pad(hour, 2)}:${pad(minute, 2)}`);
  if (parsed === null) throw new RangeError(`not a time of day: ${hour}:${minute}`);
  return parsed;
}

/** The number of days in a month (1 to 12). */
function daysInMonth(year: number, month: number): number {
  if (month === 2) return isLeapYear(year) ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}

/** Adds whole days to a date; a negative number goes back. */
export function addDays(date: CivilDate, days: number): CivilDate {
  return fromDayNumber(dayNumber(date) + days);
}

/** Days since 1970-01-01, which is 0. */
export function dayNumber(date: CivilDate): number {
  const [year, month, day] = date.split('-').map(Number) as [number, number, number];
  const shifted = month <= 2 ? year - 1 : year;
  const era = Math.floor(shifted / 400);
  const yearOfEra = shifted - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * DAYS_PER_ERA + dayOfEra - DAYS_BEFORE_1970;
}

/** The day that is `days` after 1970-01-01. */
export function fromDayNumber(days: number): CivilDate {
  const shifted = days + DAYS_BEFORE_1970;
  const era = Math.floor(shifted / DAYS_PER_ERA);
  const dayOfEra = shifted - era * DAYS_PER_ERA;
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1;
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
  return civilDate(yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day);
}

function isLeapYear(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

function pad(value: number, width: number): string {
  return String(value).padStart(width, '0');
}
