import { describe, expect, it } from 'vitest';
import { remoteId } from '../../model/ids.ts';
import type { ObservedChecklistItem } from '../../model/link.ts';
import { keyChecklist } from './checklist-keys.ts';
import type { ChecklistKnowledge } from './checklist-keys.ts';
import { digestOf } from './digest.ts';
import { line } from '../../../test/support/engine.ts';

function shown(title: string, ref: string | null = null): ObservedChecklistItem {
  return { ref: ref === null ? null : remoteId(ref), title, done: false };
}

function keysOf(known: Partial<ChecklistKnowledge>): readonly string[] {
  const profile = { replica: 'things', keepsLineIds: true } as const;
  const empty = { observed: [], shadow: [], hub: [], refs: {}, profile };
  return keyChecklist({ ...empty, ...known }).items.map((item) => item.key);
}

const shadow = [line('a', 'one'), line('b', 'two'), line('c', 'two')];

describe('keyChecklist', () => {
  const cases: readonly (readonly [string, Partial<ChecklistKnowledge>, readonly string[]])[] = [
    [
      'equal titles, in order',
      { shadow, observed: [shown('two'), shown('one'), shown('two')] },
      ['b', 'a', 'c'],
    ],
    [
      'the id of the replica before the title',
      {
        shadow,
        refs: { a: remoteId('r1'), b: remoteId('r2') },
        observed: [shown('two', 'r1'), shown('x', 'r2'), shown('two', 'r9')],
      },
      ['a', 'b', 'c'],
    ],
    [
      'its place between known neighbors',
      {
        shadow: [...shadow.slice(0, 2), line('z', 'last')],
        observed: [shown('one'), shown('TWO'), shown('last')],
      },
      ['a', 'b', 'z'],
    ],
    [
      'a line that the hub has added or renamed meanwhile',
      {
        shadow: [line('a', 'one')],
        hub: [line('a', 'ONE'), line('n', 'new')],
        observed: [shown('new'), shown('ONE')],
      },
      ['n', 'a'],
    ],
  ];
  it.each(cases)('[L3] knows a line by %s', (_case, known, keys) => {
    expect(keysOf(known)).toEqual(keys);
  });

  it('[L43] knows an open line before the done one of its title', () => {
    const hub = [line('a', 'two', true), line('b', 'two')];
    expect(keysOf({ hub, observed: [shown('two')] })).toEqual(['b']);
    expect(keysOf({ hub: hub.slice(0, 1), observed: [shown('two')] })).toEqual(['a']);
  });

  it('[L41] knows a line by what the replica can hold of it', () => {
    const hub = [line('a', 'x'), line('b', '', true), line('c', '')];
    const wanted = hub.map((one) => ({ ...one, title: one.title === '' ? 'none' : one.title }));
    expect(keysOf({ hub, wanted, observed: [shown('none'), shown('x')] })).toEqual(['c', 'a']);
  });

  it('[L3] guesses no rename where more lines came than went', () => {
    const keys = keysOf({ shadow: shadow.slice(0, 2), observed: [shown('one'), shown('x'), shown('y')] });
    expect(keys).toEqual(['a', `things:${digestOf('x')}:1`, `things:${digestOf('y')}:1`]);
  });

  it('[L3] gives new lines keys that nobody uses', () => {
    const stem = `things:${digestOf('x')}`;
    const observed = [shown('x'), shown('x'), shown('y', 'r7')];
    expect(keysOf({ hub: [line(`${stem}:1`, 'other')], observed })).toEqual([
      `${stem}:2`,
      `${stem}:3`,
      'things:r7',
    ]);
  });

  it('[L3] takes another id at the same place for another line', () => {
    const known = { shadow: [line('a', 'one')], refs: { a: remoteId('r1') }, observed: [shown('x', 'r2')] };
    expect(keysOf(known)).toEqual(['things:r2']);
  });

  describe('where a rewrite gives every line a new id', () => {
    const profile = { replica: 'things', keepsLineIds: false } as const;
    const refs = { a: remoteId('r1'), b: remoteId('r2') };
    const two = [line('a', 'one'), line('b', 'two')];

    it('[L3] knows the renamed line beside a new one by its id', () => {
      const observed = [shown('one', 'r1'), shown('TWO', 'r2'), shown('new', 'r3')];
      expect(keysOf({ profile, shadow: two, refs, observed })).toEqual(['a', 'b', 'things:r3']);
    });

    it('[L3] takes a new id among known ones for another line', () => {
      const observed = [shown('one', 'r1'), shown('new', 'r3')];
      expect(keysOf({ profile, shadow: two, refs, observed })).toEqual(['a', 'things:r3']);
    });

    it('[L3] takes a list of new ids alone for the old list, rewritten', () => {
      const observed = [shown('one', 'r8'), shown('TWO', 'r9')];
      expect(keysOf({ profile, shadow: two, refs, observed })).toEqual(['a', 'b']);
    });
  });

  it('[L3] keeps the ids of the lines that have one', () => {
    const { refs } = keyChecklist({
      shadow,
      hub: shadow,
      refs: { b: remoteId('gone'), c: remoteId('gone too') },
      profile: { replica: 'todoist', keepsLineIds: true },
      observed: [shown('one', 'r1'), shown('two'), shown('three', 'r3')],
    });
    expect(refs).toEqual({ a: 'r1', 'todoist:r3': 'r3' });
  });
});
