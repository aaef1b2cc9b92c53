// SHA-256, by the platform's implementation.

import { toHex } from './hmac.ts';

/** The SHA-256 of a text's UTF-8 bytes: 64 hex digits, lower case. */
export async function sha256Hex(text: string): Promise<string> {
  return toHex(new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))));
}
