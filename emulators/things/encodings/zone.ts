// Wall clock of one IANA zone by way of Intl: which day and time it is there, and when a day begins.
// Must not depend on the zone of the process.
import { utcMidnightMs } from './civil-date.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

interface WallClock {
  readonly iso: string;
  readonly hour: number;
  readonly minute: number;
  /** The same wall clock read as if it were UTC, epoch ms. */
  readonly asUtcMs: number;
}

/** The wall clock of one zone. Construction costs one Intl formatter; reads are a few microseconds. */
export class Zone {
  readonly name: string;
  readonly #format: Intl.DateTimeFormat;
  /** Throws RangeError for an unknown zone name. */
  constructor(name: string = new Intl.DateTimeFormat().resolvedOptions().timeZone) {
    this.name = name;
    this.#format = new Intl.DateTimeFormat('en-CA', {
      timeZone: name,
      calendar: 'gregory',
      numberingSystem: 'latn',
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    });
  }

  /** Returns the calendar day at an instant. */
  dayOf(ms: number): string {
    return this.#read(ms).iso;
  }

  /** Returns the wall-clock time at an instant. */
  timeOf(ms: number): { readonly hour: number; readonly minute: number } {
    const { hour, minute } = this.#read(ms);
    return { hour, minute };
  }

  /** Returns how far the wall clock is ahead of UTC at an instant, in milliseconds. */
  offsetAt(ms: number): number {
    return this.#offset(ms);
  }

  /**
   * Returns the instant (epoch ms) at which the wall clock shows what `wallMs` shows in UTC. A time that the clock
   * skips moves on by the gap; of a time it shows twice the first is taken.
   */
  instantOf(wallMs: number): number {
    const before = wallMs - this.#offset(wallMs - DAY_MS);
    const after = wallMs - this.#offset(wallMs + DAY_MS);
    if (before + this.#offset(before) === wallMs) return before;
    return after + this.#offset(after) === wallMs ? after : before;
  }

  /** Returns the first instant (epoch ms) of a day, also where the clock skips midnight. */
  startOfDay(iso: string): number {
    const target = utcMidnightMs(iso);
    const guess = target - this.#offset(target);
    const instant = target - this.#offset(guess);
    if (this.dayOf(instant) === iso && this.dayOf(instant - 1) !== iso) return instant;
    return this.#searchStart(iso, target);
  }

  #searchStart(iso: string, target: number): number {
    let low = target - 26 * HOUR_MS;
    let high = target + 26 * HOUR_MS;
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2);
      if (this.dayOf(middle) >= iso) high = middle;
      else low = middle;
    }
    return high;
  }

  #offset(ms: number): number {
    return this.#read(ms).asUtcMs - Math.floor(ms / 1000) * 1000;
  }

  #read(ms: number): WallClock {
    const parts: Record<string, string> = {};
    for (const part of this.#format.formatToParts(ms)) parts[part.type] = part.value;
    const iso = `${(parts['year'] ?? '').padStart(4, '0')}-${parts['month'] ?? ''}-${parts['day'] ?? ''}`;
    const hour = Number(parts['hour']);
    const minute = Number(parts['minute']);
    const asUtcMs = utcMidnightMs(iso) + (hour * 60 + minute) * 60_000 + Number(parts['second']) * 1000;
    return { iso, hour, minute, asUtcMs };
  }
}
