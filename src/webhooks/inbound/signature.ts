// Signatures of senders: HMAC over the bytes that came, compared in constant time.

import { fromHex, hmacSha256, isSameBytes } from '../../model/hmac.ts';

const ENCODER = new TextEncoder();

/** Tells whether a signature in lower hex, behind one of these prefixes, is that of the message. */
export async function isHexSignature(
  given: string | null,
  {
    secret,
    message,
    prefixes,
  }: {
    readonly secret: string;
    readonly message: Uint8Array<ArrayBuffer>;
    /** '' where none need stand there. */
    readonly prefixes: readonly string[];
  },
): Promise<boolean> {
  const prefix = prefixes.find((each) => given?.startsWith(each) === true);
  if (given === null || prefix === undefined || secret === '') return false;
  const bytes = fromHex(given.slice(prefix.length));
  return bytes !== null && isSameBytes(bytes, await hmacSha256(secret, message));
}

/** Tells whether a signature in base64 is that of the message. */
export async function isBase64Signature(
  given: string | null,
  key: Uint8Array<ArrayBuffer> | string,
  message: Uint8Array<ArrayBuffer>,
): Promise<boolean> {
  if (given === null || key.length === 0) return false;
  const bytes = fromBase64(given);
  return bytes !== null && isSameBytes(bytes, await hmacSha256(key, message));
}

/** Bytes of base64; null where it is none. */
export function fromBase64(text: string): Uint8Array<ArrayBuffer> | null {
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(text) || text.length % 4 !== 0) return null;
  return Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
}

/** A text before the bytes of a body: what some senders sign. */
export function withPrefix(prefix: string, body: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const head = ENCODER.encode(prefix);
  const joined = new Uint8Array(head.length + body.length);
  joined.set(head);
  joined.set(body, head.length);
  return joined;
}

/** Tells whether a time in whole seconds is now, give or take five minutes: what is older may be somebody's copy. */
export function isRecent(seconds: string | null, now: number): boolean {
  if (seconds === null || !/^\d{1,12}$/.test(seconds)) return false;
  return Math.abs(now - Number(seconds) * 1000) <= PATIENCE_MS;
}

const PATIENCE_MS = 300_000;
