import { describe, expect, it } from 'vitest';
import { mergeNotes } from './notes.ts';

describe('mergeNotes', () => {
  it.each([
    ['only ours', 'a\nb', 'a\nX\nb', 'a\nb', 'a\nX\nb', false],
    ['only theirs', 'a\nb', 'a\nb', 'a', 'a', false],
    ['different lines', 'a\nb\nc', 'A\nb\nc', 'a\nb\nC', 'A\nb\nC', false],
    ['the same change', 'a', 'b', 'b', 'b', false],
    ['one end each', 'm', 'top\nm', 'm\nend', 'top\nm\nend', false],
    ['the same line', 'a\nb\nc', 'a\nX\nc', 'a\nY\nc', 'a\nX\nY\nc', true],
    ['the same line, with a common part', 'b', 'x\nours\nz', 'x\ntheirs\nz', 'x\nours\ntheirs\nz', true],
    ['a removal against a change', 'a\nb\nc', 'a\nc', 'a\nB\nc', 'a\nB\nc', true],
    ['nothing before', null, 'ours', 'theirs', 'ours\ntheirs', true],
    ['everything removed', 'a', null, 'a', null, false],
    ['repeated lines', 'a\na\na', 'a\na', 'a\na\na\nb', 'a\na\na\nb', true],
  ])('[M6] merges %s', (...[, base, ours, theirs, text, overlapped]) => {
    expect(mergeNotes(base, ours, theirs)).toEqual({ text, overlapped });
  });

  it('[M6] stays bounded on long texts, and then keeps both', () => {
    const long = (name: string) => Array.from({ length: 3000 }, (_, at) => `${name}${at}`).join('\n');
    const merged = mergeNotes(long('a'), long('b'), long('c'));
    expect(merged).toEqual({ text: `${long('b')}\n${long('c')}`, overlapped: true });
  });
});
