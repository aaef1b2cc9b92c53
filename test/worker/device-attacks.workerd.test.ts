// Attacks on what devices sign, over HTTP: each is refused, changes nothing, and leaves nothing of what was sent in the log.

import { evictDurableObject, reset } from 'cloudflare:test';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { pairDevice, signatureHeaders, signedBody, type Paired } from './device-client.ts';
import { beginWith, coordinator, resetTodoist, todoistTitles } from './harness.ts';
import { watchWorker, type WatchedWorker } from './watched-worker.ts';

/** A word of each task here, and of nothing else. */
const CANARY = 'Kanarienvogel';

let worker = watchWorker();
const send: WatchedWorker['send'] = (...request) => worker.send(...request);
const sync: WatchedWorker['sync'] = (...request) => worker.sync(...request);

beforeEach(async () => {
  worker = watchWorker();
  await beginWith(CANARY);
});

afterEach(async () => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  await reset();
  await resetTodoist();
});

function creation(id: string, title = CANARY): object {
  return { id, title };
}

/** Nothing was changed, and the log repeats nothing of what was sent. */
async function expectUntouched(phone: Paired): Promise<void> {
  expect(await todoistTitles()).toEqual([CANARY]);
  for (const word of [phone.secret, CANARY, 'signature', '\ud83d']) expect(worker.log()).not.toContain(word);
}

describe('a signature', () => {
  it('[S82] is good for nothing but what was signed', async () => {
    const [phone, other] = [await pairDevice(), await pairDevice('Other')];
    const body = JSON.stringify({ changes: { created: [creation('m')] }, lastSyncAt: null });
    const signed = { method: 'POST', path: '/mobile/sync', body };
    const good = await signatureHeaders(phone, signed);
    const others = await signatureHeaders(other, signed);
    const inBody = await signedBody(phone, { created: [creation('m')] });
    const pulled = await signatureHeaders(phone, { path: '/mobile/changes?limit=5' });
    const { 'x-signature': _signature, ...unsigned } = good;
    const attempts = [
      await sync(`${body} `, good),
      await sync(body, good, '/mobile/sync?account=default'),
      await sync(body, { ...good, 'x-device-id': other.deviceId }),
      await sync(body, { ...good, 'x-signature': others['x-signature'] ?? '' }),
      await sync(body, { ...good, 'x-signature': (good['x-signature'] ?? '').toUpperCase() }),
      await sync(body, { ...good, 'x-nonce': crypto.randomUUID() }),
      await sync(body, { ...good, 'x-timestamp': new Date(Date.now() + 1000).toISOString() }),
      await sync(body, await signatureHeaders(phone, { ...signed, method: 'GET' })),
      await sync(body, await signatureHeaders(phone, { ...signed, path: '/mobile/changes' })),
      await sync(body, unsigned),
      await send('/mobile/changes', { headers: good }),
      await send('/mobile/changes?limit=6', { headers: pulled }),
      await send('/mobile/changes?%6cimit=5', { headers: pulled }),
      await send('/mobile/changes', { headers: pulled }),
      // Both forms at once: the headers count, and what stands in the body proves nothing.
      await sync(inBody, { ...good, 'x-signature': '0'.repeat(64) }),
      await sync(inBody, { ...pulled }),
      await sync(inBody.replace(phone.deviceId, other.deviceId)),
      await sync(inBody.replace('"lastSyncAt":null', '"lastSyncAt":"2026-01-01T00:00:00.000Z"')),
      await sync(inBody.replace('"created":[{', '"created":[{"notes":"x",')),
    ];
    expect(attempts.map(({ status }) => status)).toEqual(attempts.map(() => 401));
    await expectUntouched(phone);
  });

  it.each(['', 'x'.repeat(7), 'x'.repeat(129), `${'x'.repeat(64)}, ${'y'.repeat(64)}`])(
    '[S82] with the nonce %j is none',
    async (nonce) => {
      const phone = await pairDevice();
      const headers = await signatureHeaders(phone, { path: '/mobile/changes', nonce });
      expect((await send('/mobile/changes', { headers })).status).toBe(401);
      await expectUntouched(phone);
    },
  );

  it('[S82] counts with one header of each name', async () => {
    const phone = await pairDevice();
    for (const name of ['x-device-id', 'x-signature', 'x-timestamp', 'x-nonce']) {
      const headers = new Headers(await signatureHeaders(phone, { path: '/mobile/changes' }));
      expect((await send('/mobile/changes', { headers })).status).toBe(200);
      headers.append(name, headers.get(name) ?? '');
      expect([name, (await send('/mobile/changes', { headers })).status]).toEqual([name, 401]);
    }
  });

  it.each([
    '+275760-09-13T00:00:00.000Z',
    '-271821-04-20T00:00:00.000Z',
    '1970-01-01T00:00:00.000Z',
    '9999-12-31T23:59:59.999Z',
    '2016-12-31T23:59:60Z',
    '1e308',
    '9'.repeat(400),
    'now',
    '',
    '\u0662\u0660\u0662\u0666-12-01',
    '\ud83d\ude00',
    'NaN',
  ])('[S82] of the time %j is too old, too new or none, in either form', async (timestamp) => {
    const phone = await pairDevice();
    const inBody = await signedBody(phone, { created: [creation('m')] }, { timestamp });
    expect((await sync(inBody)).status).toBe(401);
    // HTTP carries no other letters in a header.
    if (/^[\x20-\x7e]*$/.test(timestamp)) {
      const headers = await signatureHeaders(phone, { path: '/mobile/changes', timestamp });
      expect((await send('/mobile/changes', { headers })).status).toBe(401);
    }
    await expectUntouched(phone);
  });

  it.each([[], [Date.now()], {}, { a: 1 }, Date.now(), 1e308, -1, true, null])(
    '[S82] whose parts are %j instead of texts is none',
    async (value) => {
      const phone = await pairDevice();
      const good = JSON.parse(await signedBody(phone, { created: [creation('m')] })) as object;
      for (const name of ['deviceId', 'timestamp', 'signature'])
        expect((await sync(JSON.stringify({ ...good, [name]: value }))).status).toBe(401);
      await expectUntouched(phone);
    },
  );

  it('[S11] is spent for good: after evictions, in another order, and in many requests at once', async () => {
    const phone = await pairDevice();
    const text = await signedBody(phone, { created: [creation('m', 'Buy milk')] });
    expect((await sync(text)).status).toBe(200);
    const { signature, timestamp, ...rest } = JSON.parse(text) as Record<string, unknown>;
    const turned = JSON.stringify({ signature, timestamp, ...rest }, null, 2);
    for (let time = 0; time < 3; time += 1) {
      await evictDurableObject(coordinator());
      const answers = await Promise.all([text, turned, text, turned].map((again) => sync(again)));
      expect(answers.map(({ status }) => status)).toEqual([401, 401, 401, 401]);
    }
    expect(await todoistTitles()).toEqual(['Buy milk', CANARY]);
  });

  it('[S11] is spent also where the clock goes back after it was too old', async () => {
    const phone = await pairDevice();
    const at = Date.now();
    vi.useFakeTimers({ toFake: ['Date'], now: at });
    const text = await signedBody(phone, { created: [creation('m', 'Buy milk')] });
    expect((await sync(text)).status).toBe(200);
    vi.setSystemTime(at + 301_000);
    expect((await sync(text)).status).toBe(401);
    expect((await sync(await signedBody(phone, { completed: ['m'] }))).status).toBe(200);
    vi.setSystemTime(at + 299_000);
    expect((await sync(text)).status).toBe(401);
    expect(await todoistTitles()).toEqual([CANARY]);
  });
});
