import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plainText } from './text.ts';

describe('text of a client', () => {
  it.each([
    ['half \ud83d pair', 'half \ufffd pair'],
    ['a\u0000b\u001b[2Jc\u000b', 'ab[2Jc'],
    ['tab\tand\r\nlines\n', 'tab\tand\r\nlines\n'],
    ['Grüße \ud83d\ude80', 'Grüße \ud83d\ude80'],
  ])('[A87] %j is stored as %j', (text, plain) => {
    expect(plainText(text)).toBe(plain);
  });

  it('[A87] is well-formed and cleaned once, whatever it is', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary' }),
        fc.constantFrom('', '\ud800', '\udc00', '\u0000'),
        (text, odd) => {
          const plain = plainText(odd + text + odd);
          expect(plain.isWellFormed()).toBe(true);
          expect(plain).not.toMatch(/(?![\t\n\r\u007f-\u009f])\p{Cc}/u);
          expect(plainText(plain)).toBe(plain);
        },
      ),
    );
  });
});
