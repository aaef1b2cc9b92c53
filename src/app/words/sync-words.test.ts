import { expect, it } from 'vitest';
import type { SyncState } from '../state/types.ts';
import { agoWords, syncWords } from './sync-words.ts';

const NOW = 1_800_000_000_000;
const calm: SyncState = {
  isUnderWay: false,
  pending: 0,
  lastSyncedAt: NOW - 5 * 60_000,
  failure: null,
  retryAt: null,
};
const noAnswer = { kind: 'unreachable', text: 'The sync does not answer.' } as const;

it.each<[string, Partial<SyncState>, readonly [boolean, string, string, string]]>([
  ['all went through', {}, [true, 'Up to date', 'Last synced 5 minutes ago.', 'good']],
  [
    'nothing was synced yet',
    { lastSyncedAt: null },
    [true, 'Not synced yet', 'Nothing was synced yet.', 'waiting'],
  ],
  ['one change waits', { pending: 1 }, [true, '1 change waits', 'Last synced 5 minutes ago.', 'waiting']],
  ['it is under way', { isUnderWay: true }, [true, 'Syncing…', 'Last synced 5 minutes ago.', 'busy']],
  [
    'changes are on their way',
    { isUnderWay: true, pending: 2 },
    [true, 'Syncing 2 changes…', 'Last synced 5 minutes ago.', 'busy'],
  ],
  [
    'there is no network',
    { pending: 3, failure: noAnswer },
    [false, 'Offline, 3 changes wait', 'Last synced 5 minutes ago.', 'waiting'],
  ],
  [
    'the hub does not answer',
    { failure: noAnswer, retryAt: NOW + 8000 },
    [
      true,
      'No connection',
      'The sync does not answer. Next try in 8 s. Last synced 5 minutes ago.',
      'waiting',
    ],
  ],
  [
    'the hub refuses',
    { pending: 1, failure: { kind: 'refused', text: 'It was refused.' } },
    [true, 'Sync failed, 1 change waits', 'It was refused. Last synced 5 minutes ago.', 'trouble'],
  ],
  [
    'the access was taken away',
    { pending: 2, failure: { kind: 'not_paired', text: 'This device is not paired any more.' } },
    [true, 'Not paired any more', 'This device is not paired any more. 2 changes wait here.', 'trouble'],
  ],
])('[U35] the sync is told in words where %s', (_where, state, [isOnline, line, detail, tone]) => {
  expect(syncWords({ ...calm, ...state }, isOnline, NOW)).toEqual({ line, detail, tone });
});

it.each([
  [0, 'just now'],
  [59_000, 'just now'],
  [60_000, '1 minute ago'],
  [59 * 60_000, '59 minutes ago'],
  [60 * 60_000, '1 hour ago'],
  [26 * 3_600_000, '1 day ago'],
  [-5000, 'just now'],
])('[U35] a time that has passed is told as people do: %i ms', (ms, words) => {
  expect(agoWords(ms)).toBe(words);
});
