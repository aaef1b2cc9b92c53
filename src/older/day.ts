// Another day for a task, as the earlier API gives it. Pure.

import type { CivilDate } from '../model/dates.ts';
import { isScheduled, type SomeFields, type TaskFields } from '../model/task.ts';

/** The field in which a task has its day, with another day in it. null takes the day away. */
export function withDay(
  { start, deadline }: Pick<TaskFields, 'start' | 'deadline'>,
  day: CivilDate | null,
): SomeFields {
  if (!isScheduled(start) && deadline !== null) return { deadline: day };
  if (day === null) return isScheduled(start) ? { start: 'anytime' } : {};
  const rest = isScheduled(start) ? start : { evening: false, time: null };
  return { start: { ...rest, date: day } };
}
