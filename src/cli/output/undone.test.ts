import { expect, it } from 'vitest';
import { formatUndone } from './account-text.ts';

it.each([
  ['create', {}, '“Oats” is deleted on both sides, also where it was made.'],
  ['made', {}, '“Oats” is deleted on both sides, also where it was made.'],
  ['brought_back', {}, '“Oats” is deleted on both sides again.'],
  ['delete', { title: 'Oats' }, '“Oats” comes back on both sides.'],
  ['update', { title: 'x', notes: '' }, '“Oats” has what it had before on both sides (title, notes).'],
  ['complete_occurrence', {}, '“Oats” is as it was before.'],
])('taking back %s says what comes of it', (kind, before, words) => {
  const entry = {
    id: '1',
    at: 0,
    run: 1,
    task: 't',
    title: 'Oats',
    replica: 'things',
    from: null,
    after: {},
  };
  expect(formatUndone({ ...entry, kind, before, undoneAt: null })).toBe(
    `Taken back with the next run: ${words}`,
  );
});
