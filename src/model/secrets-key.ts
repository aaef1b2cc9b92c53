// The key under which an installation keeps secrets, as text: 32 random bytes or more in base64. Pure.

const MIN_BYTES = 32;
const MAX_LENGTH = 1024;

/** Reads a key; null: it is none. Both alphabets of base64 are read, with or without padding. */
export function keyBytesOf(text: string): Uint8Array<ArrayBuffer> | null {
  const bare = text.trim().replaceAll('-', '+').replaceAll('_', '/').replace(/=+$/, '');
  if (bare.length > MAX_LENGTH || bare.length % 4 === 1 || !/^[A-Za-z0-9+/]+$/.test(bare)) return null;
  const bytes = Uint8Array.from(atob(bare), (char) => char.charCodeAt(0));
  return bytes.length < MIN_BYTES ? null : bytes;
}
