import { describe, expect, it } from 'vitest';
import { formatDay, parseDay } from './civil.ts';
import { nextOccurrence } from './recurrence.ts';
import { parseRule } from './rule-phrase.ts';

function series(rule: string, anchor: string, after: string, count: number): readonly string[] {
  const parsed = parseRule(rule);
  if (parsed === null) throw new Error(`no rule: ${rule}`);
  const days: string[] = [];
  let day = parseDay(anchor) ?? 0;
  let last = parseDay(after) ?? 0;
  for (let step = 0; step < count; step += 1) {
    day = nextOccurrence(parsed, day, last);
    last = day;
    days.push(formatDay(day));
  }
  return days;
}

describe('nextOccurrence', () => {
  it.each([
    ['day', '2026-03-04', '2026-03-04', ['2026-03-05', '2026-03-06']],
    ['3 days', '2026-03-01', '2026-03-09', ['2026-03-10', '2026-03-13']],
    ['3 days', '2026-03-01', '2026-03-10', ['2026-03-13', '2026-03-16']],
    ['week', '2026-03-04', '2026-03-20', ['2026-03-25', '2026-04-01']],
    ['2 weeks', '2026-03-04', '2026-03-04', ['2026-03-18', '2026-04-01']],
    ['weekday', '2026-03-06', '2026-03-06', ['2026-03-09', '2026-03-10']],
    ['monday, thursday', '2026-03-05', '2026-03-05', ['2026-03-09', '2026-03-12', '2026-03-16']],
    ['2 weeks on tuesday', '2026-03-03', '2026-03-03', ['2026-03-17', '2026-03-31']],
    ['month', '2026-01-15', '2026-01-15', ['2026-02-15', '2026-03-15']],
    ['31', '2026-01-31', '2026-01-31', ['2026-02-28', '2026-03-31', '2026-04-30']],
    ['last day', '2026-01-31', '2026-01-31', ['2026-02-28', '2026-03-31']],
    ['15', '2026-03-04', '2026-03-04', ['2026-03-15', '2026-04-15']],
    ['last friday', '2026-03-27', '2026-03-27', ['2026-04-24', '2026-05-29']],
    ['jan 5', '2026-01-05', '2026-01-05', ['2027-01-05', '2028-01-05']],
    ['feb 29', '2024-02-29', '2024-02-29', ['2025-02-28', '2026-02-28', '2027-02-28', '2028-02-29']],
    ['2 years', '2026-03-04', '2026-03-04', ['2028-03-04', '2030-03-04']],
  ])('every %s from %s after %s', (rule, anchor, after, expected) => {
    expect(series(rule, anchor, after, expected.length)).toEqual(expected);
  });
});
