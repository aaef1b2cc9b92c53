// The socket of a device, the same for both of its ends: how it is asked for where no headers can be set, what is said on it, and how
// it ends.

import { SIGNATURE_HEADERS, type SignedFields } from './mobile-signature.ts';

/** What the socket speaks. A client that asks for any protocol has to ask for this one. */
export const SOCKET_PROTOCOL = 'ttsync.v1';

/** Begins the second protocol that a client asks for: what it signed follows. */
const SIGNED_PREFIX = 'ttsync.signed.';

/** Longer ones are not read. */
const MAX_SIGNED_LENGTH = 1000;

/** Sent by the device; the platform answers it with `PONG` and wakes nobody up. */
export const PING = 'ping';
/** The answer to it. */
export const PONG = 'pong';

/** The only other message: something changed that this device would be shown. It pulls what that is. */
export const CHANGED = JSON.stringify({ type: 'changed' });

/** Why the Worker closes a socket. */
export const SOCKET_CLOSED = {
  /** It sent something else than `ping`. */
  notForMessages: 1008,
  /** The device is not paired any more. */
  notPaired: 4401,
  /** The device opened others since, and this one had been quiet for the longest time. */
  replaced: 4409,
} as const;

/** The protocols that a browser asks for: the signature stands among them, since it can set no header, and addresses are logged. */
export function protocolsOf(signed: SignedFields): readonly string[] {
  const bytes = new TextEncoder().encode(JSON.stringify(SIGNATURE_HEADERS.map((name) => signed[name])));
  const base64 = btoa(String.fromCharCode(...bytes));
  return [
    SOCKET_PROTOCOL,
    `${SIGNED_PREFIX}${base64.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '')}`,
  ];
}

/** What was signed, out of the header `Sec-WebSocket-Protocol`; null: it is not in there, or can't be read. */
export function signedFieldsOf(protocols: string): SignedFields | null {
  const asked = protocols.split(',').map((name) => name.trim());
  const [signed] = asked.filter((name) => name.startsWith(SIGNED_PREFIX));
  if (signed === undefined || signed.length > MAX_SIGNED_LENGTH) return null;
  const values = readJson(signed.slice(SIGNED_PREFIX.length));
  if (!Array.isArray(values) || values.length !== SIGNATURE_HEADERS.length) return null;
  if (!values.every((value) => typeof value === 'string')) return null;
  const [device = '', timestamp = '', nonce = '', signature = ''] = values;
  return { 'x-device-id': device, 'x-timestamp': timestamp, 'x-nonce': nonce, 'x-signature': signature };
}

/** Whether a client asked for what the socket speaks: it is told so, or a browser hangs up. */
export function asksForProtocol(protocols: string): boolean {
  return protocols.split(',').some((name) => name.trim() === SOCKET_PROTOCOL);
}

/** Base64url of JSON; undefined: it is none. */
function readJson(text: string): unknown {
  const base64 = text.replaceAll('-', '+').replaceAll('_', '/');
  if (base64.length % 4 === 1 || !/^[A-Za-z0-9+/]*$/.test(base64)) return undefined;
  const bytes = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
  try {
    return JSON.parse(new TextDecoder().decode(bytes)) as unknown;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return undefined;
  }
}
