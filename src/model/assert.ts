// Broken invariants. What is expected to go wrong is a `Result`, not this.

/** Stops the run when `condition` does not hold: a bug of ours, never a user's input. */
export function assert(condition: boolean, message: string): asserts condition {
  if (!condition) throw new Error(`broken invariant: ${message}`);
}

/** Closes a union: the compiler refuses a case that was forgotten. */
export function unreachable(value: never): never {
  throw new Error(`broken invariant: unexpected value ${JSON.stringify(value)}`);
}
