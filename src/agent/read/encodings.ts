// How the Things database encodes days, times and settings. Pure; opens nothing.

import { civilDate, clockTime, parseCivilDate, type CivilDate, type ClockTime } from '../../model/dates.ts';

/** Days that mean "never" in some columns: none, 0001-01-01 and 4001-01-01. Source: schema versions 24 to 29. */
const NEVER: ReadonlySet<number> = new Set([0, 69_760, 262_213_760]);

/**
 * Decodes a packed day (`year << 16 | month << 12 | day << 7`, schema versions 24 and up). null for NULL, for the app's "never"
 * days (0001-01-01, 4001-01-01) and for invalid days; `isPackedDay` tells which.
 */
export function unpackDay(packed: number | null): CivilDate | null {
  if (packed === null || NEVER.has(packed)) return null;
  const year = packed >> 16;
  const month = (packed >> 12) & 0xf;
  const day = (packed >> 7) & 0x1f;
  const pad = (value: number, length: number): string => String(value).padStart(length, '0');
  const text = `${pad(year, 4)}-${pad(month, 2)}-${pad(day, 2)}`;
  return parseCivilDate(text) === null ? null : civilDate(year, month, day);
}

/** Tells whether a cell holds a packed day, a day that means "never", or NULL. */
export function isPackedDay(cell: unknown): boolean {
  if (cell === null) return true;
  return typeof cell === 'number' && (NEVER.has(cell) || unpackDay(cell) !== null);
}

/** Tells whether a cell holds a packed time, or NULL. */
export function isPackedTime(cell: unknown): boolean {
  return cell === null || (typeof cell === 'number' && unpackTime(cell) !== null);
}

/** Decodes a packed wall-clock time (`hour << 26 | minute << 20`); null for NULL and for invalid times. */
export function unpackTime(packed: number | null): ClockTime | null {
  if (packed === null) return null;
  const hour = packed >> 26;
  const minute = (packed >> 20) & 0x3f;
  return hour < 0 || hour > 23 || minute > 59 ? null : clockTime(hour, minute);
}

/** Reads the only integer of an XML property list; null if there is none. */
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

/** Removes the `<note xml:space="preserve">` wrapper of old notes; other notes are unchanged. NULL becomes ''. */
export function plainNotes(notes: string | null): string {
  const match = NOTE_WRAPPER.exec(notes ?? '');
  if (match === null) return notes ?? '';
  return (match[1] ?? '').replaceAll(/&(?:lt|gt|quot|apos|amp);/g, (entity) => ENTITIES[entity] ?? entity);
}

/** Converts the app's timestamps, unix seconds with fraction, to epoch ms. */
export function stampToMs(seconds: number | null): number | null {
  return seconds === null ? null : Math.round(seconds * 1000);
}
