// Devices of an earlier version after a migration, over HTTP, with the object put away between requests: strangers until their owner
// lets them in again, and then themselves.

import { evictDurableObject, reset, runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { afterEach, describe, expect, it } from 'vitest';
import type { ShownDevice } from '../../src/protocol/answers/mobile.ts';
import type { MigrationProgress } from '../../src/protocol/answers/kv.ts';
import type { Env } from '../../src/worker/env.ts';
import worker from '../../src/worker/index.ts';
import { askSigned, pullDevice, sendSync, signedBody, syncDevice, type Paired } from './device-client.ts';
import {
  addInTodoist,
  call,
  callOk,
  coordinator,
  exchange,
  failNextTodoistRequest,
  nameBefore,
  resetTodoist,
  todoistTitles,
} from './harness.ts';

declare global {
  // oxlint-disable-next-line typescript/no-namespace -- how the types of workerd take bindings
  namespace Cloudflare {
    interface Env {
      readonly SYNC_METADATA: KVNamespace;
    }
  }
}

const REPAIR = 'repair-token';
const PHONE: Paired = {
  deviceId: '4f0c1234-1111-4111-8111-111111111111',
  secret: '0123456789abcdef'.repeat(4),
};
const REGISTERED = '2025-08-01T10:00:00.000Z';
const SEEN = '2025-08-20T18:30:00.000Z';

afterEach(async () => {
  await reset();
  await resetTodoist();
});

function mapping(mobileId: string, todoistId: string): Readonly<Record<string, unknown>> {
  const { deviceId } = PHONE;
  const times = { createdAt: REGISTERED, lastSynced: SEEN };
  return { mobileId, todoistId, thingsId: 'mobile-1754000000001-cd', fingerprint: 'f', deviceId, ...times };
}

function registered(paired: Paired, more: object = {}): Readonly<Record<string, unknown>> {
  return { ...paired, registeredAt: REGISTERED, lastSeen: SEEN, platform: 'ios', appVersion: '1.2', ...more };
}

async function migrate(entries: Readonly<Record<string, unknown>>): Promise<MigrationProgress> {
  for (const [key, value] of Object.entries(entries)) await env.SYNC_METADATA.put(key, JSON.stringify(value));
  const request = new Request('http://worker/kv/migrate', {
    method: 'POST',
    headers: { 'X-Repair-Auth': REPAIR },
  });
  const settings = { ...(env as unknown as Env), REPAIR_AUTH_TOKEN: REPAIR };
  const response = await worker.fetch(request, settings);
  expect(response.status).toBe(200);
  return response.json();
}

/** A deployment that came over, with tasks in Todoist that the phone had created: one in its batch, one with a key of its own. */
async function cameOver(): Promise<void> {
  const inBatch = await addInTodoist('Water the plants');
  const byKey = await addInTodoist('Call Anna');
  await migrate({
    [`device:${PHONE.deviceId}`]: registered(PHONE),
    [`mobile-batch:${PHONE.deviceId}`]: {
      deviceId: PHONE.deviceId,
      mappings: { m1: mapping('m1', inBatch) },
      lastUpdated: SEEN,
      version: 1,
    },
    [`mobile-mapping:${PHONE.deviceId}:m2`]: mapping('m2', byKey),
    [`mobile-mapping:${PHONE.deviceId}:m3`]: mapping('m3', '6Xgone'),
  });
  await begin();
}

/** The first sync is done. */
async function begin(): Promise<void> {
  const { plan } = await exchange({ todos: [] });
  if (plan !== null) await callOk('POST', `/v1/plan/${plan.hash}/approve`);
  await exchange({ todos: [] });
}

/** The wait of the translation that failed is over. */
async function laterOn(): Promise<void> {
  await runInDurableObject(coordinator(), (_object, state) => {
    state.storage.sql.exec(`DELETE FROM legacy_progress WHERE name = 'translating'`);
  });
}

function readmit(id: string): Promise<Response> {
  return call('POST', `/v1/devices/${encodeURIComponent(id)}/readmit`);
}

describe('a device of an earlier version', () => {
  it('[S55] waits, is listed as far as it is known, and is a stranger until then', async () => {
    await cameOver();
    const [waiting, ...others] = await callOk<ShownDevice[]>('GET', '/v1/devices');
    expect(others).toEqual([]);
    expect(waiting).toEqual({
      id: PHONE.deviceId,
      name: 'ios 4f0c1234',
      platform: 'ios',
      appVersion: '1.2',
      pairedAt: Date.parse(REGISTERED),
      seenAt: Date.parse(SEEN),
      revokedAt: null,
      waits: 'readmission',
    });
    const change = { completed: ['m1'] };
    const [known, stranger] = [
      await sendSync(await signedBody(PHONE, change)),
      await sendSync(await signedBody({ ...PHONE, deviceId: 'nobody' }, change)),
    ];
    expect([known.status, stranger.status]).toEqual([401, 401]);
    const wordsOf = async (response: Response) => (await response.json<{ error: string }>()).error;
    expect(await wordsOf(known)).toBe(await wordsOf(stranger));
    const pulled = await askSigned(PHONE, '/mobile/changes');
    expect(pulled.status).toBe(401);
    await pulled.text();
    expect(await todoistTitles()).toEqual(['Call Anna', 'Water the plants']);
  });

  it('[S56] goes on with its old secret and its tasks once it is let in, and nothing is doubled', async () => {
    await cameOver();
    const first = await readmit(PHONE.deviceId);
    expect([first.status, await first.json()]).toMatchObject([200, { waits: null, revokedAt: null }]);
    await evictDurableObject(coordinator());
    expect((await readmit(PHONE.deviceId)).status).toBe(200);
    expect(await callOk<ShownDevice[]>('GET', '/v1/devices')).toHaveLength(1);

    const at = new Date().toISOString();
    const dates = { createdAt: REGISTERED, updatedAt: at, syncState: 'dirty' };
    const again = {
      id: 'm1',
      title: 'Water the plants',
      notes: '',
      due: null,
      status: 'open',
      list: 'inbox',
    };
    const answer = await syncDevice(
      PHONE,
      { created: [{ ...again, labels: [], ...dates }], completed: ['m2'] },
      { lastSyncAt: SEEN },
    );
    expect(answer.results.map(({ id, outcome }) => [id, outcome])).toEqual([
      ['m1', 'done'],
      ['m2', 'done'],
    ]);
    expect(await todoistTitles()).toEqual(['Water the plants']);
    // What it missed since then it pulls: it goes on from no later time.
    expect(answer.serverTime).toBe(REGISTERED);
    const { tasks } = await pullDevice(PHONE);
    expect(tasks.filter(({ status }) => status === 'open').map(({ id, title }) => [id, title])).toEqual([
      ['m1', 'Water the plants'],
    ]);
  });

  it('[S56] knows its tasks by ids of Todoist’s API before, and is let in once these are translated', async () => {
    const id = await addInTodoist('Water the plants');
    await nameBefore(id, '918273645');
    await migrate({
      [`device:${PHONE.deviceId}`]: registered(PHONE),
      [`mobile-batch:${PHONE.deviceId}`]: {
        deviceId: PHONE.deviceId,
        mappings: { m1: mapping('m1', '918273645'), gone: mapping('gone', '918273646'), bad: 'x' },
        lastUpdated: SEEN,
        version: 1,
      },
    });
    await begin();
    await failNextTodoistRequest('server_error');
    const early = await readmit(PHONE.deviceId);
    expect([early.status, await early.text()]).toEqual([503, expect.stringContaining('Todoist')]);
    expect((await sendSync(await signedBody(PHONE, {}))).status).toBe(401);
    await laterOn();
    expect((await readmit(PHONE.deviceId)).status).toBe(200);
    const { results } = await syncDevice(PHONE, { completed: ['m1', 'gone'] });
    expect(results.map(({ id: of, outcome }) => [of, outcome])).toEqual([
      ['m1', 'done'],
      ['gone', 'unknown'],
    ]);
    expect(await todoistTitles()).toEqual([]);
  });

  it('[S56] keeps in its batch what was noted of tasks that are gone, so that nothing of the migration is missing', async () => {
    await cameOver();
    expect((await readmit(PHONE.deviceId)).status).toBe(200);
    await syncDevice(PHONE, { completed: ['m2'] });
    await callOk('POST', '/kv/checkpoint');
    const text = await env.SYNC_METADATA.get(`mobile-batch:${PHONE.deviceId}`);
    const { mappings, version } = JSON.parse(text ?? '{}') as { mappings: object; version: number };
    expect([Object.keys(mappings).toSorted(), version]).toEqual([['m1', 'm2', 'm3'], 2]);
  });

  it('[S58] whose access was taken away again leaves the comparison of both layouts sound', async () => {
    await cameOver();
    expect((await readmit(PHONE.deviceId)).status).toBe(200);
    await syncDevice(PHONE, { completed: ['m2'] });
    await callOk('POST', '/kv/checkpoint');
    await callOk('DELETE', `/v1/devices/${PHONE.deviceId}`);
    await callOk('POST', '/kv/checkpoint');
    const text = await env.SYNC_METADATA.get(`mobile-batch:${PHONE.deviceId}`);
    expect(JSON.parse(text ?? '{}')).toMatchObject({ mappings: {} });
    await runInDurableObject(coordinator(), (_object, state) => {
      state.storage.sql.exec(`DELETE FROM legacy_progress WHERE name = 'verified'`);
    });
    expect(await callOk('GET', '/kv/verify')).toMatchObject({
      ok: true,
      documents: { wrong: 0 },
      details: [],
    });
  });

  it('[S56] is let in by its owner alone, and before the first sync by nobody', async () => {
    await migrate({ [`device:${PHONE.deviceId}`]: registered(PHONE) });
    const path = `/v1/devices/${PHONE.deviceId}/readmit`;
    expect((await call('POST', path, { token: null })).status).toBe(401);
    expect((await call('POST', path)).status).toBe(503);
    expect((await sendSync(await signedBody(PHONE, {}))).status).toBe(401);
    expect((await readmit('nobody')).status).toBe(404);
  });

  it('[S57] whose owner said no is not offered again, nor is one whose access was taken away', async () => {
    await cameOver();
    const refused = await callOk<ShownDevice[]>('DELETE', `/v1/devices/${PHONE.deviceId}`);
    expect(refused).toMatchObject([{ id: PHONE.deviceId, waits: null, revokedAt: expect.any(Number) }]);
    expect((await readmit(PHONE.deviceId)).status).toBe(409);
    expect((await sendSync(await signedBody(PHONE, {}))).status).toBe(401);
    expect(await callOk<ShownDevice[]>('GET', '/v1/devices')).toHaveLength(1);
  });

  it('[S57] has to be paired anew where its secret was not kept', async () => {
    const lost = { deviceId: 'lost', registeredAt: REGISTERED };
    const steering = registered({ deviceId: 'odd', secret: 'ab' }, { platform: 'a\u001b[31m', lastSeen: 5 });
    await migrate({ 'device:lost': lost, 'device:odd': steering });
    await begin();
    expect(await callOk<ShownDevice[]>('GET', '/v1/devices')).toMatchObject([
      { id: 'lost', name: 'device lost', waits: 'pairing' },
      { id: 'odd', name: 'device odd', platform: null, seenAt: 5, waits: 'readmission' },
    ]);
    const answer = await readmit('lost');
    expect([answer.status, await answer.text()]).toEqual([409, expect.stringContaining('pair it anew')]);
  });
});
