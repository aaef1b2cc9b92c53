import { describe, expect, it } from 'vitest';
import type { Plan } from '../../protocol/plan.ts';
import type { Waiting } from '../../protocol/status.ts';
import type { WhatWaits } from '../../sync/owner/account-port.ts';
import { NEVER_HEARD, SLOWEST_MS } from './poll-interval.ts';
import { nextEventReadAt, nextPollAt, nextWakeAt, RETRY_AFTER_MS, type Heard } from './wake.ts';

const NOW = 1_000_000;
const TODOIST = { replica: 'todoist', problem: null, retryAt: null, seenAt: NOW } as const;
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

describe('the next read for an agent that listens', () => {
  const status = { plan: null, polled: [TODOIST] };
  const heard: Heard = {
    listeners: 1,
    readAt: NOW - 10_000,
    webhook: NEVER_HEARD,
    activeAt: () => null,
    now: NOW,
  };
  const proven: Partial<Heard> = { webhook: { ...NEVER_HEARD, eventAt: NOW - 50_000, answeredAt: NOW } };

  it.each<[string, Partial<Heard>, number | null]>([
    ['a minute after the last one', {}, NOW + 50_000],
    ['now, when that is over', { readAt: NOW - 999_999 }, NOW],
    ['now, when nobody knows of the last one', { readAt: null }, NOW],
    ['never, when nobody listens', { listeners: 0 }, null],
    ['much later, when the webhook tells of changes', proven, NOW - 10_000 + SLOWEST_MS],
    ['a minute after a change all the same', { ...proven, activeAt: () => NOW - 20_000 }, NOW + 50_000],
  ])('[A11] is %s', (_title, change, expected) => {
    expect(nextPollAt(status, { ...heard, ...change })).toBe(expected);
  });

  it('[R130] is a minute after one that failed, whatever the webhook tells', () => {
    expect(nextPollAt({ plan: null, polled: BUSY }, { ...heard, ...proven })).toBe(NOW + 50_000);
  });

  it('[W50] is at once after an event, and three seconds after the last read', () => {
    const webhook = { ...NEVER_HEARD, eventAt: NOW - 100 };
    const at = (readAt: number | null) => nextEventReadAt(status, { webhook, readAt, now: NOW });
    expect([at(null), at(NOW - 9000), at(NOW - 1000)]).toEqual([NOW, NOW, NOW + 2000]);
    const stopped = { plan: PLAN, polled: [TODOIST] };
    expect(nextEventReadAt(stopped, { webhook, readAt: null, now: NOW })).toBeNull();
    const answered = { ...webhook, answeredAt: NOW - 100 };
    expect(nextEventReadAt(status, { webhook: answered, readAt: null, now: NOW })).toBeNull();
  });
});
