// A document as the values that KV holds: one head, and numbered parts beside it where it would be too large. Knows nothing of
// what a document means, and calls nothing.

import { sha256Hex } from './sha.ts';

/** A value grows to this, bytes; KV's own limit is 25 MiB, and the listing of parts needs room. */
const MAX_PART_BYTES = 20 * 1024 * 1024;

/** One entry of a section, as JSON text; `key` names it in a map. */
export interface Entry {
  readonly key: string;
  readonly json: string;
}

/** One member of a document that may be long: a map by key, or a list. */
export interface Section {
  readonly name: string;
  readonly shape: 'map' | 'list';
  readonly entries: readonly Entry[];
}

/** What a document is to hold. */
export interface DocumentContent {
  /** Short members of the head, such as `version`. */
  readonly members: Readonly<Record<string, unknown>>;
  readonly sections: readonly Section[];
  /** The same for the same content; what only tells of the writing is left out. */
  readonly digest: string;
}

/** One key and its value. */
interface PackedPart {
  readonly key: string;
  readonly text: string;
  readonly bytes: number;
}

/** A document, ready to be written: `parts` first, `head` last. */
export interface PackedDocument {
  readonly head: PackedPart;
  readonly parts: readonly PackedPart[];
  readonly bytes: number;
}

/** How the head names a part, and how a reader finds out that it is the right one. */
export interface PartName {
  readonly key: string;
  readonly digest: string;
}

/** Puts a document into as few values as fit. `generation` makes the keys of parts new, so that none in use is written over. */
export async function packDocument(
  key: string,
  content: DocumentContent,
  options: { readonly generation: string; readonly maxBytes?: number },
): Promise<PackedDocument> {
  const bodies = splitSections(content.sections, options.maxBytes ?? MAX_PART_BYTES);
  const parts: PackedPart[] = [];
  const names: PartName[] = [];
  for (const [index, body] of bodies.slice(1).entries()) {
    const number = index + 1;
    const part = packed(
      `${key}:part:${options.generation}:${number}`,
      { ...content.members, part: number, of: bodies.length - 1 },
      body,
    );
    parts.push(part);
    names.push({ key: part.key, digest: await sha256Hex(part.text) });
  }
  const members = { ...content.members, digest: content.digest };
  const head = packed(key, names.length === 0 ? members : { ...members, parts: names }, bodies[0] ?? '');
  return { head, parts, bytes: parts.reduce((sum, part) => sum + part.bytes, head.bytes) };
}

/** Puts the members of a head and of its parts together: lists follow one another, maps are united. */
export function mergeParts(
  head: Readonly<Record<string, unknown>>,
  parts: readonly Readonly<Record<string, unknown>>[],
): Readonly<Record<string, unknown>> {
  const merged: Record<string, unknown> = { ...head };
  for (const part of parts) {
    for (const [name, value] of Object.entries(part)) {
      const before = merged[name];
      if (Array.isArray(value))
        merged[name] = [...(Array.isArray(before) ? before : []), ...(value as unknown[])];
      else if (isRecord(value)) merged[name] = { ...(isRecord(before) ? before : {}), ...value };
    }
  }
  return merged;
}

/** Tells whether a parsed JSON value is an object. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The UTF-8 length of a text, bytes. */
export function utf8Length(text: string): number {
  let bytes = text.length;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code > 0x7f) bytes += code > 0x7ff ? (code >= 0xd800 && code <= 0xdfff ? 1 : 2) : 1;
  }
  return bytes;
}

function packed(key: string, members: Readonly<Record<string, unknown>>, body: string): PackedPart {
  const start = JSON.stringify(members).slice(0, -1);
  const text = body === '' ? `${start}}` : `${start},${body}}`;
  return { key, text, bytes: utf8Length(text) };
}

/** Room for members and for the names of parts, bytes. */
const MEMBERS_BYTES = 64 * 1024;

/** Cuts sections into bodies of JSON members that each stay below `maxBytes`; a single larger entry stands alone. */
function splitSections(sections: readonly Section[], maxBytes: number): readonly string[] {
  const room = Math.max(maxBytes - MEMBERS_BYTES, Math.floor(maxBytes / 2));
  const bodies: string[] = [];
  let members: string[] = [];
  let bytes = 0;
  const close = (): void => {
    bodies.push(members.join(','));
    members = [];
    bytes = 0;
  };
  for (const section of sections) {
    const [open, shut] = section.shape === 'map' ? ['{', '}'] : ['[', ']'];
    let texts: string[] = [];
    const closeSection = (): void => {
      members.push(`${JSON.stringify(section.name)}:${open}${texts.join(',')}${shut}`);
      texts = [];
    };
    for (const entry of section.entries) {
      const text = section.shape === 'map' ? `${JSON.stringify(entry.key)}:${entry.json}` : entry.json;
      const size = utf8Length(text) + 1;
      if (bytes + size > room && bytes > 0) {
        closeSection();
        close();
      }
      texts.push(text);
      bytes += size;
    }
    closeSection();
  }
  close();
  return bodies;
}
