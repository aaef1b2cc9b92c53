import { describe, expect, it } from 'vitest';
import { formatDay, parseDay } from './civil.ts';
import { parsePhrase } from './phrase.ts';

/** Wednesday. */
const TODAY = parseDay('2026-03-04') ?? 0;
const NOW = { day: TODAY, minute: 9 * 60 + 30 };

function read(phrase: string): string {
  const parsed = parsePhrase(phrase, NOW);
  if (parsed === null) return 'not understood';
  if (parsed.kind === 'none') return 'none';
  const time = parsed.minute === null ? '' : ` +${String(parsed.minute)}`;
  const last =
    parsed.kind === 'recurring' && parsed.lastDay !== null ? ` until ${formatDay(parsed.lastDay)}` : '';
  const from = parsed.kind === 'recurring' ? (parsed.fromCompletion ? ' recurring!' : ' recurring') : '';
  return `${formatDay(parsed.day)}${time}${from}${last}`;
}

describe('parsePhrase reads one-off days', () => {
  it.each([
    ['today', '2026-03-04'],
    ['Tomorrow', '2026-03-05'],
    ['  next   week ', '2026-03-09'],
    ['thursday', '2026-03-05'],
    ['wed', '2026-03-11'],
    ['tue', '2026-03-10'],
    ['next friday', '2026-03-13'],
    ['in 3 days', '2026-03-07'],
    ['in 2 weeks', '2026-03-18'],
    ['in 1 month', '2026-04-04'],
    ['in a year', '2027-03-04'],
    ['2026-12-24', '2026-12-24'],
    ['2026-12-24 18:30', '2026-12-24 +1110'],
    ['jan 5', '2027-01-05'],
    ['24 december', '2026-12-24'],
    ['dec 24th 2027', '2027-12-24'],
    ['15th', '2026-03-15'],
    ['1st', '2026-04-01'],
    ['today at 10:00', '2026-03-04 +600'],
    ['tomorrow 9am', '2026-03-05 +540'],
    ['friday at 12:15 pm', '2026-03-06 +735'],
    ['tomorrow at noon', '2026-03-05 +720'],
    ['tomorrow at 7', '2026-03-05 +420'],
    ['10:00', '2026-03-04 +600'],
    ['9am', '2026-03-05 +540'],
  ])('%s', (phrase, expected) => {
    expect(read(phrase)).toBe(expected);
  });
});

describe('parsePhrase reads series', () => {
  it.each([
    ['every day', '2026-03-04 recurring'],
    ['ev day at 10:00', '2026-03-04 +600 recurring'],
    ['every day at 9am', '2026-03-05 +540 recurring'],
    ['daily', '2026-03-04 recurring'],
    ['every 3 days', '2026-03-04 recurring'],
    ['every other day', '2026-03-04 recurring'],
    ['every! 2 weeks', '2026-03-04 recurring!'],
    ['every week', '2026-03-04 recurring'],
    ['every weekday', '2026-03-04 recurring'],
    ['every weekend', '2026-03-07 recurring'],
    ['every monday', '2026-03-09 recurring'],
    ['every monday, thursday', '2026-03-05 recurring'],
    ['every mon, wed and fri at 08:00', '2026-03-06 +480 recurring'],
    ['every month', '2026-03-04 recurring'],
    ['every 15', '2026-03-15 recurring'],
    ['every 1st', '2026-04-01 recurring'],
    ['every last day', '2026-03-31 recurring'],
    ['every 3rd friday', '2026-03-20 recurring'],
    ['every quarter', '2026-03-04 recurring'],
    ['every jan 5', '2027-01-05 recurring'],
    ['every year', '2026-03-04 recurring'],
    ['every day starting 2026-04-01', '2026-04-01 recurring'],
    ['every week starting friday at 10:00', '2026-03-06 +600 recurring'],
    ['every day ending 2026-03-10', '2026-03-04 recurring until 2026-03-10'],
    ['every monday starting apr 1 ending may 1', '2026-04-06 recurring until 2026-05-01'],
  ])('%s', (phrase, expected) => {
    expect(read(phrase)).toBe(expected);
  });
});

describe('parsePhrase knows what it does not know', () => {
  it.each([
    'gibberish',
    'every blue moon',
    '2026-02-30',
    'every 0 days',
    'in some days',
    'feb 30',
    'every day starting never',
    '25:00',
  ])('%s is not understood', (phrase) => {
    expect(read(phrase)).toBe('not understood');
  });

  it.each(['no date', 'No due date', ''])('"%s" clears', (phrase) => {
    expect(read(phrase)).toBe('none');
  });
});
