// What `when` and `deadline` do to the columns of one row.
// Computes changes only; reading clocks and writing rows is the caller's part.
import { START_ANYTIME, START_INBOX, START_SOMEDAY } from '../store/rows.ts';
import type { TaskChanges, TaskRow } from '../store/rows.ts';

/** A place in time for a task; days and reminders are packed. */
export type When =
  | { readonly kind: 'inbox' | 'anytime' | 'someday' }
  | {
      readonly kind: 'day';
      readonly day: number;
      readonly evening: boolean;
      /** Absent: keep the reminder of the row, unless `clearsReminder`. */
      readonly reminder?: number | null;
      /** The words `today` and `evening` without a time drop a reminder; a dated value keeps it. */
      readonly clearsReminder: boolean;
    };

/** What a schedule change needs to know. */
interface ScheduleContext {
  readonly today: number;
  readonly todayIndexInFront: () => number;
}

type ScheduledRow = Pick<
  TaskRow,
  | 'start'
  | 'startDate'
  | 'startBucket'
  | 'reminderTime'
  | 'deadline'
  | 'deadlineSuppressionDate'
  | 'todayIndexReferenceDate'
>;

/** Computes the columns after `when`. A past day is taken as today; an older Today date is kept for `today`. */
export function whenChanges(row: ScheduledRow, when: When, context: ScheduleContext): TaskChanges {
  if (when.kind !== 'day') return undatedChanges(row, when.kind, context);
  const day = Math.max(when.day, context.today);
  const isToday = day === context.today;
  const evening = when.evening && isToday;
  const staysInToday =
    isToday && row.start === START_ANYTIME && row.startDate !== null && row.startDate <= day;
  const startDate = staysInToday && !evening ? row.startDate : day;
  const keepsPlace = row.startDate === startDate && row.start === (isToday ? START_ANYTIME : START_SOMEDAY);
  return {
    start: isToday ? START_ANYTIME : START_SOMEDAY,
    startDate,
    startBucket: evening ? 1 : 0,
    reminderTime: reminderAfter(row, when),
    ...(keepsPlace ? {} : { todayIndexReferenceDate: day, todayIndex: context.todayIndexInFront() }),
  };
}

function reminderAfter(row: ScheduledRow, when: When & { readonly kind: 'day' }): number | null {
  if (when.reminder !== undefined) return when.reminder;
  return when.clearsReminder ? null : row.reminderTime;
}

function undatedChanges(
  row: ScheduledRow,
  kind: 'inbox' | 'anytime' | 'someday',
  context: ScheduleContext,
): TaskChanges {
  const start = kind === 'inbox' ? START_INBOX : kind === 'anytime' ? START_ANYTIME : START_SOMEDAY;
  const isOverdue = row.deadline !== null && row.deadline <= context.today;
  const suppress = isOverdue && kind !== 'inbox';
  return {
    start,
    startDate: null,
    startBucket: 0,
    reminderTime: null,
    todayIndexReferenceDate: row.deadline,
    ...(suppress ? { deadlineSuppressionDate: row.deadline } : {}),
  };
}

/** Computes the columns after a deadline was set (packed day) or cleared (null). */
export function deadlineChanges(
  row: ScheduledRow,
  deadline: number | null,
  context: ScheduleContext,
): TaskChanges {
  if (row.startDate !== null || row.deadline === deadline) return { deadline };
  if (deadline === null) return { deadline, todayIndexReferenceDate: null };
  return { deadline, todayIndexReferenceDate: deadline, todayIndex: context.todayIndexInFront() };
}
