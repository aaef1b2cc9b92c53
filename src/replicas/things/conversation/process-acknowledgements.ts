// Processes the outcomes that the agent reports. Each is handled on its own; a repeated report changes nothing.

import { assert, unreachable } from '../../../model/assert.ts';
import { operationId, remoteId, type TaskId } from '../../../model/ids.ts';
import { newLink, tombstone, stampsOf, type Link } from '../../../model/link.ts';
import type { ThingsAcknowledgement } from '../../../protocol/things-operation.ts';
import type { ThingsTodo } from '../../../protocol/things-row.ts';
import { afterThings, type ThingsFollows } from './what-follows.ts';
import { canTakeCounterpart } from '../../../sync/observe/made-counterpart.ts';
import { observeLinked } from '../../../sync/observe/observe-linked.ts';
import { hasAnother, removeSurplus } from '../../../sync/observe/reappeared.ts';
import { processReadBack } from '../../../sync/observe/read-backs.ts';
import { recordDone } from '../../../sync/record.ts';
import { THINGS } from '../known.ts';
import { observeRow } from './observe-row.ts';
import type { Pass } from '../../../sync/unit-of-work.ts';
import { asOperation } from '../../../sync/plan/outbox-entry.ts';
import { recordContainerOutcome } from './container-outcomes.ts';
import type { OutboxEntry } from '../../../hub/store.ts';

/** Processes the outcomes of operations. Runs in the caller's transaction. */
export function processAcknowledgements(
  pass: Pass,
  acknowledgements: readonly ThingsAcknowledgement[],
): void {
  for (const told of acknowledgements) {
    const entry = pass.store.outbox.get(operationId(told.operation));
    if (entry?.replica === THINGS && entry.state === 'sent') processOne(pass, entry, told);
  }
}

function processOne(pass: Pass, entry: OutboxEntry, told: ThingsAcknowledgement): void {
  const { outcome } = told;
  if (outcome === 'unseen') return keepReason(pass, entry, told.error);
  // The copy of a past occurrence has no link, so nothing else would ever withdraw its completion.
  if (outcome === 'stale' && entry.remoteId !== null && told.row?.trashed === true)
    return pass.store.outbox.remove(entry.id);
  const follows = afterThings({ entry, now: pass.now }, { ...told, outcome });
  if (follows !== null) return putBack(pass, entry, follows);
  if (entry.containerId !== null) return recordContainerOutcome(pass, entry, told);
  pass.store.outbox.remove(entry.id);
  assert(entry.taskId !== null, 'a to-do operation without its task');
  pass.touched.add(entry.taskId);
  if (told.outcome === 'gone') return processGone(pass, entry);
  const title = pass.store.tasks.get(entry.taskId)?.fields.title ?? '';
  recordDone(pass, { entry, title, after: entry.fields });
  if (entry.remoteId === null) confirm(pass, entry, told);
}

/** It still counts as sent; the reason lets the owner see why nothing happens. */
function keepReason(pass: Pass, entry: OutboxEntry, reason: string | null): void {
  if (entry.reason !== reason) pass.store.outbox.change(entry.id, { reason });
}

/**
 * Returns an operation that was not carried out. Planning its task again may give a different one, which replaces it. The same one
 * waits, except the first time if only the to-do had changed.
 */
function putBack(pass: Pass, entry: OutboxEntry, follows: ThingsFollows): void {
  if (entry.taskId !== null) pass.touched.add(entry.taskId);
  const attempts = entry.attempts + 1;
  switch (follows.kind) {
    case 'again': {
      const { state, reason, at } = follows;
      return pass.store.outbox.change(entry.id, { state, reason, attempts, retryAt: at, payload: null });
    }
    case 'never':
      return pass.store.outbox.change(entry.id, {
        state: 'failed',
        reason: follows.reason,
        attempts,
        retryAt: null,
      });
    case 'changed_plan': {
      const { reason, at } = follows.otherwise;
      pass.store.outbox.remove(entry.id);
      const retryAt = entry.attempts === 0 ? null : at;
      const id = operationId(pass.parts.newId());
      return pass.store.outbox.add({
        ...entry,
        id,
        state: 'queued',
        reason,
        attempts,
        retryAt,
        payload: null,
      });
    }
    default:
      return unreachable(follows);
  }
}

/** There is no such to-do any more: for an update or a deletion that is a tombstone, a restoration has to make it anew. */
function processGone(pass: Pass, entry: OutboxEntry): void {
  assert(entry.taskId !== null, 'a to-do operation without its task');
  const link = pass.store.links.get(entry.taskId, THINGS);
  if (link === null || entry.remoteId !== null) return;
  if (entry.kind === 'restore') pass.store.links.remove(entry.taskId, THINGS);
  else observeLinked(pass, link, tombstone(THINGS, link.remoteId));
}

function confirm(pass: Pass, entry: OutboxEntry, told: ThingsAcknowledgement): void {
  const link = linkOf(pass, entry, told);
  if (link === null) return;
  if (entry.kind === 'delete') {
    pass.store.links.put({ ...link, ...shownBy(told.row, link), state: 'deleted', refused: {} });
    return;
  }
  const profile = pass.profiles.get(THINGS);
  assert(profile !== undefined && entry.taskId !== null, 'an acknowledgement before the library is known');
  const observation = told.row === null ? null : observeRow(pass, told.row);
  const place = entry.fields.place ?? null;
  // If the place was closed in the meantime, the task was not refused because a user moved it: the place is created again first.
  const isPlaceGone = place !== null && pass.containers.remoteIdOf(place, THINGS) === null;
  const { place: _gone, ...others } = entry.fields;
  const carriedOut = isPlaceGone ? { ...entry, fields: others } : entry;
  const operation = asOperation(carriedOut, entry.taskId);
  const next = processReadBack(pass, { link, operation, observation, profile, said: told.error });
  const shownPlace = isPlaceGone ? observation?.fields.place : undefined;
  pass.store.links.put({
    ...next,
    state: 'active',
    ...shownBy(told.row, next),
    refused: isPlaceGone ? link.refused : next.refused,
    shadow: shownPlace === undefined ? next.shadow : { ...next.shadow, place: shownPlace },
  });
}

/** The row's revision and timestamps after our write, if reported. */
function shownBy(row: ThingsTodo | null, link: Link): Pick<Link, 'revision' | 'stamps'> {
  return row === null ? { revision: link.revision } : { revision: row.digest, ...stampsOf(row) };
}

function linkOf(pass: Pass, entry: OutboxEntry, told: ThingsAcknowledgement): Link | null {
  assert(entry.taskId !== null, 'a to-do operation without its task');
  if (entry.kind !== 'create') return linkOfWritten(pass, entry.taskId, told);
  const made = told.thingsId === null ? null : remoteId(told.thingsId);
  if (made !== null && hasAnother(pass, { task: entry.taskId, replica: THINGS, made })) {
    removeSurplus(pass, { taskId: entry.taskId, replica: THINGS, remoteId: made, shadow: entry.fields });
    return null;
  }
  if (made === null || !canTakeCounterpart(pass, { task: entry.taskId, replica: THINGS, made })) return null;
  return newLink(entry.taskId, THINGS, made);
}

/** A report about a former counterpart says nothing about the current one. */
function linkOfWritten(pass: Pass, task: TaskId, { thingsId }: ThingsAcknowledgement): Link | null {
  const link = pass.store.links.get(task, THINGS);
  return thingsId === null || link?.remoteId === thingsId ? link : null;
}
