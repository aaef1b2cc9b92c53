import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { printable, printableJson, printableLines } from './printable.ts';

/** Everything by which text could do more than stand there. */
// eslint-disable-next-line no-control-regex
const STEERING = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/;

const text = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'binary', maxLength: 3 }),
      fc.constantFrom(
        '\u001b]0;owned\u0007',
        '\u001b[2J',
        '\u009b31m',
        '\u202e',
        '\u2067',
        '\r',
        '\n',
        '\u0000',
        'a',
      ),
    ),
  )
  .map((parts) => parts.join(''));

describe('text from outside', () => {
  it('[G129] never steers a terminal: as a line, as lines, or as JSON', () => {
    fc.assert(
      fc.property(text, (wild) => {
        expect(printable(wild)).not.toMatch(STEERING);
        expect(printable(wild)).not.toContain('\n');
        expect(printableLines(wild)).not.toMatch(STEERING);
        expect(printableJson({ title: wild })).not.toMatch(STEERING);
      }),
    );
  });

  it('[G129] is the same for whoever reads the JSON', () => {
    fc.assert(
      fc.property(text, (wild) => {
        expect(JSON.parse(printableJson({ title: wild }))).toEqual({ title: wild });
      }),
    );
  });

  it('[G129] may hold our own styles on a terminal, and no other sequence', () => {
    const styled = '\u001b[1mPlan\u001b[22m \u001b[2J \u001b[38;5;1m';
    expect(printableLines(styled, { styled: true })).toBe(
      String.raw`${'\u001b[1m'}Plan${'\u001b[22m'} \u001b[2J \u001b[38;5;1m`,
    );
    expect(printableLines(styled)).not.toMatch(STEERING);
  });

  it('leaves everything else as it is', () => {
    for (const good of ['Käse', '日本', '👩‍👩‍👧🌻', 'שלום', 'a\u00adb']) expect(printable(good)).toBe(good);
  });
});
