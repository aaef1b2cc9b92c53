import { describe, expect, it } from 'vitest';
import type { Status, Waiting } from '../protocol/status.ts';
import { nextPollAt, nextWakeAt, RETRY_AFTER_MS } from './wake.ts';

const NOW = 1_000_000;
const NONE = { created: 0, updated: 0, completed: 0, deleted: 0 };
const QUIET: Status = {
  inSync: true,
  tasks: { hub: 0, todoist: 0, things: 0, linked: 0 },
  run: { applied: { todoist: NONE, things: NONE }, conflicts: 0, held: 0, failed: 0 },
  pending: { todoist: 0, things: 0 },
  waiting: [],
  plan: null,
  mismatches: [],
  notices: [],
  todoist: { lastReadAt: null, problem: null, retryAt: null, requests: 0 },
  things: { lastExchangeAt: null, schemaVersion: null, openTodos: null },
  kv: { reads: 0, writes: 0, lists: 0, deletes: 0 },
  rowsRead: 0,
  rowsWritten: 0,
};
const WAITING: Waiting = {
  operation: 'o1',
  replica: 'todoist',
  task: 't1',
  title: 'Buy oats',
  state: 'queued',
  reason: null,
  retryAt: null,
};
const PLAN: NonNullable<Status['plan']> = {
  hash: 'h',
  reason: 'mass_change',
  holds: { what: 'everything' },
  explanation: '',
  counts: {},
  lines: [],
  suggestions: [],
  createdAt: 0,
  approved: false,
};

const PROBLEM = { ...QUIET.todoist, problem: 'busy', retryAt: NOW + 9000 };

describe('the next time to wake', () => {
  it.each<[string, Partial<Status>, number | null]>([
    ['never, when nothing waits', {}, null],
    ['in a while, when something is queued for Todoist', { waiting: [WAITING] }, NOW + RETRY_AFTER_MS],
    ['when its retry is due', { waiting: [{ ...WAITING, retryAt: NOW + 5000 }] }, NOW + 5000],
    ['at the earliest of several', { waiting: [WAITING, { ...WAITING, retryAt: NOW + 7 }] }, NOW + 7],
    ['when Todoist may be asked again', { waiting: [WAITING], todoist: PROBLEM }, NOW + 9000],
    ['not at once, when that is past', { waiting: [{ ...WAITING, retryAt: NOW - 1 }] }, NOW + RETRY_AFTER_MS],
    ['never for a read alone: the agent is there sooner', { todoist: PROBLEM }, null],
    ['never for work that the agent must fetch', { waiting: [{ ...WAITING, replica: 'things' }] }, null],
    ['never for what was refused', { waiting: [{ ...WAITING, state: 'failed' }] }, null],
    ['never for what is held without a time', { waiting: [{ ...WAITING, state: 'held' }] }, null],
    ['never while a plan waits', { waiting: [WAITING], plan: PLAN }, null],
    [
      'as usual beside a plan that holds its items, or the other side',
      { waiting: [WAITING], plan: { ...PLAN, holds: { what: 'items' } } },
      NOW + RETRY_AFTER_MS,
    ],
    ['never for what a plan holds', { waiting: [{ ...WAITING, state: 'asked' }] }, null],
    [
      'as usual behind an approved plan',
      { waiting: [WAITING], plan: { ...PLAN, approved: true } },
      NOW + RETRY_AFTER_MS,
    ],
  ])('[A9] is %s', (_title, status, expected) => {
    expect(nextWakeAt({ ...QUIET, ...status }, NOW)).toBe(expected);
  });
});

describe('nextPollAt', () => {
  const now = 1_000_000;
  const status = { plan: null };

  it('[A11] reads Todoist a minute after the last time while somebody listens', () => {
    expect(nextPollAt(status, { listeners: 1, lastPollAt: now - 10_000, now })).toBe(now + 50_000);
    expect(nextPollAt(status, { listeners: 1, lastPollAt: now - 999_999, now })).toBe(now);
    expect(nextPollAt(status, { listeners: 2, lastPollAt: null, now })).toBe(now + 60_000);
  });

  it('[A11] leaves Todoist alone when nobody listens', () => {
    expect(nextPollAt(status, { listeners: 0, lastPollAt: null, now })).toBeNull();
  });
});
