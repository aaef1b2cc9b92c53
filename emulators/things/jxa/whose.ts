// The filters of `whose`: plain equality, comparison words, and their combinations.
// Pure; property values come from the caller.
import { cannotConvert } from './errors.ts';

type Read = (property: string) => unknown;

/** Tells whether an object passes a filter such as `{name: 'x'}` or `{_and: [{name: {_contains: 'x'}}, …]}`. */
export function matchesFilter(read: Read, filter: unknown): boolean {
  if (typeof filter !== 'object' || filter === null) throw cannotConvert();
  return Object.entries(filter).every(([key, condition]) => {
    if (key === '_and') return listOf(condition).every((each) => matchesFilter(read, each));
    if (key === '_or') return listOf(condition).some((each) => matchesFilter(read, each));
    if (key === '_not') return !listOf(condition).some((each) => matchesFilter(read, each));
    return matchesValue(read(key), condition);
  });
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value];
}

function matchesValue(value: unknown, condition: unknown): boolean {
  const words = wordsOf(condition);
  if (words === null) return isEqual(value, condition);
  return words.every(([word, operand]) => matchesWord(value, word, operand));
}

function wordsOf(condition: unknown): readonly [string, unknown][] | null {
  if (typeof condition !== 'object' || condition === null) return null;
  const entries = Object.entries(condition);
  return entries.length > 0 && entries.every(([key]) => key.startsWith('_') || key in ALIASES)
    ? entries
    : null;
}

const ALIASES: Readonly<Record<string, string>> = { '=': '_equals', '>': '_greaterThan', '<': '_lessThan' };

function matchesWord(value: unknown, word: string, operand: unknown): boolean {
  switch (ALIASES[word] ?? word) {
    case '_equals':
      return isEqual(value, operand);
    case '_contains':
      return textOf(value).includes(textOf(operand));
    case '_beginsWith':
      return textOf(value).startsWith(textOf(operand));
    case '_endsWith':
      return textOf(value).endsWith(textOf(operand));
    case '_greaterThan':
      return numberOf(value) > numberOf(operand);
    case '_greaterThanEquals':
      return numberOf(value) >= numberOf(operand);
    case '_lessThan':
      return numberOf(value) < numberOf(operand);
    case '_lessThanEquals':
      return numberOf(value) <= numberOf(operand);
    default:
      throw cannotConvert();
  }
}

/** Texts compare without case, as in AppleScript filters; dates by instant. */
function isEqual(value: unknown, operand: unknown): boolean {
  if (typeof value === 'string') return value.toLowerCase() === textOf(operand);
  if (isDate(value)) return isDate(operand) && value.getTime() === operand.getTime();
  return value === operand;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value.toLowerCase() : '';
}

function numberOf(value: unknown): number {
  if (isDate(value)) return value.getTime();
  return typeof value === 'number' ? value : Number.NaN;
}

function isDate(value: unknown): value is Date {
  return Object.prototype.toString.call(value) === '[object Date]';
}
