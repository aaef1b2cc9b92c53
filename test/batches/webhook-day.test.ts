// A day's deliveries in KV: what is written of them, and how often.

import { describe, expect, it } from 'vitest';
import { createBatches } from '../../src/checkpoint/batches.ts';
import { openBatchRecords } from '../../src/hub/sqlite/tables/batch-tables.ts';
import { openDeliveries } from '../../src/hub/sqlite/tables/delivery-table.ts';
import { openLegacyRecords } from '../../src/hub/sqlite/tables/legacy-tables.ts';
import { openStore } from '../../src/hub/sqlite/open-store.ts';
import { openWebhookDay } from '../../src/worker/object/outbound/webhook-day.ts';
import { HostileKv } from '../support/hostile-kv.ts';
import { openNodeDatabase } from '../support/node-database.ts';
import { Clock, MIDNIGHT } from './bench.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const TODAY = MIDNIGHT / DAY;

function openStage() {
  const clock = new Clock(MIDNIGHT);
  const kv = new HostileKv({ now: clock.now });
  const sql = openNodeDatabase(':memory:');
  const store = openStore(sql);
  let ids = 0;
  const batches = createBatches({
    binding: kv,
    records: openBatchRecords(sql),
    store,
    settings: undefined,
    webhookDay: openWebhookDay(sql),
    now: clock.now,
    newId: () => `id-${(ids += 1)}`,
  });
  const deliveries = openDeliveries(sql);
  const deliver = (at = clock.at): void => {
    ids += 1;
    deliveries.add({
      id: `msg_${ids}`,
      subscriber: 'sub-1',
      target: 'https://hooks.example.com',
      event: 'task_synced',
      at,
      data: { source: 'things', tasks: [{ id: 't1', title: 'Call Anna' }] },
    });
    batches.noteDelivery(at);
  };
  const documentOf = (day: number): Record<string, unknown> =>
    JSON.parse(kv.actual(`webhook-batch:${day}`) ?? 'null') as Record<string, unknown>;
  return { clock, kv, sql, batches, deliver, documentOf };
}

type Stage = ReturnType<typeof openStage>;

/** Lets time pass; what is due is written. */
async function pass({ clock, batches }: Stage, ms: number): Promise<void> {
  const end = clock.at + ms;
  for (let due = batches.dueAt(); due !== null && due <= end; due = batches.dueAt()) {
    clock.at = Math.max(clock.at, due);
    await batches.checkpoint({ force: false });
    clock.at += 2000;
  }
  clock.at = Math.max(clock.at, end);
}

describe('the deliveries of a day in KV', () => {
  it('[W33] take at most three writes a day, however many there are and however late they end', async () => {
    const stage = openStage();
    const { clock, kv, deliver, batches } = stage;
    for (let quarter = 0; quarter < 5 * 96; quarter += 1) {
      deliver();
      // Retries of yesterday's and of old ones.
      batches.noteDelivery(clock.at - DAY);
      batches.noteDelivery(clock.at - 5 * DAY);
      await pass(stage, 15 * 60_000);
    }
    for (let day = TODAY; day < TODAY + 5; day += 1) expect(kv.countsOf(day).writes).toBeLessThanOrEqual(3);
    expect([kv.countsOf(TODAY + 3).lists, kv.countsOf(TODAY + 3).deletes, kv.offenses]).toEqual([0, 0, []]);
    expect(stage.documentOf(TODAY + 1)['deliveries']).toHaveLength(96);
  });

  it('[W33] are written when the day closes, though it is quiet then, without titles, and expire after ten days', async () => {
    const stage = openStage();
    stage.clock.at += 20 * HOUR;
    stage.deliver();
    await pass(stage, 3 * HOUR);
    expect(stage.kv.actual(`webhook-batch:${TODAY}`)).toBeNull();
    await pass(stage, 2 * HOUR);
    expect(stage.documentOf(TODAY)).toMatchObject({
      dayBucket: TODAY,
      version: 2,
      leftOut: 0,
      deliveries: [
        { webhookUrl: 'https://hooks.example.com', status: 'pending', payload: { tasks: [{ id: 't1' }] } },
      ],
    });
    expect(stage.kv.actual(`webhook-batch:${TODAY}`)).not.toContain('Anna');
    await pass(stage, 9 * DAY);
    expect(stage.kv.actual(`webhook-batch:${TODAY}`)).not.toBeNull();
    await pass(stage, 2 * DAY);
    expect(stage.kv.actual(`webhook-batch:${TODAY}`)).toBeNull();
  });

  it('[W33] are one entry of KV, with a count of what was left out', async () => {
    const stage = openStage();
    for (let each = 0; each < 1200; each += 1) stage.deliver();
    await pass(stage, 25 * HOUR);
    expect(stage.documentOf(TODAY)).toMatchObject({ leftOut: 200 });
    expect(stage.documentOf(TODAY)['deliveries']).toHaveLength(1000);
    expect(stage.kv.keys()).toEqual([`webhook-batch:${TODAY}`]);
  });

  it('[W33] keep what the earlier version left of the same day', async () => {
    const stage = openStage();
    const older = {
      id: 'delivery-1-a',
      webhookUrl: 'https://old.example.com/hook',
      event: 'task_synced',
      payload: {},
      status: 'failed',
      attempts: 1,
      error: 'a network error',
      createdAt: new Date(MIDNIGHT).toISOString(),
    };
    openLegacyRecords(stage.sql).entries.put({
      key: `webhook-delivery:${older.id}`,
      family: 'webhook-delivery',
      state: 'landed',
      raw: JSON.stringify(older),
      expiresAt: null,
      document: `webhook-batch:${TODAY}`,
      reason: null,
      base: null,
    });
    stage.deliver();
    await pass(stage, 25 * HOUR);
    expect(stage.documentOf(TODAY)['deliveries']).toMatchObject([{ id: older.id }, { subscriber: 'sub-1' }]);
  });
});
