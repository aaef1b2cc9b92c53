// How deeply a payload is nested. JSON can be read at any depth, but what is written of it again, or checked, takes a frame for each.

/** Payloads of the senders that are known here have up to 12 levels. */
export const MAX_DEPTH = 100;

/** Tells whether lists and objects lie in one another more than `MAX_DEPTH` deep. Takes no frame for each level. */
export function isTooDeep(payload: unknown): boolean {
  let level: readonly unknown[] = [payload];
  for (let depth = 0; depth <= MAX_DEPTH; depth += 1) {
    level = level.flatMap((value) =>
      typeof value === 'object' && value !== null ? (Object.values(value) as unknown[]) : [],
    );
    if (level.length === 0) return false;
  }
  return true;
}
