// When Things was last read with news, by both clocks, and what that read was of. Reads of Things are put in order by it.

import type { ExchangeRequest } from '../../../protocol/exchange.ts';
import type { Pass } from '../../../sync/unit-of-work.ts';
import { storedRead, storeRead, type LastRead } from '../known.ts';

/** Clocks that differ by less than this go alike, ms: an answer of Todoist may be so long on its way. */
const CLOCK_SLACK_MS = 120_000;

/** Puts a read down that told something, of tasks or of our own writes. One without news writes nothing. */
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
 * From when on a row can have been changed after the last read, epoch ms by the Mac's clock as it goes now; null where the clock was
 * set back and nothing tells by how much. A clock that was set shows by its distance to ours.
 */
export function freshSince(known: LastRead, takenAt: number, now: number): number | null {
  const setBackMs = now - takenAt - (known.at - known.takenAt);
  if (Math.abs(setBackMs) > CLOCK_SLACK_MS) return known.takenAt - setBackMs;
  return takenAt < known.takenAt ? null : known.takenAt;
}

/** Tells whether the Mac's clock was set since, as far as ours can tell. */
export function wasClockSet(known: LastRead, takenAt: number, now: number): boolean {
  return Math.abs(now - takenAt - (known.at - known.takenAt)) > CLOCK_SLACK_MS;
}
