// What whoever is no paired device gets out of the addresses of devices: nothing, at no cost; and how often those that are may ask.

import { reset } from 'cloudflare:test';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ShownPairingCode } from '../../src/protocol/answers/mobile.ts';
import type { Status } from '../../src/protocol/status.ts';
import { pairDevice, signatureHeaders, signedBody, type Paired } from './device-client.ts';
import { beginWith, callOk, resetTodoist } from './harness.ts';
import { watchWorker, type Heard, type WatchedWorker } from './watched-worker.ts';

const STRANGER = 'c0ffee00-0000-4000-8000-000000000000';

let worker: WatchedWorker;

beforeEach(async () => {
  worker = watchWorker();
  await beginWith('Call Anna');
});

afterEach(async () => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  await reset();
  await resetTodoist();
});

/** A device that is paired and one whose access was taken away, and what else might be told apart. */
async function candidates(): Promise<readonly Paired[]> {
  const [phone, revoked] = [await pairDevice(), await pairDevice('Lost')];
  await callOk('DELETE', `/v1/devices/${revoked.deviceId}`);
  const secret = '0'.repeat(64);
  return [
    { ...phone, secret },
    { ...revoked, secret },
    revoked,
    { deviceId: STRANGER, secret },
    { deviceId: '__proto__', secret },
  ];
}

/** All that an answer tells, but for its time and the number of the request. */
function told({ status, text, headers }: Heard): unknown {
  return [
    status,
    text.replace(/"serverTime":"[^"]*"/, ''),
    [...headers].map(([name, value]) => `${name}: ${value}`).toSorted(),
  ];
}

/** From now on no time passes: what has to wait waits. */
function stopClock(): void {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() });
}

describe('whether a device is paired', () => {
  it('[S84] no answer tells: all that are refused are alike', async () => {
    const path = '/mobile/changes';
    const answers: Heard[] = [];
    for (const one of await candidates()) {
      const headers = await signatureHeaders(one, { path });
      answers.push(
        await worker.sync(await signedBody(one, { created: [{ id: 'm', title: 'x' }] })),
        await worker.sync(await signedBody(one, {})),
        await worker.send(path, { headers }),
        await worker.send(path, { headers: { ...headers, 'x-timestamp': '1970-01-01' } }),
        await worker.send(`${path}?deviceId=${one.deviceId}`),
      );
    }
    expect(answers.map(told)).toEqual(answers.map(() => told(answers[0] as Heard)));
    expect(answers[0]).toMatchObject({ status: 401, text: expect.stringContaining('"success":false') });
  });

  it('[S84] no work tells: as much is computed for one that there is not', async () => {
    const counts = [];
    for (const one of await candidates()) {
      const body = await signedBody(one, { created: [{ id: 'm', title: 'x' }] });
      const sign = vi.spyOn(crypto.subtle, 'sign');
      const seal = [vi.spyOn(crypto.subtle, 'encrypt'), vi.spyOn(crypto.subtle, 'decrypt')];
      expect((await worker.sync(body)).status).toBe(401);
      counts.push([sign.mock.calls.length, seal.reduce((sum, { mock }) => sum + mock.calls.length, 0)]);
      for (const spy of [sign, ...seal]) spy.mockRestore();
    }
    expect(counts).toEqual(counts.map(() => [1, 1]));
  });

  it.each([
    ['no body', ''],
    ['no JSON', '{'],
    ['another form', '{"changes":1}'],
    ['no device', '{"changes":{},"signature":"0","timestamp":"0","deviceId":"x"}'],
  ])('[S84] whether there is an account, no answer to %s tells', async (_what, body) => {
    const [there, nowhere] = [
      await worker.sync(body, {}, '/mobile/sync?account=default'),
      await worker.sync(body, {}, '/mobile/sync?account=nobody'),
    ];
    expect(told(nowhere)).toEqual(told(there));
  });
});

describe('guessed codes', () => {
  const register = (code: string, from: string) =>
    worker.send('/mobile/register', {
      method: 'POST',
      body: JSON.stringify({ code }),
      headers: { 'cf-connecting-ip': from },
    });
  const used = async () => callOk<Status>('GET', '/v1/status');

  it('[S85] of one network, ten thousand, cost ten calls of the account and write no row', async () => {
    const { code } = await callOk<ShownPairingCode>('POST', '/v1/pairing-codes', { name: 'Phone' });
    stopClock();
    const [idle, before] = [await used(), await used()];
    const statuses = new Map<number, number>();
    for (let at = 0; at < 10_000; at += 1) {
      const from = `2001:db8:0:1:${at.toString(16)}::1`;
      const { status } = await register(`AAAAA-${10_000 + at}`, from);
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
    }
    const calls = worker.calls();
    const after = await used();
    expect([calls, Object.fromEntries(statuses)]).toEqual([10, { 401: 10, 429: 9990 }]);
    expect(after.rowsWritten).toBe(before.rowsWritten);
    // One for each: that of the code which it is not.
    expect(after.rowsRead - before.rowsRead - (before.rowsRead - idle.rowsRead)).toBe(calls);
    expect(await register(code, '2001:db8:0:1::2')).toMatchObject({ status: 429 });
    expect(await register(code, '2001:db8:0:2::1')).toMatchObject({ status: 200 });
    expect(worker.log()).not.toContain(code.slice(0, 5));
  });

  it('[S85] of a thousand addresses write no row, and whoever has a code is let in', async () => {
    const { code } = await callOk<ShownPairingCode>('POST', '/v1/pairing-codes', { name: 'Phone' });
    stopClock();
    for (let at = 0; at < 12; at += 1) await register('AAAAA-AAAAA', '203.0.113.1');
    const [idle, before] = [await used(), await used()];
    for (let at = 0; at < 1000; at += 1)
      expect((await register('AAAAA-AAAAA', `198.51.${at >> 8}.${at & 0xff}`)).status).toBe(401);
    const after = await used();
    expect(after.rowsWritten).toBe(before.rowsWritten);
    expect(after.rowsRead - before.rowsRead - (before.rowsRead - idle.rowsRead)).toBe(1000);
    expect((await register(code, '203.0.113.1')).status).toBe(429);
    expect((await register(code, '203.0.113.2')).status).toBe(200);
  });

  it('[S81] on somebody’s own machine count as of one address, whatever they say', async () => {
    stopClock();
    worker = watchWorker({ ALLOWED_HOSTS: 'worker' });
    const statuses = [];
    for (let at = 0; at < 12; at += 1)
      statuses.push((await register('AAAAA-AAAAA', `203.0.113.${at}`)).status);
    expect(statuses.slice(-2)).toEqual([429, 429]);
  });
});

describe('limits', () => {
  const pull = async (phone: Paired) =>
    worker.send('/mobile/changes', { headers: await signatureHeaders(phone, { path: '/mobile/changes' }) });

  it('[S86] on a device are its own: neither another device nor a stranger who knows its id uses them up', async () => {
    const [phone, other] = [await pairDevice(), await pairDevice('Other')];
    stopClock();
    for (let at = 0; at < 70; at += 1)
      expect((await pull({ ...phone, secret: other.secret })).status).toBe(401);
    const statuses = [];
    for (let at = 0; at < 60; at += 1) statuses.push((await pull(phone)).status);
    expect(statuses).toEqual(statuses.map(() => 200));
    const tooMany = await pull(phone);
    const wait = Number(tooMany.headers.get('retry-after'));
    expect([tooMany.status, JSON.parse(tooMany.text)]).toEqual([
      429,
      { success: false, error: expect.any(String), serverTime: expect.any(String), nextSyncAfter: wait },
    ]);
    expect(wait).toBe(1);
    expect((await pull(other)).status).toBe(200);
  });

  it('[A50] on an address hold for what is open and for what is signed, each by itself', async () => {
    stopClock();
    worker = watchWorker({ RATE_LIMITS: '{"perToken":3,"perAddress":2}' });
    const ask = async (path: string, from: string) =>
      (await worker.send(path, { headers: { 'cf-connecting-ip': from } })).status;
    const statuses = [];
    for (let at = 0; at < 4; at += 1)
      statuses.push([await ask('/health', '203.0.113.1'), await ask('/mobile/changes', '203.0.113.1')]);
    expect(statuses).toEqual([
      [200, 401],
      [200, 401],
      [429, 401],
      [429, 429],
    ]);
    expect([await ask('/health', '203.0.113.2'), await ask('/mobile/changes', '203.0.113.2')]).toEqual([
      200, 401,
    ]);
  });
});
