import { describe, expect, it } from 'vitest';
import { changePointToText, parseChangePoint } from './clock.ts';

describe('a point in the order of changes', () => {
  it.each(['0', '17', '20.17.0a1b-c', '20.17.a.b'])('is read as it was written: %s', (text) => {
    const point = parseChangePoint(text);
    expect(point === null ? null : changePointToText(point)).toBe(text);
  });

  it.each(['', 'x', '-1', '1.5', '17:a', '1.2.', '99999999999999999'])('is not read out of %j', (text) => {
    expect(parseChangePoint(text)).toBeNull();
  });
});
