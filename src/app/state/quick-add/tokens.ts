// The parts of a line that begin with a sign of their own: #tag, /Project, p1. Pure.

import { parseName } from './names.ts';
import type { Around, Meaning, Part } from './types.ts';
import type { Priority } from '../../../mobile-client/types.ts';

/** A part is put in place of this in the text, so that nothing is read across it. */
export const TAKEN = '\uFFFC';

/** Finds tags, the first priority and the first place. */
export function findTokens(text: string, around: Around): readonly Part[] {
  const parts: Part[] = [];
  const once = new Set<Meaning['kind']>();
  // A sign counts where a word begins.
  for (const { 0: sign, index: from } of text.matchAll(/(?<=^|\s)(?:#|\/|[pP](?=[1-4](?=\s|$)))/g)) {
    if (from < (parts.at(-1)?.to ?? 0)) continue;
    const found = readToken(sign, text.slice(from + 1), around);
    if (found === null) continue;
    const { meaning } = found;
    const part = partOf(text, { from, to: from + 1 + found.length }, meaning);
    if (around.dismissed?.has(part.key) === true) continue;
    if (meaning.kind !== 'tag' && once.has(meaning.kind)) continue;
    once.add(meaning.kind);
    parts.push(part);
  }
  return parts;
}

/** A part of a text. */
export function partOf(
  text: string,
  { from, to }: { readonly from: number; readonly to: number },
  meaning: Meaning,
): Part {
  const typed = text.slice(from, to);
  return {
    key: `${meaning.kind}:${typed.toLowerCase().replaceAll(/\s+/g, ' ')}`,
    from,
    to,
    text: typed,
    meaning,
  };
}

/** The text with something that nothing is read across in place of the parts. As long as before. */
export function withoutParts(text: string, parts: readonly Part[]): string {
  let rest = text;
  for (const { from, to } of parts) rest = rest.slice(0, from) + TAKEN.repeat(to - from) + rest.slice(to);
  return rest;
}

interface Token {
  /** Without the sign. */
  readonly length: number;
  readonly meaning: Meaning;
}

function readToken(sign: string, rest: string, around: Around): Token | null {
  if (sign === '#') return readTag(rest, around.tags);
  if (sign === '/') return readPlace(rest, around.places);
  return { length: 1, meaning: { kind: 'priority', priority: (5 - Number(rest.charAt(0))) as Priority } };
}

/** A tag that there is, or a new one of letters, digits, - and _ with a letter in it. `#1` is a number. */
function readTag(rest: string, tags: readonly string[]): Token | null {
  const named = tags.map((name) => ({ id: name, name }));
  const known = parseName(rest, named, { isPrefixEnough: false });
  if (known !== null) return { length: known.length, meaning: { kind: 'tag', name: known.found.name } };
  const word = /^[\p{L}\p{M}\p{N}_-]+(?=\s|$)/u.exec(rest)?.[0] ?? '';
  return /\p{L}/u.test(word) ? { length: word.length, meaning: { kind: 'tag', name: word } } : null;
}

/** A place by its name, or by a beginning that only one has. */
function readPlace(rest: string, places: Around['places']): Token | null {
  const known = parseName(rest, places, { isPrefixEnough: true });
  if (known === null) return null;
  const { id, name } = known.found;
  return { length: known.length, meaning: { kind: 'place', place: id, name } };
}
