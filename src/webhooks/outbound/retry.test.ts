// What follows from an attempt, as a table.

import { describe, expect, it } from 'vitest';
import type { Delivery } from '../../model/outbound.ts';
import { afterAttempt, DEFAULT_RETRY_POLICY, retryAfterMs, type Attempt } from './retry.ts';

const NOW = Date.parse('2026-11-30T12:00:00Z');
const HOUR_MS = 3_600_000;

const NEW: Delivery = {
  seq: 1,
  id: 'msg_1',
  subscriber: 'sub-1',
  target: 'https://hooks.example.com',
  event: 'task_synced',
  at: NOW,
  data: {},
  status: 'pending',
  attempts: 0,
  firstTriedAt: null,
  triedAt: null,
  dueAt: null,
  took: null,
  answered: null,
  error: null,
};

const answer = (answered: number | null, retryAfter: number | null = null): Attempt => ({
  took: 12,
  answered,
  retryAfterMs: retryAfter,
  problem: answered === null ? 'it can’t be reached' : null,
});

const follow = (delivery: Delivery, attempt: Attempt, now = NOW) =>
  afterAttempt(delivery, { attempt, policy: DEFAULT_RETRY_POLICY, now });

describe('an attempt', () => {
  it.each([200, 201, 202, 204, 299])('[W25] that is answered with %d is delivered', (status) => {
    expect(follow(NEW, answer(status))).toEqual({
      change: {
        status: 'delivered',
        attempts: 1,
        firstTriedAt: NOW,
        triedAt: NOW,
        dueAt: null,
        took: 12,
        answered: status,
        error: null,
      },
      pause: null,
    });
  });

  it.each([null, 301, 302, 307, 400, 401, 404, 429, 500, 503])(
    '[W25] that ends with %s is tried again',
    (status) => {
      const { change, pause } = follow(NEW, answer(status));
      expect([change.status, pause]).toEqual(['pending', null]);
      expect(change.error).toEqual(expect.any(String));
      expect((change.dueAt ?? 0) - NOW).toBeGreaterThanOrEqual(15_000);
      expect((change.dueAt ?? 0) - NOW).toBeLessThanOrEqual(30_000);
    },
  );

  it('[W25] is repeated ever more rarely for a day, and then given up, and its subscriber paused', () => {
    let [delivery, now] = [NEW, NOW];
    const waits: number[] = [];
    for (let tries = 0; delivery.status === 'pending'; tries += 1) {
      expect(tries).toBeLessThan(30);
      const { change, pause } = follow(delivery, answer(500), now);
      delivery = { ...delivery, ...change };
      expect(pause !== null).toBe(delivery.status === 'failed');
      if (change.dueAt === null) break;
      waits.push(change.dueAt - now);
      now = change.dueAt;
    }
    expect(delivery.status).toBe('failed');
    expect(now - NOW).toBeLessThanOrEqual(24 * HOUR_MS);
    expect(now - NOW).toBeGreaterThan(15 * HOUR_MS);
    expect(Math.max(...waits)).toBeLessThanOrEqual(2 * HOUR_MS);
  });

  it('[W25] waits as long as the receiver asks, within bounds', () => {
    expect(follow(NEW, answer(429, 120_000)).change.dueAt).toBe(NOW + 120_000);
    expect(follow(NEW, answer(503, 1e9)).change.dueAt).toBe(NOW + 6 * HOUR_MS);
  });

  it('[W26] that is answered with 410 pauses the subscriber at once', () => {
    const { change, pause } = follow(NEW, answer(410));
    expect([change.status, change.dueAt]).toEqual(['failed', null]);
    expect(pause).toContain('410');
  });

  it('[W25] is the only one where its owner wants none again, and pauses nothing', () => {
    const policy = { ...DEFAULT_RETRY_POLICY, enabled: false };
    const { change, pause } = afterAttempt(NEW, { attempt: answer(500), policy, now: NOW });
    expect([change.status, pause]).toEqual(['failed', null]);
  });
});

it.each([
  ['120', 120_000],
  ['0', 0],
  [new Date(NOW + 90_000).toUTCString(), 90_000],
  [new Date(NOW - 90_000).toUTCString(), 0],
  ['soon', null],
  [null, null],
  ['99999999999', null],
])('[W25] reads Retry-After %s', (header, wait) => {
  expect(retryAfterMs(header, NOW)).toBe(wait);
});
