// The integers in which Things keeps calendar days and times of day.
// Must not know about zones: a packed day is a local calendar day, whatever the zone.
import { joinDay, splitDay } from './civil-date.ts';

/** Packed 0001-01-01: "never" in rows of layout 26 and older. Never a real day. */
export const NEVER_DAY = 69_760;
/** Packed 4001-01-01: deadline of a repeating template whose instances carry deadlines. Never a real day. */
export const TEMPLATE_DEADLINE = 262_213_760;

/** Packs a calendar day: year from bit 16, month from bit 12, day from bit 7. */
export function packDay(iso: string): number {
  const { year, month, day } = splitDay(iso);
  return (year << 16) | (month << 12) | (day << 7);
}

/** Unpacks a calendar day to `YYYY-MM-DD`. */
export function unpackDay(packed: number): string {
  return joinDay(packed >> 16, (packed >> 12) & 15, (packed >> 7) & 31);
}

/** Packs a wall-clock time: hour (0 to 23) from bit 26, minute from bit 20. */
export function packTime(hour: number, minute: number): number {
  return hour * 2 ** 26 + minute * 2 ** 20;
}

/** Unpacks a wall-clock time to `HH:MM`. */
export function unpackTime(packed: number): string {
  const hour = Math.floor(packed / 2 ** 26);
  const minute = Math.floor(packed / 2 ** 20) & 63;
  return `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`;
}
