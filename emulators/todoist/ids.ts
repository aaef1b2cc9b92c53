/**
 * Deterministic ids, hashes and opaque tokens from one seed. Nothing here is cryptography:
 * the values only have to look opaque, be unique and be the same for the same seed.
 */

/** The 32 characters of the vendor's object ids. */
const ID_ALPHABET = '23456789CFGHJMPQRVWXcfghjmpqrvwx';
const OBJECT_ID_CHARS = 16;
const NUMERIC_ID_BASE = 2_150_000_000;
const OBJECT_ID = new RegExp(`^[${ID_ALPHABET}]{${OBJECT_ID_CHARS}}$`);
const NUMERIC_ID = /^\d{1,12}$/;

/** Mixes a text into one unsigned 32-bit number; equal text and salt give equal numbers. */
export function hash32(text: string, salt: number): number {
  let hash = (0x811c9dc5 ^ salt) >>> 0;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193) >>> 0;
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b) >>> 0;
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35) >>> 0;
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** Prints `words` 32-bit hashes of a text as lower-case hex, eight characters each. */
export function hashHex(text: string, words: number): string {
  return Array.from({ length: words }, (_, salt) => hash32(text, salt).toString(16).padStart(8, '0')).join(
    '',
  );
}

/** Tells whether a text has the form of a server-made id, so that anything else is taken for a temporary id. */
export function isServerId(id: string): boolean {
  return OBJECT_ID.test(id) || NUMERIC_ID.test(id);
}

/** Tells whether a text is a number, as labels and filters have it and other objects had it before API v1. */
export function isNumericId(id: string): boolean {
  return NUMERIC_ID.test(id);
}

/** Makes ids in a fixed sequence; only the counter has to be stored to go on where it stopped. */
export class IdSource {
  readonly #seed: number;
  #counter: number;

  constructor(seed: number, counter = 0) {
    this.#seed = seed;
    this.#counter = counter;
  }

  /** How many ids were made; persist it and pass it to the constructor. */
  get counter(): number {
    return this.#counter;
  }

  /** Continues after `counter` made ids. */
  restore(counter: number): void {
    this.#counter = counter;
  }

  /** Makes an id for a task, project, section, comment or reminder: 16 characters, starting with 6. */
  object(): string {
    this.#counter += 1;
    const key = `${this.#seed}/${this.#counter}`;
    let id = '6';
    for (let word = 0; id.length < OBJECT_ID_CHARS; word += 1) {
      let bits = hash32(key, word);
      for (let digit = 0; digit < 6 && id.length < OBJECT_ID_CHARS; digit += 1) {
        id += ID_ALPHABET.charAt(bits & 31);
        bits >>>= 5;
      }
    }
    return id;
  }

  /** Makes an id for a label or filter: a decimal number as a string. */
  numeric(): string {
    this.#counter += 1;
    return String(NUMERIC_ID_BASE + this.#counter);
  }
}
