import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { containerName, contentToTitle, projectTitle, titleToContent } from './titles.ts';

/** Any UTF-16 units, halves of pairs, zero-width and direction marks included. */
const anyText = fc
  .array(
    fc.oneof(
      fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)),
      fc.constantFrom('\\', '* ', '\n', '\u200b', '\u202e', '\ufeff', 'é', 'e\u0301', '👩‍👩‍👧', 'שלום', ' '),
    ),
    { maxLength: 30 },
  )
  .map((parts) => parts.join(''));

describe('a title', () => {
  it.each([
    ['Buy milk', 'Buy milk'],
    ['', '(no title)'],
    [' \n ', '(no title)'],
    ['\u200b\u2060', '(no title)'],
    ['* star', '\\* star'],
    ['\\* star', '\\\\* star'],
    ['*star', '*star'],
    ['two\nlines', 'two lines'],
    ['half \ud83d pair', 'half \ufffd pair'],
  ])('[T1] %j travels as %j', (title, content) => {
    expect(titleToContent(title)).toBe(content);
  });

  it.each([
    ['\\* star', '* star'],
    ['\\\\* star', '\\* star'],
    ['* star', '* star'],
    ['\\n', '\\n'],
    ['(no title)', '(no title)'],
  ])('[T1] %j is read as %j', (content, title) => {
    expect(contentToTitle(content)).toBe(title);
  });

  it('[T1] comes back as it was projected, whatever it is', () => {
    fc.assert(
      fc.property(anyText, (title) => {
        expect(contentToTitle(titleToContent(title))).toBe(projectTitle(title));
        expect(projectTitle(projectTitle(title))).toBe(projectTitle(title));
        expect(titleToContent(title).isWellFormed()).toBe(true);
      }),
    );
  });
});

describe('a container name', () => {
  it.each([
    ['Home', 5, 'Home'],
    ['Homes', 5, 'Homes'],
    ['Homely', 5, 'Home…'],
    ['abc👍d', 5, 'abc…'],
    ['', 5, '(no title)'],
  ])('[T18] %j of at most %i is sent as %j', (name, max, sent) => {
    expect(containerName(name, max === 5 && name === '' ? 20 : max)).toBe(sent);
  });
});
