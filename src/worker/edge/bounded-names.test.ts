import { expect, it } from 'vitest';
import { createBoundedNames } from './bounded-names.ts';

it('[S80] keeps no more names than it may, and those that count longest', () => {
  const names = createBoundedNames<number>({ most: 100, counts: (value) => value > 9 });
  names.put('caught', 10);
  for (let at = 0; at < 1000; at += 1) names.put(`passing ${at}`, 1);
  expect([names.get('caught'), names.get('passing 899'), names.get('passing 900')]).toEqual([
    10,
    undefined,
    1,
  ]);
  expect(names.size()).toBe(101);
  for (let at = 0; at < 1000; at += 1) names.put(`caught ${at}`, 10);
  expect([names.get('caught'), names.get('caught 999'), names.size()]).toEqual([undefined, 10, 200]);
});

it('[S80] a name is kept once, whatever becomes of it', () => {
  const names = createBoundedNames<number>({ most: 2, counts: (value) => value > 9 });
  names.put('a', 1);
  names.put('a', 10);
  expect([names.get('a'), names.size()]).toEqual([10, 1]);
  names.put('a', 1);
  expect([names.get('a'), names.size()]).toEqual([1, 1]);
});
