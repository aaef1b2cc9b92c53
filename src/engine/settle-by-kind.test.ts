import { describe, expect, it } from 'vitest';
import { STRATEGIES } from '../model/conflict.ts';
import type { ObservedChecklistItem } from '../model/link.ts';
import type { FieldName, Status, TaskFields } from '../model/task.ts';
import { reconcile } from './reconcile.ts';
import {
  fullProfile,
  line,
  comparisonInputOf,
  onDay,
  plainProfile,
  shows,
} from '../../test/support/engine.ts';

const todoist = fullProfile('todoist');
const things = plainProfile('things');

function shown(title: string, done = false): ObservedChecklistItem {
  return { ref: null, title, done };
}

describe('tags', () => {
  it.each(STRATEGIES)(
    '[M9] applies additions and removals by %s, and keeps what the replica can not hold',
    (strategy) => {
      const sides = {
        base: { tags: ['a', 'b', 'Big'] },
        hub: { tags: ['b', 'c', 'Big'] },
        shows: { tags: ['a', 'd'] },
      };
      const result = reconcile(comparisonInputOf(things, sides, { strategy }));
      expect([result.hub.fields.tags, result.conflicts]).toEqual([['Big', 'c', 'd'], []]);
    },
  );

  it('[M9] unites tags where nothing was agreed on', () => {
    const input = comparisonInputOf(todoist, { hub: { tags: ['a'] }, shows: { tags: ['b'] } });
    const result = reconcile({ ...input, link: { ...input.link, shadow: {} } });
    expect(result.hub.fields.tags).toEqual(['a', 'b']);
  });
});

describe('checklist', () => {
  const base = { checklist: [line('1', 'one'), line('2', 'two'), line('3', 'three')] };

  it('[M10] merges line by line, whatever the strategy', () => {
    const hub = {
      checklist: [line('1', 'one', true), line('2', 'TWO'), line('3', 'three'), line('4', 'four')],
    };
    const shows = { checklist: [shown('one'), shown('three', true), shown('five')] };
    for (const strategy of STRATEGIES) {
      const result = reconcile(comparisonInputOf(things, { base, hub, shows }, { strategy }));
      expect(result.hub.fields.checklist.map(({ title, done }) => [title, done])).toEqual([
        ['one', true],
        ['TWO', false],
        ['three', true],
        ['four', false],
        ['five', false],
      ]);
      expect(result.conflicts).toEqual([]);
    }
  });

  it.each([
    ['newest_wins', 'seen', 'replica'],
    ['todoist_wins', 'hub', 'hub'],
    ['things_wins', 'seen', 'replica'],
    ['merge', 'seen', 'replica'],
    ['manual', 'hub', 'waiting'],
  ] as const)('[M10] decides a line that both renamed by %s: %s', (strategy, title, outcome) => {
    const hub = { checklist: [line('1', 'hub'), ...base.checklist.slice(1)] };
    const sides = { base, hub, hubStamp: { at: 1, by: 'todoist' } as const };
    const shows = { checklist: [shown('seen'), shown('two'), shown('three')] };
    const result = reconcile(comparisonInputOf(things, { ...sides, shows }, { strategy }));
    expect(result.hub.fields.checklist[0]).toEqual(line('1', title));
    expect(result.conflicts).toMatchObject([{ field: 'checklist', hubValue: hub.checklist, outcome }]);
  });
});

describe('repeat', () => {
  const repeat = { owner: 'todoist', rule: 'every day' } as const;
  const base = { repeat, start: onDay(1) };

  it.each(['completed', 'canceled'] as const)(
    '[M16] closes just the occurrence when Things shows it %s',
    (status: Status) => {
      const result = reconcile(comparisonInputOf(things, { base, shows: { status, title: 'new' } }));
      expect(result.hub.fields).toMatchObject({ status: 'open', title: 'new' });
      expect([result.completesOccurrence, result.occurrenceClosed]).toEqual([true, false]);
      expect(result.link.shadow.status).toBe(status);
      const again = reconcile({
        ...comparisonInputOf(things, { base, shows: { status, title: 'new' } }),
        ...result,
      });
      expect([again.completesOccurrence, again.reasons]).toEqual([false, []]);
    },
  );

  it('[M16] completes the whole task when the owner of the rule does', () => {
    const result = reconcile(comparisonInputOf(todoist, { base, shows: { status: 'completed' } }));
    expect([result.hub.fields.status, result.completesOccurrence]).toEqual(['completed', false]);
  });

  it('[M17] takes a rule where there is none, and then only from its owner', () => {
    const first = reconcile(comparisonInputOf(todoist, { shows: { repeat } }));
    expect(first.hub.fields.repeat).toEqual(repeat);
    const ended = reconcile(comparisonInputOf(todoist, { base, shows: { repeat: null } }));
    expect(ended.hub.fields.repeat).toBeNull();
    const foreign = { owner: 'things', rule: 'weekly' } as const;
    const other = reconcile(comparisonInputOf(things, { base, shows: { repeat: foreign } }));
    expect(other.hub.fields.repeat).toEqual(repeat);
    expect(other.conflicts).toMatchObject([{ field: 'repeat', replicaValue: foreign, outcome: 'hub' }]);
    const silent = reconcile(comparisonInputOf(things, { base, shows: { repeat: null } }));
    expect([silent.hub.fields.repeat, silent.reasons]).toEqual([repeat, []]);
  });

  it.each([
    [1, 2, true],
    [2, 2, false],
    [2, 1, false],
    [null, 2, false],
    [1, null, false],
  ])('[M18] compares the counter of the owner: %o, then %o', (before, after, closed) => {
    const input = comparisonInputOf(todoist, { base });
    const observation = shows('todoist', { start: onDay(2) }, { occurrence: after });
    const result = reconcile({ ...input, link: { ...input.link, occurrence: before }, observation });
    expect(result.occurrenceClosed).toBe(closed);
    expect(result.hub.fields).toMatchObject({ start: onDay(2), status: 'open' });
  });
});

describe('a task that Todoist closed', () => {
  it('[M11] takes a line that is added to it later, though a closed task holds no lines there', () => {
    const base = { status: 'completed', checklist: [] } as const;
    const masked = {
      ...todoist,
      holds: ({ status }: TaskFields): ReadonlySet<FieldName> =>
        new Set(status === 'open' ? ['checklist'] : []),
    };
    const observation = shows('todoist', { status: 'completed', checklist: [shown('new', true)] });
    const result = reconcile({ ...comparisonInputOf(masked, { base }), observation });
    expect(result.hub.fields.checklist.map(({ title }) => title)).toEqual(['new']);
  });

  const base = { checklist: [line('1', 'one'), line('2', 'two')] };

  it('[M11] leaves lines that it closed or hid as they were, and takes new titles', () => {
    const input = comparisonInputOf({ ...todoist, closesLines: true }, { base });
    const checklist = [shown('ONE', true), shown('two', true), shown('new', true)];
    const observation = shows('todoist', { status: 'completed', checklist: [shown('two', true)] });
    expect(reconcile({ ...input, observation }).hub.fields.checklist).toEqual(base.checklist);
    const titled = reconcile({ ...input, observation: shows('todoist', { status: 'completed', checklist }) });
    expect(titled.hub.fields.checklist.map(({ title, done }) => [title, done])).toEqual([
      ['ONE', false],
      ['two', false],
      ['new', true],
    ]);
  });
});
