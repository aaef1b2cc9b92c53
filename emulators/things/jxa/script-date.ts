// The `Date` of a script's realm: wall-clock reading and writing in the zone of the Mac, on the app's clock.
// Must not touch the host's own Date; only what a script on a Mac would see as local changes.
import vm from 'node:vm';
import type { Zone } from '../encodings/zone.ts';

/** What the realm's Date asks of its surroundings. */
interface DateSource {
  readonly zone: Zone;
  readonly nowMs: () => number;
}

/**
 * Runs inside the realm. A local part is read as the UTC part of the shifted instant, and written by shifting back;
 * the text forms that name no zone are read the same way.
 */
const REALM_SOURCE = new vm.Script(`(now, offsetAt, instantOf) => {
  const Native = Date;
  const hasZone = (text) =>
    /^[+-]?\\d{4,6}(-\\d\\d(-\\d\\d)?)?$/.test(text.trim()) || /(Z|GMT|UTC|[+-]\\d\\d:?\\d\\d)\\s*(\\(.*\\))?$/i.test(text.trim());
  const parse = (text) => {
    if (hasZone(text)) return Native.parse(text);
    const asUtc = Native.parse(/\\dT\\d/.test(text) ? text + 'Z' : text + ' UTC');
    return Number.isNaN(asUtc) ? asUtc : instantOf(asUtc);
  };
  const fromParts = (parts) => {
    const wall = Native.UTC(...parts);
    return Number.isNaN(wall) ? wall : instantOf(wall);
  };
  const fromOne = (value) => {
    const plain = value instanceof Native ? value.getTime() : value;
    return typeof plain === 'string' ? parse(plain) : plain;
  };
  const wallOf = (date) => new Native(date.getTime() + offsetAt(date.getTime()));
  const two = (number) => String(number).padStart(2, '0');
  class LocalDate extends Native {
    constructor(...parts) {
      if (parts.length === 0) super(now());
      else super(parts.length === 1 ? fromOne(parts[0]) : fromParts(parts));
    }
    static now() { return now(); }
    static parse(text) { return parse(String(text)); }
    getTimezoneOffset() { return -offsetAt(this.getTime()) / 60000; }
    getYear() { return this.getFullYear() - 1900; }
    toString() {
      if (Number.isNaN(this.getTime())) return 'Invalid Date';
      const minutes = -this.getTimezoneOffset();
      const size = Math.abs(minutes);
      const sign = minutes < 0 ? '-' : '+';
      const wall = wallOf(this).toUTCString().replace(',', '').split(' ');
      const [weekday, day, month, year, time] = wall;
      return weekday + ' ' + month + ' ' + day + ' ' + year + ' ' + time + ' GMT' + sign + two(Math.floor(size / 60)) + two(Math.floor(size % 60));
    }
    toDateString() { return this.toString().split(' ').slice(0, 4).join(' '); }
    toTimeString() { return this.toString().split(' ').slice(4).join(' '); }
    toLocaleDateString(locale, options) { return wallOf(this).toLocaleDateString(locale, { timeZone: 'UTC', ...options }); }
    toLocaleTimeString(locale, options) { return wallOf(this).toLocaleTimeString(locale, { timeZone: 'UTC', ...options }); }
    toLocaleString(locale, options) { return wallOf(this).toLocaleString(locale, { timeZone: 'UTC', ...options }); }
  }
  for (const part of ['FullYear', 'Month', 'Date', 'Day', 'Hours', 'Minutes', 'Seconds', 'Milliseconds']) {
    const read = Native.prototype['getUTC' + part];
    const write = Native.prototype['setUTC' + part];
    LocalDate.prototype['get' + part] = function () {
      return Number.isNaN(this.getTime()) ? NaN : read.call(wallOf(this));
    };
    if (write === undefined) continue;
    LocalDate.prototype['set' + part] = function (...values) {
      const wall = wallOf(this);
      write.apply(wall, values);
      return this.setTime(Number.isNaN(wall.getTime()) ? NaN : instantOf(wall.getTime()));
    };
  }
  globalThis.Date = LocalDate;
}`);

/** Replaces the Date of a realm by one that lives in the zone and on the clock of the app. */
export function installDate(context: vm.Context, source: DateSource): void {
  const install = REALM_SOURCE.runInContext(context) as (
    now: () => number,
    offsetAt: (ms: number) => number,
    instantOf: (wallMs: number) => number,
  ) => void;
  install(
    () => Math.floor(source.nowMs()),
    (ms) => source.zone.offsetAt(ms),
    (wallMs) => source.zone.instantOf(wallMs),
  );
}
