// Times that waited because the Mac's zone was not known are planned again when it is.

import { isZone } from '../../model/zones.ts';
import type { Receipt } from '../../protocol/exchange.ts';
import type { Run } from '../unit-of-work.ts';

/** More notes than there can be. */
const ALL = 100_000;

/** Has what waits for Things planned again where the zone of the Mac came to be known. `before`: the last receipt. */
export function replanOnceZoneIsKnown(run: Run, before: Receipt | null): void {
  if (before === null || run.receipt === null || isZone(before.zone) || !isZone(run.receipt.zone)) return;
  for (const { kind, taskId } of run.store.outbox.ofReplica('things', ['held'], ALL)) {
    if (kind === 'note' && taskId !== null) run.touched.add(taskId);
  }
}
