import { expect, it } from 'vitest';
import type { Plan } from '../../protocol/plan.ts';
import { stopWords } from './stop-words.ts';

const STOP: Plan = {
  hash: 'h1',
  reason: 'not_keeper',
  holds: { what: 'everything' },
  explanation: 'Another installation is there.',
  counts: {},
  lines: [],
  suggestions: [],
  createdAt: 0,
  approved: false,
};

it('[R92] of two installations names one address for each thing that can be done', () => {
  const linesOf = (approving: Plan['approving']): readonly string[] =>
    stopWords({ ...STOP, approving }, 'http://worker/')?.split('\n') ?? [];
  expect(linesOf('takes_over').slice(1)).toEqual([
    'to go on here: POST http://worker/v1/keeper/take-over, with your token',
  ]);
  expect(linesOf('goes_on_beside').slice(1)).toEqual([
    'to sync this library too, while the other installation goes on: POST http://worker/v1/plan/h1/approve, with your token',
    'to go on here in its place, so that the other one stops: POST http://worker/v1/keeper/take-over, with your token',
  ]);
});
