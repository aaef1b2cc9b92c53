// The Worker as `start` runs it, in a real workerd: what it is given by its surroundings reaches it.

import { get, request } from 'node:http';
import { expect, it } from 'vitest';
import { serveHttp } from '../../../test/support/http-server.ts';
import { startedWorker } from '../../../test/support/started-worker.ts';
import { ownVersion } from '../own-package.ts';

it('[K62] serves the description of the API to anybody, under its own names alone', async () => {
  const host = await startedWorker();
  const response = await fetch(`${host.url}/openapi.json`);
  expect([response.status, response.headers.get('content-type')]).toEqual([200, 'application/json']);
  expect(await response.json()).toMatchObject({ openapi: '3.1.1', info: { version: ownVersion() } });
  const { port } = new URL(host.url);
  const status = await new Promise((resolve, reject) => {
    const options = { port, path: '/openapi.json', headers: { host: 'elsewhere.example' } };
    get(options, (answer) => resolve(answer.resume().statusCode)).on('error', reject);
  });
  expect(status).toBe(421);
});

it('takes the repair token, the settings of KV and the origins that it is given', async () => {
  const environment = {
    KV_SETTINGS: '{"limits":{"reads":"many"}}',
    CORS_ORIGINS: 'https://tasks.example',
  };
  const host = await startedWorker({ environment });
  const migrate = async (token: string): Promise<number> => {
    const headers = { 'X-Repair-Auth': token };
    const response = await fetch(`${host.url}/kv/migrate`, { method: 'POST', headers });
    await response.arrayBuffer();
    return response.status;
  };
  expect([await migrate('nobody'), await migrate('owner'), await migrate('repair')]).toEqual([401, 403, 200]);
  const stats = await fetch(`${host.url}/kv/stats`, { headers: { authorization: 'Bearer owner' } });
  expect(await stats.text()).toContain('KV_SETTINGS is wrong at limits.reads');
  const page = await fetch(`${host.url}/health`, { headers: { origin: 'https://tasks.example' } });
  expect(page.headers.get('access-control-allow-origin')).toBe('https://tasks.example');
});

/** A proxy as people put one before a server of their machine: it ends https elsewhere, and passes on the name that was asked for. */
function startProxy(target: string): Promise<number> {
  const { port } = new URL(target);
  return serveHttp((asked, answer) => {
    const { method, url, headers } = asked;
    const told = { ...headers, 'x-forwarded-proto': 'https', 'x-forwarded-host': headers.host };
    const passedOn = request({ host: '127.0.0.1', port, method, path: url, headers: told }, (answered) => {
      answer.writeHead(answered.statusCode ?? 502, answered.headers);
      answered.pipe(answer);
    });
    asked.pipe(passedOn);
  });
}

it('[S52] lets in what comes through a proxy under its public address, and nothing else', async () => {
  const host = await startedWorker({ environment: { PUBLIC_URL: 'https://sync.example.com' } });
  const proxy = await startProxy(host.url);
  const ask = (port: number | string, headers: Readonly<Record<string, string>>): Promise<number> =>
    new Promise((resolve, reject) => {
      const options = { host: '127.0.0.1', port, path: '/app/', headers };
      get(options, (answer) => resolve(answer.resume().statusCode ?? 0)).on('error', reject);
    });
  const own = { host: 'sync.example.com' };
  expect(await ask(proxy, own)).toBe(200);
  expect(await ask(proxy, { ...own, origin: 'https://sync.example.com' })).toBe(200);
  expect(await ask(proxy, { ...own, origin: 'https://evil.example' })).toBe(403);
  expect(await ask(proxy, { host: 'other.example' })).toBe(421);
  // A page whose name was made to point here.
  const { port } = new URL(host.url);
  expect(await ask(port, { host: 'rebound.example', origin: 'http://rebound.example' })).toBe(421);
  expect(await ask(port, {})).toBe(200);
});

it.each(['http://sync.example.com', 'https://sync.example.com/below', 'https://localhost', 'sync'])(
  '[S52] does not start with a public address that is none: %s',
  async (url) => {
    await expect(startedWorker({ environment: { PUBLIC_URL: url } })).rejects.toThrow(
      'PUBLIC_URL must be an https address',
    );
  },
);
