// Waiting that a person's Ctrl-C ends.

/** How long work that was begun may go on after Ctrl-C, ms: mostly it ends by itself, and nothing has to be looked after later. */
const GRACE_MS = 2000;

/**
 * Waits for `work`; after an abort only a little longer. Then rejects with the signal's reason, and `work` is left to itself:
 * it must be something that may be killed at any point.
 */
export async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  let giveUp = () => undefined;
  const aborted = new Promise<never>((_resolve, reject) => {
    giveUp = () => {
      timer = setTimeout(() => reject(signal.reason), GRACE_MS);
      return undefined;
    };
    if (signal.aborted) giveUp();
    else signal.addEventListener('abort', giveUp, { once: true });
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', giveUp);
  }
}
