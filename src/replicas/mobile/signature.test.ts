// What a request must say of its sender before anything is looked up.

import { expect, it } from 'vitest';
import { claimOf, isRight } from './signature.ts';

const SIGNATURE = '0'.repeat(64);
const TIMESTAMP = '2026-12-01T08:00:00.000Z';
const AT = Date.parse(TIMESTAMP);

function inBody(deviceId: unknown) {
  const request = { method: 'POST', path: '/mobile/sync', query: '', headers: {}, body: '' };
  return claimOf(request, { deviceId, signature: SIGNATURE, timestamp: TIMESTAMP, changes: {} });
}

function inHeaders(deviceId: string) {
  const headers = {
    'x-device-id': deviceId,
    'x-timestamp': TIMESTAMP,
    'x-nonce': 'x'.repeat(8),
    'x-signature': SIGNATURE,
  };
  return claimOf({ method: 'GET', path: '/mobile/changes', query: '', headers, body: '' }, undefined);
}

it('[S82] names a device by an id that a database takes, in either form', async () => {
  for (const claim of [inBody, inHeaders]) {
    expect(await claim('x'.repeat(100))).toMatchObject({ deviceId: 'x'.repeat(100), at: AT });
    expect(await claim('x'.repeat(101))).toBeNull();
    expect(await claim('x'.repeat(3_000_000))).toBeNull();
    expect(await claim('')).toBeNull();
  }
});

it.each([
  ['is not 64 digits', '0'.repeat(63)],
  ['is in capitals', 'A'.repeat(64)],
  ['has something behind it', `${SIGNATURE}\n`],
  ['has other digits', '\u0660'.repeat(64)],
])('[S82] a signature that %s is wrong', async (_what, signature) => {
  expect(await isRight({ deviceId: 'd', signature, at: AT, message: 'm' }, 'secret', AT)).toBe(false);
});
