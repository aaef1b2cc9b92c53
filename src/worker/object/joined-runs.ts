// Runs that several callers ask for at once: whoever asks while one is under way joins the next one, instead of queueing one up.

/** Asks for a run that begins after this call; ends with it. */
export type AskForRun = () => Promise<void>;

/** Joins runs. A failure is everybody's who waits for that run; the next one is made all the same. */
export function createJoinedRuns(run: () => Promise<void>): AskForRun {
  let current: Promise<void> | null = null;
  let next: Promise<void> | null = null;
  const begin = (): Promise<void> => {
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
