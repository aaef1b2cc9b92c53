// What a page tells the service worker.

/** The version that waits is to take over now: the person asked for it. */
export const TAKE_OVER = 'take_over';
