// A paired device over HTTP, as the suites in workerd play it: it signs as clients of the earlier API do, or in headers.

import { headerMessage, type SignedFields } from '../../src/protocol/mobile-signature.ts';
import { hmacSha256, toHex } from '../../src/model/hmac.ts';
import type { MobileChanges, MobileSynced, ShownPairingCode } from '../../src/protocol/answers/mobile.ts';
import { call, callOk } from './harness.ts';

/** What a device is paired with. */
export interface Paired {
  readonly deviceId: string;
  readonly secret: string;
}

type Changes = Readonly<Record<string, readonly unknown[]>>;

const NONE = { created: [], updated: [], completed: [], deleted: [] };

/** Pairs a device as its owner would. */
export async function pairDevice(name = 'Phone'): Promise<Paired> {
  const { code } = await callOk<ShownPairingCode>('POST', '/v1/pairing-codes', { name });
  const response = await call('POST', '/mobile/register', { body: { code, platform: 'test' }, token: null });
  if (response.status !== 200) throw new Error(`not paired: ${response.status} ${await response.text()}`);
  return response.json();
}

/** A signed body of a sync, as text. */
export async function signedBody(
  { deviceId, secret }: Paired,
  changes: Changes,
  {
    at = Date.now(),
    lastSyncAt = null,
    timestamp = new Date(at).toISOString(),
  }: {
    readonly at?: number;
    readonly lastSyncAt?: string | null;
    /** As it is sent. */
    readonly timestamp?: string;
  } = {},
): Promise<string> {
  const all = { ...NONE, ...changes };
  const message = `${JSON.stringify({ changes: all, lastSyncAt })}${timestamp}`;
  const signature = toHex(await hmacSha256(secret, message));
  return JSON.stringify({ deviceId, changes: all, lastSyncAt, signature, timestamp });
}

/** Sends the body of a sync. */
export function sendSync(text: string): Promise<Response> {
  return call('POST', '/mobile/sync', { text, token: null });
}

/** A sync that is answered with success. */
export async function syncDevice(
  paired: Paired,
  changes: Changes,
  options: Parameters<typeof signedBody>[2] = {},
): Promise<MobileSynced> {
  const response = await sendSync(await signedBody(paired, changes, options));
  if (response.status !== 200) throw new Error(`no sync: ${response.status} ${await response.text()}`);
  return response.json();
}

/** What a device signs in headers, and with what; each part as it should be unless it is given. */
interface ToSign {
  readonly method?: string;
  /** With its query. */
  readonly path: string;
  readonly body?: string;
  readonly timestamp?: string;
  readonly nonce?: string;
}

/** The headers of a signature. */
export async function signatureHeaders(
  { deviceId, secret }: Paired,
  {
    method = 'GET',
    path,
    body = '',
    timestamp = new Date().toISOString(),
    nonce = crypto.randomUUID(),
  }: ToSign,
): Promise<SignedFields> {
  const [bare = '', query = ''] = path.split('?');
  const message = await headerMessage({ method, path: bare, query, body }, { timestamp, nonce });
  return {
    'x-device-id': deviceId,
    'x-timestamp': timestamp,
    'x-nonce': nonce,
    'x-signature': toHex(await hmacSha256(secret, message)),
  };
}

/** Asks with a signature in headers. */
export async function askSigned(
  paired: Paired,
  path: string,
  {
    at = Date.now(),
    signedPath = path,
    method = 'GET',
  }: { readonly at?: number; readonly signedPath?: string; readonly method?: string } = {},
): Promise<Response> {
  const timestamp = new Date(at).toISOString();
  const headers = await signatureHeaders(paired, { method, path: signedPath, timestamp });
  return call(method, path, { token: null, headers });
}

/** What changed, page by page to the end. */
export async function pullDevice(paired: Paired, cursor: string | null = null): Promise<MobileChanges> {
  const query = cursor === null ? '' : `?cursor=${encodeURIComponent(cursor)}`;
  const response = await askSigned(paired, `/mobile/changes${query}`);
  if (response.status !== 200) throw new Error(`no changes: ${response.status} ${await response.text()}`);
  return response.json();
}
