// What becomes of what one agent was told when another one goes on: what it made is met, the rest is planned again under other names,
// so that nothing that the first one tells later is taken for an answer to the second.

import type { OutboxEntry } from '../../../hub/store.ts';
import { operationId, remoteId } from '../../../model/ids.ts';
import { newLink, type Observation } from '../../../model/link.ts';
import type { ExchangeRequest } from '../../../protocol/exchange.ts';
import { operationOfMarker } from '../../../protocol/marker.ts';
import type { Run } from '../../../sync/unit-of-work.ts';
import { observeRow } from '../conversation/observe-row.ts';
import { THINGS } from '../known.ts';

/** Operations under way at most. */
const MAX_UNDER_WAY = 20_000;

/**
 * To-dos that still bear the mark of a creation are the ones that it made: their tasks are linked to them, and what they lack is written
 * next. Gives nothing to be observed: what they show is nobody's wish.
 */
export function takeMarked(run: Run, { todos }: ExchangeRequest): readonly Observation[] {
  for (const row of todos) {
    const marked = operationOfMarker(row.notes);
    const entry = marked === null ? null : run.store.outbox.get(operationId(marked));
    if (entry?.replica !== THINGS || entry.kind !== 'create' || entry.taskId === null) continue;
    if (run.store.links.byRemoteId(THINGS, remoteId(row.id)) !== null) continue;
    const { revision } = observeRow(run, row);
    run.store.links.put({ ...newLink(entry.taskId, THINGS, remoteId(row.id)), revision });
    run.store.outbox.remove(entry.id);
    run.touched.add(entry.taskId);
  }
  return [];
}

/** Plans again what the other agent was told and has not answered. */
export function takeBack(run: Run): void {
  for (const entry of run.store.outbox.ofReplica(THINGS, ['sent'], MAX_UNDER_WAY)) {
    run.store.outbox.remove(entry.id);
    // Whoever needs the place has it made.
    if (entry.kind === 'create_container') continue;
    run.store.outbox.add(anew(run, entry));
    if (entry.taskId !== null) {
      run.touched.add(entry.taskId);
      run.uncounted.add(entry.taskId);
    }
  }
}

function anew(run: Run, entry: OutboxEntry): Omit<OutboxEntry, 'seq'> {
  const { seq: _seq, ...rest } = entry;
  const id = operationId(run.parts.newId());
  return { ...rest, id, state: 'queued', reason: null, retryAt: null, payload: null };
}
