// A list in which each element is looked at by itself: one that is no good is answered alone, and keeps no other from being taken in.

import type * as z from 'zod';
import { checkInput, inOneLine } from '../input-errors.ts';

/** What of an element that is no good may be told back. */
const MAX_NAME = 200;

/** One element: what it says, or why it is refused. */
export type Element<T> =
  | { readonly ok: true; readonly value: T }
  | {
      readonly ok: false;
      /** What it calls itself, as far as it does. */
      readonly named: Readonly<Record<string, string>>;
      /** In plain words, with its places. */
      readonly why: string;
    };

/** Looks at each element by its schema. `names`: members by which one that is refused is known again. */
export function elementsOf<T extends z.ZodType>(
  list: readonly unknown[],
  schema: T,
  names: readonly string[],
): readonly Element<z.output<T>>[] {
  return list.map((one) => {
    const checked = checkInput(one, schema);
    if (checked.ok) return checked;
    return { ok: false, named: namesIn(one, names), why: inOneLine(checked.error, 'the entry') };
  });
}

/** Those that are no good left out. */
export function goodOf<T>(elements: readonly Element<T>[]): readonly T[] {
  return elements.flatMap((one) => (one.ok ? [one.value] : []));
}

function namesIn(value: unknown, names: readonly string[]): Readonly<Record<string, string>> {
  if (typeof value !== 'object' || value === null) return {};
  const found = Object.entries(value).filter(
    ([name, text]) => names.includes(name) && typeof text === 'string',
  );
  return Object.fromEntries(found.map(([name, text]) => [name, String(text).slice(0, MAX_NAME)]));
}
