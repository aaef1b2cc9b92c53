// Vitest global setup of the workerd project: emulated Todoist accounts on loopback, since the emulator needs Node: one for the default
// account and one for another. `POST /_reset` puts a new, empty one in its place; the tests do so after each case.

import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import type { TestProject } from 'vitest/node';
import { createTodoistEmulator } from '../../emulators/todoist/server.ts';

declare module 'vitest' {
  interface ProvidedContext {
    readonly todoistUrl: string;
    readonly otherTodoistUrl: string;
  }
}

/** Starts the servers, provides their URLs, and answers with what closes them. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const [first, other] = [await serve('test-token'), await serve('anna-at-todoist')];
  project.provide('todoistUrl', first.url);
  project.provide('otherTodoistUrl', other.url);
  return async () => {
    await Promise.all([first.close(), other.close()]);
  };
}

async function serve(token: string): Promise<{ readonly url: string; readonly close: () => Promise<void> }> {
  let emulator = createTodoistEmulator({ token });
  const server = createAdaptorServer({
    fetch: async (request) => {
      if (new URL(request.url).pathname !== '/_reset') return emulator.fetch(request);
      emulator = createTodoistEmulator({ token });
      return new Response(null, { status: 204 });
    },
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve, reject) => server.close((error) => (error ? reject(error) : resolve()))),
  };
}
