// Which of two values is newer. The answer never depends on the order in which the sides are looked at.

import { OLDEST_FIRST, type ReplicaName } from '../../model/ids.ts';
import type { Stamp } from '../../model/task.ts';

/**
 * Compares two stamps: negative if `a` is older. Ties: replicas in `OLDEST_FIRST` < other replicas by name < a person's decision; 0
 * only for identical stamps.
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

/**
 * Makes the stamp for an observed change: the replica's own time, never later than `now` (epoch ms); `now` if the replica does not
 * report one.
 */
export function stampOf(replica: ReplicaName, changedAt: number | null, now: number): Stamp {
  return { at: Math.min(changedAt ?? now, now), by: replica };
}

function rankOf(by: Stamp['by']): number {
  if (by === 'person') return OLDEST_FIRST.length + 1;
  const at = OLDEST_FIRST.indexOf(by);
  return at === -1 ? OLDEST_FIRST.length : at;
}
