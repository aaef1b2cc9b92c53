// What happens to one agent's pending operations when another agent takes over: what the first one created is matched, and the rest
// is planned again under new ids, so that late reports of the first agent are not taken for the second one's.

import type { OutboxEntry, Store } from '../../../hub/store.ts';
import { operationId, remoteId, type OperationId, type TaskId } from '../../../model/ids.ts';
import { newLink, type Observation } from '../../../model/link.ts';
import type { ExchangeRequest } from '../../../protocol/exchange.ts';
import type { ThingsAcknowledgement } from '../../../protocol/things-operation.ts';
import { operationOfMarker } from '../../../protocol/marker.ts';
import { removeSurplus } from '../../../sync/observe/reappeared.ts';
import type { Pass } from '../../../sync/unit-of-work.ts';
import { observeRow } from '../conversation/observe-row.ts';
import { THINGS } from '../known.ts';

/** Maximum number of pending operations. */
const MAX_UNDER_WAY = 20_000;
/** If an agent has not reported an operation within this time, it never will, ms. */
const FORGET_MS = 90 * 86_400_000;

/**
 * To-dos that still have a creation's marker were created by the other agent: they are linked to their tasks, and what they lack is
 * written next. Returns no observations, because their content was not chosen by a user.
 */
export function linkMarked(pass: Pass, { todos }: ExchangeRequest): readonly Observation[] {
  for (const row of todos) {
    const marked = operationOfMarker(row.notes);
    const entry = marked === null ? null : pass.store.outbox.get(operationId(marked));
    if (entry?.replica !== THINGS || entry.kind !== 'create' || entry.taskId === null) continue;
    if (pass.store.links.byRemoteId(THINGS, remoteId(row.id)) !== null) continue;
    const { revision } = observeRow(pass, row);
    pass.store.links.put({ ...newLink(entry.taskId, THINGS, remoteId(row.id)), revision });
    pass.store.outbox.remove(entry.id);
    pass.touched.add(entry.taskId);
  }
  return [];
}

/**
 * Plans again what the other agent was sent and has not answered. If a creation is among it, the owner has decided that it is to be
 * made here.
 */
export function replanUnanswered(pass: Pass): void {
  for (const entry of pass.store.outbox.ofReplica(THINGS, ['sent'], MAX_UNDER_WAY)) {
    pass.store.outbox.remove(entry.id);
    if (entry.kind === 'create' && entry.taskId !== null)
      noteMadeHere(pass.store, { operation: entry.id, task: entry.taskId, at: pass.now });
    // Whatever needs the place will have it created again.
    if (entry.kind === 'create_container') continue;
    pass.store.outbox.add(anew(pass, entry));
    if (entry.taskId !== null) {
      pass.touched.add(entry.taskId);
      pass.uncounted.add(entry.taskId);
    }
  }
}

/**
 * Processes reports of a standby agent about creations that were meanwhile repeated here: what it created becomes the task's
 * counterpart, and the replacement is deleted when the original arrives. Runs in the caller's transaction.
 */
export function processLateCreations(
  store: Pick<Store, 'meta' | 'links'>,
  acknowledgements: readonly ThingsAcknowledgement[],
  now: number,
): void {
  const waiting = madeHere(store);
  if (waiting.length === 0) return;
  const told = new Map(acknowledgements.map(({ operation, thingsId }) => [operation, thingsId]));
  for (const { operation, task } of waiting) {
    const thingsId = told.get(operation) ?? null;
    if (thingsId === null || store.links.byRemoteId(THINGS, remoteId(thingsId)) !== null) continue;
    store.links.retireMissing(THINGS, remoteId(thingsId), task, now);
  }
  putMadeHere(
    store,
    waiting.filter(({ operation }) => !told.has(operation)),
  );
}

/**
 * Deletes a half-made to-do of a creation that was repeated here: it has only its title and our marker. The agent that began it may
 * never come back to finish it.
 */
export function removeHalfMade(pass: Pass, { todos }: ExchangeRequest): void {
  const waiting = madeHere(pass.store);
  if (waiting.length === 0) return;
  const taskOf = new Map<string, TaskId>(waiting.map(({ operation, task }) => [operation, task]));
  const gone = new Set<string>();
  for (const row of todos) {
    const marked = operationOfMarker(row.notes);
    const task = marked === null ? undefined : taskOf.get(marked);
    const id = remoteId(row.id);
    if (marked === null || task === undefined || row.status !== 'open' || row.trashed) continue;
    if (pass.store.links.byRemoteId(THINGS, id) !== null) continue;
    removeSurplus(pass, { taskId: task, replica: THINGS, remoteId: id, shadow: {} });
    gone.add(marked);
  }
  if (gone.size > 0)
    putMadeHere(
      pass.store,
      waiting.filter(({ operation }) => !gone.has(operation)),
    );
}

/** A creation that was sent to one agent, and then made by another one because the owner decided so. */
interface MadeHere {
  readonly operation: OperationId;
  readonly task: TaskId;
  /** Epoch ms. */
  readonly at: number;
}

function noteMadeHere(store: Pick<Store, 'meta'>, made: MadeHere): void {
  const since = made.at - FORGET_MS;
  putMadeHere(store, [...madeHere(store).filter(({ at }) => at > since), made]);
}

function madeHere({ meta }: Pick<Store, 'meta'>): readonly MadeHere[] {
  return (meta.get('things_made_here') as readonly MadeHere[] | undefined) ?? [];
}

function putMadeHere({ meta }: Pick<Store, 'meta'>, made: readonly MadeHere[]): void {
  meta.set('things_made_here', made.length === 0 ? undefined : made);
}

function anew(pass: Pass, entry: OutboxEntry): Omit<OutboxEntry, 'seq'> {
  const { seq: _seq, ...rest } = entry;
  const id = operationId(pass.parts.newId());
  return { ...rest, id, state: 'queued', reason: null, retryAt: null, payload: null };
}
