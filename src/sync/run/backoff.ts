// How long to wait before a retry. Pure: the jitter is derived from a name, which differs from case to case.

import { digestOf } from '../../engine/fields/digest.ts';

/**
 * How waits grow, ms: the first is at most `firstMs`, each further one at most twice as long, up to `longestMs`; none is below
 * `floorMs`.
 */
export interface BackoffPolicy {
  readonly floorMs: number;
  readonly firstMs: number;
  readonly longestMs: number;
}

/** An operation that was refused temporarily, perhaps only for a moment. */
export const RETRY_SOON: BackoffPolicy = { floorMs: 500, firstMs: 2_000, longestMs: 3_600_000 };
/** A server that is down, while the other side waits for it. */
export const SERVER_DOWN: BackoffPolicy = { floorMs: 250, firstMs: 1_000, longestMs: 15 * 60_000 };
/** A limit that only goes away if the user makes room or subscribes. */
export const QUOTA_EXCEEDED: BackoffPolicy = {
  floorMs: 15 * 60_000,
  firstMs: 15 * 60_000,
  longestMs: 6 * 3_600_000,
};
/** A task that can't be looked up, possibly ever. */
export const LOOK_UP_FAILED: BackoffPolicy = { floorMs: 30_000, firstMs: 60_000, longestMs: 6 * 3_600_000 };
/** An app on a Mac, which connects every five minutes or when poked. */
export const APP_FAILED: BackoffPolicy = { floorMs: 15_000, firstMs: 60_000, longestMs: 3_600_000 };
/** Something that only a person can fix (a token, a changed API). */
export const NEEDS_A_PERSON: BackoffPolicy = {
  floorMs: 5 * 60_000,
  firstMs: 5 * 60_000,
  longestMs: 15 * 60_000,
};
/** A step of ours that threw: unforeseen, and either temporary or fixed by a new version. */
export const STEP_FAILED: BackoffPolicy = { floorMs: 10_000, firstMs: 30_000, longestMs: 3_600_000 };

const MAX_DOUBLINGS = 30;

/**
 * Milliseconds to wait after the `attempts`th consecutive failure (starting at 1): exponential, with full jitter above the floor.
 * `name` seeds the jitter: equal names wait equally long.
 */
export function backoffMs(ladder: BackoffPolicy, attempts: number, name: string): number {
  const { floorMs, firstMs, longestMs } = ladder;
  const ceiling = Math.min(longestMs, firstMs * 2 ** Math.min(Math.max(attempts - 1, 0), MAX_DOUBLINGS));
  return Math.ceil(floorMs + jitter(`${name} ${attempts}`) * Math.max(0, ceiling - floorMs));
}

/** A number from 0 to 1, derived from a name. */
function jitter(name: string): number {
  return Number.parseInt(digestOf(name).slice(4, 12), 16) / 0x1_0000_0000;
}
