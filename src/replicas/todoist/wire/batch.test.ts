import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TodoistCommand } from '../todoist-port.ts';
import { batchCommands } from './batch.ts';

function group(name: string, size: number, text = ''): readonly TodoistCommand[] {
  return Array.from({ length: size }, (_, at) => ({
    uuid: `${name}-${at}`,
    type: 'item_update',
    args: { text },
  }));
}

function sizes(groups: readonly (readonly TodoistCommand[])[]): readonly (readonly number[])[] {
  return batchCommands(groups).map((request) => request.map(({ length }) => length));
}

describe('requests', () => {
  it.each<[readonly number[], readonly (readonly number[])[]]>([
    [[], []],
    [[0, 0], []],
    [[40, 0, 60], [[40, 60]]],
    [
      [40, 61, 1],
      [[40], [61, 1]],
    ],
    [
      [100, 100],
      [[100], [100]],
    ],
    [
      [10, 201, 5],
      [[10], [100], [100], [1, 5]],
    ],
  ])('[T13] of groups of %j hold %j', (groups, requests) => {
    expect(sizes(groups.map((size, at) => group(`g${at}`, size)))).toEqual(requests);
  });

  it('[T13] are counted in bytes of UTF-8 too', () => {
    const big = 'ü'.repeat(200_000);
    expect(sizes([group('a', 1, big), group('b', 1, big), group('c', 1, big)])).toEqual([[1, 1], [1]]);
    expect(sizes([group('a', 5, big)])).toEqual([[2], [2], [1]]);
  });

  it('[T13] hold every command once, in order, and no group in two that fits in one', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(130), { maxLength: 12 }), (counts) => {
        const groups = counts.map((size, at) => group(`g${at}`, size));
        const requests = batchCommands(groups);
        expect(requests.flat(2)).toEqual(groups.flat());
        for (const request of requests) expect(request.flat().length).toBeLessThanOrEqual(100);
        for (const whole of groups.filter(({ length }) => length > 0 && length <= 100)) {
          expect(
            requests.filter((request) => request.flat().some((one) => whole.includes(one))),
          ).toHaveLength(1);
        }
      }),
    );
  });
});
