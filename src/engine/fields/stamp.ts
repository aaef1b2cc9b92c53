// Which of two values is the newer one. The answer never depends on which side was looked at first.

import { OLDEST_FIRST, type ReplicaName } from '../../model/ids.ts';
import type { Stamp } from '../../model/task.ts';

/**
 * Compares two stamps: negative when `a` is older. On a tie those of `OLDEST_FIRST` < others by name < a person's decision; 0 only for stamps that are the same.
 */
export function compareStamps(a: Stamp, b: Stamp): number {
  if (a.at !== b.at) return a.at - b.at;
  const byRank = rankOf(a.by) - rankOf(b.by);
  if (byRank !== 0) return byRank;
  return a.by < b.by ? -1 : a.by > b.by ? 1 : 0;
}

/** The later of two stamps. */
export function newerStamp(a: Stamp, b: Stamp): Stamp {
  return compareStamps(a, b) >= 0 ? a : b;
}

/** Stamps what a replica shows: its own clock, never later than `now` (epoch ms); `now` where it does not say. */
export function stampOf(replica: ReplicaName, changedAt: number | null, now: number): Stamp {
  return { at: Math.min(changedAt ?? now, now), by: replica };
}

function rankOf(by: Stamp['by']): number {
  if (by === 'person') return OLDEST_FIRST.length + 1;
  const at = OLDEST_FIRST.indexOf(by);
  return at === -1 ? OLDEST_FIRST.length : at;
}
