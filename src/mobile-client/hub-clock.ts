// The hub's clock as a device knows it: its own, set right by what the hub told of the time when it refused a signature.

import type { CallFailure } from './calls.ts';

/** A clock that is off by less is not why the hub refuses a signature. */
const TOLERANCE_MS = 60_000;

/** The hub's clock, as far as the device knows it. */
export interface HubClock {
  /** Epoch ms. */
  readonly now: () => number;
  /** How far the device's own clock is behind, ms. */
  readonly behindMs: () => number;
  /** Takes the time from a refusal. Tells whether it is another one than was known. */
  readonly learn: (failure: CallFailure) => boolean;
}

/** Creates one that knows nothing but the device's own clock (epoch ms). */
export function createHubClock(own: () => number): HubClock {
  let behindMs = 0;
  return {
    now: () => own() + behindMs,
    behindMs: () => behindMs,
    learn: (failure) => {
      if (failure.kind !== 'not_paired' || failure.hubTime === null) return false;
      const told = failure.hubTime - own();
      if (Math.abs(told - behindMs) < TOLERANCE_MS) return false;
      behindMs = told;
      return true;
    },
  };
}
