/** Template tables: what is printed is read back, and files of other programs are read too. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseTemplate, printTemplate, templateRow } from './template-csv.ts';

describe('a template table', () => {
  it.each([
    ['quotes', 'TYPE,CONTENT\ntask,"a ""b"", c"', 'a "b", c'],
    ['line breaks in quotes', 'TYPE,CONTENT\r\ntask,"a\r\nb"\r\n', 'a\r\nb'],
    ['stray quotes', 'TYPE,CONTENT\ntask,say "hi" now', 'say "hi" now'],
    ['a quote that never ends', 'TYPE,CONTENT\ntask,"a', '"a'],
    ['lines that end with a carriage return', 'TYPE,CONTENT\rtask,a\r', 'a'],
    ['other orders and unknown columns', 'X,content,Type\n1,a,task', 'a'],
    ['lines that are too short or too long', 'TYPE,CONTENT\ntask,a,b,c\n', 'a'],
  ])('is read with %s', (_what, text, content) => {
    expect(parseTemplate(text)).toEqual([templateRow({ TYPE: 'task', CONTENT: content })]);
  });

  it.each(['', 'hello', 'TYPE\ntask', '{"a":1}'])('is not what %j is', (text) => {
    expect(parseTemplate(text)).toBeNull();
  });

  it('reads back whatever it prints', () => {
    const text = fc.string({ unit: fc.constantFrom('"', ',', '\n', '\r', ' ', '@', 'é', 'a') });
    const rows = fc.array(
      fc.record({ CONTENT: text, DESCRIPTION: text }).map((cells) => templateRow({ TYPE: 'task', ...cells })),
    );
    fc.assert(
      fc.property(rows, (some) => {
        expect(parseTemplate(printTemplate(some))).toEqual(some);
      }),
    );
  });
});
