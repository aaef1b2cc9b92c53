// How a device signs what it sends: in the body, as clients of the earlier API do, or in headers, for every method. Pure, but for
// the platform's cryptography.

import { fromHex, hmacSha256, isSameBytes } from '../../model/hmac.ts';
import { headerMessage, MAX_DEVICE_ID_CHARS, SIGNATURE_HEADERS } from '../../protocol/mobile-signature.ts';
import { signedFieldsOf } from '../../protocol/mobile-socket.ts';

/** A signature is good for this long before and after its time, ms. */
export const SIGNATURE_WINDOW_MS = 5 * 60_000;

/** A request as it arrived. Header names are in lower case. */
export interface SignedRequest {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  /** Without the question mark. */
  readonly query: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A request that asks for a socket. What was signed stands in its headers or, from browsers, among the protocols that it asks for. */
export function signedUpgrade({ url, headers }: Pick<Request, 'url' | 'headers'>): SignedRequest {
  const { pathname, search } = new URL(url);
  const named = SIGNATURE_HEADERS.flatMap((name) => {
    const value = headers.get(name);
    return value === null ? [] : [[name, value] as const];
  });
  const signed =
    named.length > 0
      ? Object.fromEntries(named)
      : signedFieldsOf(headers.get('sec-websocket-protocol') ?? '');
  return { method: 'GET', path: pathname, query: search.slice(1), headers: signed ?? {}, body: '' };
}

/** What a request says about who sent it, not verified yet. */
export interface Claim {
  readonly deviceId: string;
  readonly signature: string;
  /** Epoch ms. */
  readonly at: number;
  /** What was signed. */
  readonly message: string;
}

/** Reads who a request says it is from; null if it doesn't say so completely. `body`: the parsed body; undefined if there is none. */
export async function claimOf(request: SignedRequest, body: unknown): Promise<Claim | null> {
  const claim =
    request.headers['x-signature'] === undefined ? claimInBody(body) : await claimInHeaders(request);
  const length = claim?.deviceId.length ?? 0;
  return length >= 1 && length <= MAX_DEVICE_ID_CHARS ? claim : null;
}

/** Tells whether the signature is that of this secret, and its time is now, give or take the window. */
export async function isRight(claim: Claim, secret: string, now: number): Promise<boolean> {
  const given = fromHex(claim.signature);
  const wanted = await hmacSha256(secret, claim.message);
  const isOfSecret = given !== null && isSameBytes(given, wanted);
  return isOfSecret && Math.abs(now - claim.at) <= SIGNATURE_WINDOW_MS;
}

async function claimInHeaders(request: SignedRequest): Promise<Claim | null> {
  const [deviceId, timestamp, nonce, signature] = SIGNATURE_HEADERS.map((name) => request.headers[name]);
  if (deviceId === undefined || timestamp === undefined || signature === undefined) return null;
  if (nonce === undefined || nonce.length < 8 || nonce.length > 128) return null;
  const at = Date.parse(timestamp);
  if (Number.isNaN(at)) return null;
  return { deviceId, signature, at, message: await headerMessage(request, { timestamp, nonce }) };
}

/** The two members that are signed, in this order and as JavaScript writes them, and the time behind them. */
function claimInBody(body: unknown): Claim | null {
  if (typeof body !== 'object' || body === null) return null;
  const { deviceId, signature, timestamp, changes, lastSyncAt } = body as Readonly<Record<string, unknown>>;
  if (typeof deviceId !== 'string' || typeof signature !== 'string' || typeof timestamp !== 'string')
    return null;
  const at = Date.parse(timestamp);
  if (Number.isNaN(at)) return null;
  return { deviceId, signature, at, message: `${JSON.stringify({ changes, lastSyncAt })}${timestamp}` };
}
