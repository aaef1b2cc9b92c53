// Tasks that look alike but are not the same: suggested to the user, never paired automatically.

import type { ObservedFields } from '../model/link.ts';
import { matchingText } from '../model/text.ts';

const MAX_SUGGESTIONS = 50;
/** At most this many title comparisons are made; after that the search ends. */
const MAX_COMPARISONS = 50_000;
/** Shorter titles are similar too easily. */
const MIN_TITLE_LENGTH = 8;
/** Longer titles are too expensive to compare. */
const MAX_TITLE_LENGTH = 200;
/** Titles that differ by more edits than this are not similar. */
const MAX_EDITS = 2;

interface Candidate {
  readonly key: string;
  readonly fields: ObservedFields;
}

interface Suggestion {
  readonly left: string;
  readonly right: string;
}

/**
 * Suggests pairs, each task at most once: first equal titles with different notes, then titles that are a few edits apart.
 * Deterministic if both sides are sorted by key.
 */
export function suggestPairs(left: readonly Candidate[], right: readonly Candidate[]): readonly Suggestion[] {
  const open = { left: titlesOf(left), right: titlesOf(right) };
  const found: Suggestion[] = [];
  suggestEqual(open, found);
  suggestSimilar(open, found);
  return found;
}

type Titles = Map<string, string>;

function titlesOf(side: readonly Candidate[]): Titles {
  const titles = side.map(({ key, fields }) => [key, matchingText(fields.title ?? '')] as const);
  return new Map(titles.filter(([, title]) => title !== ''));
}

function suggestEqual(open: { readonly left: Titles; readonly right: Titles }, found: Suggestion[]): void {
  const keysByTitle = new Map<string, string[]>();
  for (const [key, title] of open.right) {
    const keys = keysByTitle.get(title);
    if (keys === undefined) keysByTitle.set(title, [key]);
    else keys.push(key);
  }
  for (const keys of keysByTitle.values()) keys.reverse();
  for (const [key, title] of open.left) {
    if (found.length >= MAX_SUGGESTIONS) return;
    const match = keysByTitle.get(title)?.pop();
    if (match !== undefined) settle(open, { left: key, right: match }, found);
  }
}

function suggestSimilar(open: { readonly left: Titles; readonly right: Titles }, found: Suggestion[]): void {
  const keysByLength = new Map<number, string[]>();
  for (const [key, title] of open.right) {
    const keys = keysByLength.get(title.length);
    if (keys === undefined) keysByLength.set(title.length, [key]);
    else keys.push(key);
  }
  let budget = MAX_COMPARISONS;
  for (const [key, title] of open.left) {
    if (found.length >= MAX_SUGGESTIONS || budget <= 0) return;
    if (!isComparable(title)) continue;
    const near = lengthsAround(title.length).flatMap((length) => keysByLength.get(length) ?? []);
    const tried = near.slice(0, budget);
    budget -= tried.length;
    const match = tried.find((other) => isNear(title, open.right.get(other)));
    if (match !== undefined) settle(open, { left: key, right: match }, found);
  }
}

function settle(
  open: { readonly left: Titles; readonly right: Titles },
  pair: Suggestion,
  found: Suggestion[],
): void {
  open.left.delete(pair.left);
  open.right.delete(pair.right);
  found.push(pair);
}

function isComparable(title: string): boolean {
  return title.length >= MIN_TITLE_LENGTH && title.length <= MAX_TITLE_LENGTH;
}

function lengthsAround(length: number): readonly number[] {
  return Array.from({ length: 2 * MAX_EDITS + 1 }, (_, at) => length - MAX_EDITS + at);
}

function isNear(title: string, other: string | undefined): boolean {
  return other !== undefined && isComparable(other) && isWithinEdits(title, other);
}

/** Tells whether one text becomes the other with at most `MAX_EDITS` insertions, deletions and replacements. */
function isWithinEdits(a: string, b: string): boolean {
  let row = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let at = 1; at <= a.length; at += 1) {
    const next = [at];
    for (let to = 1; to <= b.length; to += 1) {
      const replaced = (row[to - 1] ?? 0) + (a[at - 1] === b[to - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[to] ?? 0) + 1, (next[to - 1] ?? 0) + 1));
    }
    if (Math.min(...next) > MAX_EDITS) return false;
    row = next;
  }
  return (row[b.length] ?? 0) <= MAX_EDITS;
}
