// When Things was last read with news, by both clocks, and which file that read was of. Used to order the reads of Things.

import type { ExchangeRequest } from '../../../protocol/exchange.ts';
import type { Pass } from '../../../sync/unit-of-work.ts';
import { storedRead, storeRead, type LastRead } from '../known.ts';

/** Clocks that differ by less than this count as equal, ms: a response of Todoist may take that long. */
const CLOCK_SLACK_MS = 120_000;

/** Records a read with news, about tasks or our own writes. One without news writes nothing. */
export function noteRead(
  { store, now }: Pick<Pass, 'store' | 'now'>,
  { receipt }: ExchangeRequest,
  { isNews }: { readonly isNews: boolean },
): void {
  const file = receipt.file ?? null;
  if (!isNews && storedRead(store)?.file === file) return;
  storeRead(store, { takenAt: receipt.takenAt, at: now, newest: receipt.newest ?? null, file });
}

/**
 * The earliest time at which a row can have been changed after the last read, epoch ms by the Mac's current clock; null if the
 * clock was set back by an unknown amount. A changed clock is recognized by its distance from ours.
 */
export function freshSince(known: LastRead, takenAt: number, now: number): number | null {
  const setBackMs = now - takenAt - (known.at - known.takenAt);
  if (Math.abs(setBackMs) > CLOCK_SLACK_MS) return known.takenAt - setBackMs;
  return takenAt < known.takenAt ? null : known.takenAt;
}

/** Tells whether the Mac's clock was set since, as far as our own clock shows. */
export function wasClockSet(known: LastRead, takenAt: number, now: number): boolean {
  return Math.abs(now - takenAt - (known.at - known.takenAt)) > CLOCK_SLACK_MS;
}
