// Converts instants to wall-clock times and back, by IANA zone. The only place that turns a pinned time into an instant; all-day
// and floating values never come here.

import { civilDate, clockTime, dayNumber, type CivilDate, type ClockTime } from './dates.ts';

/** A wall-clock reading: a day and a time of day. */
export interface WallClock {
  readonly date: CivilDate;
  readonly at: ClockTime;
}

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** The display name of a zone that has no name, or whose name this system does not know. */
export const UNKNOWN_ZONE = 'Etc/Unknown';

/** Tells whether `zone` is an IANA name that this runtime knows. */
export function isZone(zone: string): boolean {
  return knownFormatter(zone) !== null;
}

/** The wall-clock time in `zone` at an instant (epoch ms). A zone that this runtime does not know is treated as UTC: see `isZone`. */
export function instantToWallClock(instantMs: number, zone: string): WallClock {
  const parts = new Map(
    formatter(zone)
      .formatToParts(instantMs)
      .map((part) => [part.type, Number(part.value)]),
  );
  const read = (name: Intl.DateTimeFormatPartTypes): number => parts.get(name) ?? 0;
  return {
    date: civilDate(read('year'), read('month'), read('day')),
    at: clockTime(read('hour') % 24, read('minute')),
  };
}

/**
 * The instant (epoch ms) at which the clock in `zone` shows `wall`. A time skipped in spring is read with the offset before the
 * change; a time repeated in autumn means its first occurrence. Never throws because of a zone.
 */
export function wallClockToInstant(wall: WallClock, zone: string): number {
  const asUtc = utcMs(wall);
  const before = asUtc - offsetMs(asUtc - DAY_MS, zone);
  const after = asUtc - offsetMs(asUtc + DAY_MS, zone);
  const earliest = Math.min(before, after);
  const latest = Math.max(before, after);
  for (const candidate of [earliest, latest]) {
    const shown = instantToWallClock(candidate, zone);
    if (shown.date === wall.date && shown.at === wall.at) return candidate;
  }
  return before;
}

/** The date in `zone` at an instant (epoch ms). */
export function dayInZone(instantMs: number, zone: string): CivilDate {
  return instantToWallClock(instantMs, zone).date;
}

function offsetMs(instantMs: number, zone: string): number {
  const wholeMinute = Math.floor(instantMs / MINUTE_MS) * MINUTE_MS;
  return utcMs(instantToWallClock(wholeMinute, zone)) - wholeMinute;
}

function utcMs(wall: WallClock): number {
  const [hour, minute] = wall.at.split(':').map(Number) as [number, number];
  return dayNumber(wall.date) * DAY_MS + (hour * 60 + minute) * MINUTE_MS;
}

/**
 * Creating a formatter takes about half a millisecond, and an account uses few zones, so they are memoized, up to a limit. Null: no
 * such zone.
 */
const formatterByZone = new Map<string, Intl.DateTimeFormat | null>();
const MAX_MEMO = 50;

function formatter(zone: string): Intl.DateTimeFormat {
  return knownFormatter(zone) ?? knownFormatter('UTC') ?? makeFormatter('UTC');
}

function knownFormatter(zone: string): Intl.DateTimeFormat | null {
  const known = formatterByZone.get(zone);
  if (known !== undefined) return known;
  const made = tryFormatter(zone);
  if (formatterByZone.size < MAX_MEMO) formatterByZone.set(zone, made);
  return made;
}

function tryFormatter(zone: string): Intl.DateTimeFormat | null {
  try {
    return makeFormatter(zone);
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

function makeFormatter(zone: string): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
  });
}
