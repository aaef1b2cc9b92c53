// The few property lists in a Things library: an XML integer, an XML rule dictionary, a binary integer.
// Must not grow into a general plist library.

const XML_HEAD =
  '<?xml version="1.0" encoding="UTF-8"?>\n' +
  '<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">\n' +
  '<plist version="1.0">\n';

/** A value of an XML rule; `{ real }` marks a number that is written as a real. */
type PlistValue =
  | number
  | { readonly real: number }
  | readonly PlistValue[]
  | { readonly [key: string]: PlistValue };

/** Writes the XML list of one integer or of `true`. */
export function xmlScalar(value: number | true): string {
  const body = value === true ? '<true/>' : `<integer>${value}</integer>`;
  return `${XML_HEAD}${body}\n</plist>\n`;
}

/** Reads the integer of an XML list; null when it holds none. */
export function readXmlInteger(text: string): number | null {
  const match = /<integer>(-?\d+)<\/integer>/.exec(text);
  return match?.[1] === undefined ? null : Number(match[1]);
}

/** Writes a dictionary as XML, keys in the order given. */
export function xmlDict(dict: Readonly<Record<string, PlistValue>>): Uint8Array {
  return new TextEncoder().encode(`${XML_HEAD}${xmlValue(dict, '')}\n</plist>\n`);
}

function xmlValue(value: PlistValue, indent: string): string {
  const inner = `${indent}\t`;
  if (typeof value === 'number') return `${indent}<integer>${value}</integer>`;
  if (isList(value)) {
    const items = value.map((item) => `${xmlValue(item, inner)}\n`).join('');
    return `${indent}<array>\n${items}${indent}</array>`;
  }
  if (isReal(value)) return `${indent}<real>${value.real}</real>`;
  const entries = Object.entries(value)
    .map(([key, item]) => `${inner}<key>${key}</key>\n${xmlValue(item, inner)}\n`)
    .join('');
  return `${indent}<dict>\n${entries}${indent}</dict>`;
}

function isList(value: PlistValue): value is readonly PlistValue[] {
  return Array.isArray(value);
}

function isReal(value: PlistValue): value is { readonly real: number } {
  return typeof value === 'object' && 'real' in value && typeof value.real === 'number';
}

/** Reads the plain number behind a key of an XML dictionary; null when it is absent. */
export function readXmlNumber(text: string, key: string): number | null {
  const match = new RegExp(`<key>${key}</key>\\s*<(?:integer|real)>(-?[\\d.]+)<`).exec(text);
  return match?.[1] === undefined ? null : Number(match[1]);
}

/** Reads the list of small dictionaries behind the key `of` of a repeat rule. */
export function readXmlOffsets(text: string): readonly Readonly<Record<string, number>>[] {
  const list = /<key>of<\/key>\s*<array>([\s\S]*?)<\/array>/.exec(text)?.[1] ?? '';
  return [...list.matchAll(/<dict>([\s\S]*?)<\/dict>/g)].map((dict) => {
    const pairs = [...(dict[1] ?? '').matchAll(/<key>(\w+)<\/key>\s*<integer>(-?\d+)<\/integer>/g)];
    return Object.fromEntries(pairs.map((pair) => [pair[1] ?? '', Number(pair[2])]));
  });
}

/** Writes a binary list that holds one non-negative 32-bit integer (the day cursor). */
export function binaryInteger(value: number): Uint8Array {
  const bytes = Buffer.alloc(46);
  bytes.write('bplist00', 0, 'latin1');
  bytes[8] = 0x12;
  bytes.writeUInt32BE(value, 9);
  bytes[13] = 8;
  bytes[20] = 1;
  bytes[21] = 1;
  bytes[29] = 1;
  bytes[45] = 13;
  return new Uint8Array(bytes);
}

/** Writes a binary list of a dictionary of flags; short names in ASCII only. */
export function binaryFlags(flags: Readonly<Record<string, boolean>>): Uint8Array {
  const names = Object.keys(flags);
  const references = names.map((_, at) => at + 1).concat(names.map((_, at) => names.length + 1 + at));
  const objects = [
    Buffer.from([0xd0 | names.length, ...references]),
    ...names.map((name) => Buffer.concat([textHead(name.length), Buffer.from(name, 'latin1')])),
    ...names.map((name) => Buffer.from([flags[name] === true ? 0x09 : 0x08])),
  ];
  const offsets: number[] = [];
  let at = 8;
  for (const object of objects) {
    offsets.push(at);
    at += object.length;
  }
  const trailer = Buffer.alloc(32);
  trailer[6] = 1;
  trailer[7] = 1;
  trailer[15] = objects.length;
  trailer[31] = at;
  return new Uint8Array(Buffer.concat([Buffer.from('bplist00'), ...objects, Buffer.from(offsets), trailer]));
}

/** A text of 15 letters and more has its length in an integer of its own. */
function textHead(length: number): Buffer {
  return length < 15 ? Buffer.from([0x50 | length]) : Buffer.from([0x5f, 0x10, length]);
}

/** Reads a binary list that holds one 32-bit integer; null for any other content. */
export function readBinaryInteger(bytes: Uint8Array): number | null {
  const buffer = Buffer.from(bytes);
  if (buffer.length < 13 || buffer.toString('latin1', 0, 8) !== 'bplist00' || buffer[8] !== 0x12) return null;
  return buffer.readUInt32BE(9);
}
