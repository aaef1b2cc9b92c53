import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { checkInput, inOneLine } from './input-errors.ts';

/** What is said of a value that a schema refuses. */
function said(schema: z.ZodType, value: unknown): string {
  const checked = checkInput(value, schema);
  return checked.ok ? 'taken' : inOneLine(checked.error, 'it');
}

describe('what is wrong with an input', () => {
  it.each([
    [z.string(), 7, 'it must be a string'],
    [z.object({ name: z.string() }), {}, 'name is missing; it must be a string'],
    [z.array(z.number()).min(1), [], 'it must not be empty'],
    [z.array(z.number()).max(1), [1, 2], 'it must have at most 1 entry'],
    [z.array(z.number()).max(2), 'abc', 'it must be a list'],
    [z.object({ a: z.string().min(2) }), { a: [] }, 'a must be a string'],
    [z.string().min(2), 'a', 'it must have at least 2 characters'],
    [z.number().lt(5), 5, 'it must be less than 5'],
    [z.enum(['a', 'b']), 'c', 'it must be one of a, b'],
    [z.iso.date(), 'soon', 'it must be a day such as 2026-12-01'],
    [
      z.strictObject({ a: z.number().optional() }),
      { b: 1 },
      'it has the name b, which is not known here; known: a',
    ],
    [z.strictObject({}), { b: 1 }, 'it has the name b, and nothing is taken here'],
    [z.union([z.literal(''), z.iso.date()]), 7, 'it must be empty, or a string'],
    [
      z.union([z.array(z.string()), z.object({ ids: z.array(z.string()) })]),
      7,
      'it must be a list, or an object',
    ],
    [
      z.union([z.array(z.string()), z.object({ ids: z.array(z.string()) })]),
      { ids: 1 },
      'it is wrong at ids, which must be a list',
    ],
  ])('[A83] is said in words: %#', (schema, value, words) => {
    expect(said(schema, value)).toBe(words);
  });

  it('[A83] is cut after three, and counts the others', () => {
    const schema = z.object({ a: z.string(), b: z.string(), c: z.string(), d: z.string(), e: z.string() });
    expect(said(schema, { a: 1, b: 1, c: 1, d: 1, e: 1 })).toMatch(/^a must be a string; .*; and 2 more$/);
  });
});
