// Changes a task's date as the earlier API does. Pure.

import type { CivilDate } from '../model/dates.ts';
import { isScheduled, type SomeFields, type TaskFields } from '../model/task.ts';

/** The field that holds a task's date, with another date in it. null removes the date. */
export function withDay(
  { start, deadline }: Pick<TaskFields, 'start' | 'deadline'>,
  day: CivilDate | null,
): SomeFields {
  if (!isScheduled(start) && deadline !== null) return { deadline: day };
  if (day === null) return isScheduled(start) ? { start: 'anytime' } : {};
  const rest = isScheduled(start) ? start : { evening: false, time: null };
  return { start: { ...rest, date: day } };
}
