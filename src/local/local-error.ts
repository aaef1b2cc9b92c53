// What a person can put right: shown as one line, without a stack.

/** An expected failure of the local runner. Its message says what is wrong in one line. */
export class LocalError extends Error {
  override readonly name = 'LocalError';
}
