// A task as clients of the earlier API know it, and what a change of it means for the hub's fields. Pure.

import type { CivilDate } from '../../model/dates.ts';
import type { ObservedFields } from '../../model/link.ts';
import { momentText, parseMoment } from '../../model/moment.ts';
import { isSame } from '../../model/same.ts';
import { isScheduled, type SomeFields, type Start, type TaskFields } from '../../model/task.ts';
import type { MobileList, MobileTaskInput } from '../../protocol/mobile.ts';

/** What the meaning of a date depends on. */
export interface Calendar {
  /** The owner's zone, an IANA name. */
  readonly zone: string;
  /** Today there. */
  readonly today: CivilDate;
}

/** Fields that a device reports, or why they can't be read. */
export type ReadFields =
  | { readonly ok: true; readonly fields: ObservedFields }
  | { readonly ok: false; readonly why: string };

/** The list that a task is shown in. */
export function listOf({ start }: Pick<TaskFields, 'start'>, { today }: Pick<Calendar, 'today'>): MobileList {
  if (!isScheduled(start)) return start;
  return start.date <= today ? 'today' : 'upcoming';
}

/** The start as an ISO 8601 text; null if it is no day. */
export function dueOf({ start }: Pick<TaskFields, 'start'>): string | null {
  return isScheduled(start) ? momentText(start) : null;
}

/** All fields of a task that a device created. */
export function fieldsOfCreated(task: MobileTaskInput, calendar: Calendar): ReadFields {
  const start = startOf(task, null, calendar);
  if (start === null) return NOT_A_DATE;
  return {
    ok: true,
    fields: {
      title: task.title,
      notes: task.notes ?? null,
      start,
      deadline: task.deadline ?? null,
      tags: task.labels ?? [],
      status: 'open',
      place: null,
    },
  };
}

/** The fields in which a whole task differs from what the device had seen. What it does not mention stays. */
export function fieldsOfUpdated(task: MobileTaskInput, seen: SomeFields, calendar: Calendar): ReadFields {
  const start = startOf(task, seen.start ?? null, calendar);
  if (start === null) return NOT_A_DATE;
  const reported: SomeFields = {
    title: task.title,
    ...(task.notes !== undefined && { notes: task.notes }),
    ...(task.labels !== undefined && { tags: task.labels }),
    ...(task.deadline !== undefined && { deadline: task.deadline }),
    ...((task.due !== undefined || task.list !== undefined) && { start }),
    ...(task.status !== 'deleted' && { status: statusOf(task.status, seen) }),
  };
  const changed = Object.entries(reported).filter(
    ([name, value]) => !isSame(value, (seen as Readonly<Record<string, unknown>>)[name]),
  );
  return { ok: true, fields: Object.fromEntries(changed) };
}

/** Such a client knows no canceled tasks: one looks completed there. */
function statusOf(status: 'open' | 'completed', seen: SomeFields): TaskFields['status'] {
  return status === 'completed' && seen.status === 'canceled' ? 'canceled' : status;
}

/** A date decides; without one, the list does. What means the same as what was seen is what was seen. null: no date. */
function startOf(task: MobileTaskInput, seen: Start | null, calendar: Calendar): Start | null {
  const { due = null } = task;
  if (due === null) return startWithoutDate(task, seen, calendar);
  if (seen !== null && isScheduled(seen) && momentText(seen) === due) return seen;
  const moment = parseMoment(due, calendar.zone);
  if (moment === null) return null;
  const wasEvening = seen !== null && isScheduled(seen) && seen.evening && seen.date === moment.date;
  return { ...moment, evening: wasEvening };
}

function startWithoutDate({ due, list }: MobileTaskInput, seen: Start | null, calendar: Calendar): Start {
  const shown = seen === null ? null : listOf({ start: seen }, calendar);
  // A client that does not mention the date has not removed it.
  if (seen !== null && due === undefined && (list === undefined || list === shown)) return seen;
  if (list === 'today' && shown !== 'today') return { date: calendar.today, evening: false, time: null };
  if (list !== undefined && list !== 'today' && list !== 'upcoming') return list;
  if (seen === null) return list === undefined ? 'inbox' : 'anytime';
  return isScheduled(seen) ? 'anytime' : seen;
}

const NOT_A_DATE: ReadFields = { ok: false, why: 'due: must be a day or a time in ISO 8601' };
