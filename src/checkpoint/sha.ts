// Digests of long lists.

import { sha256Hex } from '../model/sha256.ts';

const CHUNK_ENTRIES = 1000;

/** One digest of a long list of texts, without concatenating them. Their order and boundaries matter. */
export async function digestOfTexts(texts: readonly string[]): Promise<string> {
  const digests: string[] = [];
  for (let start = 0; start < texts.length; start += CHUNK_ENTRIES)
    digests.push(await sha256Hex(JSON.stringify(texts.slice(start, start + CHUNK_ENTRIES))));
  return sha256Hex(digests.join(','));
}
