// Stored secrets in workerd: what older code left is sealed, shown to nobody, and sealed anew under another key.

import { env } from 'cloudflare:workers';
import { reset, runInDurableObject } from 'cloudflare:test';
import { afterEach, expect, it } from 'vitest';
import { createVault } from '../../src/hub/vault.ts';
import { openStore } from '../../src/hub/sqlite/open-store.ts';
import { openSecrets } from '../../src/hub/sqlite/tables/secret-table.ts';
import { createDurableSql } from '../../src/worker/object/durable-sql.ts';
import type { Env } from '../../src/worker/env.ts';
import worker from '../../src/worker/index.ts';
import { call, callOk, coordinator, resetTodoist } from './harness.ts';

afterEach(async () => {
  await reset();
  await resetTodoist();
});

const DEVICE = { deviceId: 'phone', secret: 'Ohrwurm', registeredAt: '2025-08-01T10:30:00.000Z' };

/** Everything in the object's database that an attacker would read. */
function allRows(): Promise<string> {
  return runInDurableObject(coordinator(), (_object, state) => {
    const tables = state.storage.sql.exec<{ name: string }>(
      `SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '\\_cf%' ESCAPE '\\' AND name NOT LIKE 'sqlite%'`,
    );
    const rows = tables
      .toArray()
      .map(({ name }) => state.storage.sql.exec(`SELECT * FROM ${name}`).toArray());
    return JSON.stringify(rows);
  });
}

/** Stores a secret under a key that this Worker does not have. */
async function keepUnder(key: string): Promise<void> {
  await callOk('GET', '/v1/status');
  await runInDurableObject(coordinator(), async (_object, state) => {
    const sql = createDurableSql(state.storage);
    openStore(sql);
    const vault = createVault({
      records: openSecrets(sql),
      account: 'default',
      keys: { current: key, old: '' },
    });
    vault.put(await vault.seal({ purpose: 'webhook source', id: 'github' }, 'Ohrwurm'));
  });
}

it('[B19] what older code left is in clear in no row, and no address shows it', async () => {
  await env.SYNC_METADATA.put('device:phone', JSON.stringify(DEVICE));
  const migrated = await worker.fetch(
    new Request('http://worker/kv/migrate', { method: 'POST', headers: { 'X-Repair-Auth': 'repair' } }),
    { ...(env as unknown as Env), REPAIR_AUTH_TOKEN: 'repair' },
  );
  expect(migrated.status).toBe(200);
  const rows = await allRows();
  expect(rows).toContain('device:phone');
  expect(rows).not.toContain('Ohrwurm');
  const shown = await callOk<{ exists: boolean; value: unknown }>('GET', '/debug/kv/device%3Aphone');
  expect(shown).toMatchObject({ exists: true, value: null });
  for (const path of ['/kv/migrate', '/kv/verify', '/v1/status', '/debug/mappings'])
    expect(await (await call('GET', path)).text()).not.toContain('Ohrwurm');
});

it('[A74] only the owner has everything sealed anew, and is told what nothing opens', async () => {
  expect((await call('POST', '/v1/secrets/rekey', { token: 'someone' })).status).toBe(401);
  expect(await callOk('POST', '/v1/secrets/rekey')).toMatchObject({ total: 0, rekeyed: 0 });
  await keepUnder(btoa('another key, which is long enough'));
  const refused = await call('POST', '/v1/secrets/rekey');
  expect(refused.status).toBe(503);
  expect(await refused.text()).toContain('SECRETS_KEY_OLD');
  const { notices } = await callOk<{ notices: readonly string[] }>('GET', '/v1/status');
  expect(notices).toMatchObject([expect.stringContaining('SECRETS_KEY_OLD')]);
});
