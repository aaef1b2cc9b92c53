// Plans times again that had to wait because the Mac's time zone was unknown.

import { isZone } from '../../../model/zones.ts';
import type { Receipt } from '../../../protocol/exchange.ts';
import { receiptOf, THINGS } from '../known.ts';
import type { Pass } from '../../../sync/unit-of-work.ts';

/** More notes than there can be. */
const ALL = 100_000;

/** Plans again what waits for Things if the Mac's zone has become known. `before`: the last receipt. */
export function replanOnceZoneIsKnown(pass: Pass, before: Receipt | null): void {
  const receipt = receiptOf(pass);
  if (before === null || receipt === null || isZone(before.zone) || !isZone(receipt.zone)) return;
  for (const { kind, taskId } of pass.store.outbox.ofReplica(THINGS, ['held'], ALL)) {
    if (kind === 'note' && taskId !== null) pass.touched.add(taskId);
  }
}
