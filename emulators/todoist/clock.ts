/**
 * The emulator's time: the injected clock, the two timestamp formats of the wire, and local time in IANA zones.
 * The only file that reads the clock or the platform's zone tables.
 */
import { dayFromCivil } from './due/civil.ts';

const MS_PER_MINUTE = 60_000;
const MS_PER_DAY = 86_400_000;

/** A moment on a wall clock: days since 1970-01-01 and minutes since midnight. */
export interface LocalTime {
  readonly day: number;
  readonly minute: number;
}

/** Converts moments between epoch milliseconds, wire text and wall clocks. */
export class Clock {
  #now: () => number;
  readonly #formats = new Map<string, Intl.DateTimeFormat>();

  constructor(now: () => number) {
    this.#now = now;
  }

  /** The current epoch milliseconds. */
  now(): number {
    return this.#now();
  }

  /** Stands still at `epochMs` from now on; for the control route. */
  freeze(epochMs: number): void {
    this.#now = () => epochMs;
  }

  /** The current moment with six fraction digits, as the API prints most timestamps. */
  nowMicros(): string {
    return new Date(this.now()).toISOString().replace('Z', '000Z');
  }

  /** The current moment without a fraction. */
  nowSeconds(): string {
    return new Date(this.now()).toISOString().replace(/\.\d+Z$/, 'Z');
  }

  /** The wall clock in a zone at a moment. */
  localTime(epochMs: number, zone: string): LocalTime {
    const parts = new Map(
      this.#format(zone)
        .formatToParts(epochMs)
        .map((part) => [part.type, Number(part.value)]),
    );
    const read = (type: Intl.DateTimeFormatPartTypes): number => parts.get(type) ?? 0;
    return {
      day: dayFromCivil({ year: read('year'), month: read('month'), day: read('day') }),
      minute: read('hour') * 60 + read('minute'),
    };
  }

  /** The moment at which a zone's wall clock shows `local`; in a gap, as long after its start as asked. */
  epochOf(local: LocalTime, zone: string): number {
    const wanted = local.day * MS_PER_DAY + local.minute * MS_PER_MINUTE;
    let guess = wanted - this.offsetMinutes(wanted, zone) * MS_PER_MINUTE;
    guess = wanted - this.offsetMinutes(guess, zone) * MS_PER_MINUTE;
    return guess;
  }

  /** How many minutes a zone is ahead of UTC at a moment. */
  offsetMinutes(epochMs: number, zone: string): number {
    const local = this.localTime(epochMs, zone);
    const utcMinutes = Math.floor(epochMs / MS_PER_MINUTE);
    return local.day * 1440 + local.minute - utcMinutes;
  }

  /** Tells whether the platform knows an IANA zone. */
  knowsZone(zone: string): boolean {
    try {
      this.#format(zone);
      return true;
    } catch (error) {
      if (error instanceof RangeError) return false;
      throw error;
    }
  }

  #format(zone: string): Intl.DateTimeFormat {
    const known = this.#formats.get(zone);
    if (known !== undefined) return known;
    const format = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      calendar: 'iso8601',
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
    });
    this.#formats.set(zone, format);
    return format;
  }
}
