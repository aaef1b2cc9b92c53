// The HTTP door of the emulator is for programs of this machine: everybody knows its token, and it may hold a copy of somebody's tasks.

import { request } from 'node:http';
import { expect, it, onTestFinished } from 'vitest';
import { createTodoistEmulator } from './server.ts';

it.each([
  [{}, 200],
  [{ host: 'localhost' }, 200],
  [{ host: 'evil.example' }, 403],
  [{ origin: 'https://evil.example' }, 403],
  [{ origin: 'null' }, 403],
  [{ origin: 'http://127.0.0.1:9999' }, 200],
])('the emulator answers a request with %j with %i', async (headers, status) => {
  const server = await createTodoistEmulator({ token: 'test-token' }).listen(0);
  onTestFinished(() => server.close());
  const authorized = { ...headers, authorization: 'Bearer test-token' };
  const answered = await new Promise((resolve, reject) => {
    request(`${server.url}/api/v1/tasks`, { headers: authorized }, (answer) => {
      answer.resume().on('end', () => resolve(answer.statusCode));
    })
      .on('error', reject)
      .end();
  });
  expect(answered).toBe(status);
});
