// How long to wait before something is tried again.

const FIRST_WAIT_MS = 2_000;
const LONGEST_WAIT_MS = 15 * 60_000;

/** Milliseconds to wait after the `attempts`th failure (1 is the first): exponential, with full jitter. `random` is 0 to 1. */
export function backoffMs(attempts: number, random: number): number {
  const ceiling = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(attempts - 1, 20));
  return Math.ceil(ceiling * (0.5 + random / 2));
}
