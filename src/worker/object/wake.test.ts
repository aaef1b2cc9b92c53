import { describe, expect, it } from 'vitest';
import type { Plan } from '../../protocol/plan.ts';
import type { Waiting } from '../../protocol/status.ts';
import type { WhatWaits } from '../../sync/owner/account-port.ts';
import { nextPollAt, nextWakeAt, RETRY_AFTER_MS } from './wake.ts';

const NOW = 1_000_000;
const TODOIST = { replica: 'todoist', problem: null, retryAt: null } as const;
const QUIET: WhatWaits = { plan: null, waiting: [], polled: [TODOIST] };
const WAITING: Waiting = {
  operation: 'o1',
  replica: 'todoist',
  task: 't1',
  title: 'Buy oats',
  state: 'queued',
  reason: null,
  retryAt: null,
};
const PLAN: Plan = {
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

const BUSY = [{ ...TODOIST, problem: 'busy', retryAt: NOW + 9000 }];

describe('the next time to wake', () => {
  it.each<[string, Partial<WhatWaits>, number | null]>([
    ['never, when nothing waits', {}, null],
    ['in a while, when something is queued for Todoist', { waiting: [WAITING] }, NOW + RETRY_AFTER_MS],
    ['when its retry is due', { waiting: [{ ...WAITING, retryAt: NOW + 5000 }] }, NOW + 5000],
    ['at the earliest of several', { waiting: [WAITING, { ...WAITING, retryAt: NOW + 7 }] }, NOW + 7],
    ['when Todoist may be asked again', { waiting: [WAITING], polled: BUSY }, NOW + 9000],
    ['not at once, when that is past', { waiting: [{ ...WAITING, retryAt: NOW - 1 }] }, NOW + RETRY_AFTER_MS],
    ['never for a read alone: the agent is there sooner', { polled: BUSY }, null],
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
  const status = { plan: null, polled: [TODOIST] };

  it('[A11] reads Todoist a minute after the last time while somebody listens', () => {
    expect(nextPollAt(status, { listeners: 1, lastPollAt: now - 10_000, now })).toBe(now + 50_000);
    expect(nextPollAt(status, { listeners: 1, lastPollAt: now - 999_999, now })).toBe(now);
    expect(nextPollAt(status, { listeners: 2, lastPollAt: null, now })).toBe(now + 60_000);
  });

  it('[A11] leaves Todoist alone when nobody listens', () => {
    expect(nextPollAt(status, { listeners: 0, lastPollAt: null, now })).toBeNull();
  });
});
