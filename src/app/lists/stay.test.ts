import { expect, it } from 'vitest';
import { withLeaving } from './stay.ts';

const rows = (keys: string) => [...keys].map((key) => ({ key }));
const keysOf = (list: readonly { readonly key: string }[]) => list.map(({ key }) => key).join('');

it.each([
  ['in the middle', 'abcd', 'acd', 'b', 'abcd'],
  ['at the beginning', 'abcd', 'bcd', 'a', 'abcd'],
  ['at the end', 'abcd', 'abc', 'd', 'abcd'],
  ['one after the other', 'abcd', 'ad', 'bc', 'abcd'],
  ['where the list changed around it', 'abcd', 'xdca', 'b', 'xdcab'],
  ['where what was before it went, too', 'abcd', 'cd', 'b', 'bcd'],
  ['and is still there', 'abc', 'abc', 'b', 'abc'],
])('[U37] the row of a task that was just done stays: %s', (_where, before, now, leaving, shown) => {
  expect(keysOf(withLeaving(rows(before), rows(now), new Set(leaving)))).toBe(shown);
});

it('[U37] a row that is gone for another reason goes at once', () => {
  const now = rows('ac');
  expect(withLeaving(rows('abc'), now, new Set())).toBe(now);
  expect(withLeaving(rows('abc'), now, new Set('z'))).toBe(now);
});
