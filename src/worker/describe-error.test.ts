import { describe, expect, it } from 'vitest';
import { describeError } from './describe-error.ts';

/** The part of a description that is no stack. */
function firstLine(error: unknown): string {
  return describeError(error).split('\n')[0] ?? '';
}

function parseGarbage(): unknown {
  try {
    return JSON.parse('{"title": buy a boat}');
  } catch (error) {
    return error;
  }
}

describe('an error in the log', () => {
  it.each<[unknown, string]>([
    [new TypeError('column title holds no text'), 'TypeError: column title holds no text'],
    [new Error('unexpected value {"title":"buy a boat"}'), 'Error: unexpected value …'],
    [new Error('no task “buy a boat” here'), 'Error: no task … here'],
    ['buy a boat', 'thrown value of type string'],
  ])('tells what happened without what it quotes: %s', (error, line) => {
    expect(firstLine(error)).toBe(line);
  });

  it('quotes nothing of an input that could not be parsed', () => {
    expect(describeError(parseGarbage())).not.toContain('boat');
  });

  it('tells where it happened', () =>
    expect(describeError(new Error('x'))).toContain('describe-error.test.ts'));
});
