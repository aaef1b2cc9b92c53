import { expect, it } from 'vitest';
import { DEFAULT_CONFIG, withDefaults } from './config.ts';

it('[P24] takes limits of an older version for what they counted, and its defaults for today’s', () => {
  const strict = { maxTasks: 5, maxShare: 0.1 };
  expect(withDefaults({ strategy: 'manual', guard: strict })).toEqual({
    ...DEFAULT_CONFIG,
    strategy: 'manual',
    guard: { ...DEFAULT_CONFIG.guard, deletions: strict, completions: strict },
  });
  expect(withDefaults({ guard: { maxTasks: 10, maxShare: 0.2 } })).toEqual(DEFAULT_CONFIG);
  expect(withDefaults({ guard: { titles: strict } }).guard).toEqual({
    ...DEFAULT_CONFIG.guard,
    titles: strict,
  });
  expect(withDefaults(undefined)).toEqual(DEFAULT_CONFIG);
});

it('[P33] takes a saved scope that lacks a filter, or one list of it, as one that has it empty', () => {
  const { scope } = DEFAULT_CONFIG;
  const saved = { scope: { areas: { exclude: ['Private'] } }, markerLabels: { someday: 'later' } };
  expect(withDefaults(saved)).toEqual({
    ...DEFAULT_CONFIG,
    scope: { ...scope, areas: { include: [], exclude: ['Private'] } },
    markerLabels: { ...DEFAULT_CONFIG.markerLabels, someday: 'later' },
  });
});
