// Encodings against values read off real libraries, and calendar arithmetic at its edges.
import { describe, expect, it } from 'vitest';
import { addDays, addMonths, isIsoDay, weekdayOf } from './civil-date.ts';
import { createIdSource, decodeBase58, encodeBase58, instanceId, migratedId } from './ids.ts';
import { packDay, packTime, unpackDay, unpackTime } from './packed.ts';
import { binaryInteger, readBinaryInteger, readXmlInteger, xmlScalar } from './plist.ts';
import { Zone } from './zone.ts';

const hex = (bytes: Uint8Array | null): string => Buffer.from(bytes ?? []).toString('hex');

describe('packed days and times', () => {
  it.each([
    ['2021-03-28', 132_464_128],
    ['2026-07-05', 132_805_248],
    ['2040-11-04', 133_739_008],
    ['0001-01-01', 69_760],
    ['4001-01-01', 262_213_760],
  ])('packs %s to %i and back', (iso, packed) => {
    expect(packDay(iso)).toBe(packed);
    expect(unpackDay(packed)).toBe(iso);
  });

  it.each([
    ['12:34', 840_957_952],
    ['00:15', 15_728_640],
    ['22:30', 1_507_852_288],
  ])('packs %s to %i and back', (text, packed) => {
    expect(packTime(Number(text.slice(0, 2)), Number(text.slice(3)))).toBe(packed);
    expect(unpackTime(packed)).toBe(text);
  });
});

describe('ids', () => {
  it.each([
    ['CK9dARrf2ezbFvrVUUxkHE', '5b9d3a3fcb373ae31f79911003ce5261'],
    ['m7SUaxnWuVSeHU8ggDEkY', '0628b1b70ce0861687a7528d60cc34a1'],
    ['15cSFF9tSBuVoJGZ4xvH5v', '00a4d0164cba18633c3d80328778df75'],
  ])('keeps the 16 bytes of %s', (id, bytes) => {
    expect(hex(decodeBase58(id))).toBe(bytes);
    expect(encodeBase58(Buffer.from(bytes, 'hex'))).toBe(id);
  });

  it.each([
    ['N1PJHsbjct4mb1bhcs7aHa', '2021-03-28', 'K9bx7h1xCJdevvyWardZDq'],
    ['W3PZB9e7W6BEtKmEKP4deG', '2026-07-03', '11NNVsNH9gyTEAiG554nQ'],
    ['VQajVRrDWrfoGptgGpqb8B', '2026-07-06', 'TFADK56XLdbF5eSTmDkCL'],
  ])('computes the instance of %s for %s', (template, day, instance) => {
    expect(instanceId(template, day)).toBe(instance);
  });

  it('derives the fixed ids from their old texts', () => {
    expect(migratedId('Settings')).toBe('RhAzEf6qDxCD5PmnZVtBZR');
    expect(migratedId('CC-Things-Tag-Pending')).toBe('BULfa35PCAn1LtsmBA6A2u');
  });

  it('repeats a seeded sequence, some of it with a leading zero byte, and skips taken ids', () => {
    const first = createIdSource(3, new Set());
    const ids = Array.from({ length: 40 }, () => first.nextId());
    const second = createIdSource(3, new Set([ids[0] ?? '']));
    expect(second.nextId()).toBe(ids[1]);
    expect(new Set(ids).size).toBe(40);
    expect(ids.filter((id) => decodeBase58(id)?.[0] === 0).length).toBeGreaterThan(0);
  });

  it.each(['0OIl', 'zzzzzzzzzzzzzzzzzzzzzzzz'])('refuses %s', (text) => {
    expect(decodeBase58(text)).toBeNull();
  });
});

describe('property lists', () => {
  it('writes the day cursor as the app does', () => {
    const bytes = binaryInteger(0x07_e9_3d_80);
    expect(hex(bytes)).toBe(
      '62706c69737430301207e93d8008000000000000010100000000000000010000000000000000000000000000000d',
    );
    expect(readBinaryInteger(bytes)).toBe(0x07_e9_3d_80);
    expect(readBinaryInteger(new Uint8Array(4))).toBeNull();
  });

  it('writes and reads a version', () => {
    expect(readXmlInteger(xmlScalar(29))).toBe(29);
    expect(readXmlInteger(xmlScalar(true))).toBeNull();
  });
});

describe('calendar days', () => {
  it.each([
    [addDays('2026-12-31', 1), '2027-01-01'],
    [addDays('2028-02-28', 1), '2028-02-29'],
    [addDays('2026-03-29', -1), '2026-03-28'],
    [addMonths('2026-01-31', 1), '2026-02-28'],
    [addMonths('2026-01-15', -1), '2025-12-15'],
  ])('counts to %s', (result, expected) => {
    expect(result).toBe(expected);
  });

  it('knows real days and weekdays', () => {
    expect(['2026-02-29', '2026-2-01', '2026-13-01', 'x'].map(isIsoDay)).toEqual([
      false,
      false,
      false,
      false,
    ]);
    expect(isIsoDay('2028-02-29')).toBe(true);
    expect(weekdayOf('2026-07-05')).toBe(0);
  });
});

describe('zones', () => {
  it.each([
    ['Europe/Berlin', '2026-03-29', '2026-03-28T23:00:00.000Z'],
    ['Europe/Berlin', '2026-10-26', '2026-10-25T23:00:00.000Z'],
    ['America/Los_Angeles', '2026-07-05', '2026-07-05T07:00:00.000Z'],
    ['Pacific/Kiritimati', '2026-07-05', '2026-07-04T10:00:00.000Z'],
    // Midnight does not exist on this day in Beirut: the day starts at one o'clock.
    ['Asia/Beirut', '2026-03-29', '2026-03-28T22:00:00.000Z'],
    ['UTC', '2026-07-05', '2026-07-05T00:00:00.000Z'],
  ])('finds where %s begins %s', (name, day, instant) => {
    const zone = new Zone(name);
    const start = zone.startOfDay(day);
    expect(new Date(start).toISOString()).toBe(instant);
    expect(zone.dayOf(start)).toBe(day);
    expect(zone.dayOf(start - 1)).not.toBe(day);
  });
});
