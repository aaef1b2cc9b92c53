// The Worker as `start` runs it, in a real workerd: what it is given by its surroundings reaches it.

import { mkdtempSync, rmSync } from 'node:fs';
import { get } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { ownVersion } from '../own-package.ts';
import { startWorkerHost, type WorkerHost } from './worker-host.ts';

async function started(): Promise<WorkerHost> {
  const stateDirectory = mkdtempSync(join(tmpdir(), 'host-test-'));
  onTestFinished(() => rmSync(stateDirectory, { recursive: true, force: true }));
  const host = await startWorkerHost({
    stateDirectory,
    port: 0,
    apiToken: 'owner',
    repairToken: 'repair',
    environment: { KV_SETTINGS: '{"limits":{"reads":"many"}}', CORS_ORIGINS: 'https://tasks.example' },
    todoist: { url: '', token: '' },
    alarms: false,
    log: () => undefined,
  });
  onTestFinished(host.close);
  return host;
}

it('[K62] serves the description of the API to anybody, under its own names alone', async () => {
  const host = await started();
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
  const host = await started();
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
