// Takes observations into the hub: the linked ones by reconciliation, the unlinked ones by pairing, the rest as new tasks.
// One transaction of the caller's; nothing is sent here.

import type { Observation, ObservedFields } from '../../model/link.ts';
import { EMPTY_FIELDS, type TaskFields } from '../../model/task.ts';
import type { ObservationPlace } from '../places.ts';
import { takesPart, type Pass } from '../unit-of-work.ts';
import { candidateKey } from './join.ts';
import { observeUnlinked } from './newcomers.ts';
import { observeLinked } from './observe-linked.ts';
import { completeSpentCopy, takeLateEdit } from './occurrences.ts';
import { takeTurnedUp } from './turned-up.ts';

/**
 * Takes in what replicas show, and tells the place of each observation. Tasks that changed are left in `pass.touched`. Of a newcomer that
 * is shown twice, the later showing counts.
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
  const link = pass.store.links.byRemoteId(observation.replica, observation.remoteId);
  if (link !== null) {
    observeLinked(pass, link, observation);
    return 'reconciled';
  }
  if (takeTurnedUp(pass, observation)) return 'turned_up';
  takeLateEdit(pass, observation);
  return sortUnlinked(pass, observation);
}

/** An unlinked counterpart is news when it lives, is open, takes part, and was not a counterpart of ours that is spent. */
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
  return takesPart(pass, asFields(observation.fields)) ? 'newcomer' : 'out_of_scope';
}

/** A spent occurrence that the owner did not want completed, and somebody has ended since, waits for nobody. */
function dropDeclined({ store }: Pass, { replica, remoteId }: Observation): void {
  for (const { id, state } of store.outbox.naming(replica, remoteId))
    if (state === 'declined') store.outbox.remove(id);
}

/** A spent occurrence whose completion has not reached its replica yet still looks open there. */
function isStillBeingClosed(pass: Pass, observation: Observation): boolean {
  return pass.store.outbox.naming(observation.replica, observation.remoteId).length > 0;
}

function asFields(fields: ObservedFields): TaskFields {
  const { checklist: _lines, ...rest } = fields;
  return { ...EMPTY_FIELDS, ...rest };
}
