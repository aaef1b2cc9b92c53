// How long to wait before something is tried again. Pure: the jitter comes from a name that differs from one thing to the next.

import { digestOf } from '../../engine/fields/digest.ts';

/** How waits grow, ms: the first is at most `firstMs`, each further one at most twice as long, up to `longestMs`, none below `floorMs`. */
export interface Ladder {
  readonly floorMs: number;
  readonly firstMs: number;
  readonly longestMs: number;
}

/** For one operation that is refused for now: it may be over in a moment. */
export const SOON: Ladder = { floorMs: 500, firstMs: 2_000, longestMs: 3_600_000 };
/** For a server that is down: the other side waits for it. */
export const WHEN_IT_IS_BACK: Ladder = { floorMs: 250, firstMs: 1_000, longestMs: 15 * 60_000 };
/** For what is over when somebody makes room or subscribes. */
export const WHEN_THERE_IS_ROOM: Ladder = {
  floorMs: 15 * 60_000,
  firstMs: 15 * 60_000,
  longestMs: 6 * 3_600_000,
};
/** For one task that can't be looked up: it may never be. */
export const LOOK_UP: Ladder = { floorMs: 30_000, firstMs: 60_000, longestMs: 6 * 3_600_000 };
/** For an app on somebody's Mac: it asks every five minutes, or when it is poked. */
export const IN_THE_APP: Ladder = { floorMs: 15_000, firstMs: 60_000, longestMs: 3_600_000 };
/** For what only a person can mend (a token, an API that changed). */
export const BY_A_PERSON: Ladder = {
  floorMs: 5 * 60_000,
  firstMs: 5 * 60_000,
  longestMs: 15 * 60_000,
};
/** For a step of ours that threw: something unforeseen, that may pass or may need another version. */
export const FOR_A_STEP: Ladder = { floorMs: 10_000, firstMs: 30_000, longestMs: 3_600_000 };

const MAX_DOUBLINGS = 30;

/**
 * Milliseconds to wait after the `attempts`th failure in a row (1 is the first): exponential, with full jitter above the floor.
 * `name` is what the jitter is drawn from: the same name waits the same time, others wait other times.
 */
export function backoffMs(ladder: Ladder, attempts: number, name: string): number {
  const { floorMs, firstMs, longestMs } = ladder;
  const ceiling = Math.min(longestMs, firstMs * 2 ** Math.min(Math.max(attempts - 1, 0), MAX_DOUBLINGS));
  return Math.ceil(floorMs + jitter(`${name} ${attempts}`) * Math.max(0, ceiling - floorMs));
}

/** 0 to 1, from a name. */
function jitter(name: string): number {
  return Number.parseInt(digestOf(name).slice(4, 12), 16) / 0x1_0000_0000;
}
