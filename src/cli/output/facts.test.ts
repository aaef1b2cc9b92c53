import { expect, it } from 'vitest';
import { formatFacts } from './facts.ts';

it('writes names and values, and figures of the same kind as a table without those that are all zero', () => {
  const zero = { reads: 0, writes: 0 };
  const answer = {
    ok: true,
    waiting: null,
    today: { byFamily: { a: { reads: 2, writes: 0 }, b: zero, c: { reads: 0, writes: 1 } } },
    idle: { a: zero, b: zero, c: zero },
    list: [],
    long: Array.from({ length: 30 }, () => 1),
    '\u001b[2J': '\u001b[2J',
  };
  expect(formatFacts(answer)).toBe(
    [
      'ok         true',
      'waiting    none',
      'list       none',
      'long       30 entries (all of them: --json)',
      String.raw`\u001b[2J  \u001b[2J`,
      '',
      'today.byFamily  reads  writes',
      'a               2      0',
      'c               0      1',
      '',
      'idle: nothing',
    ].join('\n'),
  );
});
