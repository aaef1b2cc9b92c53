import { expect, it } from 'vitest';
import { digestOf } from './digest.ts';

it('gives the same 16 hex digits for the same value, whatever the order of its keys', () => {
  expect(digestOf({ a: 1, b: ['x'] })).toBe(digestOf({ b: ['x'], a: 1 }));
  expect(digestOf({ a: 1 })).toMatch(/^[0-9a-f]{16}$/);
  expect(digestOf(undefined)).toBe(digestOf(null));
});

it('tells different values apart', () => {
  const values = [null, '', 'a', 'b', 'ab', 'ba', 1, [], ['a'], {}, { a: 1 }, 'Ā', '\u0001', '😀', '😁'];
  expect(new Set(values.map(digestOf)).size).toBe(values.length);
});
