/** Sync tokens: an opaque, checkable encoding of a position in one account's change log. */
import { hash32 } from '../ids.ts';

const TOKEN_BYTES = 45;
const POSITION_BYTES = 6;

/** Encodes a position; the same account and position always give the same token of 60 characters. */
export function encodeToken(seed: number, position: number): string {
  const bytes = new Uint8Array(TOKEN_BYTES);
  for (let index = 0; index < POSITION_BYTES; index += 1) {
    bytes[index] = (Math.floor(position / 256 ** index) & 0xff) ^ maskByte(seed, index);
  }
  for (let index = POSITION_BYTES; index < TOKEN_BYTES; index += 1) {
    bytes[index] = hash32(`${seed}/${position}`, index) & 0xff;
  }
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_');
}

/** Decodes a token; null when this account never gave it out, or when it lies in the future. */
export function decodeToken(seed: number, token: string, newestPosition: number): number | null {
  if (!/^[\w-]{60}$/.test(token)) return null;
  const bytes = atob(token.replaceAll('-', '+').replaceAll('_', '/'));
  let position = 0;
  for (let index = POSITION_BYTES - 1; index >= 0; index -= 1) {
    position = position * 256 + (bytes.charCodeAt(index) ^ maskByte(seed, index));
  }
  if (position > newestPosition || encodeToken(seed, position) !== token) return null;
  return position;
}

function maskByte(seed: number, index: number): number {
  return hash32(`mask/${seed}`, index) & 0xff;
}
