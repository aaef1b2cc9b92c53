// Waits for something, but not longer than that.

/** Tells whether `work` ended within so many ms; rejects if it failed by then. */
export async function endsWithin(work: Promise<unknown>, ms: number): Promise<boolean> {
  let timer: ReturnType<typeof setTimeout> | null = null;
  const timeUp = new Promise<boolean>((resolve) => {
    timer = setTimeout(resolve, ms, false);
  });
  try {
    return await Promise.race([work.then(() => true), timeUp]);
  } finally {
    if (timer !== null) clearTimeout(timer);
  }
}
