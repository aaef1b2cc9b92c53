// Times that waited because the Mac's zone was not known are planned again when it is.

import { isZone } from '../../../model/zones.ts';
import type { Receipt } from '../../../protocol/exchange.ts';
import { receiptOf, THINGS } from '../known.ts';
import type { Pass } from '../../../sync/unit-of-work.ts';

/** More notes than there can be. */
const ALL = 100_000;

/** Has what waits for Things planned again where the zone of the Mac came to be known. `before`: the last receipt. */
export function replanOnceZoneIsKnown(pass: Pass, before: Receipt | null): void {
  const receipt = receiptOf(pass);
  if (before === null || receipt === null || isZone(before.zone) || !isZone(receipt.zone)) return;
  for (const { kind, taskId } of pass.store.outbox.ofReplica(THINGS, ['held'], ALL)) {
    if (kind === 'note' && taskId !== null) pass.touched.add(taskId);
  }
}
