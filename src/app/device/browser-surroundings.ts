// The browser around the app.

import type { Happening, Surroundings } from '../state/surroundings.ts';

/** The surroundings of a page. */
export function browserSurroundings(page: Window = window): Surroundings {
  const { document, navigator } = page;
  return {
    now: Date.now,
    later: (ms, run) => {
      const timer = page.setTimeout(run, ms);
      return () => page.clearTimeout(timer);
    },
    isOnline: () => navigator.onLine,
    isVisible: () => document.visibilityState === 'visible',
    watch: (listener) => watch(page, listener),
    persist: () => persist(navigator),
    report: (error) => page.reportError(error),
  };
}

function watch(page: Window, listener: (what: Happening) => void): () => void {
  const ends = new AbortController();
  const { signal } = ends;
  page.addEventListener('online', () => listener('online'), { signal });
  page.addEventListener('offline', () => listener('offline'), { signal });
  const look = (): void => listener(page.document.visibilityState === 'visible' ? 'visible' : 'hidden');
  page.document.addEventListener('visibilitychange', look, { signal });
  // A page that comes back from the browser's cache does not tell of it otherwise.
  page.addEventListener('pageshow', (event) => event.persisted && look(), { signal });
  return () => ends.abort();
}

async function persist({ storage }: Navigator): Promise<boolean | null> {
  // Only on secure pages; older browsers have no `persist`.
  const manager = storage as Partial<StorageManager> | undefined;
  if (manager?.persist === undefined || manager.persisted === undefined) return null;
  return (await storage.persisted()) || (await storage.persist());
}
