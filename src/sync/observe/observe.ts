// Takes observations into the hub: the linked ones by reconciliation, the unlinked ones by pairing, the rest as new tasks.
// One transaction of the caller's; nothing is sent here.

import type { Observation, ObservedFields } from '../../model/link.ts';
import { EMPTY_FIELDS, type TaskFields } from '../../model/task.ts';
import { takesPart, type Run } from '../unit-of-work.ts';
import { observeUnlinked } from './newcomers.ts';
import { observeLinked } from './observe-linked.ts';
import { completeSpentCopy, takeLateEdit } from './occurrences.ts';
import { takeTurnedUp } from './turned-up.ts';

/** Takes in what replicas show. Tasks that changed are left in `run.touched`. */
export function observeAll(run: Run, observations: readonly Observation[]): void {
  const unlinked: Observation[] = [];
  for (const observation of observations) {
    const link = run.store.links.byRemoteId(observation.replica, observation.remoteId);
    if (link !== null) observeLinked(run, link, observation);
    else if (!takeTurnedUp(run, observation)) {
      takeLateEdit(run, observation);
      if (isNews(run, observation)) unlinked.push(observation);
    }
  }
  if (unlinked.length > 0) observeUnlinked(run, unlinked);
}

/** An unlinked counterpart is news when it lives, is open, takes part, and was not a counterpart of ours that is spent. */
function isNews(run: Run, observation: Observation): boolean {
  if (observation.deleted || (observation.fields.status ?? 'open') !== 'open') return false;
  const retired = run.store.links.retired(observation.replica, observation.remoteId);
  if (retired !== null) {
    if (isStillBeingClosed(run, observation)) return false;
    if (retired.at === run.now) {
      completeSpentCopy(run, retired.taskId, observation);
      return false;
    }
    run.store.links.unretire(observation.replica, observation.remoteId);
  }
  return takesPart(run, asFields(observation.fields));
}

/** A spent occurrence whose completion has not reached its replica yet still looks open there. */
function isStillBeingClosed(run: Run, observation: Observation): boolean {
  return run.store.outbox.naming(observation.replica, observation.remoteId).length > 0;
}

function asFields(fields: ObservedFields): TaskFields {
  const { checklist: _lines, ...rest } = fields;
  return { ...EMPTY_FIELDS, ...rest };
}
