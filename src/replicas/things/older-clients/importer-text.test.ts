import { describe, expect, it } from 'vitest';
import { remoteId } from '../../../model/ids.ts';
import { isWorded } from './importer-text.ts';

const HANDED = {
  to: 'client',
  at: 0,
  importedAt: null,
  day: null,
  title: 'Buy\u0007 oats',
  notes: 'a\u0001b',
};

describe('a to-do that an importer made', () => {
  it.each([
    ['as it was handed out', 'Buy\u0007 oats', 'a\u0001b', true],
    ['without its control characters', 'Buy oats', 'ab', true],
    ['with escapes that were not resolved', String.raw`Buy\u0007 oats`, String.raw`a\u0001b`, true],
    ['with another title', 'Buy rice', 'ab', false],
    ['with other notes', 'Buy oats', 'abc', false],
  ])('[A87] that is told %s is known again or not', (_how, title, notes, isKnown) => {
    const todo = { id: remoteId('todo-1'), title, notes, deadline: null };
    expect(isWorded(todo, HANDED)).toBe(isKnown);
  });
});
