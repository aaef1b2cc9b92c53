import { describe, expect, it } from 'vitest';
import {
  deadlineWords,
  headingOfDay,
  monthName,
  plusMonths,
  shortDay,
  startWords,
  weekdayOf,
  weeksOf,
} from './days.ts';

const TUESDAY = '2026-12-01';

describe('a day', () => {
  it.each([
    ['2026-12-01', 'Today'],
    ['2026-12-02', 'Tomorrow'],
    ['2026-11-30', 'Yesterday'],
    ['2026-12-04', 'Friday'],
    ['2026-12-07', 'Monday'],
    ['2026-12-08', '8 Dec'],
    ['2026-11-29', '29 Nov'],
    ['2027-01-03', '3 Jan 2027'],
  ])('[U36] is named as near to today as it is: %s', (day, name) => {
    expect(shortDay(day, TUESDAY)).toBe(name);
  });

  it.each([
    ['2026-12-01', 'Due today'],
    ['2026-12-02', 'Due tomorrow'],
    ['2026-12-08', '7 days left'],
    ['2026-12-09', 'Due 9 Dec'],
    ['2026-11-30', '1 day overdue'],
    ['2026-11-01', '30 days overdue'],
  ])('[U36] that is a deadline says what is left: %s', (day, words) => {
    expect(deadlineWords(day, TUESDAY)).toBe(words);
  });

  it('[U36] on which a task starts is told with its evening and its time', () => {
    const at = { kind: 'floating', at: '09:30' } as const;
    expect(startWords({ date: TUESDAY, evening: true, time: null }, TUESDAY)).toBe('This Evening');
    expect(startWords({ date: '2026-12-02', evening: true, time: null }, TUESDAY)).toBe('Tomorrow');
    expect(startWords({ date: '2026-12-04', evening: false, time: at }, TUESDAY)).toBe('Friday, 09:30');
    expect(startWords('someday', TUESDAY)).toBe('Someday');
  });

  it('[U36] heads a list with its number and its name, a month with its year where that is another one', () => {
    expect(headingOfDay('2026-12-02', TUESDAY)).toEqual({ number: '2', name: 'Tomorrow' });
    expect(headingOfDay('2026-12-04', TUESDAY)).toEqual({ number: '4', name: 'Friday' });
    expect([monthName('2026-12', TUESDAY), monthName('2027-01', TUESDAY)]).toEqual([
      'December',
      'January 2027',
    ]);
  });
});

describe('a calendar', () => {
  it('[U36] has whole weeks from Monday on, and every day of the month once', () => {
    for (let month = '2026-01'; month < '2029-01'; month = plusMonths(month, 1)) {
      const weeks = weeksOf(month);
      expect(weeks.every((week) => week.length === 7 && weekdayOf(week[0] ?? '') === 0)).toBe(true);
      const days = weeks.flat();
      expect(new Set(days).size).toBe(days.length);
      const own = days.filter((day) => day.startsWith(month));
      expect([own[0], own.length]).toEqual([
        `${month}-01`,
        new Date(Date.UTC(Number(month.slice(0, 4)), Number(month.slice(5)), 0)).getUTCDate(),
      ]);
      expect(weeks[0]).toContain(`${month}-01`);
    }
  });

  it('[U36] goes to the months around it, over the year', () => {
    expect([plusMonths('2026-12', 1), plusMonths('2026-01', -1), plusMonths('2026-06', 7)]).toEqual([
      '2027-01',
      '2025-12',
      '2027-01',
    ]);
  });
});
