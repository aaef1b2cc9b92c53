import { describe, expect, it } from 'vitest';
import type { ObservedFields } from '../model/link.ts';
import { pairFields, pairTasks } from './pair.ts';
import type { PairCandidate } from './pair.ts';
import { clockTime } from '../model/dates.ts';
import {
  day,
  fullProfile,
  line,
  comparisonInputOf,
  onDay,
  plainProfile,
  shows,
} from '../../test/support/engine.ts';

function candidate(key: string, fields: ObservedFields, placeName = ''): PairCandidate {
  return { key, fields, placeName };
}

function titled(side: string, ...titles: readonly string[]): readonly PairCandidate[] {
  return titles.map((title, at) => candidate(`${side}${at}`, { title }));
}

describe('pairTasks', () => {
  it('[L14] pairs what is the same in all that identifies a task first', () => {
    const left = [candidate('l1', { title: 'a' }), candidate('l2', { title: 'a', deadline: day(1) })];
    const right = [candidate('r1', { title: 'a', deadline: day(1) }), candidate('r2', { title: 'a' })];
    expect(pairTasks(left, right).pairs).toEqual([
      { left: 'l1', right: 'r2' },
      { left: 'l2', right: 'r1' },
    ]);
  });

  it('[L14] tells tasks of one title apart by their time, their priority and their open lines', () => {
    const lines = (title: string) => [{ ref: null, title, done: false }];
    const at = { date: day(1), evening: false, time: { kind: 'floating', at: clockTime(9, 0) } } as const;
    const all = [
      { title: 'a', start: at },
      { title: 'a', start: onDay(1) },
      { title: 'a', priority: 4 },
      { title: 'a', checklist: lines('x') },
      { title: 'a', checklist: lines('y') },
    ] as const;
    const left = all.map((fields, nth) => candidate(`l${nth}`, fields));
    const right = all.map((fields, nth) => candidate(`r${9 - nth}`, fields));
    expect(pairTasks(left, right).pairs.toSorted((a, b) => (a.left < b.left ? -1 : 1))).toEqual(
      all.map((_fields, nth) => ({ left: `l${nth}`, right: `r${9 - nth}` })),
    );
  });

  it('[L14] then pairs by normalized title and notes, in the same place first', () => {
    const left = [candidate('l1', { title: 'Buy  Milk', notes: 'N' }, 'Home')];
    const right = [
      candidate('r1', { title: 'buy milk', notes: 'n' }, 'Work'),
      candidate('r2', { title: 'buy milk', notes: 'n', start: onDay(2) }, 'home'),
    ];
    expect(pairTasks(left, right).pairs).toEqual([{ left: 'l1', right: 'r2' }]);
  });

  it('[L14] leaves one of two tasks alone that have one pair, whatever the order', () => {
    const left = titled('l', 'a', 'a');
    const right = titled('r', 'a');
    const pairs = [{ left: 'l0', right: 'r0' }];
    expect(pairTasks(left, right).pairs).toEqual(pairs);
    expect(pairTasks(left.toReversed(), right).pairs).toEqual(pairs);
    expect(pairTasks(right, left).pairs).toEqual([{ left: 'r0', right: 'l0' }]);
  });

  it('[L14] does not pair tasks without a title by that', () => {
    const left = [candidate('l', { title: '', deadline: day(1) })];
    expect(pairTasks(left, [candidate('r', { title: '' })]).pairs).toEqual([]);
  });

  it('[L15] only suggests what looks alike', () => {
    const left = [
      ...titled('l', 'write report', 'call Ann', 'short'),
      candidate('n', { title: 'x', notes: 'a' }),
    ];
    const right = [
      ...titled('r', 'Write reports', 'call Annie B', 'shirt'),
      candidate('m', { title: 'X', notes: 'b' }),
    ];
    expect(pairTasks(left, right)).toEqual({
      pairs: [],
      suggestions: [
        { left: 'n', right: 'm' },
        { left: 'l0', right: 'r0' },
      ],
    });
  });

  it('[L15] suggests at most 50', () => {
    const side = (name: string) =>
      Array.from({ length: 80 }, (_, at) => candidate(`${name}${at}`, { title: 't', notes: `${name}${at}` }));
    expect(pairTasks(side('l'), side('r')).suggestions).toHaveLength(50);
  });

  it('[L14] pairs large sides', () => {
    const titles = Array.from({ length: 20_000 }, (_, at) => `task number ${at}`);
    const others = titles.map((title) => `${title} xyz`);
    const { pairs } = pairTasks(titled('l', ...titles), titled('r', ...titles.slice(5000), ...others));
    expect(pairs).toHaveLength(15_000);
  });
});

describe('pairFields', () => {
  const profile = fullProfile('things');

  it('[L16] unites a pair', () => {
    const hub = {
      title: 'a',
      notes: 'n',
      tags: ['x'],
      checklist: [line('todoist:1', 'one'), line('todoist:2', 'two', true)],
      start: 'anytime',
    } as const;
    const shown = {
      title: 'a',
      notes: null,
      tags: ['y'],
      checklist: ['two', 'three'].map((title) => ({ ref: null, title, done: false })),
      deadline: day(2),
      start: onDay(3),
    };
    const result = pairFields(comparisonInputOf(profile, { hub, shows: shown }));
    expect(result.hub.fields).toMatchObject({
      title: 'a',
      notes: 'n',
      tags: ['x', 'y'],
      deadline: day(2),
      start: onDay(3),
    });
    expect(result.hub.fields.checklist.map(({ title, done }) => [title, done])).toEqual([
      ['one', false],
      ['two', true],
      ['three', false],
    ]);
    expect(result.conflicts).toEqual([]);
    expect(result.link.shadow).toMatchObject({ notes: null, tags: ['y'], deadline: day(2) });
  });

  it('[L16] lets the strategy decide the rest', () => {
    const input = comparisonInputOf(profile, {
      hub: { notes: 'a' },
      hubStamp: { at: 1, by: 'todoist' },
      shows: { notes: 'b' },
    });
    expect(pairFields(input).hub.fields.notes).toBe('b');
    expect(pairFields({ ...input, strategy: 'todoist_wins' }).hub.fields.notes).toBe('a');
    expect(pairFields({ ...input, strategy: 'merge' }).hub.fields.notes).toBe('a\nb');
    expect(pairFields({ ...input, strategy: 'manual' }).conflicts).toMatchObject([
      { outcome: 'waiting', base: null },
    ]);
  });

  const pinned = {
    date: day(1),
    evening: true,
    time: { kind: 'fixed', at: clockTime(19, 30), zone: 'Europe/Rome' },
  } as const;
  const floating = { ...pinned, evening: false, time: { kind: 'floating', at: clockTime(19, 30) } } as const;
  const plain = plainProfile('things');

  it.each([
    ['the side that holds less is seen last', plain, fullProfile('todoist'), pinned, floating],
    ['the side that holds less was seen first', fullProfile('todoist'), plain, floating, pinned],
  ] as const)('[L40] keeps the whole of a value where %s', (...[, seen, other, known, shown]) => {
    const input = comparisonInputOf(seen, { hub: { start: known }, shows: { start: shown } });
    const result = pairFields({ ...input, others: [{ profile: other, shadow: { start: known } }] });
    expect([result.hub.fields.start, result.conflicts]).toEqual([pinned, []]);
    expect(result.link.shadow.start).toEqual(shown);
  });

  it('[L40] leaves a real difference to the strategy', () => {
    const input = comparisonInputOf(fullProfile('todoist'), {
      hub: { start: onDay(2) },
      shows: { start: pinned },
    });
    const result = pairFields({ ...input, others: [{ profile: plain, shadow: { start: onDay(2) } }] });
    expect(result.conflicts).toMatchObject([{ field: 'start' }]);
  });

  it('[L16] agrees on what the replica holds in its own terms', () => {
    const loose = { ...profile, satisfies: (name: string) => name === 'start' };
    const input = comparisonInputOf(loose, { hub: { start: onDay(1) }, shows: { start: onDay(3) } });
    const result = pairFields({ ...input, observation: shows('things', { start: onDay(3) }) });
    expect([result.hub.fields.start, result.conflicts]).toEqual([onDay(1), []]);
  });
});
