// UTC days as KV counts them. Pure.

/** One day, ms. */
export const DAY_MS = 86_400_000;

/** The UTC day of a time: floor(epoch ms / 86,400,000), the `dayBucket` of the batches. */
export function dayOf(at: number): number {
  return Math.floor(at / DAY_MS);
}

/** When a UTC day begins, epoch ms. KV's daily limits reset then (Cloudflare, KV pricing). */
export function dayStart(day: number): number {
  return day * DAY_MS;
}
