// What a person reads of webhooks: nothing from outside steers the terminal.

import { expect, it } from 'vitest';
import { formatDeliveries, formatSubscribers, formatTest } from './webhook-text.ts';

const WILD = 'it answered \u001b[2J\u202e500';
// eslint-disable-next-line no-control-regex
const STEERING = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/;

const SUBSCRIBER = {
  id: 'sub-1-a',
  url: 'https://hooks.example.com/a',
  kind: 'webhook' as const,
  secret: null,
  secretSet: true,
  admitted: true,
  events: ['task_synced' as const],
  enabled: true,
  includeText: false,
  title: null,
  body: null,
  retryPolicy: { enabled: true, maxRetries: 20, backoffMs: 30_000 },
  createdAt: '2026-11-30T08:00:00.000Z',
  paused: { at: '2026-11-30T09:00:00.000Z', reason: WILD },
  waiting: 3,
  missed: 1,
};

it('[W37] says of a subscriber what it wants, what waits, and why it is paused', () => {
  const text = formatSubscribers([SUBSCRIBER]);
  expect(text).toContain('https://hooks.example.com/a  paused');
  expect(text).toContain('3 deliveries waiting');
  expect(text).toContain('1 event not kept');
  expect(text).not.toMatch(STEERING);
  expect(formatSubscribers([{ ...SUBSCRIBER, admitted: false }])).toContain('not admitted');
  expect(formatSubscribers([])).toBe('Nobody is told what the sync does.');
});

it('[W37] says of a delivery what came of it, and when the day’s time is used up', () => {
  const delivery = {
    id: 'msg_1',
    subscriber: 'sub-1-a',
    webhookUrl: 'https://hooks.example.com',
    event: 'task_synced',
    payload: {},
    status: 'pending',
    attempts: 2,
    error: WILD,
    responseStatus: 500,
    durationMs: 12,
    createdAt: '2026-11-30T08:00:00.000Z',
    lastAttemptAt: null,
    nextAttemptAt: null,
  };
  const budget = { usedSeconds: 600, limitSeconds: 600, resumesAt: '2026-12-01T00:00:00.000Z' };
  const shown = { deliveries: [delivery], count: 1, timeRangeHours: 24, nextCursor: '7', budget };
  const text = formatDeliveries(shown);
  expect(text).toContain('2 attempts');
  expect(text).toContain('There are more');
  expect(text).toContain('600 s for deliveries are used up');
  expect(text).not.toMatch(STEERING);
});

it('[W37] says what an event would become, also where nothing follows', () => {
  const nothing = { testResult: { processed: false as const, error: WILD }, status: 200 as const };
  expect(formatTest(nothing)).toMatch(/^Nothing would follow: it answered/);
  expect(formatTest(nothing)).not.toMatch(STEERING);
});
