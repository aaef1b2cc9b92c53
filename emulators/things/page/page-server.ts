// Serves the page on which a person acts as in the app: its two files, what it shows, and what a person does.
// Listens on the loopback address only and answers no other site's page.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { MAX_MESSAGE_BYTES } from '../limits.ts';
import type { ListName } from '../state/lists.ts';
import type { ViewedApp } from './view.ts';
import { LibraryView } from './view.ts';

/** What the page needs of the app. */
interface PagedApp extends ViewedApp {
  readonly person: object;
  launch(): void;
  quit(): void;
  advanceClock(ms: number): void;
}

/** A listening page. */
export interface ThingsPage {
  readonly url: string;
  close(): Promise<void>;
}

interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

const LOOPBACK = '127.0.0.1';
const LIST_NAMES: readonly string[] = [
  'Inbox',
  'Today',
  'Upcoming',
  'Anytime',
  'Someday',
  'Logbook',
  'Trash',
];
const FILES: ReadonlyMap<string, readonly [string, string]> = new Map([
  ['/', ['page.html', 'text/html; charset=utf-8']],
  ['/page.js', ['page.js', 'text/javascript; charset=utf-8']],
]);
const DAY_MS = 86_400_000;

/** Serves the page of an app on a port (0 for any). Rejects when the port is taken. */
export async function servePage(app: PagedApp, databasePath: string, port: number): Promise<ThingsPage> {
  const view = new LibraryView(databasePath, app);
  const server = createServer((request, response) => {
    // Whoever goes away before its request is complete needs no answer.
    request.on('error', () => response.destroy());
    void respond(app, view, request, response);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, LOOPBACK, resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the page has no port');
  return {
    url: `http://${LOOPBACK}:${address.port}/`,
    close: () =>
      new Promise((done) => {
        server.closeAllConnections();
        server.close(() => {
          view.close();
          done();
        });
      }),
  };
}

async function respond(
  app: PagedApp,
  view: LibraryView,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  let answer: Answer;
  try {
    answer = await answerTo(app, view, request);
  } catch (error) {
    answer = json(400, { error: error instanceof Error ? error.message : String(error) });
  }
  response.writeHead(answer.status, {
    'content-type': answer.type,
    'cache-control': 'no-store',
    'content-security-policy': "default-src 'self'; style-src 'self' 'unsafe-inline'; frame-ancestors 'none'",
  });
  response.end(answer.body);
}

async function answerTo(app: PagedApp, view: LibraryView, request: IncomingMessage): Promise<Answer> {
  if (!isOwnRequest(request)) return json(403, { error: 'not from this page' });
  const { pathname } = new URL(request.url ?? '/', 'http://page');
  if (request.method === 'POST') {
    if (pathname !== '/do') return json(404, { error: 'nothing here' });
    return json(200, { value: act(app, JSON.parse(await bodyOf(request))) ?? null });
  }
  const file = FILES.get(pathname);
  if (file !== undefined) {
    const [name, type] = file;
    return { status: 200, type, body: readFileSync(new URL(name, import.meta.url), 'utf8') };
  }
  const [, what, name = ''] = pathname.split('/').map((part) => decodeURIComponent(part));
  if (what === 'list' && LIST_NAMES.includes(name)) {
    return json(200, { sidebar: view.sidebar(), sections: view.list(name as ListName) });
  }
  if (what === 'project') return json(200, { sidebar: view.sidebar(), sections: view.project(name) });
  if (what === 'area') return json(200, { sidebar: view.sidebar(), sections: view.area(name) });
  return json(404, { error: 'nothing here' });
}

/** Refuses names that only look local, and changes asked for by the page of another site. */
function isOwnRequest(request: IncomingMessage): boolean {
  const host = request.headers.host ?? '';
  if (!/^(?:127\.0\.0\.1|localhost)(?::\d+)?$/.test(host)) return false;
  const { origin } = request.headers;
  if (origin !== undefined && origin !== `http://${host}`) return false;
  return request.method !== 'POST' || request.headers['content-type'] === 'application/json';
}

/** Does what a person did: one method of the person, or one of the app's own switches. */
function act(app: PagedApp, message: unknown): unknown {
  if (typeof message !== 'object' || message === null) throw new Error('not an action');
  const method: unknown = Reflect.get(message, 'method');
  const args: unknown = Reflect.get(message, 'args');
  if (typeof method !== 'string' || !Array.isArray(args)) throw new Error('not an action');
  if (method === 'launch') return app.launch();
  if (method === 'quit') return app.quit();
  if (method === 'nextDay') return app.advanceClock(DAY_MS);
  const member: unknown = Reflect.get(app.person, method);
  if (typeof member !== 'function' || method === 'constructor') throw new Error(`no such action: ${method}`);
  return Reflect.apply(member, app.person, args);
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const bytes = chunk as Buffer;
    size += bytes.length;
    if (size > MAX_MESSAGE_BYTES) throw new Error('too long');
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function json(status: number, value: unknown): Answer {
  return { status, type: 'application/json; charset=utf-8', body: JSON.stringify(value) };
}
