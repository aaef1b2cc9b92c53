import { describe, expect, it } from 'vitest';
import { DEFAULT_CONFIG, type ChangeKind } from '../model/config.ts';
import { EMPTY_FIELDS } from '../model/task.ts';
import { changesOf, excessiveKinds, isRevert, maxLinkedForShares } from './guard.ts';

const { guard: limits } = DEFAULT_CONFIG;
const line = (key: string, done = false) => ({ key, title: `line ${key}`, done });
const lines = (count: number) => Array.from({ length: count }, (_, at) => line(String(at)));

describe('the guard', () => {
  it.each<[ChangeKind, number, number, boolean]>([
    ['deletions', 10, 1000, false],
    ['deletions', 11, 1000, true],
    ['deletions', 6, 30, false],
    ['deletions', 7, 30, true],
    ['deletions', 4, 4, false],
    ['completions', 40, 1000, false],
    ['completions', 41, 1000, true],
    ['completions', 16, 30, true],
    ['titles', 50, 1000, false],
    ['titles', 51, 1000, true],
    ['labels', 15, 15, true],
    ['creations', 40, 0, false],
    ['creations', 20, 20, true],
  ])('[P20] says of %s, %i of %i: too many is %s', (kind, tasks, linked, says) => {
    const counts = new Map([[kind, { tasks, weight: tasks }]]);
    expect(excessiveKinds({ counts, linked, limits }).has(kind)).toBe(says);
    const matter = maxLinkedForShares(counts, limits);
    expect(excessiveKinds({ counts, linked: Math.min(linked, matter + 1), limits }).has(kind)).toBe(says);
  });

  it.each([
    ['delete', {}, {}, ['deletions']],
    ['create', { title: 'a', tags: ['b'] }, {}, ['creations']],
    ['restore', { title: 'a' }, {}, ['creations']],
    ['complete_occurrence', {}, {}, ['completions']],
    ['update', { status: 'canceled' }, { status: 'open' }, ['completions']],
    ['update', { status: 'open' }, { status: 'completed' }, ['reopenings']],
    ['update', { title: 'a', notes: 'b' }, { title: 'c', notes: 'd' }, ['titles', 'notes']],
    ['update', { start: 'inbox', tags: ['later'] }, { start: 'someday', tags: [] }, ['dates', 'labels']],
    ['update', { place: null }, { place: null }, ['moves']],
    ['create_container', {}, {}, []],
  ] as const)('[P21] counts %s of %o as its kinds', (kind, fields, before, kinds) => {
    const operation = { kind, fields, before } as Parameters<typeof changesOf>[0];
    expect([...changesOf(operation).keys()].toSorted()).toEqual([...kinds].toSorted());
  });

  it('[P21] counts the lines of a checklist that are no more what they were', () => {
    const before = { checklist: lines(69) };
    const weightOf = (checklist: ReturnType<typeof lines>) =>
      changesOf({ kind: 'update', fields: { checklist }, before }).get('checklists');
    expect([weightOf([]), weightOf(lines(60)), weightOf([...lines(69), line('new')])]).toEqual([69, 9, 1]);
    expect(weightOf(lines(69).map((each) => ({ ...each, done: true })))).toBe(69);
  });

  it('[P21] knows a value that returns to a former one', () => {
    const earlier = [{ before: { title: 'old', notes: EMPTY_FIELDS.notes } }];
    const revert = (title: string) => isRevert({ kind: 'update', fields: { title }, before: {} }, earlier);
    expect([revert('old'), revert('new')]).toEqual([true, false]);
  });
});
