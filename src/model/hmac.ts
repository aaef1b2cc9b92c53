// HMAC-SHA-256, and comparisons that take as long whatever differs.

const ENCODER = new TextEncoder();

/** HMAC-SHA-256 of a message. Text means its UTF-8 bytes. */
export async function hmacSha256(
  key: Uint8Array<ArrayBuffer> | string,
  message: Uint8Array<ArrayBuffer> | string,
): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = typeof key === 'string' ? ENCODER.encode(key) : key;
  const signed = typeof message === 'string' ? ENCODER.encode(message) : message;
  const imported = await crypto.subtle.importKey('raw', bytes, { name: 'HMAC', hash: 'SHA-256' }, false, [
    'sign',
  ]);
  return new Uint8Array(await crypto.subtle.sign('HMAC', imported, signed));
}

/** Reads a SHA-256 in lower-case hex; null if it is none. */
export function fromHex(text: string): Uint8Array | null {
  if (!/^[0-9a-f]{64}$/.test(text)) return null;
  return Uint8Array.from({ length: 32 }, (_, at) => Number.parseInt(text.slice(at * 2, at * 2 + 2), 16));
}

/** Writes bytes in lower-case hex. */
export function toHex(bytes: Uint8Array): string {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Compares in constant time. */
export function isSameBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  let differs = 0;
  for (const [at, byte] of a.entries()) differs |= byte ^ (b[at] ?? 0);
  return differs === 0;
}
