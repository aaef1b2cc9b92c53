import { describe, expect, it } from 'vitest';
import { orderKeyAfter, uniqueOrderKey } from './order-key.ts';

describe('order keys', () => {
  it('rise strictly through two thousand steps', () => {
    let last = orderKeyAfter(null);
    for (let step = 0; step < 2000; step += 1) {
      const next = orderKeyAfter(last);
      expect(next > last).toBe(true);
      last = next;
    }
    expect(last.length).toBeLessThanOrEqual(3);
  });

  it.each([
    [null, 'a0'],
    ['a0', 'a1'],
    ['az', 'b00'],
    ['bzz', 'c000'],
    ['a1V', 'a2'],
    ['Zz', 'ZzV'],
  ])('after %s comes %s', (last, expected) => {
    expect(orderKeyAfter(last)).toBe(expected);
  });

  it('move aside behind a taken key', () => {
    expect(uniqueOrderKey('a1', new Set(['a1', 'a1V']))).toBe('a1VV');
    expect(uniqueOrderKey('a3', new Set(['a1']))).toBe('a3');
  });
});
