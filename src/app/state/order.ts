// The order of tasks in lists. Neither app tells its own order, so that every list has one that stays: the day, the time, and then
// the order in which the tasks were made. Pure.

import { isPlanned } from './task-of.ts';
import type { Task } from './types.ts';

/** Compares two tasks; never 0 for two different ones. */
export type Compare = (a: Task, b: Task) => number;

/** In the order in which they were made. */
export function byAge(a: Task, b: Task): number {
  return compareText(a.createdAt, b.createdAt) || compareText(a.id, b.id);
}

/** By the day, the evening last; within it by the time, those without one last; then as they were made. */
export function byPlan(a: Task, b: Task): number {
  return compareText(planText(a), planText(b)) || byAge(a, b);
}

/** By deadline, then as they were made. */
export function byDeadline(a: Task, b: Task): number {
  return compareText(a.deadline ?? '9999', b.deadline ?? '9999') || byAge(a, b);
}

/** The one that was changed last first. */
export function newestFirst(a: Task, b: Task): number {
  return compareText(b.updatedAt, a.updatedAt) || compareText(a.id, b.id);
}

function planText({ start }: Task): string {
  if (!isPlanned(start)) return '9999';
  return `${start.date} ${start.evening ? 1 : 0} ${start.time?.at ?? '99:99'}`;
}

/** By code units: days and ISO 8601 times are in their order by it. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
