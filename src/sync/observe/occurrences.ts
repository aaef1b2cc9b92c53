// Repeating tasks with one owner: each occurrence is a plain task elsewhere, and only the owner makes the next one.

import type { ReplicaName, TaskId } from '../../model/ids.ts';
import type { Link, Observation } from '../../model/link.ts';
import type { HubTask } from '../../model/task.ts';
import { addOperation } from '../plan/plan-task.ts';
import { recordReason } from '../record.ts';
import type { Run } from '../unit-of-work.ts';

/** A replica completed its copy of an occurrence: the owner is told, and the copy stays behind as done. */
export function tellOwnerOfOccurrence(run: Run, hub: HubTask, link: Link): void {
  const owner = hub.fields.repeat?.owner;
  const ownerLink = owner === undefined ? null : run.store.links.get(hub.id, owner);
  retire(run, link);
  run.touched.add(hub.id);
  // Where the owner deleted the series there is no occurrence to close: the series comes back with what was edited.
  if (owner === undefined || ownerLink === null || ownerLink.state === 'deleted') return;
  dropUnsent(run, hub, owner);
  addOperation(run, {
    replica: owner,
    taskId: hub.id,
    kind: 'complete_occurrence',
    fields: { status: 'completed' },
    before: { status: 'open', start: hub.fields.start },
  });
}

/** The owner completed an occurrence: every copy of it is completed and stays behind; the next one will be made anew. */
export function closeOccurrence(run: Run, hub: HubTask, owner: ReplicaName): void {
  for (const link of run.store.links.of(hub.id)) {
    if (link.replica === owner) continue;
    if (link.state === 'active' && (link.shadow.status ?? 'open') === 'open') {
      dropUnsent(run, hub, link.replica);
      completeSpentCopy(run, hub.id, link);
    }
    retire(run, link);
    recordReason(run, hub.id, link.replica, {
      rule: 'M18',
      text: `The occurrence was completed in ${owner}; its copy here is completed and the next one is made anew.`,
    });
  }
  run.touched.add(hub.id);
}

/** A copy that was out of sight when its occurrence was completed, and is seen open in the same look: it is completed too. */
export function completeSpentCopy(
  run: Run,
  task: TaskId,
  observation: Pick<Observation, 'replica' | 'remoteId'>,
): void {
  addOperation(run, {
    replica: observation.replica,
    taskId: task,
    kind: 'update',
    remoteId: observation.remoteId,
    fields: { status: 'completed' },
    before: { status: 'open' },
  });
}

function retire(run: Run, link: Link): void {
  run.store.links.remove(link.taskId, link.replica);
  run.store.links.retire(link.replica, link.remoteId, link.taskId, run.now);
}

/** What was planned for a copy that is left behind is of no use any more. */
function dropUnsent(run: Run, hub: HubTask, replica: ReplicaName): void {
  for (const entry of run.store.outbox.ofTask(hub.id)) {
    if (entry.replica === replica && entry.state !== 'sent' && entry.remoteId === null)
      run.store.outbox.remove(entry.id);
  }
}
