// Waits that differ, so that agents that failed at the same moment do not all come back at the same moment.

/** At most this share is added to a wait. */
const SHARE = 0.25;

/** Lengthens a wait by up to a quarter; never shortens it, since a server may have asked for it. `random`: 0 to 1. */
export function withJitter(ms: number, random: () => number): number {
  return Math.round(ms * (1 + SHARE * random()));
}
