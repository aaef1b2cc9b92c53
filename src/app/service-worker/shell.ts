// The shell: the files that the app consists of, kept whole and by version, so that it opens offline. Nothing that the API answers is
// ever kept here.

import type { ShellFile, ShellVersion } from '../../protocol/app-pages.ts';

/** What the shell needs of the browser. */
export interface ShellParts {
  readonly caches: CacheStorage;
  readonly fetch: (request: Request) => Promise<Response>;
  readonly crypto: Pick<SubtleCrypto, 'digest'>;
  /** Of this site, without a slash at the end. */
  readonly origin: string;
}

const PREFIX = 'app-shell-';

/** One version of the app in this browser. */
export interface Shell {
  /** Takes all files in, or none: rejects with the reason when one is missing, or is not that of this version. */
  readonly install: () => Promise<void>;
  /** Removes what earlier versions left, but for the last one, which pages that are still open may need. */
  readonly removeOlder: () => Promise<void>;
  /** What to answer a request with; null: it is none of the shell's, and goes to the network untouched. */
  readonly answer: (request: Request) => Promise<Response> | null;
}

/** Makes the shell of a version. `scope`: the path that the app is below, with a slash at the end. */
export function createShell(version: ShellVersion, scope: string, parts: ShellParts): Shell {
  const own = `${PREFIX}${version.name}`;
  const paths = new Set(version.files.map(({ path }) => path));
  return {
    install: () => install(version, own, parts),
    removeOlder: () => removeOlder(own, parts.caches),
    answer(request) {
      const { origin, pathname } = new URL(request.url);
      if (request.method !== 'GET' || origin !== parts.origin || !pathname.startsWith(scope)) return null;
      if (request.mode === 'navigate') {
        return isFile(pathname) ? null : keptOrFetched(version.page, own, request, parts);
      }
      // Files of an earlier version, too: a page of it may still be open.
      if (paths.has(pathname) || pathname.startsWith(`${scope}assets/`)) {
        return keptOrFetched(pathname, own, request, parts);
      }
      return null;
    },
  };
}

/** A person may open a file by itself, such as an icon. */
function isFile(pathname: string): boolean {
  return pathname.slice(pathname.lastIndexOf('/')).includes('.');
}

async function install(version: ShellVersion, own: string, parts: ShellParts): Promise<void> {
  const fetched = await Promise.all(
    version.files.map(async (file) => ({ file, response: await contentOf(file, parts) })),
  );
  const isNew = !(await parts.caches.has(own));
  try {
    const cache = await parts.caches.open(own);
    for (const { file, response } of fetched) await cache.put(file.path, response);
  } catch (error) {
    // Half a version is none. One that was there before is whole: it has the same files.
    if (isNew) await parts.caches.delete(own);
    throw error;
  }
}

/** From an earlier version where that has the same, otherwise from the network. */
async function contentOf(file: ShellFile, { caches, fetch, crypto, origin }: ShellParts): Promise<Response> {
  const kept = await caches.match(file.path);
  if (kept !== undefined && (await hashOf(kept.clone(), crypto)) === file.hash) return kept;
  const request = new Request(`${origin}${file.path}`, { cache: 'no-cache', redirect: 'error' });
  const response = await fetch(request);
  if (!response.ok) throw new Error(`${file.path} was answered with ${response.status}`);
  // A deployment in the middle of this would mix two versions.
  if ((await hashOf(response.clone(), crypto)) !== file.hash) {
    throw new Error(`${file.path} is not the one of this version`);
  }
  return response;
}

async function hashOf(response: Response, crypto: ShellParts['crypto']): Promise<string> {
  const digest = await crypto.digest('SHA-256', await response.arrayBuffer());
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

async function removeOlder(own: string, caches: CacheStorage): Promise<void> {
  // In the order in which they were made.
  const names = (await caches.keys()).filter((name) => name.startsWith(PREFIX));
  const last = names.filter((name) => name !== own).at(-1);
  await Promise.all(names.filter((name) => name !== own && name !== last).map((name) => caches.delete(name)));
}

/** Kept answers first, of this version before another one's; the network where a browser has thrown them away. */
async function keptOrFetched(
  path: string,
  own: string,
  request: Request,
  { caches, fetch }: ShellParts,
): Promise<Response> {
  const kept = (await caches.match(path, { cacheName: own })) ?? (await caches.match(path));
  return kept ?? fetch(request);
}
