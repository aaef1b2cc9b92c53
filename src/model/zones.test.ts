import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseCivilDate } from './dates.ts';
import { dayInZone, instantToWallClock, isZone, wallClockToInstant } from './zones.ts';

const NOW = Date.parse('2026-11-23T23:30:00Z');
const ZONES = ['UTC', 'Europe/Berlin', 'Asia/Kathmandu', 'Etc/Unknown', 'Mars/Base', '', 'x'.repeat(200)];

describe('zones', () => {
  it('[R55] are known by name, and any other reads as UTC', () => {
    expect(ZONES.map(isZone)).toEqual([true, true, true, false, false, false, false]);
    expect(ZONES.map((zone) => dayInZone(NOW, zone))).toEqual([
      '2026-11-23',
      '2026-11-24',
      '2026-11-24',
      ...Array.from({ length: 4 }, () => '2026-11-23'),
    ]);
  });

  it('[R55] never throw, and an instant read on a clock is that instant again', () => {
    const instants = fc
      .integer({ min: 0, max: 4_000_000_000 })
      .map((minutes) => minutes * 60_000 + 7 * 86_400_000);
    fc.assert(
      fc.property(
        fc.oneof(fc.string(), fc.constantFrom('UTC', ...ZONES.slice(3))),
        instants.filter((instant) => instant < 8_000_000_000_000),
        (zone, instant) => {
          const wall = instantToWallClock(instant, zone);
          expect(parseCivilDate(wall.date)).toBe(wall.date);
          if (!isZone(zone) || zone === 'UTC') expect(wallClockToInstant(wall, zone)).toBe(instant);
        },
      ),
    );
  });
});
