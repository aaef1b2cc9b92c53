// Finds a name at the beginning of a text, in any case and without accents. Pure.

import { foldedText } from '../folded-text.ts';

interface Named {
  readonly id: string;
  readonly name: string;
}

/** A name that was found, and how much of the text it takes. */
export interface FoundName<T> {
  readonly found: T;
  readonly length: number;
}

/**
 * The longest name that the text begins with, up to the end of a word. `isPrefixEnough`: otherwise the one name that begins with the
 * text's first word. null: there is none, or more than one.
 */
export function parseName<T extends Named>(
  text: string,
  names: readonly T[],
  { isPrefixEnough }: { readonly isPrefixEnough: boolean },
): FoundName<T> | null {
  const whole = names
    .flatMap((found) => {
      const length = lengthOf(text, found.name);
      return length === null ? [] : [{ found, length }];
    })
    .toSorted((a, b) => b.length - a.length);
  const [longest, second] = whole;
  // Two of the same name can't be told apart.
  if (longest !== undefined) return second?.length === longest.length ? null : longest;
  const word = /^\S+/.exec(text)?.[0] ?? '';
  if (!isPrefixEnough || !/^[\p{L}\p{N}]/u.test(word)) return null;
  const matching = names.filter(({ name }) => foldedText(name).startsWith(foldedText(word)));
  const [only] = matching;
  return only === undefined || matching.length > 1 ? null : { found: only, length: word.length };
}

/** How much of the text is this name; null: the text does not begin with it. */
function lengthOf(text: string, name: string): number | null {
  const wanted = foldedText(name).trim();
  if (wanted === '') return null;
  // Folding changes lengths, so that the text is tried word by word.
  const words = wanted.split(/\s+/).length;
  const end = new RegExp(`^\\S+(?:\\s+\\S+){${words - 1}}`).exec(text)?.[0];
  if (end === undefined || foldedText(end).replaceAll(/\s+/g, ' ') !== wanted.replaceAll(/\s+/g, ' '))
    return null;
  return end.length;
}
