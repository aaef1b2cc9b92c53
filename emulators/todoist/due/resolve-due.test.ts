import { describe, expect, it } from 'vitest';
import { Clock } from '../clock.ts';
import { advanceDue, resolveDue } from './resolve-due.ts';
import type { DueContext, DueInput } from './resolve-due.ts';

/** 09:30 in UTC, 10:30 in Berlin. */
const NOW = Date.parse('2026-03-04T09:30:00Z');

function context(zone = 'UTC', now = NOW): DueContext {
  return { clock: new Clock(() => now), zone, lang: 'en' };
}

function due(date: string, string: string, isRecurring = false, timezone: string | null = null): object {
  return { date, timezone, string, lang: 'en', is_recurring: isRecurring };
}

describe('resolveDue', () => {
  it.each<[string, DueInput, object]>([
    ['an all-day date', { date: '2026-10-14' }, due('2026-10-14', '2026-10-14')],
    ['a floating time', { date: '2026-10-14T10:00:00' }, due('2026-10-14T10:00:00', '2026-10-14 10:00')],
    [
      'a floating time with a fraction',
      { date: '2026-10-14T10:00:00.000000' },
      due('2026-10-14T10:00:00', '2026-10-14 10:00'),
    ],
    [
      'a fixed time in its zone',
      { date: '2026-10-14T05:00:00Z', timezone: 'Asia/Jakarta' },
      due('2026-10-14T05:00:00Z', '2026-10-14 12:00', false, 'Asia/Jakarta'),
    ],
    [
      'a fixed time without zone in the zone of the user',
      { date: '2026-10-14T05:00:00Z' },
      due('2026-10-14T05:00:00Z', '2026-10-14 07:00', false, 'Europe/Berlin'),
    ],
    ['a phrase', { string: 'tomorrow' }, due('2026-03-05', 'tomorrow')],
    [
      'a phrase with a time',
      { string: 'tomorrow at 10:00' },
      due('2026-03-05T10:00:00', 'tomorrow at 10:00'),
    ],
    [
      'a phrase with a time and a zone',
      { string: 'every day at 2pm', timezone: 'Europe/Madrid' },
      due('2026-03-04T13:00:00Z', 'every day at 2pm', true, 'Europe/Madrid'),
    ],
    [
      'a phrase without a time and a zone',
      { string: 'today', timezone: 'Europe/Madrid' },
      due('2026-03-04', 'today'),
    ],
    [
      'a moved date of a series',
      { date: '2026-04-01', string: 'every monday', is_recurring: true, lang: 'en', timezone: null },
      due('2026-04-01', 'every monday', true),
    ],
    [
      'a date without the flag, which ends a series',
      { date: '2026-04-01', string: 'every monday' },
      due('2026-04-01', '2026-04-01'),
    ],
  ])('reads %s', (_name, input, expected) => {
    expect(resolveDue(input, context('Europe/Berlin'))).toEqual(expected);
  });

  it.each<[string, DueInput]>([
    ['null', null],
    ['"no date"', { string: 'no date' }],
  ])('clears the due for %s', (_name, input) => {
    expect(resolveDue(input, context())).toBeNull();
  });

  it.each<[string, DueInput]>([
    ['an unknown phrase', { string: 'gibberish' }],
    ['an impossible date', { date: '2026-02-30' }],
    ['an impossible time', { date: '2026-02-03T25:00:00' }],
    ['nothing at all', {}],
    ['a series that is no series', { date: '2026-02-03', string: 'tomorrow', is_recurring: true }],
  ])('refuses %s', (_name, input) => {
    expect(() => resolveDue(input, context())).toThrow('Invalid date format');
  });

  it('takes today from the wall clock of the user', () => {
    const lateInUtc = Date.parse('2026-03-04T20:00:00Z');
    expect(resolveDue({ string: 'today' }, context('Asia/Tokyo', lateInUtc))?.date).toBe('2026-03-05');
    expect(resolveDue({ string: 'today' }, context('America/New_York', lateInUtc))?.date).toBe('2026-03-04');
  });
});

describe('advanceDue', () => {
  const recurring = (
    date: string,
    string: string,
    timezone: string | null = null,
  ): Parameters<typeof advanceDue>[0] => ({
    date,
    string,
    timezone,
    lang: 'en',
    is_recurring: true,
  });

  it.each([
    ['a due of today', '2026-03-04', 'every day', '2026-03-05'],
    ['a due of tomorrow', '2026-03-05', 'every day', '2026-03-06'],
    ['an overdue one, past today', '2026-03-01', 'every 2 days', '2026-03-05'],
    ['an overdue every!, from today', '2026-03-01', 'every! 2 days', '2026-03-06'],
    ['a future every!, from today', '2026-03-20', 'every! week', '2026-03-11'],
    ['a weekday list', '2026-03-05', 'every monday, thursday', '2026-03-09'],
    ['a floating time', '2026-03-04T08:00:00', 'every day at 8am', '2026-03-05T08:00:00'],
  ])('moves %s', (_name, date, string, expected) => {
    expect(advanceDue(recurring(date, string), context())?.date).toBe(expected);
  });

  it('keeps the wall clock of a fixed zone when summer time begins', () => {
    const next = advanceDue(
      recurring('2026-03-28T09:00:00Z', 'every day at 10:00', 'Europe/Berlin'),
      context(),
    );
    expect(next).toEqual(recurring('2026-03-29T08:00:00Z', 'every day at 10:00', 'Europe/Berlin'));
  });

  it('ends with the last day of the series', () => {
    expect(advanceDue(recurring('2026-03-09', 'every day ending 2026-03-10'), context())?.date).toBe(
      '2026-03-10',
    );
    expect(advanceDue(recurring('2026-03-10', 'every day ending 2026-03-10'), context())).toBeNull();
  });
});
