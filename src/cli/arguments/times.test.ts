import { expect, it } from 'vitest';
import { parseTime } from './times.ts';
import { UsageError } from './usage-error.ts';

const NOW = new Date(2026, 10, 30, 15, 0, 0).getTime();

it.each([
  ['90m', NOW - 90 * 60_000],
  ['2h', NOW - 2 * 3_600_000],
  ['3d', NOW - 3 * 86_400_000],
  ['14:30', new Date(2026, 10, 30, 14, 30).getTime()],
  ['9:05', new Date(2026, 10, 30, 9, 5).getTime()],
  ['2026-11-29', new Date(2026, 10, 29).getTime()],
  ['2026-11-29 08:15', new Date(2026, 10, 29, 8, 15).getTime()],
  ['2026-11-29T08:15:30', new Date(2026, 10, 29, 8, 15, 30).getTime()],
  ['2026-11-29T08:15:00Z', Date.UTC(2026, 10, 29, 8, 15)],
  ['2026-11-29T08:15:00+02:00', Date.UTC(2026, 10, 29, 6, 15)],
])('[G135] %s is a time', (text, at) => expect(parseTime(text, NOW)).toBe(at));

it.each(['', 'yesterday', '2026-02-30', '25:00', '12:60', '2026-13-01', '-1h', '1796040000000'])(
  '[G135] %s is none',
  (text) => {
    expect(() => parseTime(text, NOW)).toThrow(UsageError);
    expect(() => parseTime(text, NOW)).toThrow('is not a time');
  },
);

it('[G135] what is still to come is refused', () => {
  expect(() => parseTime('15:01', NOW)).toThrow('in the future');
});
