/**
 * Recurrence rules and the next day on which one falls. Pure; days are counts from 1970-01-01.
 */
import { civilFromDay, dayFromCivil, daysInMonth, shiftMonths, weekdayOf } from './civil.ts';

/** A rule without its time of day. `null` anchors take weekday, day or date from the day that the series stands on. */
export type Rule =
  | { readonly unit: 'day'; readonly every: number }
  | { readonly unit: 'week'; readonly every: number; readonly weekdays: readonly number[] }
  | { readonly unit: 'month'; readonly every: number; readonly dayOfMonth: number | null }
  | {
      readonly unit: 'month_weekday';
      readonly every: number;
      readonly ordinal: number;
      readonly weekday: number;
    }
  | {
      readonly unit: 'year';
      readonly every: number;
      readonly date: { readonly month: number; readonly day: number } | null;
    }
  /** The first (1) to fifth or last workday of every month. */
  | { readonly unit: 'month_workday'; readonly every: number; readonly ordinal: number }
  /** Hours do not fall on days: as far as days go, every day is one of theirs. */
  | { readonly unit: 'hour'; readonly every: number }
  /** The days of several rules together, such as "2nd, 15th, 27th". */
  | { readonly unit: 'any'; readonly of: readonly Rule[] };

/** The `dayOfMonth` (and `ordinal`) that stands for the last one of each month. */
export const LAST = 99;

const MAX_STEPS = 20_000;

/** The first day of a series that begins on `from`: `from` itself when the rule allows it. */
export function firstOccurrence(rule: Rule, from: number): number {
  return fallsOn(rule, from) ? from : nextOccurrence(rule, from, from);
}

/**
 * The first day of the rule's series, counted from `anchor`, that is after `after`.
 * Throws a RangeError for a rule that never comes.
 */
export function nextOccurrence(rule: Rule, anchor: number, after: number): number {
  if (rule.unit === 'any') return Math.min(...rule.of.map((one) => nextOccurrence(one, anchor, after)));
  let day = anchor;
  for (let step = 0; step < MAX_STEPS; step += 1) {
    day = stepOnce(rule, day, after);
    if (day > after) return day;
  }
  throw new RangeError('recurrence rule without a next day');
}

function fallsOn(rule: Rule, day: number): boolean {
  switch (rule.unit) {
    case 'day':
    case 'hour':
      return true;
    case 'any':
      return rule.of.some((one) => fallsOn(one, day));
    case 'month_workday':
      return workdayInMonth(day, 0, rule.ordinal) === day;
    case 'week':
      return rule.weekdays.length === 0 || rule.weekdays.includes(weekdayOf(day));
    case 'month':
      return rule.dayOfMonth === null || monthDay(day, 0, rule.dayOfMonth) === day;
    case 'month_weekday':
      return weekdayInMonth(day, 0, rule) === day;
    case 'year': {
      const { month, day: dayOfMonth } = civilFromDay(day);
      return rule.date === null || (rule.date.month === month && rule.date.day === dayOfMonth);
    }
  }
}

function stepOnce(rule: Rule, day: number, after: number): number {
  switch (rule.unit) {
    case 'hour':
      return day + 1;
    case 'any':
      return Math.min(...rule.of.map((one) => stepOnce(one, day, after)));
    case 'month_workday':
      return nextMonthly(rule.every, day, (months) => workdayInMonth(day, months, rule.ordinal));
    case 'day':
      return day + rule.every * Math.max(1, Math.floor((after - day) / rule.every));
    case 'week':
      return nextWeekday(rule, day);
    case 'month':
      return nextMonthly(rule.every, day, (months) =>
        monthDay(day, months, rule.dayOfMonth ?? civilFromDay(day).day),
      );
    case 'month_weekday':
      return nextMonthly(rule.every, day, (months) => weekdayInMonth(day, months, rule));
    case 'year':
      return nextYearly(rule, day);
  }
}

function nextWeekday(rule: Extract<Rule, { unit: 'week' }>, day: number): number {
  const weekday = weekdayOf(day);
  if (rule.weekdays.length === 0) return day + 7 * rule.every;
  const later = rule.weekdays.find((candidate) => candidate > weekday);
  if (later !== undefined) return day + later - weekday;
  const first = rule.weekdays[0] ?? weekday;
  return day - (weekday - first) + 7 * rule.every;
}

/** A day later in the same month counts only while the series is not yet on its day of that month. */
function nextMonthly(every: number, day: number, inMonth: (months: number) => number): number {
  const thisMonth = inMonth(0);
  return thisMonth > day ? thisMonth : inMonth(every);
}

function monthDay(day: number, months: number, dayOfMonth: number): number {
  return shiftMonths(day, months, dayOfMonth);
}

function weekdayInMonth(day: number, months: number, rule: Extract<Rule, { unit: 'month_weekday' }>): number {
  const first = shiftMonths(day, months, 1);
  const { year, month } = civilFromDay(first);
  const offset = (rule.weekday - weekdayOf(first) + 7) % 7;
  const count = Math.floor((daysInMonth(year, month) - 1 - offset) / 7) + 1;
  return first + offset + 7 * (Math.min(rule.ordinal, count) - 1);
}

/** The nth day from Monday to Friday of a month; the last one when it has fewer or `LAST` is asked. */
function workdayInMonth(day: number, months: number, ordinal: number): number {
  const first = shiftMonths(day, months, 1);
  const { year, month } = civilFromDay(first);
  const workdays = Array.from({ length: daysInMonth(year, month) }, (_, index) => first + index).filter(
    (candidate) => weekdayOf(candidate) <= 5,
  );
  return workdays[Math.min(ordinal, workdays.length) - 1] ?? first;
}

function nextYearly(rule: Extract<Rule, { unit: 'year' }>, day: number): number {
  const { year, month, day: dayOfMonth } = civilFromDay(day);
  const date = rule.date ?? { month, day: dayOfMonth };
  const inYear = (target: number): number =>
    dayFromCivil({
      year: target,
      month: date.month,
      day: Math.min(date.day, daysInMonth(target, date.month)),
    });
  const thisYear = inYear(year);
  return thisYear > day ? thisYear : inYear(year + rule.every);
}

/** The rule with the day of the month that the series began on, for rules that name none: the 31st stays the 31st. */
export function anchorRule(rule: Rule, month: number, dayOfMonth: number): Rule {
  if (rule.unit === 'month' && rule.dayOfMonth === null) return { ...rule, dayOfMonth };
  if (rule.unit === 'year' && rule.date === null) return { ...rule, date: { month, day: dayOfMonth } };
  return rule;
}
