// A pairing code as people type or paste it: the code alone, or the whole link. Pure.

import { readPairingLink, shownCode } from '../../protocol/pairing-link.ts';

/** Reads a code. `code`: null if it is none; `account`: null if none was named. */
export function codeIn(text: string): { readonly code: string | null; readonly account: string | null } {
  const link = readPairingLink(text);
  return link ?? { code: shownCode(text), account: null };
}
