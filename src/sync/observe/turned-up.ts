// A counterpart that was missing, so that another one was made in its stead, and that turns up after all: it is the task's again, and what
// was made in its stead goes. Nothing is made twice, and nothing that was typed into either is lost.

import { newLink, type Link, type Observation } from '../../model/link.ts';
import type { RemoteId, TaskId } from '../../model/ids.ts';
import { addOperation } from '../plan/plan-task.ts';
import { recordReason } from '../record.ts';
import type { Run } from '../unit-of-work.ts';
import { heldAt } from './held-at.ts';
import { observeLinked, profileOf } from './observe-linked.ts';

/** Takes in a counterpart that was missing; false where the observation is of no such one. */
export function takeTurnedUp(run: Run, observation: Observation): boolean {
  const { replica, remoteId, deleted } = observation;
  const retired = deleted ? null : run.store.links.retired(replica, remoteId);
  const hub = retired?.missing === true ? run.store.tasks.get(retired.taskId) : null;
  if (retired === null || hub === null) return false;
  const made = run.store.links.get(hub.id, replica);
  const profile = profileOf(run, replica);
  const present = made ?? { ...newLink(hub.id, replica, remoteId), shadow: profile.project(hub.fields) };
  const { at } = retired;
  const shadow = heldAt(run, { hub, link: present, profile, told: {}, from: at, until: at });
  if (made?.state === 'active') removeSurplus(run, made);
  run.store.links.unretire(replica, remoteId);
  const link: Link = { ...newLink(hub.id, replica, remoteId), shadow };
  run.store.links.put(link);
  run.touched.add(hub.id);
  const text = `${profile.title} shows it again after it was missing there, and was made anew: it is the same task, and the one that was made goes.`;
  recordReason(run, hub.id, replica, { rule: 'R76', text });
  observeLinked(run, link, observation);
  return true;
}

/** A counterpart that stands for a task beside another one is deleted, by the ordinary way. It is no news meanwhile. */
export function removeSurplus(
  run: Run,
  surplus: Pick<Link, 'taskId' | 'replica' | 'remoteId' | 'shadow'>,
): void {
  const { taskId, replica, remoteId, shadow } = surplus;
  run.uncounted.add(taskId);
  run.store.links.retire(replica, remoteId, taskId, run.now);
  addOperation(run, { replica, taskId, remoteId, kind: 'delete', fields: {}, before: shadow });
}

/** Tells whether a task has another living counterpart there than this one. */
export function hasAnother(
  run: Run,
  {
    task,
    replica,
    made,
  }: { readonly task: TaskId; readonly replica: Link['replica']; readonly made: RemoteId },
): boolean {
  const link = run.store.links.get(task, replica);
  return link !== null && link.state === 'active' && link.remoteId !== made;
}
