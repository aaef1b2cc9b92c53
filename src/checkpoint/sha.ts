// SHA-256 as hex, by the platform's implementation.

/** The SHA-256 of a text's UTF-8 bytes: 64 hex digits, lower case. */
export async function sha256Hex(text: string): Promise<string> {
  const bytes = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

const CHUNK_ENTRIES = 1000;

/** One digest of a long list of texts, without concatenating them. Their order and boundaries matter. */
export async function digestOfTexts(texts: readonly string[]): Promise<string> {
  const digests: string[] = [];
  for (let start = 0; start < texts.length; start += CHUNK_ENTRIES)
    digests.push(await sha256Hex(JSON.stringify(texts.slice(start, start + CHUNK_ENTRIES))));
  return sha256Hex(digests.join(','));
}
