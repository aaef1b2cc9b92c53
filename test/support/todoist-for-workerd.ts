// Vitest global setup of the workerd project: an emulated Todoist on loopback, since the emulator needs Node.
// `POST /_reset` puts a new, empty account in its place; the tests do so after each case.

import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import type { TestProject } from 'vitest/node';
import { createTodoistEmulator } from '../../emulators/todoist/server.ts';

declare module 'vitest' {
  interface ProvidedContext {
    readonly todoistUrl: string;
  }
}

/** Starts the server, provides its URL as `todoistUrl`, and answers with what closes it. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  let emulator = createTodoistEmulator();
  const server = createAdaptorServer({
    fetch: async (request) => {
      if (new URL(request.url).pathname !== '/_reset') return emulator.fetch(request);
      emulator = createTodoistEmulator();
      return new Response(null, { status: 204 });
    },
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  project.provide('todoistUrl', `http://127.0.0.1:${port}`);
  return () => new Promise((resolve, reject) => server.close((error) => (error ? reject(error) : resolve())));
}
