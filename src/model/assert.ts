// Checks for broken invariants. Failures that are expected are returned as a `Result` instead.

/** Throws if `condition` does not hold. For our own bugs only, never for bad input. */
export function assert(condition: boolean, message: string): asserts condition {
  if (!condition) throw new Error(`broken invariant: ${message}`);
}

/** Makes the compiler reject a `switch` or union that misses a case. */
export function unreachable(value: never): never {
  throw new Error(`broken invariant: unexpected value ${JSON.stringify(value)}`);
}
