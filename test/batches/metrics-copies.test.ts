// Hours of metrics on their way into KV.

import { describe, expect, it } from 'vitest';
import { readMetricsHour } from '../../src/checkpoint/documents/metrics-hour.ts';
import { createMetricsCopies, type MetricsCopies } from '../../src/checkpoint/metrics-copies.ts';
import { EMPTY_HOUR, EMPTY_TALLY, HOUR_MS, hourOf } from '../../src/metrics/hour.ts';
import { HostileKv } from '../support/hostile-kv.ts';
import { Clock, openAccount, type Account } from './bench.ts';

const MINUTE = 60_000;

function copiesOf({ store, batches }: Account): MetricsCopies {
  const { publishing, settings } = batches;
  return createMetricsCopies({
    records: store.metrics,
    publishing,
    expiryDays: settings.expiryDays.metricsHour,
  });
}

function count({ store }: Account, bucket: number): void {
  const hour = { ...EMPTY_HOUR, runs: { cron_sync: { ...EMPTY_TALLY, count: 3 } } };
  const progress = { totals: EMPTY_HOUR, countedTo: 0, kv: null };
  store.metrics.put({ bucket, hour, isDue: true, progress });
}

describe('an hour of metrics', () => {
  it('[X8] is copied once, when it is over, and expires after seven days', async () => {
    const clock = new Clock();
    const kv = new HostileKv({ now: clock.now });
    const account = openAccount(kv, clock);
    const metrics = copiesOf(account);
    const bucket = hourOf(clock.at);
    expect(metrics.dueAt()).toBeNull();
    count(account, bucket);
    const over = (bucket + 1) * HOUR_MS;
    expect(metrics.dueAt()).toBe(over + MINUTE);
    await metrics.work();
    expect(kv.calls).toEqual([]);
    clock.at = over + MINUTE;
    await metrics.work();
    await copiesOf(account.restart()).work();
    expect(metrics.dueAt()).toBeNull();
    expect(account.batches.counts()).toEqual({ reads: 0, writes: 1, lists: 0, deletes: 0 });
    const written = kv.actual(`metrics:hour:${bucket}`);
    expect(readMetricsHour(JSON.parse(written ?? '') as Record<string, unknown>)).toMatchObject({
      ok: true,
      value: { bucket, hour: { runs: { cron_sync: { count: 3 } } } },
    });
    clock.at = over + 7 * 24 * HOUR_MS - 1000;
    expect(kv.actual(`metrics:hour:${bucket}`)).not.toBeNull();
    clock.at += 2000;
    expect(kv.actual(`metrics:hour:${bucket}`)).toBeNull();
  });

  it('[X8] that KV does not take is copied later, and only then', async () => {
    const clock = new Clock();
    const kv = new HostileKv({ now: clock.now });
    const account = openAccount(kv, clock);
    const metrics = copiesOf(account);
    count(account, hourOf(clock.at));
    clock.at += 2 * HOUR_MS;
    kv.failNext('before');
    await metrics.work();
    const due = metrics.dueAt();
    expect(due).toBeGreaterThan(clock.at);
    clock.at = due ?? clock.at;
    await metrics.work();
    expect(metrics.dueAt()).toBeNull();
  });

  it('[X8] waits for the next day where the budget is used up', async () => {
    const clock = new Clock();
    const kv = new HostileKv({ now: clock.now });
    const account = openAccount(kv, clock, { settings: { limits: { writes: 0 } } });
    const metrics = copiesOf(account);
    count(account, hourOf(clock.at));
    clock.at += 2 * HOUR_MS;
    await metrics.work();
    expect(kv.calls).toEqual([]);
    expect(metrics.dueAt()).toBe(Math.ceil(clock.at / (24 * HOUR_MS)) * 24 * HOUR_MS);
  });

  it('[X8] leaves no record behind that every look at the batches would have to read', async () => {
    const clock = new Clock();
    const account = openAccount(new HostileKv({ now: clock.now }), clock);
    for (let hours = 0; hours < 30; hours += 1) {
      count(account, hourOf(clock.at));
      clock.at += HOUR_MS + MINUTE;
      await copiesOf(account).work();
    }
    expect(account.records.documents.all().length).toBeLessThanOrEqual(2);
  });
});
