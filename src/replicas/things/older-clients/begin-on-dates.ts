// If only Things can hold deadlines, the date that an older client reports for a to-do without a start day is taken as its start
// day.

import { isScheduled } from '../../../model/task.ts';
import { putTask, type Pass } from '../../../sync/unit-of-work.ts';
import { leaseOf } from '../agents/lease.ts';
import { THINGS } from '../known.ts';
import { holdsDeadlines } from './dates.ts';
import type { ClientReport } from './client-report.ts';

/** Turns such deadlines, which no other replica can hold, into start days. A to-do with a start day of its own keeps it. */
export function beginOnDates(pass: Pass, todos: ClientReport['todos']): void {
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
