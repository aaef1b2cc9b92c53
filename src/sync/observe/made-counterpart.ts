// A counterpart that was created for a task. A read may have shown it as a new task before the replica acknowledged its creation.

import type { RemoteId, ReplicaName, TaskId } from '../../model/ids.ts';
import { putTask, type Pass } from '../unit-of-work.ts';

/**
 * Tells whether a task can be given the counterpart that was created for it. After a loss of state, the counterpart may have been
 * taken for a new task before its acknowledgement arrived. If that new task has no other counterpart, it is dropped in favor of
 * ours. If it has one, it keeps both, and ours is created again.
 */
export function canTakeCounterpart(
  pass: Pass,
  { task, replica, made }: { readonly task: TaskId; readonly replica: ReplicaName; readonly made: RemoteId },
): boolean {
  const other = pass.store.links.byRemoteId(replica, made);
  if (other === null || other.taskId === task) return true;
  const entries = pass.store.outbox.ofTask(other.taskId);
  const standsElsewhere = pass.store.links
    .of(other.taskId)
    .some((link) => link.replica !== replica && link.state !== 'deleted');
  if (standsElsewhere || entries.some(({ state }) => state === 'sent')) return false;
  for (const { id } of entries) pass.store.outbox.remove(id);
  pass.store.links.remove(other.taskId, replica);
  const hub = pass.store.tasks.get(other.taskId);
  if (hub !== null) putTask(pass, { ...hub, deletedAt: pass.now });
  return true;
}
