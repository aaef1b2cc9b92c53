// A short, stable digest of a JSON value. Not for security: collisions are easy to construct.

import { stableText } from '../../model/same.ts';

const OFFSET_BASIS = 0xcbf29ce484222325n;
const PRIME = 0x100000001b3n;

/**
 * Digests a plain JSON value to 16 hex digits: 64-bit FNV-1a over the UTF-16 units of its stable text. Equal values give equal
 * digests, whatever the order of their keys; `undefined` counts as `null`.
 */
export function digestOf(value: unknown): string {
  const text = stableText(value ?? null);
  let hash = OFFSET_BASIS;
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    hash = BigInt.asUintN(64, (hash ^ BigInt(unit & 0xff)) * PRIME);
    hash = BigInt.asUintN(64, (hash ^ BigInt(unit >> 8)) * PRIME);
  }
  return hash.toString(16).padStart(16, '0');
}
