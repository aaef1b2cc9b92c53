// Handles the first agent after only older clients have reported on Things: what they could not know does not count as agreed on,
// and what waits for Things is planned again, so that the plan of the first sync includes it.

import type { OutboxState } from '../../../hub/store.ts';
import type { Pass } from '../../../sync/unit-of-work.ts';
import { THINGS } from '../known.ts';

const NOT_TOLD: readonly OutboxState[] = ['queued', 'held', 'failed'];

/** More than a library has to-dos. */
const ALL = 100_000;

/** A start day that was derived from a client's date was never seen in Things. */
export function forgetOlderDays({ store }: Pass): void {
  for (const { taskId } of store.links.active(THINGS)) {
    const link = store.links.get(taskId, THINGS);
    if (link?.shadow.start === undefined) continue;
    const { start: _start, ...shadow } = link.shadow;
    store.links.put({ ...link, shadow });
  }
}

/** Has everything that waits for Things planned in this pass. */
export function planAllAgain({ store, touched }: Pass): void {
  for (const { id, taskId } of store.outbox.ofReplica(THINGS, NOT_TOLD, ALL)) {
    if (taskId === null) continue;
    store.outbox.remove(id);
    touched.add(taskId);
  }
}
