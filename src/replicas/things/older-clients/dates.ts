// What the single date of an older client means. In Things it is the deadline. If no other replica can hold deadlines, or if a
// start day was handed out as a deadline, it is the start day. Decides; changes nothing.

import type { CivilDate } from '../../../model/dates.ts';
import type { Link, ObservedFields } from '../../../model/link.ts';
import type { Pass } from '../../../sync/unit-of-work.ts';
import { THINGS } from '../known.ts';
import { EMPTY_FIELDS, isScheduled, type HubTask, type Scheduled } from '../../../model/task.ts';

type Dates = Pick<ObservedFields, 'start' | 'deadline'>;

/** The context of the date. */
export interface DateSurroundings {
  readonly hub: HubTask | null;
  readonly link: Link | null;
  /** Another replica can hold a deadline. */
  readonly holdsDeadlines: boolean;
  /** An agent has connected, and reports days and deadlines exactly. */
  readonly agentKnown: boolean;
}

/** The fields that an older client's date stands for. */
export function datesOf(due: CivilDate | null, around: DateSurroundings): Dates {
  // A new to-do may be matched with a task that has a start day of its own.
  if (around.agentKnown || around.link === null) return { deadline: due };
  const day = dayReportedBefore(around);
  if (day !== null) return { start: due === null ? 'inbox' : dayOf(due, day) };
  if (due === null) return { deadline: null };
  const { hub } = around;
  const start = hub !== null && isScheduled(hub.fields.start) ? hub.fields.start : null;
  if (start?.date === due && hub?.fields.deadline === null) return { start };
  return around.holdsDeadlines || start !== null ? { deadline: due } : { start: dayOf(due, null) };
}

/** Tells whether another replica can hold a deadline. */
export function holdsDeadlines({ profiles }: Pick<Pass, 'profiles'>): boolean {
  return [...profiles].some(
    ([name, profile]) => name !== THINGS && profile.holds(EMPTY_FIELDS).has('deadline'),
  );
}

/** The start day that the client's date stood for when it was last reported. */
function dayReportedBefore({ link }: DateSurroundings): Scheduled | null {
  const { start, deadline = null } = link?.shadow ?? {};
  return start !== undefined && isScheduled(start) && deadline === null ? start : null;
}

/** If the day is unchanged, it keeps its time. */
function dayOf(date: CivilDate, before: Scheduled | null): Scheduled {
  return before?.date === date ? before : { date, evening: false, time: null };
}
