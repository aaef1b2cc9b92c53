import { describe, expect, it } from 'vitest';
import type { ComparisonInput } from './comparison.ts';
import { digestOf } from './fields/digest.ts';
import { reconcile } from './reconcile.ts';
import {
  fullProfile,
  comparisonInputOf,
  NOW,
  onPinnedEvening,
  plainProfile,
  shows,
} from '../../test/support/engine.ts';

const todoist = fullProfile('todoist');
const things = plainProfile('things');

function tombstoneOf(input: ComparisonInput): ComparisonInput {
  return { ...input, observation: shows(input.profile.replica, {}, { deleted: true }) };
}

function deletedHub(input: ComparisonInput): ComparisonInput {
  return { ...input, hub: { ...input.hub, deletedAt: 100 } };
}

describe('tombstones', () => {
  it('[L4] deletes the hub task where it was not edited, once', () => {
    const input = tombstoneOf(
      comparisonInputOf(things, { base: { start: onPinnedEvening(1), tags: ['Big'] } }),
    );
    const result = reconcile(input);
    expect([result.hub.deletedAt, result.link.state, result.conflicts]).toEqual([NOW, 'deleted', []]);
    const again = reconcile({ ...input, hub: result.hub, link: result.link, now: NOW + 1 });
    expect([again.hub, again.link, again.reasons]).toEqual([result.hub, result.link, []]);
  });

  it('[L4] only notes a deletion that the hub made too', () => {
    const result = reconcile(tombstoneOf(deletedHub(comparisonInputOf(things, {}))));
    expect([result.hub.deletedAt, result.link.state]).toEqual([100, 'deleted']);
  });

  it('[L4] does not take a refused value for an edit', () => {
    const input = tombstoneOf(comparisonInputOf(things, { hub: { title: 'b' } }));
    const refused = { title: digestOf('b') };
    expect(reconcile({ ...input, link: { ...input.link, refused } }).hub.deletedAt).toBe(NOW);
  });

  it('[L5] lets the newer edit of the hub win', () => {
    const result = reconcile(
      tombstoneOf(comparisonInputOf(things, { base: { notes: 'a' }, hub: { notes: 'b' } })),
    );
    expect([result.hub.deletedAt, result.link.state]).toEqual([null, 'deleted']);
    expect(result.conflicts).toMatchObject([
      {
        field: 'deleted',
        hubValue: { notes: 'b' },
        replicaValue: null,
        base: { notes: 'a' },
        outcome: 'hub',
      },
    ]);
  });

  it('[L8] leaves out just the occurrence of a task that another replica repeats', () => {
    const base = { repeat: { owner: 'todoist', rule: 'every day' } } as const;
    const input = tombstoneOf(comparisonInputOf(things, { base }));
    const result = reconcile(input);
    expect([result.hub.deletedAt, result.link.state]).toEqual([null, 'dormant']);
    expect(reconcile({ ...input, link: result.link }).reasons).toEqual([]);
    expect(reconcile(tombstoneOf(comparisonInputOf(todoist, { base }))).hub.deletedAt).toBe(NOW);
  });
});

describe('a deleted hub task', () => {
  it('[L6] comes back with an edit, which is in the conflict too', () => {
    const result = reconcile(
      deletedHub(comparisonInputOf(todoist, { base: { notes: 'a' }, shows: { notes: 'b' } })),
    );
    expect([result.hub.deletedAt, result.hub.fields.notes, result.link.state]).toEqual([null, 'b', 'active']);
    expect(result.conflicts).toMatchObject([
      {
        field: 'deleted',
        hubValue: null,
        replicaValue: { notes: 'b' },
        base: { notes: 'a' },
        outcome: 'replica',
      },
    ]);
  });

  it('[L6] stays deleted while its counterpart is as last agreed on', () => {
    const result = reconcile(deletedHub(comparisonInputOf(todoist, { shows: { title: 'Buy milk' } })));
    expect([result.hub.deletedAt, result.link.state, result.reasons]).toEqual([100, 'active', []]);
  });

  it('[L6] stays deleted where its counterpart shows nothing in a field that was never agreed on', () => {
    const input = deletedHub(
      comparisonInputOf(things, { base: { start: onPinnedEvening(1) }, shows: { start: 'inbox' } }),
    );
    const { start: _start, ...shadow } = input.link.shadow;
    const result = reconcile({ ...input, link: { ...input.link, shadow } });
    expect([result.hub.deletedAt, result.link.state, result.reasons]).toEqual([100, 'active', []]);
    expect(reconcile(input).hub.deletedAt).toBeNull();
  });

  it('[L6] does not come back because an occurrence was closed', () => {
    const base = { repeat: { owner: 'todoist', rule: 'every day' } } as const;
    const result = reconcile(deletedHub(comparisonInputOf(things, { base, shows: { status: 'completed' } })));
    expect([result.hub.deletedAt, result.completesOccurrence, result.reasons]).toEqual([100, false, []]);
  });

  it.each(['deleted', 'dormant'] as const)(
    '[L7] comes back when its %s counterpart is seen again',
    (state) => {
      const input = deletedHub(comparisonInputOf(todoist, { shows: { title: 'Buy milk', notes: 'b' } }));
      const result = reconcile({ ...input, link: { ...input.link, state } });
      expect([result.hub.deletedAt, result.hub.fields.notes, result.link.state]).toEqual([
        null,
        'b',
        'active',
      ]);
      expect([result.conflicts, result.reasons[0]?.rule]).toEqual([[], 'L7']);
    },
  );

  it.each(['deleted', 'dormant'] as const)(
    '[L7] brings a %s counterpart that is seen again back into use',
    (state) => {
      const input = comparisonInputOf(todoist, { shows: { title: 'Buy milk' } });
      const result = reconcile({ ...input, link: { ...input.link, state } });
      expect([result.hub, result.link.state, result.reasons.length]).toEqual([input.hub, 'active', 1]);
    },
  );
});
