/** Reads what stands after "every" in a due phrase (without time and bounds) into a rule. Pure. */
import { daysInMonth } from './civil.ts';
import { monthByName, weekdayByName } from './names.ts';
import { LAST } from './recurrence.ts';
import type { Rule } from './recurrence.ts';

const INTERVAL = /^(?:(\d{1,3}|other)\s+)?(hour|day|week|month|quarter|year)s?(?:\s+on\s+(.+))?$/;
const DAY_OF_MONTH = /^(?:the\s+)?(\d{1,2})(?:st|nd|rd|th)?(?:\s+day)?(?:\s+of\s+the\s+month)?$/;
const LAST_DAY = /^(?:the\s+)?last\s+day(?:\s+of\s+the\s+month)?$/;
const ORDINAL_WEEKDAY = /^(?:the\s+)?(1st|2nd|3rd|4th|5th|first|second|third|fourth|fifth|last)\s+([a-z]+)$/;
const MONTH_DATE = /^(?:([a-z]+)\s+(\d{1,2})(?:st|nd|rd|th)?|(\d{1,2})(?:st|nd|rd|th)?\s+([a-z]+))$/;
const LIST = /,\s*(?:and\s+)?|\s+and\s+/;
const WORKDAY_WORDS = ['workday', 'weekday'];
const ORDINALS: Readonly<Record<string, number>> = {
  '1st': 1,
  first: 1,
  '2nd': 2,
  second: 2,
  '3rd': 3,
  third: 3,
  '4th': 4,
  fourth: 4,
  '5th': 5,
  fifth: 5,
  last: LAST,
};
const WORKDAYS = [1, 2, 3, 4, 5];

/** Gives the rule of a lower-case phrase such as "2 weeks", "monday, thursday" or "last day"; null when unknown. */
export function parseRule(text: string): Rule | null {
  return parseOne(text) ?? parseList(text);
}

function parseOne(text: string): Rule | null {
  return (
    parseWeekdays(text) ??
    parseInterval(text) ??
    parseDayOfMonth(text) ??
    parseOrdinalWeekday(text) ??
    parseYearDate(text)
  );
}

/** Lists of days such as "2nd, 15th, 27th" or "14 jan, 15 jun"; each part has to be a rule of its own. */
function parseList(text: string): Rule | null {
  const parts = text.split(LIST);
  if (parts.length < 2) return null;
  const rules = parts.map(
    (part) => parseDayOfMonth(part) ?? parseOrdinalWeekday(part) ?? parseYearDate(part),
  );
  const of = rules.filter((rule) => rule !== null);
  return of.length === parts.length ? { unit: 'any', of } : null;
}

function parseWeekdays(text: string): Rule | null {
  if (text === 'weekday' || text === 'workday') return { unit: 'week', every: 1, weekdays: WORKDAYS };
  if (text === 'weekend') return { unit: 'week', every: 1, weekdays: [6] };
  const other = text.startsWith('other ') ? 2 : 1;
  const words = text
    .replace(/^other /, '')
    .split(LIST)
    .filter((word) => word !== '');
  const numbers = words.map((word) => weekdayByName(word));
  const weekdays = numbers.filter((number) => number !== null);
  if (words.length === 0 || weekdays.length !== words.length) return null;
  return { unit: 'week', every: other, weekdays: [...new Set(weekdays)].toSorted((a, b) => a - b) };
}

function parseInterval(text: string): Rule | null {
  const match = INTERVAL.exec(text);
  if (match === null) return null;
  const every = match[1] === undefined ? 1 : match[1] === 'other' ? 2 : Number(match[1]);
  if (every < 1) return null;
  if (match[3] !== undefined) return parseIntervalOn(match[2] ?? '', every, match[3]);
  switch (match[2]) {
    case 'hour':
      return { unit: 'hour', every };
    case 'day':
      return { unit: 'day', every };
    case 'week':
      return { unit: 'week', every, weekdays: [] };
    case 'month':
      return { unit: 'month', every, dayOfMonth: null };
    case 'quarter':
      return { unit: 'month', every: 3 * every, dayOfMonth: null };
    default:
      return { unit: 'year', every, date: null };
  }
}

function parseIntervalOn(unit: string, every: number, on: string): Rule | null {
  if (unit !== 'week' && unit !== 'month') return null;
  const rule = unit === 'week' ? parseWeekdays(on) : (parseDayOfMonth(on) ?? parseOrdinalWeekday(on));
  return rule === null || rule.unit === 'any' ? null : { ...rule, every };
}

function parseDayOfMonth(text: string): Rule | null {
  if (LAST_DAY.test(text)) return { unit: 'month', every: 1, dayOfMonth: LAST };
  const dayOfMonth = Number(DAY_OF_MONTH.exec(text)?.[1] ?? 0);
  return dayOfMonth >= 1 && dayOfMonth <= 31 ? { unit: 'month', every: 1, dayOfMonth } : null;
}

function parseOrdinalWeekday(text: string): Rule | null {
  const match = ORDINAL_WEEKDAY.exec(text);
  const ordinal = ORDINALS[match?.[1] ?? ''];
  const weekday = weekdayByName(match?.[2] ?? '');
  if (ordinal !== undefined && WORKDAY_WORDS.includes(match?.[2] ?? ''))
    return { unit: 'month_workday', every: 1, ordinal };
  return ordinal === undefined || weekday === null
    ? null
    : { unit: 'month_weekday', every: 1, ordinal, weekday };
}

function parseYearDate(text: string): Rule | null {
  const match = MONTH_DATE.exec(text);
  if (match === null) return null;
  const month = monthByName(match[1] ?? match[4] ?? '');
  const day = Number(match[2] ?? match[3]);
  if (month === null || day < 1 || day > daysInMonth(2024, month)) return null;
  return { unit: 'year', every: 1, date: { month, day } };
}
