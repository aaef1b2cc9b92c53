import { describe, expect, it } from 'vitest';
import { STRATEGIES } from '../model/conflict.ts';
import { remoteId } from '../model/ids.ts';
import type { ObservedFields } from '../model/link.ts';
import type { FieldName, TaskFields } from '../model/task.ts';
import { digestOf } from './fields/digest.ts';
import { reconcile } from './reconcile.ts';
import {
  asShown,
  day,
  fullProfile,
  hubTask,
  line,
  linkTo,
  comparisonInputOf,
  NOW,
  onDay,
  onPinnedEvening,
  place,
  plainProfile,
  shows,
} from '../../test/support/engine.ts';

const todoist = fullProfile('todoist');
const things = plainProfile('things');

describe('what counts as changed', () => {
  it('[M1] sees no change in fields that are as last agreed on, are not told, or are not held', () => {
    const input = comparisonInputOf(things, {
      base: { notes: 'a' },
      hub: { notes: 'b', duration: { amount: 5, unit: 'minute' } },
      shows: { title: 'Buy milk', duration: null },
    });
    const result = reconcile(input);
    expect(result.hub).toBe(input.hub);
    expect([result.changed, result.conflicts, result.reasons]).toEqual([[], [], []]);
  });

  it('[M1] compares tags as sets', () => {
    const input = comparisonInputOf(todoist, {
      base: { tags: ['a', 'b'] },
      shows: { tags: ['b', 'a', 'b'] },
    });
    expect(reconcile(input).reasons).toEqual([]);
  });
});

describe('one side moved', () => {
  const cases: readonly (readonly [FieldName, Partial<TaskFields>, ObservedFields])[] = [
    ['title', { title: 'a' }, { title: 'b' }],
    ['notes', { notes: 'a' }, { notes: null }],
    ['start', { start: onDay(1) }, { start: onDay(2) }],
    ['deadline', { deadline: null }, { deadline: day(9) }],
    ['status', { status: 'open' }, { status: 'canceled' }],
    ['place', { start: 'anytime' }, { place: place('home') }],
    ['priority', { priority: 1 }, { priority: 4 }],
    ['duration', { duration: null }, { duration: { amount: 15, unit: 'minute' } }],
    ['tags', { tags: ['a'] }, { tags: ['b'] }],
  ];
  it.each(cases)('[M2] takes a new %s with the stamp of its change', (name, base, shown) => {
    const result = reconcile(comparisonInputOf(todoist, { base, shows: shown }));
    expect(result.hub.fields[name]).toEqual(shown[name]);
    expect(result.hub.stamps[name]).toEqual({ at: 500, by: 'todoist' });
    expect(result.changed).toEqual([name]);
    expect(result.conflicts).toEqual([]);
    expect(result.link.shadow[name]).toEqual(shown[name]);
  });

  it('[M2] keeps the pinned evening of the hub while the plain replica shows its own form of it', () => {
    const base = { start: onPinnedEvening(3) };
    const same = reconcile(
      comparisonInputOf(things, {
        base,
        shows: { ...asShown(things.project(hubTask(base).fields)), title: 'x' },
      }),
    );
    expect(same.hub.fields.start).toEqual(onPinnedEvening(3));
    const moved = reconcile(comparisonInputOf(things, { base, shows: { start: onDay(4) } }));
    expect(moved.hub.fields.start).toEqual(onDay(4));
    expect(moved.conflicts).toEqual([]);
  });

  it('[M2] takes a change where the shadow satisfies what the hub wants', () => {
    const clamping = { ...things, satisfies: (name: FieldName) => name === 'start' };
    const input = comparisonInputOf(clamping, {
      base: { start: onDay(3) },
      hub: { start: onDay(1) },
      shows: { start: onDay(4) },
    });
    const result = reconcile(input);
    expect([result.hub.fields.start, result.conflicts]).toEqual([onDay(4), []]);
  });

  it('[M3] does nothing where the hub has the very value already', () => {
    const result = reconcile(
      comparisonInputOf(todoist, { base: { title: 'a' }, hub: { title: 'b' }, shows: { title: 'b' } }),
    );
    expect([result.changed, result.conflicts]).toEqual([[], []]);
    expect(result.link.shadow.title).toBe('b');
    expect(result.hub.stamps.title).toEqual({ at: 0, by: 'things' });
  });

  it('[M3] changes nothing for a value that the replica can not tell from the one that is there', () => {
    const odd: TaskFields['start'] = { date: day(3), evening: true, time: null };
    const result = reconcile(comparisonInputOf(things, { base: { start: onDay(3) }, shows: { start: odd } }));
    expect([result.hub.fields.start, result.changed]).toEqual([onDay(3), []]);
  });

  it.each([
    ['a clock that runs ahead', NOW + 5000, NOW],
    ['no clock', null, NOW],
    ['a clock that is behind', 7, 7],
  ])('[M14] stamps a change by %s never later than now', (_case, changedAt, at) => {
    const input = comparisonInputOf(todoist, { base: { title: 'a' } });
    const observation = shows('todoist', { title: 'b' }, { changedAt });
    expect(reconcile({ ...input, observation }).hub.stamps.title).toEqual({ at, by: 'todoist' });
  });
});

describe('link after a look', () => {
  it('[L1] puts everything that was told into the shadow, held or not, and moves revision and occurrence on', () => {
    const input = comparisonInputOf(things, { base: { title: 'a' }, hub: { title: 'c' } });
    const observation = shows(
      'things',
      { title: 'b', priority: 4 },
      { occurrence: 3, remoteId: remoteId('other') },
    );
    const { link } = reconcile({ ...input, observation });
    expect(link).toEqual({
      ...input.link,
      remoteId: 'other',
      revision: 'r1',
      occurrence: 3,
      shadow: { ...input.link.shadow, title: 'b', priority: 4 },
    });
  });

  it('[L1] keeps the count of occurrences where the replica does not tell it', () => {
    const input = comparisonInputOf(todoist, { shows: { title: 'b' } });
    expect(reconcile({ ...input, link: { ...input.link, occurrence: 2 } }).link.occurrence).toBe(2);
  });

  it('[L2] keeps a refusal while the hub wants that value and the replica does not hold it', () => {
    const sides = { base: { title: 'a' }, hub: { title: 'b' } } as const;
    const refusing = (seen: string) => {
      const input = comparisonInputOf(todoist, { ...sides, shows: { title: seen } });
      return reconcile({ ...input, link: { ...input.link, refused: { title: digestOf('b') } } }).link.refused;
    };
    expect([refusing('a'), refusing('b')]).toEqual([{ title: digestOf('b') }, {}]);
  });

  it.each(STRATEGIES)('[L28] takes a change of what was refused there for an edit under %s', (strategy) => {
    const sides = { base: { title: 'a' }, hub: { title: 'b' }, hubStamp: { at: 900, by: 'things' } } as const;
    const input = comparisonInputOf(todoist, { ...sides, shows: { title: 'c' } }, { strategy });
    const result = reconcile({ ...input, link: { ...input.link, refused: { title: digestOf('b') } } });
    expect([result.hub.fields.title, result.link.refused]).toEqual(['c', {}]);
    expect(result.conflicts).toMatchObject([{ hubValue: 'b', replicaValue: 'c', outcome: 'replica' }]);
  });

  it('[L2] forgets a refusal of what the hub does not want any more', () => {
    const base = { notes: 'a' };
    const link = linkTo(todoist, base, { refused: { notes: 'x', title: 'stale' } });
    const result = reconcile(comparisonInputOf(todoist, { base, shows: { notes: 'b' } }, { link }));
    expect(result.link.refused).toEqual({});
  });
});

describe('checklist', () => {
  it('[M11] leaves the lines of the hub alone when Todoist closes them with their task', () => {
    const base = { checklist: [line('k1', 'one')] };
    const shown = { status: 'completed', checklist: [{ ref: null, title: 'one', done: true }] } as const;
    const result = reconcile(comparisonInputOf({ ...todoist, closesLines: true }, { base, shows: shown }));
    expect(result.hub.fields.checklist).toEqual([line('k1', 'one')]);
    expect(result.hub.fields.status).toBe('completed');
    expect(result.link.shadow.checklist).toEqual([line('k1', 'one', true)]);
  });
});
