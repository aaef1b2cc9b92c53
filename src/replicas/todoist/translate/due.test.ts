import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clockTime, fromDayNumber } from '../../../model/dates.ts';
import type { Repeat, Scheduled } from '../../../model/task.ts';
import { projectScheduled, readDue, readRuleText, writeDue, writeRuleText } from './due.ts';
import { fixed, floating, on, wireDue } from '../../../../test/support/todoist-fields.ts';
import type { WireDue } from '../wire/wire.ts';

const BERLIN = 'Europe/Berlin';

/** From 11 hours behind UTC to 14 ahead, with quarter hours, DST on both halves of the globe, and a half-hour DST. */
const ZONES = [
  'Pacific/Niue',
  'Pacific/Honolulu',
  'America/St_Johns',
  'America/Sao_Paulo',
  'America/New_York',
  'UTC',
  'Europe/Berlin',
  'Asia/Kathmandu',
  'Asia/Tokyo',
  'Australia/Lord_Howe',
  'Pacific/Chatham',
  'Pacific/Kiritimati',
];

/** Days on which clocks change in one of the zones, in spring and autumn, and ends of months. */
const TURNING_DAYS = [
  '2026-03-08',
  '2026-03-29',
  '2026-04-05',
  '2026-09-27',
  '2026-10-04',
  '2026-10-25',
  '2026-11-01',
  '2026-12-31',
  '2028-02-29',
];

function due(date: string, some: Readonly<Record<string, unknown>> = {}): WireDue {
  return wireDue(date, some) as WireDue;
}

/** What a server keeps of a sent due: the moment as it is, the rule by its words. */
function kept(sent: Readonly<Record<string, unknown>> | null): WireDue {
  if (sent === null) throw new Error('nothing was sent');
  return due(String(sent['date']), { timezone: null, ...sent });
}

describe('reading a due date', () => {
  it.each([
    ['2026-02-28', null, on('2026-02-28')],
    ['2026-02-28T17:00:00', null, on('2026-02-28', floating('17:00'))],
    ['2026-02-28T17:00:59.000000', null, on('2026-02-28', floating('17:00'))],
    ['2026-02-28T23:30:00Z', 'Asia/Tokyo', on('2026-03-01', fixed('08:30', 'Asia/Tokyo'))],
    ['2028-03-01T04:59:00.000000Z', 'America/New_York', on('2028-02-29', fixed('23:59', 'America/New_York'))],
    ['2026-12-31T10:30:00Z', 'Pacific/Kiritimati', on('2027-01-01', fixed('00:30', 'Pacific/Kiritimati'))],
    ['2027-01-01T10:30:00Z', 'Pacific/Niue', on('2026-12-31', fixed('23:30', 'Pacific/Niue'))],
    ['2026-03-29T01:00:00Z', 'Europe/Berlin', on('2026-03-29', fixed('03:00', 'Europe/Berlin'))],
    ['2026-10-25T01:30:00Z', 'Europe/Berlin', on('2026-10-25', fixed('02:30', 'Europe/Berlin'))],
    ['2026-06-01T10:00:00Z', null, on('2026-06-01', fixed('12:00', BERLIN))],
    ['2026-06-01T10:00:00Z', 'Mars/Olympus', on('2026-06-01', fixed('12:00', BERLIN))],
    ['2026-06-01T10:00:00', 'Asia/Tokyo', on('2026-06-01', fixed('10:00', 'Asia/Tokyo'))],
  ])('[T4] %s in %s is %j', (date, timezone, { date: civil, time }) => {
    expect(readDue(due(date, { timezone }), BERLIN)).toEqual({ date: civil, time, repeat: null });
  });

  it.each(['', 'tomorrow', '2026-02-30', '2026-02-28T25:00:00', '9999-12-31T23:59:00Z'])(
    '[T17] %j can not be read',
    (date) => {
      expect(readDue(due(date), BERLIN)).toBeNull();
    },
  );
});

describe('writing a due date', () => {
  const daily: Repeat = { owner: 'todoist', rule: 'every day' };

  it.each([
    [on('2026-02-28'), { date: '2026-02-28' }],
    [on('2026-02-28', floating('17:00')), { date: '2026-02-28T17:00:00' }],
    [
      on('2026-03-01', fixed('08:30', 'Asia/Tokyo')),
      { date: '2026-02-28T23:30:00Z', timezone: 'Asia/Tokyo' },
    ],
    [on('2026-06-01', fixed('12:00', 'Mars/Olympus')), { date: '2026-06-01T10:00:00Z', timezone: BERLIN }],
    ['inbox' as const, null],
    ['anytime' as const, null],
    ['someday' as const, null],
  ])('[T3] %j is sent as %j', (start, sent) => {
    expect(writeDue(start, null, BERLIN)).toEqual(sent);
  });

  it('[T7] sends the whole due of a series with its new day', () => {
    expect(writeDue(on('2026-02-28'), daily, BERLIN)).toEqual({
      date: '2026-02-28',
      string: 'every day',
      lang: 'en',
      is_recurring: true,
      timezone: null,
    });
    expect(writeDue(on('2026-06-01', fixed('12:00', BERLIN)), daily, BERLIN)).toMatchObject({
      date: '2026-06-01T10:00:00Z',
      timezone: BERLIN,
    });
  });

  it('[T7] leaves the day of a series without one to Todoist', () => {
    expect(writeDue('someday', daily, BERLIN)).toEqual({ string: 'every day', lang: 'en' });
  });
});

describe('a rule', () => {
  it.each([
    ['every day', 'en', 'every day'],
    ['jeden Tag', 'de', 'jeden Tag {lang:de}'],
    ['odd {lang:de}', 'en', 'odd {lang:de} {lang:en}'],
    ['', 'tw', ' {lang:tw}'],
  ])('[T7] %j in %s is the text %j, and back', (string, lang, text) => {
    expect(writeRuleText({ string, lang })).toBe(text);
    expect(readRuleText(text)).toEqual({ string, lang });
  });
});

describe('a scheduled start', () => {
  const scheduled: fc.Arbitrary<Scheduled> = fc.record({
    date: fc.integer({ min: 0, max: 47_000 }).map(fromDayNumber),
    evening: fc.boolean(),
    time: fc.option(
      fc
        .record({ hour: fc.nat(23), minute: fc.nat(59), zone: fc.option(fc.constantFrom(...ZONES)) })
        .map(({ hour, minute, zone }) =>
          zone === null
            ? { kind: 'floating' as const, at: clockTime(hour, minute) }
            : { kind: 'fixed' as const, at: clockTime(hour, minute), zone },
        ),
    ),
  });

  it.each([
    ['2026-03-29', '02:30', BERLIN, '03:30'],
    ['2026-03-08', '02:15', 'America/New_York', '03:15'],
    ['2026-10-25', '02:30', BERLIN, '02:30'],
  ])('[T4] %s %s in %s is %s', (date, at, zone, shown) => {
    expect(projectScheduled(on(date, fixed(at, zone)), BERLIN)).toEqual(on(date, fixed(shown, zone)));
  });

  it('[T4] pins nothing at the ends of the calendar', () => {
    expect(projectScheduled(on('9999-12-31', fixed('23:59', BERLIN)), BERLIN)).toEqual(
      on('9999-12-31', floating('23:59')),
    );
  });

  it('[T20] comes back as it was projected, in every zone', () => {
    fc.assert(
      fc.property(scheduled, fc.constantFrom(...ZONES), (start, accountZone) => {
        const { date, time, evening } = projectScheduled(start, accountZone);
        expect(readDue(kept(writeDue(start, null, accountZone)), accountZone)).toEqual({
          date,
          time,
          repeat: null,
        });
        expect(projectScheduled({ date, time, evening }, accountZone)).toEqual({ date, time, evening });
      }),
      { numRuns: 500 },
    );
  });

  it.each(ZONES)('[T20] comes back on days of clock changes and at month ends in %s', (zone) => {
    for (const date of TURNING_DAYS) {
      for (const at of ['00:00', '00:30', '01:59', '02:15', '02:30', '23:59']) {
        const start = projectScheduled(on(date, fixed(at, zone)), zone);
        expect(readDue(kept(writeDue(start, null, 'UTC')), 'UTC')).toEqual({
          date: start.date,
          time: start.time,
          repeat: null,
        });
      }
    }
  });
});
