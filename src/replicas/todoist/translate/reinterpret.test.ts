import { describe, expect, it } from 'vitest';
import type { MarkerLabels } from '../../../model/config.ts';
import { civilDate } from '../../../model/dates.ts';
import { containerId } from '../../../model/ids.ts';
import type { SomeFields } from '../../../model/task.ts';
import { reinterpretMarkers } from './reinterpret.ts';

const former: MarkerLabels = { someday: 'someday', evening: 'evening', canceled: 'canceled' };
const present: MarkerLabels = { someday: 'one-day', evening: 'evening', canceled: 'dropped' };
const place = containerId('garden');
const tonight = { date: civilDate(2030, 5, 1), evening: true, time: null };

describe('reinterpretMarkers', () => {
  const cases: readonly (readonly [string, SomeFields, SomeFields])[] = [
    [
      'a former marker is a tag',
      { tags: ['sea'], start: 'someday', place },
      { tags: ['sea', 'someday'], start: 'anytime', place },
    ],
    [
      'outside of any project it was in the inbox',
      { tags: [], start: 'someday', place: null },
      { tags: ['someday'], start: 'inbox', place: null },
    ],
    [
      'a canceled task shows as completed',
      { tags: [], status: 'canceled' },
      { tags: ['canceled'], status: 'completed' },
    ],
    ['a marker that stays says what it said', { tags: [], start: tonight }, { tags: [], start: tonight }],
    [
      'a tag that is a marker now stays what was agreed on',
      { tags: ['one-day'], start: 'anytime', place },
      { tags: ['one-day'], start: 'anytime', place },
    ],
    ['what was never agreed on stays unknown', { title: 'a' }, { title: 'a' }],
  ];
  it.each(cases)('[T21] %s', (_case, shadow, expected) => {
    expect(reinterpretMarkers(shadow, former, present)).toEqual(expected);
  });

  it('[T21] two markers that changed their names with each other changed their meanings', () => {
    const swapped = { ...former, someday: 'evening', evening: 'someday' };
    expect(reinterpretMarkers({ tags: [], start: tonight }, former, swapped)).toEqual({
      tags: [],
      start: { ...tonight, evening: false },
    });
  });
});
