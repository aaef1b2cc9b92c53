import { describe, expect, it } from 'vitest';
import { fingerprintOf, normalizeText, primaryHash } from './fingerprint.ts';

describe('the fingerprint of older code', () => {
  it.each([
    ['Buy milk', '', null, '8fde0d36deea'],
    ['  Call John - re: Q3 (budget) ', 'Ask about\n\n 2% fee!', '2026-12-01', '0045a7b68c4a'],
    ['Pay invoice #101', undefined, null, '56ad97519179'],
    ['Café crème – à midi 🎉', 'Über', '2026-11-30T09:00:00Z', 'bf08423234f5'],
    ['買牛奶', '', undefined, '565d240f5343'],
    ['打电话', null, '', '565d240f5343'],
    ['Buy milk', '[things-id:ABC123]', null, '78fdf8d5e641'],
    ['snake_case\tTABS  and   runs', 'x', '', 'bf7b8ea8d019'],
  ])('[K20] of %j with notes %j and due %j is %s', async (title, notes, due, hash) => {
    expect(await primaryHash(title, notes, due)).toBe(hash);
  });

  it('[K20] keeps the variations of the title in their order', async () => {
    expect((await fingerprintOf('  Call John - re: Q3 (budget) ', '', null)).titleVariations).toEqual([
      'call john  re q3 budget',
      'Call John - re: Q3 (budget)',
      'call john - re: q3 (budget)',
      'calljohnreq3budget',
    ]);
    expect((await fingerprintOf('買牛奶', '', null)).titleVariations).toEqual(['', '買牛奶']);
  });

  it('[K20] is not idempotent, as older code is not', () => {
    const once = normalizeText('Call John - re');
    expect([once, normalizeText(once)]).toEqual(['call john  re', 'call john re']);
  });
});
