// Things ids: Base58 of 16 bytes, the derived ids of repeat instances, and a source of new ids.
// Ids are opaque text everywhere else; nothing here reads the library.
import { createHash, randomBytes } from 'node:crypto';

const ALPHABET = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';
const ID_BYTES = 16;
/** Every how many seeded ids one begins with a zero byte, the case that sloppy clients get wrong. */
const LEADING_ZERO_EVERY = 12;

/** Id of the one TMSettings row. */
export const SETTINGS_ID = 'RhAzEf6qDxCD5PmnZVtBZR';
/** Id of the TMMetaItem row that holds the day of the last day maintenance. */
export const DAY_CURSOR_ID = 'm7SUaxnWuVSeHU8ggDEkY';

/** Writes bytes in Base58 (Bitcoin alphabet); each leading zero byte gives one leading `1`. */
export function encodeBase58(bytes: Uint8Array): string {
  let value = BigInt(`0x${Buffer.from(bytes).toString('hex') || '0'}`);
  let text = '';
  while (value > 0n) {
    text = ALPHABET.charAt(Number(value % 58n)) + text;
    value /= 58n;
  }
  for (const byte of bytes) {
    if (byte !== 0) break;
    text = `1${text}`;
  }
  return text;
}

/** Reads Base58 to 16 bytes; null when the text is not Base58 or stands for more than 16 bytes. */
export function decodeBase58(text: string): Uint8Array | null {
  let value = 0n;
  for (const char of text) {
    const digit = ALPHABET.indexOf(char);
    if (digit < 0) return null;
    value = value * 58n + BigInt(digit);
  }
  const hex = value.toString(16);
  if (hex.length > ID_BYTES * 2) return null;
  return new Uint8Array(Buffer.from(hex.padStart(ID_BYTES * 2, '0'), 'hex'));
}

/** Computes the id every device gives to the instance of a template for one occurrence day. */
export function instanceId(templateId: string, occurrenceIso: string): string {
  const raw = decodeBase58(templateId) ?? new TextEncoder().encode(templateId);
  const digest = createHash('sha1')
    .update(raw)
    .update(`-${occurrenceIso.replaceAll('-', '')}`)
    .digest();
  return encodeBase58(digest.subarray(0, ID_BYTES));
}

/** Computes the fixed id that an old text id was migrated to. */
export function migratedId(oldId: string): string {
  return encodeBase58(createHash('sha1').update(oldId).digest().subarray(0, ID_BYTES));
}

/** Gives new ids, and small random numbers for index gaps. */
export interface IdSource {
  nextId(): string;
  /** A whole number from `low` to `high`, both included. */
  between(low: number, high: number): number;
}

/** Creates a source of ids: random, or the same sequence for the same seed (ids in `taken` are skipped). */
export function createIdSource(seed: number | undefined, taken: ReadonlySet<string>): IdSource {
  if (seed === undefined) {
    return {
      nextId: () => encodeBase58(randomBytes(ID_BYTES)),
      between: (low, high) => low + Math.floor(Math.random() * (high - low + 1)),
    };
  }
  const random = seededRandom(seed);
  let count = 0;
  const seededId = (): string => {
    const bytes = new Uint8Array(ID_BYTES);
    for (let i = 0; i < ID_BYTES; i += 1) bytes[i] = Math.floor(random() * 256);
    count += 1;
    if (count % LEADING_ZERO_EVERY === 0) bytes[0] = 0;
    return encodeBase58(bytes);
  };
  return {
    nextId: () => {
      let id = seededId();
      while (taken.has(id)) id = seededId();
      return id;
    },
    between: (low, high) => low + Math.floor(random() * (high - low + 1)),
  };
}

/** The mulberry32 generator: small, and good enough for test ids. */
function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
