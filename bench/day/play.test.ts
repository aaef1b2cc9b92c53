import { beforeAll, describe, expect, it } from 'vitest';
import { parseLogLine } from '../../src/protocol/log.ts';
import type { DayOptions } from './events.ts';
import { playDay, type PlayedDay } from './play.ts';
import { dayLine, describeDay, passedLimits } from './report.ts';
import { Ledger, NO_TALLY, totalOf } from './tally.ts';

const HOUR: DayOptions = { scale: 1, quiet: false, live: false, webhook: false, hours: 1 };
const QUIET_HOUR: DayOptions = { ...HOUR, quiet: true };

async function play(options: DayOptions): Promise<{ readonly day: PlayedDay; readonly log: string[] }> {
  const log: string[] = [];
  return { day: await playDay(options, (line) => log.push(line)), log };
}

describe('an hour of the standard day', () => {
  let day: PlayedDay;
  let log: string[];
  beforeAll(async () => {
    ({ day, log } = await play(HOUR));
  }, 60_000);

  it('ends in sync, with what people did on both sides', () => {
    expect(day.end).toMatchObject({ inSync: true });
    expect(day.eventsByKind).toMatchObject({
      tick: 30,
      cron: 1,
      exchange: 12,
      status: 1,
      debug: 1,
      metrics: 1,
      phone: 6,
      scrape: 12,
    });
    expect(day.exchanges).toBeGreaterThanOrEqual(12);
    expect(day.todoistRequests).toBeGreaterThanOrEqual(12);
    expect(log.map(parseLogLine).filter((line) => line === null || line.what === 'failure')).toEqual([]);
  });

  it('costs few KV operations, and the Worker counts the same ones', () => {
    const total = totalOf(day.batches.total);
    expect(total).toMatchObject({ reads: 0, lists: 0, deletes: 0 });
    // The first batch of each device.
    expect(total.writes).toBeLessThanOrEqual(1 + 3);
    expect(total).toEqual(day.metered.today.operations);
  });

  it('costs more under the other layout, already for the ticks', () => {
    const total = totalOf(day.individual.total);
    expect(total.writes).toBeGreaterThanOrEqual(2 * 30 + 12);
    expect(total.lists).toBe(2 * 30 + 2 + 2 + 1);
  });

  it('books every request where it was made', () => {
    const calls = new Map(day.batches.endpoints.map(({ endpoint, calls: times }) => [endpoint, times]));
    expect(calls.get('POST /v1/exchange')).toBe(day.exchanges);
    expect(calls.get('hourly cron')).toBe(1);
    for (const path of ['/sync/status', '/debug/mappings', '/metrics'])
      expect(calls.get(`GET ${path}`)).toBe(1);
    const { durable } = day.batches.total;
    expect(calls.get('GET /metrics/prometheus')).toBe(12);
    const { webhook = 0, phone = 0 } = day.eventsByKind;
    // A device sends, and pulls.
    expect(durable.requests).toBe(day.exchanges + 4 + 12 + webhook + 2 * phone);
    expect(calls.get('GET /mobile/changes')).toBe(phone);
    expect(durable.alarms).toBeGreaterThan(0);
  });

  it('is told in tables and in one line of JSON', () => {
    const text = describeDay(day, HOUR);
    expect(text).toContain('KV operations');
    expect(text).toContain('POST /mobile/sync');
    const line: unknown = JSON.parse(dayLine(day, HOUR));
    expect(line).toMatchObject({
      day: totalOf(day.batches.total),
      individual: totalOf(day.individual.total),
      durableObject: { alarms: day.batches.total.durable.alarms },
      todoist: { requests: day.todoistRequests },
      scale: 1,
    });
  });

  it('names each limit that is passed', () => {
    expect(passedLimits(day, HOUR)).toEqual([]);
    const batches = new Ledger();
    batches.book('GET /v1/status', {
      kv: { hash: { reads: 51, writes: 1, lists: 1, deletes: 0 } },
      durable: { ...NO_TALLY.durable, rowsWritten: 20_000 },
    });
    const expensive = {
      ...day,
      batches,
      metered: { ...day.metered, today: { operations: totalOf(batches.total) } },
    };
    expect(passedLimits(expensive, HOUR)).toEqual([
      'KV reads: 51, at most 50',
      'KV lists: 1, at most 0',
      'KV writes for hash: 1, at most 0',
      'Durable Object rowsWritten: 20.0 % of the free tier',
    ]);
    expect(passedLimits({ ...day, end: { ...day.end, inSync: false } }, HOUR)).toEqual([
      'the two sides are not in sync at the end',
    ]);
    const miscounted = { operations: { ...day.metered.today.operations, reads: 7 } };
    expect(passedLimits({ ...day, metered: { ...day.metered, today: miscounted } }, HOUR)).toEqual([
      'KV reads: the Worker’s meter says 7, 0 were made',
    ]);
  });
});

describe('five hours of the standard day', () => {
  it('write the mappings when four hours are over, whatever was edited until then', async () => {
    const options = { ...HOUR, hours: 5 };
    const { day } = await play(options);
    const { kv } = day.batches.total;
    expect(Object.keys(kv).toSorted()).toEqual(['metrics-hour', 'mobile-batch', 'sync-state']);
    expect(kv['mobile-batch']?.writes).toBe(3);
    expect(totalOf(day.batches.total)).toMatchObject({ reads: 0, lists: 0, deletes: 0 });
    expect([1, 2]).toContain(kv['sync-state']?.writes);
    // The hour that is under way is copied when it is over.
    expect(kv['metrics-hour']?.writes).toBe(4);
    expect(passedLimits(day, options)).toEqual([]);
  }, 60_000);
});

describe('an hour with an agent that listens', () => {
  it('exchanges when something happens, and wakes the Worker every minute', async () => {
    const options = { ...HOUR, live: true };
    const { day } = await play(options);
    expect(day.end).toMatchObject({ inSync: true });
    // An exchange is a look at Todoist too: the alarm that was set before it may come for nothing.
    const { alarms } = day.batches.total.durable;
    expect(alarms).toBeGreaterThanOrEqual(55);
    expect(alarms).toBeLessThanOrEqual(90);
    expect(day.exchanges).toBeGreaterThan(12);
    expect(passedLimits(day, options)).toEqual([]);
  }, 60_000);
});

describe('an hour with an agent that listens and a webhook of Todoist', () => {
  it('costs fewer reads and alarms', async () => {
    const options = { ...HOUR, live: true, webhook: true };
    const [{ day }, { day: without }] = [await play(options), await play({ ...HOUR, live: true })];
    expect(day.end).toMatchObject({ inSync: true });
    expect(passedLimits(day, options)).toEqual([]);
    expect(day.batches.total.durable.alarms).toBeLessThan(without.batches.total.durable.alarms);
    expect(day.todoistRequests).toBeLessThan(without.todoistRequests);
  }, 60_000);

  it('has the alarm a few times when nobody edits', async () => {
    const { day } = await play({ ...QUIET_HOUR, live: true, webhook: true });
    expect(day.batches.total.durable.alarms).toBeLessThanOrEqual(10);
    expect(totalOf(day.batches.total)).toEqual({ reads: 0, writes: 0, lists: 0, deletes: 0 });
  }, 60_000);
});

describe('an hour without edits', () => {
  it('costs no KV operation at all', async () => {
    const { day } = await play(QUIET_HOUR);
    expect(totalOf(day.batches.total)).toEqual({ reads: 0, writes: 0, lists: 0, deletes: 0 });
    expect(passedLimits(day, QUIET_HOUR)).toEqual([]);
    expect(day.exchanges).toBe(12);
  }, 60_000);
});
