import { expect, it } from 'vitest';
import { checkGuard } from './guard.ts';

const limits = { maxTasks: 10, maxShare: 0.2 };

it.each([
  [11, 0, 54, 'mass_change'],
  [6, 5, 54, 'mass_change'],
  [10, 0, 10, null],
  [11, 0, 55, null],
  [200, 0, 10_000, null],
  [11, 0, 0, 'mass_change'],
  [0, 0, 0, null],
])(
  '[P14] for %i deletions and %i completions of %i linked tasks says %s',
  (deletions, completions, linked, says) => {
    expect(checkGuard({ deletions, completions, linked, limits })).toBe(says);
  },
);
