// Applies observations to the hub: linked ones are reconciled, unlinked ones are paired, and the rest become new tasks. Runs in the
// caller's transaction; sends nothing.

import type { Observation } from '../../model/link.ts';
import type { ObservationPlace } from '../places.ts';
import { takesPart, type Pass } from '../unit-of-work.ts';
import { candidateKey, fieldsOfNew } from './join.ts';
import { leaveToOthers } from './left-to-others.ts';
import { observeUnlinked } from './newcomers.ts';
import { observeLinked } from './observe-linked.ts';
import { observeTold } from './observe-told.ts';
import { completeSpentCopy, applyLateEdit } from './occurrences.ts';
import { reclaimReappeared } from './reappeared.ts';

/**
 * Processes what the replicas show and returns the place of each observation. Changed tasks are added to `pass.touched`. If a
 * newcomer is shown twice, the later observation counts.
 */
export function observeAll(
  pass: Pass,
  observations: readonly Observation[],
): ReadonlyMap<Observation, ObservationPlace> {
  const places = new Map<Observation, ObservationPlace>();
  const newcomers = new Map<string, Observation>();
  for (const observation of observations) {
    const key = candidateKey(observation);
    const earlier = newcomers.get(key);
    if (earlier !== undefined) places.set(earlier, 'shown_again');
    newcomers.delete(key);
    const place = takeIn(pass, observation);
    if (place === 'newcomer') newcomers.set(key, observation);
    else places.set(observation, place);
  }
  const placed = newcomers.size === 0 ? [] : observeUnlinked(pass, [...newcomers.values()]);
  return new Map([...places, ...placed]);
}

function takeIn(pass: Pass, observation: Observation): ObservationPlace | 'newcomer' {
  if (observation.leftToOthers === true) return leaveToOthers(pass, observation);
  if (observation.told !== undefined) return observeTold(pass, observation, observation.told);
  const link = pass.store.links.byRemoteId(observation.replica, observation.remoteId);
  if (link !== null) {
    observeLinked(pass, link, observation);
    return 'reconciled';
  }
  if (reclaimReappeared(pass, observation)) return 'turned_up';
  applyLateEdit(pass, observation);
  return sortUnlinked(pass, observation);
}

/** An unlinked counterpart is a newcomer if it exists, is open and in scope, and is not a retired counterpart of ours. */
function sortUnlinked(pass: Pass, observation: Observation): ObservationPlace | 'newcomer' {
  const isDone = !observation.deleted && (observation.fields.status ?? 'open') !== 'open';
  if (observation.deleted || isDone) dropDeclined(pass, observation);
  if (observation.deleted) return 'gone';
  if (isDone) return 'done';
  const retired = pass.store.links.retired(observation.replica, observation.remoteId);
  if (retired !== null) {
    if (isStillBeingClosed(pass, observation)) return 'spent';
    if (retired.at === pass.now) {
      completeSpentCopy(pass, retired.taskId, observation);
      return 'spent';
    }
    pass.store.links.unretire(observation.replica, observation.remoteId);
  }
  return takesPart(pass, fieldsOfNew(observation.fields)) ? 'newcomer' : 'out_of_scope';
}

/** The owner declined to complete this occurrence, and a user has since closed it: the declined operation is dropped. */
function dropDeclined({ store }: Pass, { replica, remoteId }: Observation): void {
  for (const { id, state } of store.outbox.naming(replica, remoteId))
    if (state === 'declined') store.outbox.remove(id);
}

/** An occurrence copy whose completion has not reached its replica yet still looks open there. */
function isStillBeingClosed(pass: Pass, observation: Observation): boolean {
  return pass.store.outbox.naming(observation.replica, observation.remoteId).length > 0;
}
