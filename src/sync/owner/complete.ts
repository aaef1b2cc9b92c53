// Completes tasks chosen by the owner.

import type { TaskId } from '../../model/ids.ts';
import { putTask, type Pass } from '../unit-of-work.ts';
import { withField } from './held-fields.ts';

/**
 * Completes these tasks and returns those that are now closed. A repeating task is skipped, because it is unclear which occurrence
 * is meant.
 */
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
