// What somebody has who got hold of everything that is stored of a paired installation: no way to pair a device, and none to sign for one.

import { reset, runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { afterEach, expect, it } from 'vitest';
import { hmacSha256, toHex } from '../../src/model/hmac.ts';
import type { ShownPairingCode } from '../../src/protocol/answers/mobile.ts';
import { pairDevice, pullDevice, sendSync, signatureHeaders, signedBody } from './device-client.ts';
import { beginWith, call, callOk, coordinator, resetTodoist } from './harness.ts';

declare global {
  // oxlint-disable-next-line typescript/no-namespace -- how the types of workerd take bindings
  namespace Cloudflare {
    interface Env {
      readonly SYNC_METADATA: KVNamespace;
      readonly SECRETS_KEY: string;
    }
  }
}

afterEach(async () => {
  await reset();
  await resetTodoist();
});

/** Every row of every table, by table. */
function everyRow(): Promise<Readonly<Record<string, readonly unknown[]>>> {
  return runInDurableObject(coordinator(), (_object, { storage }) => {
    const tables = storage.sql
      .exec<{
        name: string;
      }>(`SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '\\_cf%' ESCAPE '\\'`)
      .toArray();
    return Object.fromEntries(
      tables.map(({ name }) => [name, storage.sql.exec(`SELECT * FROM ${name}`).toArray()]),
    );
  });
}

/** Every key of KV with its value. */
async function everyKey(): Promise<Readonly<Record<string, string | null>>> {
  const { keys } = await env.SYNC_METADATA.list();
  const entries = keys.map(async ({ name }) => [name, await env.SYNC_METADATA.get(name)] as const);
  return Object.fromEntries(await Promise.all(entries));
}

/** All texts in a value, those in texts that are JSON too. */
function* textsIn(value: unknown): Iterable<string> {
  if (typeof value === 'string') {
    yield value;
    if (/^[[{]/.test(value)) yield* textsIn(JSON.parse(value));
  } else if (typeof value === 'object' && value !== null) {
    yield* Object.keys(value);
    for (const part of Object.values(value)) yield* textsIn(part);
  }
}

/** What a key could be made of a text: itself, and what it stands for in hex or base64. */
function keysOf(text: string): readonly (string | Uint8Array<ArrayBuffer>)[] {
  const hex = /^(?:[0-9a-f]{2})+$/.test(text) ? [bytesOfHex(text)] : [];
  const base64 = /^[\w+/-]+=*$/.test(text) && text.replace(/=+$/, '').length % 4 !== 1 ? [bytesOf(text)] : [];
  return [text, ...hex, ...base64, ...base64.map(toHex)];
}

function bytesOfHex(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(text.match(/../g) ?? [], (digits) => Number.parseInt(digits, 16));
}

function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  const standard = text.replaceAll('-', '+').replaceAll('_', '/');
  return Uint8Array.from(atob(standard), (char) => char.charCodeAt(0));
}

it('[S87] nothing that is stored, in SQLite or in KV, is a code or a secret, or signs a request', async () => {
  await beginWith('Call Anna');
  const phone = await pairDevice();
  const spent = await signedBody(phone, { created: [{ id: 'm-1', title: 'Buy milk' }] });
  expect((await sendSync(spent)).status).toBe(200);
  await pullDevice(phone);
  const { code } = await callOk<ShownPairingCode>('POST', '/v1/pairing-codes', { name: 'Next' });
  await callOk('POST', '/kv/checkpoint');
  const [rows, keys] = [await everyRow(), await everyKey()];

  // It is all there: nothing would be found in what was never dumped.
  expect(rows).toMatchObject({
    devices: [{ id: phone.deviceId }],
    secrets: [{ purpose: 'device', id: phone.deviceId }],
    pairing_codes: [{ name: 'Next' }],
    device_requests: [{ signature: expect.any(String) }],
  });
  expect(Object.keys(keys).toSorted()).toEqual([`mobile-batch:${phone.deviceId}`, 'sync-state:batch']);
  const texts = [...new Set(textsIn([rows, keys]))];
  expect(texts).toContain('Buy milk');

  const dump = texts.join('\n').toUpperCase();
  for (const secret of [phone.secret, code, code.replace('-', ''), env.SECRETS_KEY])
    expect(dump).not.toContain(secret.toUpperCase());
  // What is sealed or hashed does not even leave the object.
  const guarded = [rows['secrets'], rows['pairing_codes'], rows['device_requests']].flat();
  const marks = [...textsIn(guarded)].filter((text) => text.length >= 64);
  expect(marks).toHaveLength(3);
  for (const mark of marks) expect(JSON.stringify(keys)).not.toContain(mark);

  const message = 'what a device would sign';
  const right = toHex(await hmacSha256(phone.secret, message));
  const candidates = texts.flatMap(keysOf).filter((key) => key.length > 0);
  expect(candidates.length).toBeGreaterThan(200);
  for (const key of candidates) expect(toHex(await hmacSha256(key, message))).not.toBe(right);
  const path = '/mobile/changes';
  for (const secret of texts.filter((text) => text.length >= 32 && text.length <= 64)) {
    const headers = await signatureHeaders({ ...phone, secret }, { path });
    expect((await call('GET', path, { token: null, headers })).status).toBe(401);
  }
  expect((await sendSync(spent)).status).toBe(401);
});
