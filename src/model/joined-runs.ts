// Runs that several callers ask for at once: whoever asks while one is under way joins the next one, instead of queueing one up.

/** Joins runs: asks for one that begins after this call, and ends with it. A failure is everybody's who waits for that run; the next one is made all the same. */
export function createJoinedRuns<T>(run: () => Promise<T>): () => Promise<T> {
  let current: Promise<T> | null = null;
  let next: Promise<T> | null = null;
  const begin = (): Promise<T> => {
    next = null;
    const made = run().finally(() => {
      if (current === made) current = null;
    });
    current = made;
    return made;
  };
  return () => {
    if (current === null) return begin();
    next ??= current.then(begin, begin);
    return next;
  };
}
