import { expect, it } from 'vitest';
import { withLeaving } from './stay.ts';

const rows = (keys: string) => keys.split('').map((key) => ({ key }));
const keysOf = (list: readonly { readonly key: string }[]) => list.map(({ key }) => key).join('');

it.each([
  ['in the middle', { before: 'abcd', now: 'acd', leaving: 'b', shown: 'abcd' }],
  ['at the beginning', { before: 'abcd', now: 'bcd', leaving: 'a', shown: 'abcd' }],
  ['at the end', { before: 'abcd', now: 'abc', leaving: 'd', shown: 'abcd' }],
  ['one after the other', { before: 'abcd', now: 'ad', leaving: 'bc', shown: 'abcd' }],
  ['where the list changed around it', { before: 'abcd', now: 'xdca', leaving: 'b', shown: 'xdcab' }],
  ['where what was before it went, too', { before: 'abcd', now: 'cd', leaving: 'b', shown: 'bcd' }],
  ['and is still there', { before: 'abc', now: 'abc', leaving: 'b', shown: 'abc' }],
])('[U37] the row of a task that was just done stays: %s', (_where, { before, now, leaving, shown }) => {
  expect(keysOf(withLeaving(rows(before), rows(now), new Set(leaving)))).toBe(shown);
});

it('[U37] a row that is gone for another reason goes at once', () => {
  const now = rows('ac');
  expect(withLeaving(rows('abc'), now, new Set())).toBe(now);
  expect(withLeaving(rows('abc'), now, new Set('z'))).toBe(now);
});
