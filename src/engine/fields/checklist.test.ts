import { describe, expect, it } from 'vitest';
import type { ChecklistItem } from '../../model/task.ts';
import { mergeChecklist } from './checklist.ts';
import { line } from '../../../test/support/engine.ts';

type Items = readonly ChecklistItem[];
const base: Items = [line('1', 'one'), line('2', 'two'), line('3', 'three')];
const [one, two, three] = [line('1', 'one'), line('2', 'two'), line('3', 'three')];

function merged(hub: Items, observed: Items, winner: 'hub' | 'replica' = 'replica'): Items {
  return mergeChecklist({ base, hub, projected: hub, observed, winner }).items;
}

describe('mergeChecklist', () => {
  const cases: readonly (readonly [string, Items, Items, Items])[] = [
    ['nothing for the same lists', base, base, base],
    ['a line done there', base, [one, line('2', 'two', true), three], [one, line('2', 'two', true), three]],
    ['a line deleted there', base, [one, three], [one, three]],
    ['a line deleted here', [one, three], base, [one, three]],
    [
      'a line deleted there and edited here',
      [one, line('2', 'TWO'), three],
      [one, three],
      [one, line('2', 'TWO'), three],
    ],
    [
      'a line deleted here and edited there',
      [one, three],
      [one, line('2', 'two', true), three],
      [one, line('2', 'two', true), three],
    ],
    ['a line added there', base, [one, line('n', 'new'), two, three], [one, line('n', 'new'), two, three]],
    [
      'lines added on both sides in one place',
      [...base, line('x', 'x')],
      [...base, line('a', 'a')],
      [...base, line('a', 'a'), line('x', 'x')],
    ],
    ['an order changed there', base, [three, one, two], [three, one, two]],
    ['an order changed here', [two, one, three], base, [two, one, three]],
    ['an empty list there', base, [], []],
  ];
  it.each(cases)('[M10] merges %s', (_case, hub, observed, result) => {
    expect(merged(hub, observed)).toEqual(result);
  });

  it('[M10] gives the order to the winner where both changed it', () => {
    expect(merged([two, one, three], [three, two, one], 'hub')).toEqual([two, one, three]);
    expect(merged([two, one, three], [three, two, one], 'replica')).toEqual([three, two, one]);
  });

  it('[M10] does not count a line as changed that the replica only shows in its own form', () => {
    const sides = { base: [line('1', 'one')], hub: [line('1', 'one!')], projected: [line('1', 'one')] };
    const result = mergeChecklist({ ...sides, observed: [line('1', 'uno')], winner: 'hub' });
    expect(result).toEqual({ items: [line('1', 'uno')], clashes: [] });
  });

  it('[M10] names the lines that both renamed', () => {
    const sides = { hub: [line('1', 'a'), two, three], observed: [line('1', 'b'), two, three] };
    expect(mergeChecklist({ base, projected: sides.hub, ...sides, winner: 'hub' }).clashes).toEqual(['1']);
  });
});
