/** Reads the phrases that name one single day: "tomorrow", "friday", "in 3 days", "jan 5", "2026-03-01". Pure. */
import { civilFromDay, dayFromCivil, daysInMonth, parseDay, shiftMonths, weekdayOf } from './civil.ts';
import { monthByName, weekdayByName } from './names.ts';

const IN_SPAN = /^(?:in\s+)?(\d{1,4}|a|an|one|two|three)\s+(day|week|month|year)s?(?:\s+from now)?$/;
const NEXT = /^next\s+(\w+)$/;
const DAY_AND_MONTH =
  /^(?:(?:the\s+)?(\d{1,2})(?:st|nd|rd|th)?\s+(?:of\s+)?([a-z]+)|([a-z]+)\s+(\d{1,2})(?:st|nd|rd|th)?)(?:,?\s+(\d{4}))?$/;
const DAY_OF_MONTH = /^(?:the\s+)?(\d{1,2})(?:st|nd|rd|th)$/;
const WORD_NUMBERS: Readonly<Record<string, number>> = { a: 1, an: 1, one: 1, two: 2, three: 3 };

/** Gives the day that a lower-case phrase names, seen from `today`; null when it names none. */
export function parseOneOffDay(text: string, today: number): number | null {
  const phrase = text.replace(/^on /, '');
  return (
    parseDay(phrase) ??
    parseRelativeWord(phrase, today) ??
    parseWeekday(phrase, today) ??
    parseSpan(phrase, today) ??
    parseNext(phrase, today) ??
    parseDayAndMonth(phrase, today) ??
    parseDayOfMonth(phrase, today)
  );
}

function parseRelativeWord(text: string, today: number): number | null {
  switch (text) {
    case 'today':
    case 'tod':
      return today;
    case 'tomorrow':
    case 'tom':
    case 'tmr':
      return today + 1;
    case 'yesterday':
      return today - 1;
    default:
      return null;
  }
}

/** A weekday's own name, said on that weekday, means the one a week later. */
function parseWeekday(text: string, today: number): number | null {
  const weekday = weekdayByName(text.replace(/^this /, ''));
  return weekday === null ? null : today + ((weekday - weekdayOf(today) + 6) % 7) + 1;
}

function parseSpan(text: string, today: number): number | null {
  const match = IN_SPAN.exec(text);
  if (match === null) return null;
  const count = WORD_NUMBERS[match[1] ?? ''] ?? Number(match[1]);
  switch (match[2]) {
    case 'day':
      return today + count;
    case 'week':
      return today + 7 * count;
    case 'month':
      return shiftMonths(today, count, civilFromDay(today).day);
    default:
      return shiftMonths(today, 12 * count, civilFromDay(today).day);
  }
}

function parseNext(text: string, today: number): number | null {
  const word = NEXT.exec(text)?.[1];
  if (word === undefined) return null;
  if (word === 'week') return today + 8 - weekdayOf(today);
  if (word === 'month') return shiftMonths(today, 1, 1);
  if (word === 'year') return dayFromCivil({ year: civilFromDay(today).year + 1, month: 1, day: 1 });
  const weekday = weekdayByName(word);
  return weekday === null ? null : today + 8 - weekdayOf(today) + weekday - 1;
}

/** Without a year, a date that is already past means next year's. */
function parseDayAndMonth(text: string, today: number): number | null {
  const match = DAY_AND_MONTH.exec(text);
  if (match === null) return null;
  const month = monthByName(match[2] ?? match[3] ?? '');
  const dayOfMonth = Number(match[1] ?? match[4]);
  if (month === null) return null;
  const thisYear = civilFromDay(today).year;
  const year = match[5] === undefined ? thisYear : Number(match[5]);
  if (dayOfMonth < 1 || dayOfMonth > daysInMonth(2024, month)) return null;
  const dayIn = (target: number): number =>
    dayFromCivil({ year: target, month, day: Math.min(dayOfMonth, daysInMonth(target, month)) });
  return match[5] === undefined && dayIn(year) < today ? dayIn(year + 1) : dayIn(year);
}

function parseDayOfMonth(text: string, today: number): number | null {
  const dayOfMonth = Number(DAY_OF_MONTH.exec(text)?.[1] ?? 0);
  if (dayOfMonth < 1 || dayOfMonth > 31) return null;
  const thisMonth = shiftMonths(today, 0, dayOfMonth);
  return thisMonth < today ? shiftMonths(today, 1, dayOfMonth) : thisMonth;
}
