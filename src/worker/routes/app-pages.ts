// The pages of the app: files that were made when the Worker was built, served as they are. No part of the API.

import type { MiddlewareHandler } from 'hono';
import { APP_PATH, HASHED_FILES, SHARE_PAGE } from '../../protocol/app-pages.ts';
import { problemResponse } from '../problems.ts';
import type { AppEnv, RouteContext } from './route.ts';

/** What the pages consist of, by the endings of names. */
const TYPES: ReadonlyMap<string, string> = new Map([
  ['html', 'text/html; charset=utf-8'],
  ['js', 'text/javascript; charset=utf-8'],
  ['css', 'text/css; charset=utf-8'],
  ['webmanifest', 'application/manifest+json'],
  ['svg', 'image/svg+xml'],
  ['png', 'image/png'],
  ['ico', 'image/x-icon'],
  ['woff2', 'font/woff2'],
]);

/** Names of files, in folders or not: no other character, and no way up. */
const NAME = /^(?:[\w-]+\/)*[\w-]+(?:\.[\w-]+)*\.(?<ending>\w+)$/;

const ALLOWED = ['GET', 'HEAD', 'OPTIONS'];

/** Answers everything at and below the app's address. */
export const appPages: MiddlewareHandler<AppEnv> = async (context) => {
  const { method, path } = context.req;
  if (method === 'OPTIONS')
    return new Response(null, { status: 204, headers: { allow: ALLOWED.join(', ') } });
  if (!ALLOWED.includes(method)) return problemResponse({ kind: 'wrong_method', allowed: ALLOWED });
  if (`${path}/` === APP_PATH) return context.redirect(`${APP_PATH}${new URL(context.req.url).search}`, 301);
  const name = path.slice(APP_PATH.length);
  return file(context, name === '' || name === SHARE_PAGE ? 'index.html' : name);
};

async function file({ env }: RouteContext, name: string): Promise<Response> {
  const type = TYPES.get(NAME.exec(name)?.groups?.['ending'] ?? '');
  if (type === undefined) return problemResponse({ kind: 'unknown_path' });
  const found = await env.ASSETS.fetch(`http://assets${APP_PATH}${name}`);
  if (!found.ok) {
    await found.body?.cancel();
    return name === 'index.html'
      ? problemResponse({ kind: 'not_found', detail: 'This Worker was built without the app.' })
      : problemResponse({ kind: 'unknown_path' });
  }
  // What is in a file of this name never changes; every other one is asked for anew. Nobody on the way may put anything into the page:
  // the service worker keeps it only as it was built.
  const caching = name.startsWith(HASHED_FILES)
    ? 'public, max-age=31536000, immutable'
    : 'no-cache, no-transform';
  return new Response(found.body, { headers: { 'content-type': type, 'cache-control': caching } });
}
