// Splits a document into KV values: one head, and numbered parts if it would be too large. Independent of a document's meaning;
// calls nothing.

/** Maximum size of a value, bytes; KV's own limit is 25 MiB, and the list of parts needs room. */
const MAX_PART_BYTES = 20 * 1024 * 1024;

/** One entry of a section, as JSON text; `key` is its key if the section is a map. */
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

/** The content of a document. */
export interface DocumentContent {
  /** Short members of the head, such as `version`. */
  readonly members: Readonly<Record<string, unknown>>;
  readonly sections: readonly Section[];
  /** Equal for equal content; ignores what only concerns the writing. */
  readonly digest: string;
}

/** One key and its value. */
interface PackedPart {
  readonly key: string;
  readonly text: string;
  readonly bytes: number;
}

/** A document split for writing. Each value is only built when it is requested, since all of them at once may not fit in memory. */
export interface PackedDocument {
  /** Keys of the parts, in order; none if everything fits in the head. */
  readonly partKeys: readonly string[];
  readonly part: (index: number) => PackedPart;
  /** `names`: of every part, as written. */
  readonly head: (names: readonly PartName[]) => PackedPart;
}

/** How the head refers to a part, and how a reader verifies that it is the right one. */
export interface PartName {
  readonly key: string;
  readonly digest: string;
}

/** Splits a document into as few values as possible. `generation` makes the keys of parts unique, so that none in use is overwritten. */
export function packDocument(
  key: string,
  content: DocumentContent,
  options: { readonly generation: string; readonly maxBytes?: number },
): PackedDocument {
  const pieces = splitSections(content.sections, options.maxBytes ?? MAX_PART_BYTES);
  const partKeys = pieces.slice(1).map((_piece, index) => `${key}:part:${options.generation}:${index + 1}`);
  const { members } = content;
  return {
    partKeys,
    part: (index) =>
      packed(
        partKeys[index] ?? key,
        { ...members, part: index + 1, of: partKeys.length },
        pieces[index + 1] ?? [],
      ),
    head: (names) => {
      const whole = { ...members, digest: content.digest };
      return packed(key, names.length === 0 ? whole : { ...whole, parts: names }, pieces[0] ?? []);
    },
  };
}

/** Merges the members of a head and its parts: lists are concatenated, maps are merged. */
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

/** Some entries of one section, from `from` up to `until`, exclusive. */
interface Slice {
  readonly section: Section;
  readonly from: number;
  readonly until: number;
}

function packed(
  key: string,
  members: Readonly<Record<string, unknown>>,
  piece: readonly Slice[],
): PackedPart {
  const start = JSON.stringify(members).slice(0, -1);
  const text = `${[start, ...piece.map(sliceText)].join(',')}}`;
  return { key, text, bytes: utf8Length(text) };
}

function sliceText({ section, from, until }: Slice): string {
  const texts = section.entries.slice(from, until).map((entry) => entryText(section, entry));
  const [open, shut] = section.shape === 'map' ? ['{', '}'] : ['[', ']'];
  return `${JSON.stringify(section.name)}:${open}${texts.join(',')}${shut}`;
}

function entryText(section: Section, entry: Entry): string {
  return section.shape === 'map' ? `${JSON.stringify(entry.key)}:${entry.json}` : entry.json;
}

/** Space for members and the names of parts, bytes. */
const MEMBERS_BYTES = 64 * 1024;

/** Splits sections into pieces below `maxBytes`; a single larger entry gets a piece of its own. */
function splitSections(sections: readonly Section[], maxBytes: number): readonly (readonly Slice[])[] {
  const room = Math.max(maxBytes - MEMBERS_BYTES, Math.floor(maxBytes / 2));
  const pieces: Slice[][] = [];
  let piece: Slice[] = [];
  let bytes = 0;
  for (const section of sections) {
    let from = 0;
    for (const [index, entry] of section.entries.entries()) {
      const size = utf8Length(entryText(section, entry)) + 1;
      if (bytes + size > room && bytes > 0) {
        piece.push({ section, from, until: index });
        pieces.push(piece);
        piece = [];
        bytes = 0;
        from = index;
      }
      bytes += size;
    }
    piece.push({ section, from, until: section.entries.length });
  }
  return [...pieces, piece];
}
