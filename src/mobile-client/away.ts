// For pages: listens only while somebody can see it, and the network is there.

import type { Listening } from './socket.ts';

/** What a page tells of itself. Browsers' `globalThis` fits. */
export interface PageSurroundings {
  readonly document: Watched & { readonly visibilityState: string };
  readonly navigator: { readonly onLine: boolean };
  readonly addEventListener: Watched['addEventListener'];
  readonly removeEventListener: Watched['removeEventListener'];
}

interface Watched {
  addEventListener(name: string, listener: () => void): void;
  removeEventListener(name: string, listener: () => void): void;
}

/** Pauses while the page is hidden or offline, and resumes after. Returns a function that ends this. */
export function pauseWhileAway(
  listening: Pick<Listening, 'pause' | 'resume'>,
  page: PageSurroundings = globalThis as unknown as PageSurroundings,
): () => void {
  const look = (): void => {
    const isThere = page.document.visibilityState !== 'hidden' && page.navigator.onLine;
    if (isThere) listening.resume();
    else listening.pause();
  };
  const watched: readonly [Watched, string][] = [
    [page.document, 'visibilitychange'],
    [page, 'online'],
    [page, 'offline'],
  ];
  for (const [target, name] of watched) target.addEventListener(name, look);
  look();
  return () => {
    for (const [target, name] of watched) target.removeEventListener(name, look);
  };
}
