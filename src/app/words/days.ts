// Days in words, and what people do with them. Days are `YYYY-MM-DD`. Pure.

import { addDays, dayNumber, parseCivilDate, type CivilDate } from '../../model/dates.ts';
import type { TaskStart } from '../../mobile-client/types.ts';

const DAYS_OF_WEEK = 7;

/** A day of the store, which has only valid ones. Throws on any other text. */
export function dayOf(text: string): CivilDate {
  const day = parseCivilDate(text);
  if (day === null) throw new Error(`broken invariant: not a day: ${text}`);
  return day;
}

/** The day that is so many days later; a negative number goes back. */
export function plusDays(day: string, days: number): string {
  return addDays(dayOf(day), days);
}

/** How many days `to` is after `from`. */
function daysBetween(from: string, to: string): number {
  return dayNumber(dayOf(to)) - dayNumber(dayOf(from));
}

/** 0 is Monday, 6 is Sunday. */
export function weekdayOf(day: string): number {
  // 1970-01-01 was a Thursday.
  return (((dayNumber(dayOf(day)) + 3) % DAYS_OF_WEEK) + DAYS_OF_WEEK) % DAYS_OF_WEEK;
}

function formatted(day: string, options: Intl.DateTimeFormatOptions): string {
  return new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', ...options }).format(
    new Date(`${day}T00:00:00Z`),
  );
}

/** Short, as near to today as it is: `Today`, `Friday`, `12 Dec`, `3 Jan 2028`. */
export function shortDay(day: string, today: string): string {
  const away = daysBetween(today, day);
  if (away === 0) return 'Today';
  if (away === 1) return 'Tomorrow';
  if (away === -1) return 'Yesterday';
  if (away > 1 && away < DAYS_OF_WEEK) return formatted(day, { weekday: 'long' });
  const isThisYear = day.slice(0, 4) === today.slice(0, 4);
  return formatted(day, { day: 'numeric', month: 'short', ...(!isThisYear && { year: 'numeric' }) });
}

/** Whole: `Friday, 4 December 2026`. */
export function fullDay(day: string): string {
  return formatted(day, { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' });
}

/** `December`, or with its year where that is another one. `month`: `YYYY-MM`. */
export function monthName(month: string, today: string): string {
  const isThisYear = month.slice(0, 4) === today.slice(0, 4);
  return formatted(`${month}-01`, { month: 'long', ...(!isThisYear && { year: 'numeric' }) });
}

/** A day as a heading: its number, and its name as near to today as it is. */
export function headingOfDay(day: string, today: string): { readonly number: string; readonly name: string } {
  const away = daysBetween(today, day);
  const name = away === 0 ? 'Today' : away === 1 ? 'Tomorrow' : formatted(day, { weekday: 'long' });
  return { number: formatted(day, { day: 'numeric' }), name };
}

/** A deadline as a person reckons: `Due today`, `2 days left`, `3 days overdue`, `Due 12 Dec`. */
export function deadlineWords(deadline: string, today: string): string {
  const left = daysBetween(today, deadline);
  if (left === 0) return 'Due today';
  if (left === 1) return 'Due tomorrow';
  if (left < 0) return left === -1 ? '1 day overdue' : `${-left} days overdue`;
  return left <= DAYS_OF_WEEK ? `${left} days left` : `Due ${shortDay(deadline, today)}`;
}

/** When a task is to be started, as a chip says it. */
export function startWords(start: TaskStart, today: string): string {
  if (start === 'inbox') return 'Inbox';
  if (start === 'anytime') return 'Anytime';
  if (start === 'someday') return 'Someday';
  const { date, evening, time } = start;
  const day = evening && date === today ? 'This Evening' : shortDay(date, today);
  return time === null ? day : `${day}, ${time.at}`;
}

/** The weeks of a month as a calendar shows them, Monday first, with the days around it that fill them. `month`: `YYYY-MM`. */
export function weeksOf(month: string): readonly (readonly string[])[] {
  const first = plusDays(`${month}-01`, -weekdayOf(`${month}-01`));
  const weeks: string[][] = [];
  for (let monday = first; monday.slice(0, 7) <= month; monday = plusDays(monday, DAYS_OF_WEEK))
    weeks.push(Array.from({ length: DAYS_OF_WEEK }, (_, at) => plusDays(monday, at)));
  return weeks;
}

/** The month that is so many months later. `month`: `YYYY-MM`. */
export function plusMonths(month: string, months: number): string {
  const count = Number(month.slice(0, 4)) * 12 + Number(month.slice(5, 7)) - 1 + months;
  return `${String(Math.floor(count / 12)).padStart(4, '0')}-${String((count % 12) + 1).padStart(2, '0')}`;
}
