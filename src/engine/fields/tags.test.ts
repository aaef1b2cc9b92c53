import { describe, expect, it } from 'vitest';
import { mergeTags } from './tags.ts';

describe('mergeTags', () => {
  it.each([
    ['adds and removes', ['a', 'b'], ['a', 'b', 'x'], ['b', 'c'], ['b', 'c', 'x']],
    ['keeps what both added', ['a'], ['a', 'n'], ['a', 'n'], ['a', 'n']],
    ['removes without case', ['Work'], ['work'], [], []],
    ['takes a changed case', ['work'], ['work'], ['Work'], ['Work']],
    ['adds no second spelling', [], ['work'], ['Work'], ['work']],
    [
      'adds a second spelling that the replica holds beside the first',
      ['work'],
      ['work'],
      ['work', 'Work'],
      ['Work', 'work'],
    ],
    ['removes just the spelling that is there', ['Work', 'work'], ['Work', 'work'], ['work'], ['work']],
    ['drops empty tags', [], [], ['', 'a'], ['a']],
  ])('[M9] %s', (...[, base, hub, observed, tags]) => {
    expect(mergeTags({ base, hub, observed })).toEqual(tags);
  });
});
