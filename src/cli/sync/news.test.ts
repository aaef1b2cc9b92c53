import { expect, it } from 'vitest';
import type { ConflictEntry, HistoryEntry } from '../../protocol/history.ts';
import { createNews } from './news.ts';

const CONFLICT: ConflictEntry = {
  id: 'c1',
  at: 5,
  task: 't1',
  title: 'Met',
  field: 'title',
  replica: 'things',
  hubValue: 'a',
  replicaValue: 'b',
  base: 'c',
  strategy: 'manual',
  outcome: 'waiting',
  resolvedAt: null,
};
const DONE: HistoryEntry = {
  id: '7',
  at: 5,
  run: 3,
  task: 't1',
  title: 'Done',
  replica: 'things',
  from: 'todoist',
  kind: 'update',
  before: { title: 'Do' },
  after: { title: 'Done' },
  undoneAt: null,
};

/** An account in which nothing happened yet. What `failing` names does not answer. */
async function openAccount() {
  const account = { conflicts: [] as ConflictEntry[], history: [] as HistoryEntry[], failing: '' };
  const ask = async <T>(name: 'conflicts' | 'history', list: readonly T[]): Promise<T[]> => {
    if (account.failing === name) throw new Error(`no answer: ${name}`);
    return [...list];
  };
  const news = await createNews({
    conflicts: () => ask('conflicts', account.conflicts),
    history: () => ask('history', account.history),
  });
  const tell = async (shown: Parameters<typeof news>[0]) =>
    (await news(shown)).map((line) => /“(Met|Done)”/.exec(line)?.[1]);
  return { account, tell };
}

const MOVED = { moved: true, conflicts: 1 };
const STILL = { moved: false, conflicts: 1 };

it('[G201] a conflict that waits is told although nothing moved, and once', async () => {
  const { account, tell } = await openAccount();
  account.conflicts.push(CONFLICT);
  expect(await tell(STILL)).toEqual(['Met']);
  expect(await tell(STILL)).toEqual([]);
});

it.each(['conflicts', 'history'])(
  '[G201] what an answer that is lost (%s) kept back is told next',
  async (name) => {
    const { account, tell } = await openAccount();
    account.conflicts.push(CONFLICT);
    account.history.push(DONE);
    account.failing = name;
    await expect(tell(MOVED)).rejects.toThrow('no answer');
    account.failing = '';
    expect(await tell(STILL)).toEqual(['Met', 'Done']);
    expect(await tell(MOVED)).toEqual([]);
  },
);
