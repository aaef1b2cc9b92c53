// The inbox in the format of older clients. Pure.

import type { CivilDate } from '../../../model/dates.ts';
import { momentText } from '../../../model/moment.ts';
import { isScheduled, type TaskFields } from '../../../model/task.ts';
import type { FlatTodo, InboxTodo } from '../../../protocol/answers/older/things.ts';

/** One task in the response. */
export interface InboxTask {
  /** Its id in Todoist. */
  readonly id: string;
  /** The id of its to-do; null if unknown. */
  readonly thingsId: string | null;
  readonly fields: TaskFields;
}

/** The start day that is handed out as a deadline; null if there is none, or a real deadline. */
export function dayHandedOut({ start, deadline }: TaskFields): CivilDate | null {
  return deadline === null && isScheduled(start) ? start.date : null;
}

/** A task in the format of `things:///json`. */
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

/** A task without nested objects. */
export function flatTodo({ id, fields }: InboxTask): FlatTodo {
  const { title, notes, start, deadline, tags } = fields;
  const due = deadline ?? (isScheduled(start) ? momentText(start) : null);
  return { id, title, notes: notes ?? '', due, tags };
}

/** The URL that makes Things create them. */
export function thingsUrl(todos: readonly InboxTodo[]): string {
  return `things:///json?data=${encodeURIComponent(JSON.stringify(todos))}`;
}
