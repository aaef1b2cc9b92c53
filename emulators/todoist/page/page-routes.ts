/** Serves the emulator's own page: two files of this folder, and what its script has to know. Nothing comes from elsewhere. */
import { readFileSync } from 'node:fs';
import { Hono } from 'hono';
import { CHAOS_KINDS } from '../chaos.ts';

/** The paths that belong to the page. */
export const PAGE_PATHS: readonly string[] = ['/', '/page.js', '/_emulator/page'];

const POLICY = "default-src 'self'; style-src 'unsafe-inline'; img-src data:";

/** Builds the page's app. The token is given to any reader, as the emulator only listens on this machine. */
export function createPageRoutes(token: string): Hono {
  const app = new Hono();
  const headers = { 'content-security-policy': POLICY, 'cache-control': 'no-store' };
  app.get('/', (context) => context.html(readPart('index.html'), 200, headers));
  app.get('/page.js', (context) =>
    context.body(readPart('page.js'), 200, { ...headers, 'content-type': 'text/javascript; charset=utf-8' }),
  );
  app.get('/_emulator/page', (context) => context.json({ token, kinds: CHAOS_KINDS }));
  return app;
}

function readPart(name: string): string {
  return readFileSync(new URL(name, import.meta.url), 'utf8');
}
