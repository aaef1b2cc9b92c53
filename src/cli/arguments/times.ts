// A point in time as a person types it.

import { UsageError } from './usage-error.ts';

const UNIT_MS = { m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
const AGO = /^(\d{1,5})([mhd])$/;
const CLOCK = /^(\d{1,2}):(\d\d)$/;
const DAY = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d))?)?$/;
/** With a zone: the same point anywhere. */
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?(?:Z|[+-]\d\d:\d\d)$/;

/**
 * Reads `90m`, `2h` or `3d` as so long ago, `14:30` as today, `2026-11-30` and `2026-11-30 14:30` as local time, and a time with a zone
 * as it is; gives epoch ms. Throws `UsageError` for what is none, and for what is still to come.
 */
export function parseTime(text: string, now: number): number {
  const at = instantOf(text, now);
  if (at === null)
    throw new UsageError(
      `${text} is not a time; write it like 90m, 2h, 14:30, 2026-11-30 or "2026-11-30 14:30"`,
    );
  if (at > now) throw new UsageError(`${text} is in the future`);
  return at;
}

function instantOf(text: string, now: number): number | null {
  const ago = AGO.exec(text);
  if (ago !== null) return now - Number(ago[1]) * UNIT_MS[ago[2] as keyof typeof UNIT_MS];
  const clock = CLOCK.exec(text);
  if (clock !== null) {
    const today = new Date(now);
    return localTime(
      [today.getFullYear(), today.getMonth() + 1, today.getDate()],
      clock.slice(1).map(Number),
    );
  }
  const day = DAY.exec(text);
  if (day !== null) {
    const [year = 0, month = 0, date = 0, ...time] = day.slice(1).map((part) => Number(part ?? 0));
    return localTime([year, month, date], time);
  }
  const instant = INSTANT.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(instant) ? null : instant;
}

/** Null for a day or an hour that there is not. */
function localTime(
  [year, month, date]: readonly [number, number, number],
  [hour = 0, minute = 0, second = 0]: readonly number[],
): number | null {
  const time = new Date(year, month - 1, date, hour, minute, second);
  const isThere = time.getMonth() === month - 1 && time.getDate() === date && hour < 24 && minute < 60;
  return isThere && second < 60 ? time.getTime() : null;
}
