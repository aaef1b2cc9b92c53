import { expect, it } from 'vitest';
import type { ConflictEntry } from '../../protocol/history.ts';
import { createConflictNews } from './conflict-news.ts';

function conflict(id: string, outcome: ConflictEntry['outcome'], at = 0): ConflictEntry {
  return {
    id,
    at,
    task: 't1',
    title: `Task ${id}`,
    field: 'title',
    replica: 'things',
    hubValue: 'a',
    replicaValue: 'b',
    base: 'c',
    strategy: 'newest_wins',
    outcome,
    resolvedAt: null,
  };
}

/** Titles of what is told, of a list that is as the test makes it. */
async function telling(list: readonly ConflictEntry[]): Promise<{
  readonly becomes: (list: readonly ConflictEntry[]) => Promise<readonly (string | undefined)[]>;
}> {
  let now = list;
  const news = await createConflictNews({
    conflicts: ({ query } = {}) => Promise.resolve(now.slice(0, Number(query?.limit))),
  });
  return {
    becomes: async (next) => {
      now = next;
      return (await news()).map((line) => /Task \w+|\d+ more/.exec(line)?.[0]);
    },
  };
}

it('[G201] a conflict is told once, the older first, and not what was there before', async () => {
  const { becomes } = await telling([conflict('old', 'hub')]);
  const two = [conflict('c', 'waiting'), conflict('b', 'hub'), conflict('old', 'hub')];
  expect(await becomes(two)).toEqual(['Task b', 'Task c']);
  expect(await becomes(two)).toEqual([]);
});

it('[G201] a conflict that the owner decided is no news, one that waits again is', async () => {
  const { becomes } = await telling([conflict('a', 'waiting')]);
  expect(await becomes([conflict('a', 'hub')])).toEqual([]);
  expect(await becomes([conflict('a', 'waiting')])).toEqual(['Task a']);
});

it('[G201] of very many conflicts the newest are told, and how many more there are', async () => {
  const { becomes } = await telling([]);
  const told = await becomes(Array.from({ length: 25 }, (_, at) => conflict(`n${at}`, 'hub')));
  expect(told).toHaveLength(21);
  expect([told[0], told[1], told.at(-1)]).toEqual(['5 more', 'Task n19', 'Task n0']);
});

it('[G201] a conflict that comes into view because a newer one is gone with its task is no news', async () => {
  const many = Array.from({ length: 120 }, (_, at) => conflict(`n${at}`, 'waiting', 1000 - at));
  const { becomes } = await telling(many);
  expect(await becomes(many.slice(1))).toEqual([]);
  expect(await becomes([conflict('new', 'hub', 2000), ...many.slice(3)])).toEqual(['Task new']);
});
