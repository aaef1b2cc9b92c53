// The calls of a device, signed in headers.

import { hmacSha256, toHex } from '../model/hmac.ts';
import type { MobileChanges, MobileRegistered, MobileSynced } from '../protocol/answers/mobile.ts';
import { headerMessage, type SignedFields } from '../protocol/mobile-signature.ts';
import { protocolsOf } from '../protocol/mobile-socket.ts';
import type { ListeningSocket, SocketClass } from './socket-class.ts';
import type { Credentials } from './types.ts';

/** How long a call may take, ms. */
const TIME_OUT_MS = 30_000;

/** Why a call brought nothing. `isFinal`: the same call would be refused again. */
export type CallFailure =
  /** There is no connection, or no answer. */
  | { readonly kind: 'unreachable'; readonly detail: string }
  /** The device is not paired, or not any more, or its clock is wrong. `hubTime`: what the hub's clock shows, epoch ms, if it is told. */
  | { readonly kind: 'not_paired'; readonly detail: string; readonly hubTime: number | null }
  /** To be tried again, not before this many seconds if that is known. */
  | { readonly kind: 'busy'; readonly detail: string; readonly afterS: number | null }
  /** It would be refused again. */
  | { readonly kind: 'refused'; readonly detail: string; readonly status: number };

/** A call's answer, or why there is none. */
export type Called<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly failure: CallFailure };

/** What calls are made with. */
export interface Calling {
  readonly fetch: typeof globalThis.fetch;
  /** Epoch ms. */
  readonly now: () => number;
}

/** Pairs a device. */
export function register(
  { fetch }: Pick<Calling, 'fetch'>,
  given: {
    readonly baseUrl: string;
    readonly account: string | null;
    readonly code: string;
    readonly platform: string | null;
    readonly appVersion: string | null;
  },
): Promise<Called<MobileRegistered>> {
  const { baseUrl, account, ...body } = given;
  const url = `${baseUrl}/mobile/register${queryText(account, {})}`;
  const headers = { 'content-type': 'application/json' };
  return send(fetch, url, { method: 'POST', headers, body: JSON.stringify(body) });
}

/** Sends changes. */
export function sync(
  calling: Calling,
  credentials: Credentials,
  body: object,
): Promise<Called<MobileSynced>> {
  return signed(calling, credentials, { method: 'POST', path: '/mobile/sync', query: {}, body });
}

/** Pulls one page of changes. */
export function changes(
  calling: Calling,
  credentials: Credentials,
  cursor: string | null,
): Promise<Called<MobileChanges>> {
  const query = cursor === null ? {} : { cursor };
  return signed(calling, credentials, { method: 'GET', path: '/mobile/changes', query, body: null });
}

/** Begins to open the socket over which the Worker says that something changed. Rejects where the address is none. */
export async function openSocket(
  { now, Socket }: Pick<Calling, 'now'> & { readonly Socket: SocketClass },
  credentials: Credentials,
): Promise<ListeningSocket> {
  const url = new URL(`${credentials.baseUrl}/mobile/socket${queryText(credentials.account, {})}`);
  const fields = await sign(credentials, { method: 'GET', url, body: '', at: now() });
  return new Socket(url.href.replace(/^http/, 'ws'), [...protocolsOf(fields)]);
}

async function signed<T>(
  { fetch, now }: Calling,
  credentials: Credentials,
  call: {
    readonly method: string;
    readonly path: string;
    readonly query: Readonly<Record<string, string>>;
    readonly body: object | null;
  },
): Promise<Called<T>> {
  const { method, path, query } = call;
  const url = new URL(`${credentials.baseUrl}${path}${queryText(credentials.account, query)}`);
  const body = call.body === null ? '' : JSON.stringify(call.body);
  const headers = {
    ...(await sign(credentials, { method, url, body, at: now() })),
    ...(call.body !== null && { 'content-type': 'application/json' }),
  };
  return send(fetch, url.href, { method, headers, ...(call.body !== null && { body }) });
}

async function sign(
  { deviceId, secret }: Credentials,
  given: { readonly method: string; readonly url: URL; readonly body: string; readonly at: number },
): Promise<SignedFields> {
  const { method, url, body, at } = given;
  const timestamp = new Date(at).toISOString();
  const nonce = crypto.randomUUID();
  const request = { method, path: url.pathname, query: url.search.slice(1), body };
  const message = await headerMessage(request, { timestamp, nonce });
  return {
    'x-device-id': deviceId,
    'x-timestamp': timestamp,
    'x-nonce': nonce,
    'x-signature': toHex(await hmacSha256(secret, message)),
  };
}

function queryText(account: string | null, query: Readonly<Record<string, string>>): string {
  const text = new URLSearchParams({ ...(account !== null && { account }), ...query }).toString();
  return text === '' ? '' : `?${text}`;
}

async function send<T>(fetch: Calling['fetch'], url: string, init: RequestInit): Promise<Called<T>> {
  try {
    const response = await fetch(url, { ...init, signal: AbortSignal.timeout(TIME_OUT_MS) });
    const text = await response.text();
    if (response.status === 200) return { ok: true, value: JSON.parse(text) as T };
    return { ok: false, failure: failureOf(response, text) };
  } catch (error) {
    // No connection, a time-out, or an answer that is not of this API.
    return {
      ok: false,
      failure: { kind: 'unreachable', detail: error instanceof Error ? error.message : '' },
    };
  }
}

function failureOf(response: Response, text: string): CallFailure {
  const { status } = response;
  const { detail, hubTime } = toldBy(text);
  if (status === 401) return { kind: 'not_paired', detail, hubTime };
  if (status === 429 || status >= 500) {
    const after = Number(response.headers.get('retry-after') ?? Number.NaN);
    return { kind: 'busy', detail, afterS: Number.isFinite(after) ? after : null };
  }
  return { kind: 'refused', detail, status };
}

function toldBy(text: string): { readonly detail: string; readonly hubTime: number | null } {
  try {
    const { error, message, serverTime } = JSON.parse(text) as Readonly<Record<string, unknown>>;
    const detail = typeof message === 'string' ? message : typeof error === 'string' ? error : '';
    const hubTime = typeof serverTime === 'string' ? Date.parse(serverTime) : Number.NaN;
    return { detail, hubTime: Number.isNaN(hubTime) ? null : hubTime };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return { detail: '', hubTime: null };
  }
}
