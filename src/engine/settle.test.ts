import { describe, expect, it } from 'vitest';
import { STRATEGIES } from '../model/conflict.ts';
import { remoteId } from '../model/ids.ts';
import type { FieldStrategies } from '../model/config.ts';
import type { Strategy } from '../model/conflict.ts';
import type { ReplicaProfile } from '../model/profile.ts';
import type { Stamp } from '../model/task.ts';
import { normalizeFields } from './apply.ts';
import { reconcile } from './reconcile.ts';
import type { Reconciled } from './reconcile.ts';
import {
  fullProfile,
  comparisonInputOf,
  onDay,
  place,
  plainProfile,
  shows,
} from '../../test/support/engine.ts';

const todoist = fullProfile('todoist');
const things = fullProfile('things');
const mobile = fullProfile('mobile:phone');
const base = { title: 'base' };

/** Both retitled the task: the hub has `hub` as of `hubStamp`, the replica shows `seen`, changed at 500. */
function bothRetitled(profile: typeof todoist, hubStamp: Stamp, strategy: Strategy): Reconciled {
  return reconcile(
    comparisonInputOf(
      profile,
      { base, hub: { title: 'hub' }, hubStamp, shows: { title: 'seen' } },
      { strategy },
    ),
  );
}

/** Both changed title and notes: the hub later, as Things had it. */
function bothChanged(strategy: Strategy, strategies: Partial<FieldStrategies>): Reconciled {
  return reconcile(
    comparisonInputOf(
      todoist,
      {
        base: { title: 'base', notes: 'base' },
        hub: { title: 'hub', notes: 'hub' },
        hubStamp: { at: 501, by: 'things' },
        shows: { title: 'seen', notes: 'seen' },
      },
      { strategy, strategies },
    ),
  );
}

describe('a strategy for a field', () => {
  const cases: readonly (readonly [Strategy, Strategy | null, string, string])[] = [
    ['newest_wins', 'todoist_wins', 'seen', 'hub'],
    ['todoist_wins', 'things_wins', 'hub', 'seen'],
    ['todoist_wins', 'newest_wins', 'hub', 'seen'],
    ['todoist_wins', 'manual', 'hub', 'seen'],
    ['manual', 'todoist_wins', 'seen', 'hub'],
    ['things_wins', null, 'hub', 'hub'],
  ];
  it.each(cases)(
    '[M60] decides that field alone: %s in general, %s for titles',
    (general, own, title, notes) => {
      const { hub, conflicts } = bothChanged(general, { title: own });
      expect([hub.fields.title, hub.fields.notes]).toEqual([title, notes]);
      expect(
        conflicts.map(({ field, strategy, outcome }) => [field, strategy, outcome === 'waiting']),
      ).toEqual([
        ['title', own ?? general, own === 'manual'],
        ['notes', general, general === 'manual'],
      ]);
    },
  );

  it('[M60] merges notes where only they are to be merged', () => {
    const { hub } = bothChanged('todoist_wins', { notes: 'merge' });
    expect(hub.fields).toMatchObject({
      title: 'seen',
      notes: expect.stringMatching(/hub[^]*seen|seen[^]*hub/),
    });
  });

  it('[M60] decides lines that both renamed', () => {
    const lines = (title: string) => [{ key: 'a', ref: remoteId('a'), title, done: false }];
    const titles = ([null, 'things_wins', 'manual'] as const).map((own) => {
      const { hub } = reconcile(
        comparisonInputOf(
          todoist,
          {
            base: { checklist: lines('base') },
            hub: { checklist: lines('hub') },
            hubStamp: { at: 499, by: 'things' },
            shows: { checklist: lines('seen') },
          },
          { strategy: 'todoist_wins', strategies: { checklist: own } },
        ),
      );
      return hub.fields.checklist.map(({ title }) => title).join();
    });
    expect(titles).toEqual(['seen', 'hub', 'hub']);
  });
});

describe('both sides moved', () => {
  const newest: readonly (readonly [string, Stamp, typeof todoist, 'hub' | 'seen'])[] = [
    ['an older hub', { at: 499, by: 'things' }, todoist, 'seen'],
    ['a newer hub', { at: 501, by: 'things' }, todoist, 'hub'],
    ['a tie of todoist against things', { at: 500, by: 'things' }, todoist, 'hub'],
    ['a tie of things against todoist', { at: 500, by: 'todoist' }, things, 'seen'],
    ['a tie of mobile against things', { at: 500, by: 'things' }, mobile, 'seen'],
    ['a tie of mobile against another mobile', { at: 500, by: 'mobile:tablet' }, mobile, 'hub'],
    ['a tie of mobile against a person', { at: 500, by: 'person' }, mobile, 'hub'],
  ];
  it.each(newest)('[M4] decides for the newer one: %s', (_case, stamp, profile, title) => {
    for (const strategy of ['newest_wins', 'merge'] as const) {
      expect(bothRetitled(profile, stamp, strategy).hub.fields.title).toBe(title);
    }
  });

  it('[M4] keeps both values and what was agreed on in the conflict', () => {
    const result = bothRetitled(todoist, { at: 600, by: 'things' }, 'newest_wins');
    expect(result.conflicts).toEqual([
      {
        taskId: 'task',
        field: 'title',
        replica: 'todoist',
        hubValue: 'hub',
        replicaValue: 'seen',
        base: 'base',
        strategy: 'newest_wins',
        outcome: 'hub',
      },
    ]);
    expect(result.reasons.map(({ rule, field }) => [rule, field])).toEqual([['M4', 'title']]);
    expect(result.link.shadow.title).toBe('seen');
  });

  const preferred: readonly (readonly [Strategy, Stamp, typeof todoist, 'hub' | 'seen'])[] = [
    ['todoist_wins', { at: 900, by: 'things' }, todoist, 'seen'],
    ['todoist_wins', { at: 1, by: 'todoist' }, things, 'hub'],
    ['things_wins', { at: 900, by: 'todoist' }, things, 'seen'],
    ['things_wins', { at: 1, by: 'things' }, todoist, 'hub'],
    ['things_wins', { at: 1, by: 'things' }, mobile, 'hub'],
    ['todoist_wins', { at: 1, by: 'things' }, mobile, 'seen'],
    ['todoist_wins', { at: 900, by: 'things' }, mobile, 'hub'],
  ];
  it.each(preferred)('[M5] by %s, hub of %o', (strategy, stamp, profile, title) => {
    expect(bothRetitled(profile, stamp, strategy).hub.fields.title).toBe(title);
  });

  it('[M6] merges notes by lines, and keeps the older side first where they overlap', () => {
    const sides = { base: { notes: 'a\nb\nc' }, hub: { notes: 'A\nb\nc' }, shows: { notes: 'a\nb\nC' } };
    const apart = reconcile(comparisonInputOf(todoist, sides, { strategy: 'merge' }));
    expect(apart.hub.fields.notes).toBe('A\nb\nC');
    expect(apart.conflicts).toMatchObject([
      { hubValue: 'A\nb\nc', replicaValue: 'a\nb\nC', outcome: 'merged' },
    ]);
    for (const [at, notes] of [
      [1, 'a\nhub\nseen\nc'],
      [900, 'a\nseen\nhub\nc'],
    ] as const) {
      const clash = {
        base: { notes: 'a\nb\nc' },
        hub: { notes: 'a\nhub\nc' },
        shows: { notes: 'a\nseen\nc' },
      };
      const merged = reconcile(
        comparisonInputOf(todoist, { ...clash, hubStamp: { at, by: 'things' } }, { strategy: 'merge' }),
      );
      expect(merged.hub.fields.notes).toBe(notes);
    }
  });

  it('[M7] changes nothing by `manual` and lets the field wait', () => {
    const result = bothRetitled(todoist, { at: 1, by: 'things' }, 'manual');
    expect([result.hub.fields.title, result.changed]).toEqual(['hub', []]);
    expect(result.conflicts).toMatchObject([{ hubValue: 'hub', replicaValue: 'seen', outcome: 'waiting' }]);
  });

  it('[M8] keeps a waiting field as it is and notes the further value', () => {
    const sides = { base, shows: { title: 'seen', notes: 'n' } };
    const result = reconcile(
      comparisonInputOf(todoist, sides, { held: new Set(['title']), strategy: 'manual' }),
    );
    expect([result.hub.fields.title, result.hub.fields.notes]).toEqual(['base', 'n']);
    expect(result.link.shadow.title).toBe('seen');
    expect(result.conflicts).toMatchObject([{ field: 'title', replicaValue: 'seen', outcome: 'waiting' }]);
  });
});

describe('start and place', () => {
  it('[M12] lets a date win over filing the task, whichever is seen first', () => {
    const filed = { start: 'anytime', place: place('home') } as const;
    const dated = { start: onDay(4) };
    const onto = (hub: typeof filed | typeof dated, shown: typeof filed | typeof dated) =>
      reconcile(comparisonInputOf(todoist, { hub, hubStamp: { at: 900, by: 'things' }, shows: shown }));
    for (const result of [onto(filed, dated), onto(dated, filed)]) {
      expect(result.hub.fields).toMatchObject({ start: onDay(4), place: place('home') });
      expect(result.conflicts).toEqual([]);
    }
  });

  it('[M2] compares a change in a task whose lines are not told', () => {
    const counting: ReplicaProfile = {
      ...todoist,
      project: (fields) => todoist.project({ ...fields, checklist: fields.checklist.slice(0, 100) }),
    };
    const result = reconcile(comparisonInputOf(counting, { base, shows: { title: 'seen' } }));
    expect(result.hub.fields).toMatchObject({ title: 'seen', checklist: [] });
  });

  it('[M2] takes a task back to the inbox where the replica has no inbox among what is filed', () => {
    const filing: ReplicaProfile = {
      ...todoist,
      project: (fields) => todoist.project(normalizeFields(fields)),
    };
    const base = { start: 'anytime', place: place('home') } as const;
    const result = reconcile(comparisonInputOf(filing, { base, shows: { start: 'inbox', place: null } }));
    expect(result.hub.fields).toMatchObject({ start: 'inbox', place: null });
  });

  it('[M13] takes a task out of the inbox when it is filed', () => {
    const result = reconcile(comparisonInputOf(todoist, { shows: { place: place('home') } }));
    expect(result.hub.fields.start).toBe('anytime');
    expect(result.changed).toEqual(['start', 'place']);
    expect(result.hub.stamps.start).toEqual({ at: 500, by: 'todoist' });
  });
});

describe('nothing agreed on', () => {
  const unagreed = (
    hub: string | null,
    seen: string | null,
    strategy: Strategy = 'newest_wins',
  ): Reconciled => {
    const input = comparisonInputOf(todoist, { hub: { notes: hub }, shows: { notes: seen } }, { strategy });
    const { notes: _notes, ...shadow } = input.link.shadow;
    return reconcile({ ...input, link: { ...input.link, shadow } });
  };

  it.each([
    ['a', 'a', 'a'],
    [null, 'b', 'b'],
    ['a', null, 'a'],
    [null, null, null],
  ])('[M15] puts %o and %o together as %o, with no conflict', (hub, seen, notes) => {
    const result = unagreed(hub, seen);
    expect([result.hub.fields.notes, result.conflicts]).toEqual([notes, []]);
  });

  it.each(STRATEGIES)('[M15] lets %s decide on two different values', (strategy) => {
    const result = unagreed('a', 'b', strategy);
    expect(result.conflicts).toMatchObject([
      { field: 'notes', hubValue: 'a', replicaValue: 'b', base: null },
    ]);
  });

  it('[M15] takes a date over `anytime`', () => {
    const input = comparisonInputOf(todoist, { hub: { start: onDay(1) }, shows: { start: 'anytime' } });
    const result = reconcile({ ...input, link: { ...input.link, shadow: {} } });
    expect([result.hub.fields.start, result.conflicts]).toEqual([onDay(1), []]);
  });
});

describe('accounting', () => {
  it('[M19] answers an observation that tells nothing with nothing', () => {
    const input = comparisonInputOf(plainProfile('things'), {});
    const result = reconcile({ ...input, observation: shows('things', {}) });
    expect([result.hub, result.reasons, result.changed]).toEqual([input.hub, [], []]);
  });
});
