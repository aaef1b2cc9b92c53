// What the one date that an older client knows means. In Things it is the deadline; where no deadline can be told to anybody else, or
// where a day was handed out as one, it stands for the day on which the to-do begins. Decides; changes nothing.

import type { CivilDate } from '../../../model/dates.ts';
import type { Link, ObservedFields } from '../../../model/link.ts';
import type { Pass } from '../../../sync/unit-of-work.ts';
import { THINGS } from '../known.ts';
import { EMPTY_FIELDS, isScheduled, type HubTask, type Scheduled } from '../../../model/task.ts';

type Dates = Pick<ObservedFields, 'start' | 'deadline'>;

/** What is known of the to-do and around it. */
export interface DateSurroundings {
  readonly hub: HubTask | null;
  readonly link: Link | null;
  /** Another replica can hold a deadline. */
  readonly holdsDeadlines: boolean;
  /** An agent was there: what it tells of days and deadlines is exact. */
  readonly agentKnown: boolean;
}

/** The fields that a date of an older client tells of. */
export function datesOf(due: CivilDate | null, around: DateSurroundings): Dates {
  // What it meets may have a day of its own.
  if (around.agentKnown || around.link === null) return { deadline: due };
  const day = dayToldBefore(around);
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

/** The day that the client's date stood for when it was last told. */
function dayToldBefore({ link }: DateSurroundings): Scheduled | null {
  const { start, deadline = null } = link?.shadow ?? {};
  return start !== undefined && isScheduled(start) && deadline === null ? start : null;
}

/** The same day keeps its time. */
function dayOf(date: CivilDate, before: Scheduled | null): Scheduled {
  return before?.date === date ? before : { date, evening: false, time: null };
}
