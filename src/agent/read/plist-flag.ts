// Reads one boolean from a property list, in the binary format that macOS uses for settings or in XML. Pure; not a general parser.

const MAGIC = 'bplist00';
const TRAILER_BYTES = 32;
/** Object markers: the high half is the type, the low half the length. Source: CFBinaryPList.c of Apple's CoreFoundation. */
const FALSE = 0x08;
const TRUE = 0x09;
const INTEGER = 0x1;
const ASCII = 0x5;
const DICTIONARY = 0xd;
const LONGER = 0xf;

/** Returns the boolean of a top-level key of a property list; null if there is none, or the list can't be parsed. */
export function plistFlag(bytes: Uint8Array, key: string): boolean | null {
  const buffer = Buffer.from(bytes);
  if (buffer.toString('latin1', 0, MAGIC.length) !== MAGIC) return xmlFlag(buffer.toString('utf8'), key);
  try {
    return binaryFlag(buffer, key);
  } catch (error) {
    // A truncated list points beyond its end.
    if (error instanceof RangeError) return null;
    throw error;
  }
}

function xmlFlag(text: string, key: string): boolean | null {
  const match = new RegExp(`<key>${key}</key>\\s*<(?:(true|false)/|integer>(\\d+)<)`).exec(text);
  if (match === null) return null;
  return match[1] === 'true' || (match[2] !== undefined && match[2] !== '0');
}

function binaryFlag(buffer: Buffer, key: string): boolean | null {
  const trailer = buffer.subarray(buffer.length - TRAILER_BYTES);
  const offsetBytes = trailer.readUInt8(6);
  const referenceBytes = trailer.readUInt8(7);
  const table = Number(trailer.readBigUInt64BE(24));
  const offsetOf = (index: number): number =>
    buffer.readUIntBE(table + index * offsetBytes, Math.min(offsetBytes, 6));
  const top = offsetOf(Number(trailer.readBigUInt64BE(16)));
  if (buffer.readUInt8(top) >> 4 !== DICTIONARY) return null;
  const { count, start } = lengthAt(buffer, top);
  const reference = (at: number): number => buffer.readUIntBE(start + at * referenceBytes, referenceBytes);
  for (let at = 0; at < count; at += 1) {
    if (textAt(buffer, offsetOf(reference(at))) !== key) continue;
    return flagAt(buffer, offsetOf(reference(count + at)));
  }
  return null;
}

/** The length of an object, and where its contents begin; a length of 15 or more is stored as a separate integer. */
function lengthAt(buffer: Buffer, at: number): { readonly count: number; readonly start: number } {
  const low = buffer.readUInt8(at) & 0xf;
  if (low !== LONGER) return { count: low, start: at + 1 };
  const bytes = 1 << (buffer.readUInt8(at + 1) & 0xf);
  return { count: buffer.readUIntBE(at + 2, bytes), start: at + 2 + bytes };
}

function textAt(buffer: Buffer, at: number): string | null {
  if (buffer.readUInt8(at) >> 4 !== ASCII) return null;
  const { count, start } = lengthAt(buffer, at);
  return buffer.toString('latin1', start, start + count);
}

function flagAt(buffer: Buffer, at: number): boolean | null {
  const marker = buffer.readUInt8(at);
  if (marker === TRUE || marker === FALSE) return marker === TRUE;
  return marker >> 4 === INTEGER ? buffer.readUIntBE(at + 1, Math.min(1 << (marker & 0xf), 6)) !== 0 : null;
}
