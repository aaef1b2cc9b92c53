// The Worker as `start` runs it, in a real workerd: what it is given by its surroundings reaches it.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { startWorkerHost } from './worker-host.ts';

it('takes the repair token and the settings of KV that it is given', async () => {
  const stateDirectory = mkdtempSync(join(tmpdir(), 'host-test-'));
  onTestFinished(() => rmSync(stateDirectory, { recursive: true, force: true }));
  const host = await startWorkerHost({
    stateDirectory,
    port: 0,
    apiToken: 'owner',
    repairToken: 'repair',
    kvSettings: '{"limits":{"reads":"many"}}',
    todoist: { url: '', token: '' },
    alarms: false,
    logLevel: '',
    log: () => undefined,
  });
  onTestFinished(host.close);
  const migrate = async (token: string): Promise<number> => {
    const headers = { 'X-Repair-Auth': token };
    const response = await fetch(`${host.url}/kv/migrate`, { method: 'POST', headers });
    await response.arrayBuffer();
    return response.status;
  };
  expect([await migrate('owner'), await migrate('repair')]).toEqual([401, 200]);
  const stats = await fetch(`${host.url}/kv/stats`, { headers: { authorization: 'Bearer owner' } });
  expect(await stats.text()).toContain('KV_SETTINGS is wrong at limits.reads');
});
