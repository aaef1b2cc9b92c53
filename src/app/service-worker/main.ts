// The service worker of the app: keeps the shell, answers with it, and takes over from an earlier version when the person wants that.
// It never syncs: what waits to be sent is the page's.

import { APP_PATH, type ShellVersion } from '../../protocol/app-pages.ts';
import { TAKE_OVER } from './messages.ts';
import { createShell } from './shell.ts';

declare const self: ServiceWorkerGlobalScope;
/** Put in by the build, which knows what it made. */
declare const SHELL_VERSION: ShellVersion;

const shell = createShell(SHELL_VERSION, APP_PATH, {
  caches: self.caches,
  fetch: (request) => self.fetch(request),
  crypto: self.crypto.subtle,
  origin: self.location.origin,
});

self.addEventListener('install', (event) => event.waitUntil(shell.install()));

self.addEventListener('activate', (event) =>
  // The page that brought the first version is served by it from now on, too.
  event.waitUntil(shell.removeOlder().then(() => self.clients.claim())),
);

self.addEventListener('fetch', (event) => {
  const answer = shell.answer(event.request);
  if (answer !== null) event.respondWith(answer);
});

self.addEventListener('message', (event) => {
  if (event.data === TAKE_OVER) event.waitUntil(self.skipWaiting());
});
