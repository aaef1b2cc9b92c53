// Where nobody but Things can hold a deadline, the date that an older client tells of a to-do without a day is the day on which it begins.

import { isScheduled } from '../../../model/task.ts';
import { putTask, type Pass } from '../../../sync/unit-of-work.ts';
import { leaseOf } from '../agents/lease.ts';
import { THINGS } from '../known.ts';
import { holdsDeadlines } from './dates.ts';
import type { Told } from './told.ts';

/** Has what was taken for a deadline and can be told to nobody told as a day. What has a day of its own keeps it. */
export function beginOnDates(pass: Pass, todos: Told['todos']): void {
  if (holdsDeadlines(pass) || leaseOf(pass.store) !== null) return;
  for (const { id, due = null } of todos) {
    const link = pass.store.links.byRemoteId(THINGS, id);
    const hub = link === null ? null : pass.store.tasks.get(link.taskId);
    if (due === null || hub === null || link?.shadow.deadline !== due || isScheduled(hub.fields.start))
      continue;
    const start = { date: due, evening: false, time: null };
    const stamps = { ...hub.stamps, start: hub.stamps.deadline };
    putTask(pass, { ...hub, fields: { ...hub.fields, start, deadline: null }, stamps });
    pass.store.links.put({ ...link, shadow: { ...link.shadow, start, deadline: null } });
  }
}
