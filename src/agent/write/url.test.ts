// The words of Things' URLs.

import { describe, expect, it } from 'vitest';
import type { ThingsStart } from '../../protocol/things-operation.ts';
import { clearUrl, jsonUpdate, jsonUrls, whenOf } from './url.ts';

const TODAY = '2026-11-23';

function on(date: string, reminder: string | null = null, evening = false): Exclude<ThingsStart, 'inbox'> {
  return { date, evening, reminder };
}

describe('whenOf', () => {
  it.each<[Exclude<ThingsStart, 'inbox'>, string]>([
    ['anytime', 'anytime'],
    ['someday', 'someday'],
    [on(TODAY), 'today'],
    [on(TODAY, null, true), 'evening'],
    [on('2026-11-22', null, true), 'today'],
    [on('2026-11-24', null, true), '2026-11-24'],
    [on('2026-11-24', '10:05'), '2026-11-24@10:05'],
    [on(TODAY, '00:15'), 'today@00:15'],
    [on(TODAY, '09:30'), 'today@09:30'],
    [on(TODAY, '10:05'), 'today@10:05am'],
    [on(TODAY, '11:59'), 'today@11:59am'],
    [on(TODAY, '12:00'), 'today@12:00'],
    [on(TODAY, '22:05', true), 'evening@22:05'],
  ])('writes %j as %s', (start, expected) => {
    expect(whenOf(start, TODAY)).toBe(expected);
  });
});

describe('jsonUrls', () => {
  it('cuts by number and by bytes, in order, and encodes everything', () => {
    const small = Array.from({ length: 150 }, (_, at) => jsonUpdate(`id${at}`, { title: 'a+b & c/d' }));
    const large = [jsonUpdate('long', { title: 'ü'.repeat(13_000) }), jsonUpdate('last', { title: 'x' })];
    const urls = jsonUrls([...small, ...large], 'to/ken');
    const payloads = urls.map((url) => {
      expect(url).toMatch(/^things:\/\/\/json\?data=[\w%.~!*'()-]+&auth-token=to%2Fken$/);
      const data = /data=([^&]+)/.exec(url)?.[1] ?? '';
      return (JSON.parse(decodeURIComponent(data)) as { id: string }[]).map(({ id }) => id);
    });
    expect(payloads.flat()).toEqual([...small, ...large].map(({ id }) => id));
    expect(payloads.map((ids) => ids.length)).toEqual([100, 50, 2]);
  });

  it('is nothing for nothing', () => {
    expect(jsonUrls([], 't')).toEqual([]);
  });
});

describe('clearUrl', () => {
  it('empties by empty parameters', () => {
    expect(clearUrl('A b', ['deadline', 'list-id'], 't')).toBe(
      'things:///update?id=A%20b&deadline=&list-id=&auth-token=t',
    );
  });
});
