// What a client reports that keeps no link: it names the task itself, and what it had seen of it takes the place of a shadow. Runs in
// the caller's transaction; sends nothing.

import { newHubTask } from '../../engine/new-task.ts';
import { remoteId, type RemoteId } from '../../model/ids.ts';
import { newLink, type Observation, type ToldOf } from '../../model/link.ts';
import type { ChecklistItem } from '../../model/task.ts';
import { putTask, takesPart, type Pass } from '../unit-of-work.ts';
import { fieldsOfNew } from './join.ts';
import { observeLinked, profileOf } from './observe-linked.ts';

/** Processes such an observation. A new task that is out of scope is not created. */
export function observeTold(
  pass: Pass,
  observation: Observation,
  { taskId, base }: ToldOf,
): 'reconciled' | 'made' | 'gone' | 'out_of_scope' {
  const hub = pass.store.tasks.get(taskId);
  if (base === null) return hub === null ? makeTold(pass, observation, taskId) : 'reconciled';
  if (hub === null) return 'gone';
  const lines = [...(base.checklist ?? []), ...hub.fields.checklist];
  const link = {
    ...newLink(taskId, observation.replica, observation.remoteId),
    shadow: base,
    checklistRefs: refsOf(lines),
  };
  observeLinked(pass, link, observation);
  return 'reconciled';
}

function makeTold(pass: Pass, observation: Observation, id: ToldOf['taskId']): 'made' | 'out_of_scope' {
  if (!takesPart(pass, fieldsOfNew(observation.fields))) return 'out_of_scope';
  const profile = profileOf(pass, observation.replica);
  putTask(pass, newHubTask({ id, observation, profile, now: pass.now }).hub);
  return 'made';
}

/** The client knows lines by the hub's own keys. */
function refsOf(lines: readonly ChecklistItem[]): Readonly<Record<string, RemoteId>> {
  return Object.fromEntries(lines.map(({ key }) => [key, remoteId(key)]));
}
