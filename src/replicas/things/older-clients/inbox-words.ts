// The inbox in the words of older clients. Pure.

import type { CivilDate } from '../../../model/dates.ts';
import { isScheduled, type Scheduled, type TaskFields } from '../../../model/task.ts';
import { wallClockToInstant } from '../../../model/zones.ts';
import type { FlatTodo, InboxTodo } from '../../../protocol/answers/older/things.ts';

/** One task that is shown. */
export interface InboxTask {
  /** Its id in Todoist. */
  readonly id: string;
  /** That of its to-do; null where it is not known. */
  readonly thingsId: string | null;
  readonly fields: TaskFields;
}

/** The day that is handed out as a deadline; null where none is, or a true one. */
export function dayHandedOut({ start, deadline }: TaskFields): CivilDate | null {
  return deadline === null && isScheduled(start) ? start.date : null;
}

/** A task as `things:///json` takes it. */
export function inboxTodo({ fields }: InboxTask, today: CivilDate): InboxTodo {
  const { title, notes, start, deadline, tags } = fields;
  const isToday = isScheduled(start) && start.date === today;
  const date = deadline ?? (isToday ? null : dayHandedOut(fields));
  return {
    type: 'to-do',
    attributes: {
      title,
      ...(notes !== null && { notes }),
      ...(isToday && { when: 'today' }),
      ...(date !== null && { deadline: date }),
      ...(tags.length > 0 && { tags }),
    },
  };
}

/** A task on one level. */
export function flatTodo({ id, fields }: InboxTask): FlatTodo {
  const { title, notes, start, deadline, tags } = fields;
  const due = deadline ?? (isScheduled(start) ? momentOf(start) : null);
  return { id, title, notes: notes ?? '', due, tags };
}

/** The address that has Things make them. */
export function thingsUrl(todos: readonly InboxTodo[]): string {
  return `things:///json?data=${encodeURIComponent(JSON.stringify(todos))}`;
}

function momentOf({ date, time }: Scheduled): string {
  if (time === null) return date;
  if (time.kind === 'floating') return `${date}T${time.at}:00`;
  return new Date(wallClockToInstant({ date, at: time.at }, time.zone)).toISOString();
}
