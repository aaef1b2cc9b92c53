// A counterpart that was made for a task. A read may have shown it as somebody's new task before the replica told us that it was made.

import type { RemoteId, ReplicaName, TaskId } from '../../model/ids.ts';
import { putTask, type Pass } from '../unit-of-work.ts';

/**
 * Tells whether a task can be given the counterpart that was made for it. After the loss of the state the counterpart may have been met as
 * somebody's new task, before its acknowledgement came: a task that stands for nothing else gives way. One that has a counterpart of its own
 * elsewhere keeps it, and ours is made anew.
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
