// What `/metrics` of the earlier API tells of how long runs take: all that a run waited for.

import { expect, it } from 'vitest';
import { olderMetrics } from '../../src/older/metrics.ts';
import type { RemoteId } from '../../src/model/ids.ts';
import { linkedStage } from './linked-stage.ts';

/** Each request to Todoist takes so long, ms. */
const ANSWERED_AFTER = 700;

it('[O56] a run took as long as it waited for Todoist, also where its decisions are all of one moment', async () => {
  const stage = await linkedStage();
  stage.now += 3 * 3_600_000;
  stage.meanwhile = () => {
    stage.now += ANSWERED_AFTER;
  };
  const [todo] = stage.library.todos.keys();
  stage.library.edit(todo as RemoteId, { title: 'Water the plants' });
  await stage.exchange();
  const metrics = olderMetrics({ store: stage.store, now: () => stage.now }, { hours: 1 });
  expect(metrics).toMatchObject({ totalSyncs: 1, successRate: 1 });
  // It read, and it told.
  expect(metrics.averageDuration).toBeGreaterThanOrEqual(2 * ANSWERED_AFTER);
  expect(metrics.performance.slowestSync?.duration).toBe(metrics.averageDuration);
});

it('[O56] what an older layout does not tell of counts for nothing in it', async () => {
  const stage = await linkedStage();
  const events = { ...stage.store.events };
  const list: typeof events.list = (query) =>
    stage.store.events.list(query).map((one) => ({ ...one, took: null }));
  const store = { ...stage.store, events: { ...events, list } };
  const metrics = olderMetrics({ store, now: () => stage.now }, { hours: 1 });
  expect(metrics).toMatchObject({ averageDuration: 0, performance: { slowestSync: null } });
});
