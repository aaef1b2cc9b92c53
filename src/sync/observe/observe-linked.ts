// Reconciles what a replica shows of a linked task with the hub. Runs in the caller's transaction; sends nothing.

import { reconcile } from '../../engine/reconcile.ts';
import { assert } from '../../model/assert.ts';
import type { ReplicaName } from '../../model/ids.ts';
import type { Link, Observation } from '../../model/link.ts';
import type { ReplicaProfile } from '../../model/profile.ts';
import { isSame } from '../../model/same.ts';
import type { HubTask } from '../../model/task.ts';
import { heldFields, noteHeldValues } from '../owner/held-fields.ts';
import { recordDecision, recordReason } from '../record.ts';
import { putTask, type Pass } from '../unit-of-work.ts';
import { settleEchoes } from './echoes.ts';
import { closeOccurrence, tellOwnerOfOccurrence } from './occurrences.ts';

/** Processes an observation of a linked task. The link of a client that keeps none is made up for it, and is not stored. */
export function observeLinked(pass: Pass, before: Link, observation: Observation): void {
  const hub = pass.store.tasks.get(before.taskId);
  assert(hub !== null, 'a link without its task');
  const settled = settleEchoes(pass, before, observation);
  const held = heldFields(pass.store, hub.id);
  const decided = reconcile({
    hub,
    link: settled,
    observation,
    profile: profileOf(pass, observation.replica),
    strategy: pass.config.strategy,
    strategies: pass.config.strategies,
    now: pass.now,
    held,
  });
  suspectLinesOfReopened(pass, before, observation);
  noteHeldValues(pass, hub, observation);
  saveDecision(pass, { hub, before, decided, isStored: observation.told === undefined });
  recordDecision(pass, hub.id, observation.replica, decided);
  if (hub.deletedAt === null && decided.hub.deletedAt !== null) endConflicts(pass, hub, observation.replica);
  if (decided.completesOccurrence) tellOwnerOfOccurrence(pass, decided.hub, decided.link);
  if (decided.occurrenceClosed) closeOccurrence(pass, decided.hub, observation.replica);
}

/** A deleted task has nothing left to decide; both values stay on record. */
function endConflicts(pass: Pass, hub: HubTask, replica: ReplicaName): void {
  for (const conflict of pass.store.conflicts.waitingOf(hub.id)) {
    pass.store.conflicts.change(conflict.id, { outcome: 'hub', resolvedAt: null });
    const text = `The task was deleted: nothing is left to decide about ${conflict.field}.`;
    recordReason(pass, hub.id, replica, { rule: 'H12', text });
  }
}

/**
 * If checklist lines are tasks of their own, closing a task closes them but reopening it does not reopen them. If their state was
 * never reported, each is looked up.
 */
function suspectLinesOfReopened(pass: Pass, link: Link, observation: Observation): void {
  const { markSuspect, lines } = pass.parts.replicas.get(link.replica);
  if (markSuspect === undefined || !lines.areTasks || observation.fields.status !== 'open') return;
  if ((link.shadow.status ?? 'open') === 'open') return;
  for (const item of link.shadow.checklist ?? []) {
    const ref = link.checklistRefs[item.key];
    if (ref !== undefined && !item.done) markSuspect(pass.store, ref);
  }
}

function saveDecision(
  pass: Pass,
  saved: {
    readonly hub: HubTask;
    readonly before: Link;
    readonly decided: { readonly hub: HubTask; readonly link: Link };
    readonly isStored: boolean;
  },
): void {
  const { hub, before, decided } = saved;
  const isLinkChanged = saved.isStored && !isSame(before, decided.link);
  if (isLinkChanged) pass.store.links.put(decided.link);
  if (!isSame(hub, decided.hub)) putTask(pass, decided.hub);
  else if (isLinkChanged) pass.touched.add(hub.id);
}

/** What a replica can hold. It was observed, so everything that its profile depends on must be known. */
export function profileOf(pass: Pass, replica: ReplicaName): ReplicaProfile {
  const profile = pass.profiles.get(replica) ?? profileOfTeller(pass, replica);
  assert(profile !== null, `an observation of ${replica} before its surroundings are known`);
  return profile;
}

/** Nothing is planned for one that only tells, so that it has no profile in the pass. */
function profileOfTeller({ parts, config, containers, now }: Pass, name: ReplicaName): ReplicaProfile | null {
  const replica = parts.replicas.get(name);
  const known = parts.replicas.names.includes(name) ? null : replica.known(parts.store);
  return known === null ? null : replica.profile(known, { config, containers, now });
}
