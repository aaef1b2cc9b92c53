/** English weekday and month names, long and short, to numbers. Data only. */

const WEEKDAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];
const MONTHS = [
  'january',
  'february',
  'march',
  'april',
  'may',
  'june',
  'july',
  'august',
  'september',
  'october',
  'november',
  'december',
];
const SHORT_WEEKDAYS: Readonly<Record<string, number>> = { tues: 2, weds: 3, thur: 4, thurs: 4 };

/** The number of a weekday name, Monday = 1; null for any other word. */
export function weekdayByName(word: string): number | null {
  const index = WEEKDAYS.findIndex((name) => name === word || name.slice(0, 3) === word);
  return index >= 0 ? index + 1 : (SHORT_WEEKDAYS[word] ?? null);
}

/** The number of a month name, January = 1; null for any other word. */
export function monthByName(word: string): number | null {
  const index = MONTHS.findIndex(
    (name) => name === word || name.slice(0, 3) === word || (word === 'sept' && name === 'september'),
  );
  return index >= 0 ? index + 1 : null;
}
