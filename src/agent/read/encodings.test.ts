// Packed values of the database against values that the app wrote.

import { describe, expect, it } from 'vitest';
import { isPackedDay, parsePlistInteger, plainNotes, unpackDay, unpackTime } from './encodings.ts';

describe('unpackDay', () => {
  it.each([
    [132464128, '2021-03-28'],
    [132434304, '2020-12-19'],
    [133739008, '2040-11-04'],
    [132805248, '2026-07-05'],
    [(1850 << 16) | (6 << 12) | (1 << 7), '1850-06-01'],
    [(4001 << 16) | (1 << 12) | (2 << 7), '4001-01-02'],
    [(9999 << 16) | (12 << 12) | (30 << 7), '9999-12-30'],
    [69760, null],
    [262213760, null],
    [655_347_456, '9999-12-30'],
    [0, null],
    [null, null],
  ])('reads %s as %s', (packed, expected) => {
    expect(unpackDay(packed)).toBe(expected);
  });
});

describe('isPackedDay', () => {
  it.each([
    [132464128, true],
    [null, true],
    [69760, true],
    [262213760, true],
    [132464128 + (13 << 12), false],
    [(2026 << 16) | (2 << 12) | (30 << 7), false],
    [-1, false],
    [1e12, false],
    ['2026-02-03', false],
  ])('of %s is %s', (cell, expected) => {
    expect(isPackedDay(cell)).toBe(expected);
  });
});

describe('unpackTime', () => {
  it.each([
    [840957952, '12:34'],
    [1207959552, '18:00'],
    [434110464, '06:30'],
    [15728640, '00:15'],
    [0, '00:00'],
    [null, null],
  ])('reads %s as %s', (packed, expected) => {
    expect(unpackTime(packed)).toBe(expected);
  });
});

describe('parsePlistInteger', () => {
  it.each([
    ['<plist version="1.0">\n<integer>29</integer>\n</plist>', 29],
    ['<true/>', null],
    ['', null],
  ])('reads %j as %s', (text, expected) => {
    expect(parsePlistInteger(text)).toBe(expected);
  });
});

describe('plainNotes', () => {
  it.each([
    [null, ''],
    ['', ''],
    ['a <b> & c', 'a <b> & c'],
    ['<note xml:space="preserve">a &lt;b&gt;\n&amp;amp;</note>', 'a <b>\n&amp;'],
  ])('reads %j as %j', (stored, expected) => {
    expect(plainNotes(stored)).toBe(expected);
  });
});
