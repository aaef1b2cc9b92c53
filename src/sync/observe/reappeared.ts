// A counterpart that was missing, so that a replacement was created, and that reappears after all. It becomes the task's
// counterpart again and the replacement is deleted. No task is doubled, and nothing typed into either is lost.

import { newLink, type Link, type Observation } from '../../model/link.ts';
import type { RemoteId, TaskId } from '../../model/ids.ts';
import { addOperation } from '../plan/plan-task.ts';
import { recordReason } from '../record.ts';
import type { Pass } from '../unit-of-work.ts';
import { heldAt } from './held-at.ts';
import { observeLinked, profileOf } from './observe-linked.ts';

/** Processes an observation of a missing counterpart; false if it is not one. */
export function reclaimReappeared(pass: Pass, observation: Observation): boolean {
  const { replica, remoteId, deleted } = observation;
  const retired = deleted ? null : pass.store.links.retired(replica, remoteId);
  const hub = retired?.missing === true ? pass.store.tasks.get(retired.taskId) : null;
  if (retired === null || hub === null) return false;
  const made = pass.store.links.get(hub.id, replica);
  const profile = profileOf(pass, replica);
  const present = made ?? { ...newLink(hub.id, replica, remoteId), shadow: profile.project(hub.fields) };
  const { at } = retired;
  const shadow = heldAt(pass, { hub, link: present, profile, told: {}, from: at, until: at });
  if (made?.state === 'active') removeSurplus(pass, made);
  pass.store.links.unretire(replica, remoteId);
  const link: Link = { ...newLink(hub.id, replica, remoteId), shadow };
  pass.store.links.put(link);
  pass.touched.add(hub.id);
  const text = `${profile.title} shows it again after it was missing and had been created again: it is the same task, and the new copy is removed.`;
  recordReason(pass, hub.id, replica, { rule: 'R76', text });
  observeLinked(pass, link, observation);
  return true;
}

/** Deletes a surplus counterpart of a task by an ordinary operation. Until then it is not treated as new. */
export function removeSurplus(
  pass: Pass,
  surplus: Pick<Link, 'taskId' | 'replica' | 'remoteId' | 'shadow'>,
): void {
  const { taskId, replica, remoteId, shadow } = surplus;
  pass.uncounted.add(taskId);
  pass.store.links.retire(replica, remoteId, taskId, pass.now);
  addOperation(pass, { replica, taskId, remoteId, kind: 'delete', fields: {}, before: shadow });
}

/** Tells whether a task has an active counterpart there other than this one. */
export function hasAnother(
  pass: Pass,
  {
    task,
    replica,
    made,
  }: { readonly task: TaskId; readonly replica: Link['replica']; readonly made: RemoteId },
): boolean {
  const link = pass.store.links.get(task, replica);
  return link !== null && link.state === 'active' && link.remoteId !== made;
}
