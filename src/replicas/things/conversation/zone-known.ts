// Times that waited because the Mac's zone was not known are planned again when it is.

import { isZone } from '../../../model/zones.ts';
import type { Receipt } from '../../../protocol/exchange.ts';
import { receiptOf, THINGS } from '../known.ts';
import type { Run } from '../../../sync/unit-of-work.ts';

/** More notes than there can be. */
const ALL = 100_000;

/** Has what waits for Things planned again where the zone of the Mac came to be known. `before`: the last receipt. */
export function replanOnceZoneIsKnown(run: Run, before: Receipt | null): void {
  const receipt = receiptOf(run);
  if (before === null || receipt === null || isZone(before.zone) || !isZone(receipt.zone)) return;
  for (const { kind, taskId } of run.store.outbox.ofReplica(THINGS, ['held'], ALL)) {
    if (kind === 'note' && taskId !== null) run.touched.add(taskId);
  }
}
