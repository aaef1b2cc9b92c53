// Who may open a device's socket, and how often.

import { createExecutionContext, evictDurableObject, reset } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { afterEach, describe, expect, it } from 'vitest';
import { SIGNATURE_HEADERS } from '../../src/protocol/mobile-signature.ts';
import { protocolsOf, SOCKET_PROTOCOL } from '../../src/protocol/mobile-socket.ts';
import { createApp } from '../../src/worker/app.ts';
import type { Env } from '../../src/worker/env.ts';
import { pairDevice, syncDevice } from './device-client.ts';
import { askForSocket, begun, signedFor } from './device-socket.ts';
import { call, coordinator, resetTodoist } from './harness.ts';

afterEach(async () => {
  await reset();
  await resetTodoist();
});

describe('opening a socket', () => {
  it('[S61] takes the signature among the protocols or in headers, and answers with the protocol', async () => {
    await begun();
    const phone = await pairDevice();
    const signed = await signedFor(phone);
    const asBrowser = await askForSocket({ 'sec-websocket-protocol': protocolsOf(signed).join(', ') });
    expect([asBrowser.status, asBrowser.headers.get('sec-websocket-protocol')]).toEqual([
      101,
      SOCKET_PROTOCOL,
    ]);
    const asScript = await askForSocket(await signedFor(phone));
    expect([asScript.status, asScript.headers.get('sec-websocket-protocol')]).toEqual([101, null]);
    for (const { webSocket } of [asBrowser, asScript]) {
      webSocket?.accept();
      webSocket?.close(1000);
    }
  });

  it('[S61] is refused without a signature of a paired device over this very address', async () => {
    await begun();
    const [phone, other] = [await pairDevice(), await pairDevice('Other')];
    const signed = await signedFor(phone);
    const wrong: readonly Readonly<Record<string, string>>[] = [
      {},
      { 'sec-websocket-protocol': SOCKET_PROTOCOL },
      { 'sec-websocket-protocol': `${SOCKET_PROTOCOL}, ttsync.signed.%%%` },
      {
        'sec-websocket-protocol': `${SOCKET_PROTOCOL}, ttsync.signed.${btoa('[1,2,3,4]').replaceAll('=', '')}`,
      },
      { 'sec-websocket-protocol': `${SOCKET_PROTOCOL}, ttsync.signed.${'A'.repeat(5000)}` },
      { ...signed, 'x-device-id': other.deviceId },
      { ...signed, 'x-nonce': 'another-nonce' },
      await signedFor(phone, { at: Date.now() - 400_000 }),
      await signedFor(phone, { path: '/mobile/changes' }),
      await signedFor(phone, { path: '/mobile/socket?account=default' }),
    ];
    for (const headers of wrong) {
      const response = await askForSocket(headers);
      expect([headers, response.status]).toEqual([headers, 401]);
      await response.text();
    }
    expect((await call('GET', '/mobile/socket', { token: null })).status).toBe(426);
    expect((await askForSocket(signed, '/mobile/socket?account=nobody')).status).toBe(401);
  });

  it('[S61] is refused to whoever repeats a signature whose socket is open, after an eviction, too, and is in nobody’s way', async () => {
    await begun();
    const phone = await pairDevice();
    const signed = await signedFor(phone);
    const protocols = { 'sec-websocket-protocol': protocolsOf(signed).join(', ') };
    const { webSocket } = await askForSocket(protocols);
    webSocket?.accept();
    for (let at = 0; at < 15; at += 1) {
      if (at === 2) await evictDurableObject(coordinator());
      const repeated = await askForSocket(at % 2 === 0 ? protocols : signed);
      expect([repeated.status, await repeated.json()]).toMatchObject([401, { success: false }]);
    }
    expect(webSocket?.readyState).toBe(WebSocket.OPEN);
    const another = await askForSocket(await signedFor(phone));
    expect(another.status).toBe(101);
    another.webSocket?.accept();
    for (const socket of [webSocket, another.webSocket]) socket?.close(1000);
  });

  it('[S61] is refused to a foreign page and under a foreign name, and allowed to a page that is known', async () => {
    await begun();
    const phone = await pairDevice();
    const app = createApp(() => undefined);
    const ask = async (headers: Readonly<Record<string, string>>, settings: Partial<Env> = {}) =>
      app.fetch(
        new Request('http://worker/mobile/socket', {
          headers: { upgrade: 'websocket', ...(await signedFor(phone)), ...headers },
        }),
        { ...(env as unknown as Env), ...settings },
        createExecutionContext(),
      );
    const status = async (...given: Parameters<typeof ask>) => {
      const response = await ask(...given);
      response.webSocket?.accept();
      response.webSocket?.close(1000);
      return response.status;
    };
    expect(await status({ origin: 'https://evil.example' })).toBe(403);
    expect(await status({}, { ALLOWED_HOSTS: '127.0.0.1' })).toBe(421);
    expect(await status({ origin: 'http://worker' })).toBe(101);
    expect(await status({ origin: 'https://tasks.example' }, { CORS_ORIGINS: 'https://tasks.example' })).toBe(
      101,
    );
  });

  it('[S61] is possible for a page of another origin: the headers of a signature are announced to it', async () => {
    const app = createApp(() => undefined);
    const preflight = new Request('http://worker/mobile/sync', {
      method: 'OPTIONS',
      headers: { origin: 'https://tasks.example', 'access-control-request-method': 'POST' },
    });
    const settings = { ...(env as unknown as Env), CORS_ORIGINS: 'https://tasks.example' };
    const answer = await app.fetch(preflight, settings, createExecutionContext());
    const allowed = answer.headers.get('access-control-allow-headers')?.split(',') ?? [];
    expect(allowed).toEqual(expect.arrayContaining([...SIGNATURE_HEADERS]));
  });

  it('[S64] is held back when a device opens one after the other', async () => {
    await begun();
    const phone = await pairDevice();
    const refused: Response[] = [];
    for (let at = 0; at < 30; at += 1) {
      const response = await askForSocket(await signedFor(phone));
      if (response.webSocket === null) refused.push(response);
      else response.webSocket.accept();
    }
    expect(refused.length).toBeGreaterThanOrEqual(15);
    const [first] = refused;
    expect([first?.status, first?.headers.get('retry-after')]).toEqual([429, expect.stringMatching(/^\d+$/)]);
    expect(await first?.json()).toMatchObject({ success: false, nextSyncAfter: expect.any(Number) });
    // Its syncs go on.
    await syncDevice(phone, {});
  });
});
