import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEFAULT_CONFIG } from '../../../model/config.ts';
import { containerId } from '../../../model/ids.ts';
import type { FieldName, SomeFields, TaskFields } from '../../../model/task.ts';
import { arbitraryFields } from '../../../../test/support/arbitrary-fields.ts';
import { createProfile } from './project.ts';
import {
  ACCOUNT,
  day,
  fieldsWith,
  fixed,
  floating,
  FREE_ACCOUNT,
  on,
} from '../../../../test/support/todoist-fields.ts';

const profile = createProfile(ACCOUNT, DEFAULT_CONFIG);
const place = containerId('c-1');
const series = { owner: 'todoist', rule: 'every day' } as const;

describe('what Todoist holds of a task', () => {
  it.each<[string, SomeFields, SomeFields]>([
    ['[T1] a title, or words in its place', { title: ' ' }, { title: '(no title)' }],
    ['[T1] notes without what no text may have', { notes: ' a\ud800\r\n' }, { notes: 'a\ufffd' }],
    ['[T3] any time without a place is the inbox', { start: 'anytime' }, { start: 'inbox' }],
    ['[T3] the inbox with a place is any time', { start: 'inbox', place }, { start: 'anytime', place }],
    ['[T3] some day', { start: 'someday' }, { start: 'someday' }],
    ['[T3] the evening', { start: on('2026-02-28', null, true) }, { start: on('2026-02-28', null, true) }],
    [
      '[T4] a pinned time of an unknown zone in the zone of the account',
      { start: on('2026-02-28', fixed('09:00', 'Mars/Olympus')) },
      { start: on('2026-02-28', fixed('09:00', 'Europe/Berlin')) },
    ],
    [
      '[T5] tags that are no markers',
      { tags: ['Someday', 'EVENING', ' b', 'a', 'canceled'] },
      { tags: ['a', 'b'] },
    ],
    ['[T7] its own rules', { start: on('2026-02-28'), repeat: series }, { repeat: series }],
    ['[T7] nobody else’s rules', { repeat: { owner: 'things', rule: 'x' } }, { repeat: null }],
  ])('%s', (_title, some, projected) => {
    expect(profile.project(fieldsWith(some))).toMatchObject(projected);
  });

  it.each<[string, TaskFields, typeof ACCOUNT, readonly FieldName[]]>([
    ['[T8] everything, of a paying account', fieldsWith(), ACCOUNT, []],
    [
      '[T8] neither deadline nor duration, of a free one',
      fieldsWith(),
      FREE_ACCOUNT,
      ['deadline', 'duration'],
    ],
    ['[T8] no checklist of a closed task', fieldsWith({ status: 'canceled' }), ACCOUNT, ['checklist']],
    [
      '[T7] no day-less start of a series',
      fieldsWith({ repeat: series, start: 'someday' }),
      ACCOUNT,
      ['start'],
    ],
    ['[T7] the day of a series', fieldsWith({ repeat: series, start: on('2026-02-28') }), ACCOUNT, []],
  ])('%s', (_title, fields, account, missing) => {
    const own = createProfile(account, DEFAULT_CONFIG);
    const all = Object.keys(fieldsWith());
    const held = own.holds(fields);
    expect(all.filter((name) => !held.has(name as FieldName))).toEqual(missing);
    expect(Object.keys(own.project(fields)).toSorted()).toEqual([...held].toSorted());
  });

  it('[T20] is the same when projected again', () => {
    fc.assert(
      fc.property(arbitraryFields(place), fc.constantFrom(ACCOUNT, FREE_ACCOUNT), (fields, account) => {
        const own = createProfile(account, DEFAULT_CONFIG);
        const once = own.project(fields);
        expect(own.project({ ...fields, ...once })).toEqual(once);
      }),
    );
  });
});

describe('what satisfies', () => {
  const item = { key: 'a', title: 'one', done: false };
  const other = { key: 'b', title: '', done: true };
  it.each<[FieldName, SomeFields, SomeFields, boolean]>([
    ['title', { title: '(no title)' }, { title: '' }, true],
    ['title', { title: 'a' }, { title: 'b' }, false],
    ['title', {}, { title: '' }, false],
    ['tags', { tags: ['b', 'a'] }, { tags: ['a', 'b'] }, true],
    ['tags', { tags: ['a'] }, { tags: ['a', 'b'] }, false],
    ['start', { start: 'inbox' }, { start: 'anytime' }, true],
    ['start', { start: 'someday' }, { start: 'anytime' }, false],
    [
      'start',
      { start: on('2026-02-28', floating('09:00')) },
      { start: on('2026-02-28', floating('09:00')) },
      true,
    ],
    [
      'start',
      { start: on('2026-02-28', floating('09:00')) },
      { start: on('2026-02-28', fixed('09:00', 'UTC')) },
      false,
    ],
    ['deadline', { deadline: null }, { deadline: day('2026-02-28') }, false],
    ['duration', { duration: null }, {}, true],
    [
      'checklist',
      { checklist: [item, { ...other, title: '(no title)' }] },
      { checklist: [other, item] },
      true,
    ],
    ['checklist', { checklist: [item] }, { checklist: [{ ...item, done: true }] }, false],
    ['notes', { notes: 'a' }, { notes: 'a' }, true],
  ])('[T20] of %s, %j against %j is %j', (name, held, wanted, expected) => {
    expect(profile.satisfies(name, held, wanted)).toBe(expected);
  });
});

describe('what can not be sent', () => {
  it.each<[string, SomeFields, readonly string[]]>([
    ['nothing of an ordinary task', {}, []],
    ['no title of 501 characters', { title: 'x'.repeat(501) }, ['title']],
    ['a title of 500', { title: 'x'.repeat(500) }, []],
    ['no title that its escape makes too long', { title: `* ${'x'.repeat(498)}` }, ['title']],
    ['no title of 251 pairs', { title: '👍'.repeat(251) }, ['title']],
    ['no notes of 16,384', { notes: 'x'.repeat(16_384) }, ['notes']],
    ['notes of 16,383', { notes: 'x'.repeat(16_383) }, []],
    [
      'no long checklist item',
      { checklist: [{ key: 'a', title: 'x'.repeat(501), done: false }] },
      ['checklist'],
    ],
    ['no long tag', { tags: ['x'.repeat(61)] }, ['tags']],
    [
      'no more than a hundred labels, markers counted',
      { start: 'someday', tags: Array.from({ length: 100 }, (_, at) => `tag ${at}`) },
      ['tags'],
    ],
  ])('[T2] %s', (_title, some, what) => {
    expect(profile.unsendable(fieldsWith(some)).map((found) => found.what)).toEqual(what);
  });
});
