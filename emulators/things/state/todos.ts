// Changing a to-do or project in place: title, notes, when, deadline, and where it sits.
// Status, tags, checklist and trash live in their own files.
import { OPEN, START_ANYTIME, START_INBOX } from '../store/rows.ts';
import type { AppState } from './app-state.ts';
import type { Container } from './order.ts';
import { assertContainerExists, indexForArrival, todayIndexInFront } from './order.ts';
import type { When } from './schedule.ts';
import { deadlineChanges, whenChanges } from './schedule.ts';
import { reopenParents } from './status.ts';

/** Changes the time of a row; `inbox` also takes it out of its container. */
export function setWhen(state: AppState, id: string, when: When): void {
  const row = state.mustTask(id);
  const context = { today: state.today(), todayIndexInFront: () => todayIndexInFront(state) };
  if (when.kind === 'inbox') moveTask(state, id, { area: null, project: null, heading: null });
  state.changeTask(id, whenChanges(row, when, context));
}

/** Sets (packed) or clears (null) the deadline. */
export function setDeadline(state: AppState, id: string, deadline: number | null): void {
  const row = state.mustTask(id);
  const context = { today: state.today(), todayIndexInFront: () => todayIndexInFront(state) };
  state.changeTask(id, deadlineChanges(row, deadline, context));
}

/** Sets or clears the reminder of a row that has a start date. Throws without one. */
export function setReminder(state: AppState, id: string, reminder: number | null): void {
  const row = state.mustTask(id);
  if (reminder !== null && row.startDate === null) throw new Error('a reminder needs a start date');
  state.changeTask(id, { reminderTime: reminder });
}

/**
 * Moves a row into a container, or out of all (nothing else changes then). An inbox item becomes Anytime, and an
 * open row reopens the closed project or heading it enters. Returns whether anything changed.
 */
export function moveTask(state: AppState, id: string, target: Container): boolean {
  const row = state.mustTask(id);
  if (row.area === target.area && row.project === target.project && row.heading === target.heading)
    return false;
  assertContainerExists(state, target);
  const isContained = target.area !== null || target.project !== null || target.heading !== null;
  const start = row.start === START_INBOX && isContained ? START_ANYTIME : row.start;
  state.changeTask(id, {
    area: target.area,
    project: target.project,
    heading: target.heading,
    start,
    index: indexForArrival(state, target),
  });
  state.markParentsStale(row);
  state.markParentsStale(target);
  if (row.status === OPEN && row.trashed === 0 && row.rt1_recurrenceRule === null)
    reopenParents(state, target);
  return true;
}
