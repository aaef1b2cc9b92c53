import { describe, expect, it } from 'vitest';
import { Clock } from './clock.ts';
import { formatDay, parseDay } from './due/civil.ts';

const clock = new Clock(() => Date.parse('2026-03-04T09:30:00.123Z'));

describe('Clock', () => {
  it('prints both timestamp formats of the wire', () => {
    expect(clock.nowMicros()).toBe('2026-03-04T09:30:00.123000Z');
    expect(clock.nowSeconds()).toBe('2026-03-04T09:30:00Z');
  });

  it.each([
    ['UTC', '2026-03-04 00:30', '2026-03-04T00:30:00Z'],
    ['Europe/Berlin', '2026-01-15 08:00', '2026-01-15T07:00:00Z'],
    ['Europe/Berlin', '2026-03-29 01:45', '2026-03-29T00:45:00Z'],
    ['Europe/Berlin', '2026-03-29 03:15', '2026-03-29T01:15:00Z'],
    ['Europe/Berlin', '2026-07-15 08:00', '2026-07-15T06:00:00Z'],
    ['America/New_York', '2026-11-01 00:30', '2026-11-01T04:30:00Z'],
    ['America/New_York', '2026-11-01 02:30', '2026-11-01T07:30:00Z'],
    ['Asia/Kolkata', '2026-03-04 00:10', '2026-03-03T18:40:00Z'],
    ['Pacific/Kiritimati', '2026-03-05 00:00', '2026-03-04T10:00:00Z'],
  ])('in %s, %s is %s, both ways', (zone, local, utc) => {
    const [date = '', time = ''] = local.split(' ');
    const minute = Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
    const epochMs = clock.epochOf({ day: parseDay(date) ?? 0, minute }, zone);
    expect(new Date(epochMs).toISOString()).toBe(utc.replace('Z', '.000Z'));
    const back = clock.localTime(epochMs, zone);
    expect([formatDay(back.day), back.minute]).toEqual([date, minute]);
  });

  it('puts a wall-clock time that summer time skips an hour later', () => {
    const epochMs = clock.epochOf({ day: parseDay('2026-03-29') ?? 0, minute: 150 }, 'Europe/Berlin');
    expect(new Date(epochMs).toISOString()).toBe('2026-03-29T01:30:00.000Z');
  });

  it('knows real zones only', () => {
    expect([clock.knowsZone('Europe/Madrid'), clock.knowsZone('Mars/Olympus')]).toEqual([true, false]);
  });
});
