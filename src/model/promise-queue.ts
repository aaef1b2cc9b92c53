// Runs asynchronous jobs one at a time.

/**
 * Creates a queue: jobs run in the order they were added, each one starting when the previous one has settled, whether or not it
 * failed.
 */
export function createPromiseQueue(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const turn = last.then(work, work);
    last = turn.then(
      () => undefined,
      () => undefined,
    );
    return turn;
  };
}
