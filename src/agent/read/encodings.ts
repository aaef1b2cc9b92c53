// How the Things database writes days, times and settings. Pure number and text work; opens nothing.

import { civilDate, clockTime, parseCivilDate, type CivilDate, type ClockTime } from '../../model/dates.ts';

/** Days that mean "never" in some columns: no person's year is before 1900 or from 4001 on. Source: layouts 24 to 29. */
const FIRST_YEAR = 1900;
const LAST_YEAR = 4000;

/**
 * Reads a packed day (`year << 16 | month << 12 | day << 7`, layouts 24 and up). null for NULL, for the app's "never" days
 * (0001-01-01, 4001-01-01) and for what is no day.
 */
export function unpackDay(packed: number | null): CivilDate | null {
  if (packed === null) return null;
  const year = packed >> 16;
  if (year < FIRST_YEAR || year > LAST_YEAR) return null;
  const month = (packed >> 12) & 0xf;
  const day = (packed >> 7) & 0x1f;
  const pad = (value: number): string => String(value).padStart(2, '0');
  const text = `${year}-${pad(month)}-${pad(day)}`;
  return parseCivilDate(text) === null ? null : civilDate(year, month, day);
}

/** Reads a packed wall-clock time (`hour << 26 | minute << 20`); null for NULL and for what is no time. */
export function unpackTime(packed: number | null): ClockTime | null {
  if (packed === null) return null;
  const hour = packed >> 26;
  const minute = (packed >> 20) & 0x3f;
  return hour < 0 || hour > 23 || minute > 59 ? null : clockTime(hour, minute);
}

/** Reads the one integer of an XML property list; null when there is none. */
export function parsePlistInteger(text: string): number | null {
  const match = /<integer>\s*(\d{1,9})\s*<\/integer>/.exec(text);
  return match === null ? null : Number(match[1]);
}

const NOTE_WRAPPER = /^<note\b[^>]*>([\s\S]*)<\/note>$/;
const ENTITIES: Readonly<Record<string, string>> = {
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&apos;': "'",
  '&amp;': '&',
};

/** Takes old notes out of their `<note xml:space="preserve">` wrapper; other notes stay as they are. NULL is ''. */
export function plainNotes(notes: string | null): string {
  const match = NOTE_WRAPPER.exec(notes ?? '');
  if (match === null) return notes ?? '';
  return (match[1] ?? '').replaceAll(/&(?:lt|gt|quot|apos|amp);/g, (entity) => ENTITIES[entity] ?? entity);
}

/** Unix seconds with fraction, as the app stamps rows, to epoch ms. */
export function stampToMs(seconds: number | null): number | null {
  return seconds === null ? null : Math.round(seconds * 1000);
}
