// How long a device waits before it tries again.

const FIRST_WAIT_MS = 1000;
/** The longest wait between two attempts, ms. */
export const LONGEST_WAIT_MS = 5 * 60_000;

/** The wait after so many failures in a row (from 1), ms: doubled each time, with jitter, so that many devices do not come back at once. */
export function waitAfter(failures: number): number {
  const longest = Math.min(FIRST_WAIT_MS * 2 ** (failures - 1), LONGEST_WAIT_MS);
  return Math.round(longest * (0.5 + Math.random() / 2));
}
