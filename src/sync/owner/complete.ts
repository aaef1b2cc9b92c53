// Completes tasks that the owner named.

import type { TaskId } from '../../model/ids.ts';
import { putTask, type Pass } from '../unit-of-work.ts';
import { withField } from './held-fields.ts';

/** Completes these, and gives those that are closed now. One that comes again stays: which occurrence is meant nobody said. */
export function completeTasks(pass: Pass, ids: readonly TaskId[]): ReadonlySet<TaskId> {
  const closed = new Set<TaskId>();
  for (const id of ids) {
    const hub = pass.store.tasks.get(id);
    if (hub === null || hub.deletedAt !== null || hub.fields.repeat !== null) continue;
    closed.add(id);
    if (hub.fields.status === 'open') putTask(pass, withField(hub, 'status', 'completed', pass.now));
  }
  return closed;
}
