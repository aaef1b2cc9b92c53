// What is counted of runs and requests, over evictions and cut-offs; the test makes each call as the Coordinator does.

import { describe, expect, it } from 'vitest';
import { addHours, EMPTY_HOUR, HOUR_MS, type Hour } from '../../src/metrics/hour.ts';
import { meanOf } from '../../src/metrics/sketch.ts';
import type { RemoteId } from '../../src/model/ids.ts';
import { olderMetrics } from '../../src/older/metrics.ts';
import { linkedStage } from './linked-stage.ts';
import type { Stage } from './stage.ts';

/** Each request to Todoist takes so long, ms. */
const ANSWERED_AFTER = 700;

/** A stage whose first sync is over and counted; what comes is in another hour. */
async function countedStage(): Promise<Stage> {
  const stage = await linkedStage();
  stage.metrics.noteEffect();
  await stage.metrics.used('alarms', async () => undefined);
  stage.now += 3 * HOUR_MS;
  return stage;
}

/** What was counted since then. */
function counted(stage: Stage): Hour {
  const from = Math.floor((stage.now - HOUR_MS) / HOUR_MS);
  return stage.metrics.hours(from).reduce((sum, { hour }) => addHours(sum, hour), EMPTY_HOUR);
}

function edit(stage: Stage, title: string): void {
  const [todo] = stage.library.todos.keys();
  stage.library.edit(todo as RemoteId, { title });
}

function rowOf(stage: Stage): unknown {
  return stage.store.metrics.latest()?.hour;
}

describe('an edit that is carried over', () => {
  it('[X3] is one run and one request, with its task, its operation and its requests to Todoist', async () => {
    const stage = await countedStage();
    edit(stage, 'Water the plants');
    await stage.call('exchange', () => stage.exchange());
    expect(counted(stage)).toMatchObject({
      runs: { things_sync: { count: 1, failed: 0, tasks: 1 } },
      requests: { exchange: { count: 1, failed: 0, refused: 0 } },
      tasks: { processed: 1, created: 0, updated: 1, completed: 0, deleted: 0 },
      carriedOut: { todoist: 1 },
      calls: { todoist: 2 },
      errors: [],
    });
  });

  it('[X3] is counted once, also by the process after an eviction', async () => {
    const stage = await countedStage();
    for (const title of ['One', 'Two', 'Three']) {
      edit(stage, title);
      await stage.call('exchange', () => stage.exchange());
      stage.restart();
    }
    expect(counted(stage)).toMatchObject({
      runs: { things_sync: { count: 3, tasks: 3 } },
      requests: { exchange: { count: 3 } },
      tasks: { updated: 3 },
    });
  });

  it('[X5] takes one more row, in the same hour as in a new one', async () => {
    const stage = await countedStage();
    edit(stage, 'One');
    await stage.call('exchange', () => stage.exchange());
    const puts: number[] = [];
    const { put } = stage.store.metrics;
    Object.assign(stage.store.metrics, {
      put: (row: Parameters<typeof put>[0]) => {
        puts.push(row.bucket);
        put(row);
      },
    });
    edit(stage, 'Two');
    await stage.call('exchange', () => stage.exchange());
    expect(puts).toHaveLength(1);
  });

  it('[X6] arrived as long after it was seen as its replica took to acknowledge it', async () => {
    const stage = await countedStage();
    stage.meanwhile = () => {
      stage.now += ANSWERED_AFTER;
    };
    edit(stage, 'Water the plants');
    await stage.call('exchange', () => stage.exchange());
    const { todoist } = counted(stage).lag;
    expect(todoist).toMatchObject({ count: 1, max: ANSWERED_AFTER });
    await stage.inTodoist('POST', `/tasks/${stage.task('Water the plants').id}`, { content: 'Feed them' });
    stage.meanwhile = () => undefined;
    const { operations } = await stage.call('exchange', () => stage.exchange());
    stage.now += 60_000;
    const acknowledgements = operations.map((operation) => stage.library.carryOut(operation));
    await stage.call('exchange', () => stage.exchange({ acknowledgements }));
    expect(counted(stage).lag['things']).toMatchObject({ count: 1, max: 61_000 });
  });
});

describe('a run', () => {
  it('[O56] took as long as it waited for Todoist, also where its decisions are all of one moment', async () => {
    const stage = await countedStage();
    stage.meanwhile = () => {
      stage.now += ANSWERED_AFTER;
    };
    edit(stage, 'Water the plants');
    await stage.call('exchange', () => stage.exchange());
    const metrics = olderMetrics(
      { store: stage.store, metrics: stage.metrics, now: () => stage.now },
      { hours: 1 },
    );
    expect(metrics).toMatchObject({ totalSyncs: 1, successRate: 1 });
    // It read, and it told.
    expect(metrics.averageDuration).toBeGreaterThanOrEqual(2 * ANSWERED_AFTER);
    expect(metrics.performance.slowestSync?.duration).toBe(metrics.averageDuration);
  });

  it('[O56] whose duration is not known counts for nothing in the figures of it', async () => {
    const stage = await countedStage();
    const [task] = stage.store.tasks.all();
    await stage.call('older.closeInTodoist', () =>
      stage.account.complete(task === undefined ? [] : [task.id]),
    );
    const metrics = olderMetrics(
      { store: stage.store, metrics: stage.metrics, now: () => stage.now },
      { hours: 1 },
    );
    expect(metrics).toMatchObject({ totalSyncs: 1, averageDuration: 0, performance: { slowestSync: null } });
    expect(metrics.byType).toMatchObject({ owner_decision: { count: 1, successRate: 1 } });
  });

  it('[X3] that was cut off is counted with the next one, as one that failed', async () => {
    const stage = await countedStage();
    edit(stage, 'Never told of');
    const left = new Promise<never>(() => undefined);
    let isCut = false;
    stage.meanwhile = () => {
      if (stage.requests.at(-1)?.commands !== undefined) isCut = true;
    };
    // The process ends while its request to Todoist is on its way: nobody sees the end of the call.
    const carry = stage.exchange();
    void stage.metrics.counted('exchange', () => carry.then(() => left));
    await carry;
    stage.restart();
    expect([isCut, counted(stage).runs]).toEqual([true, {}]);
    await stage.call('takeOver', () => stage.account.takeOver());
    expect(counted(stage)).toMatchObject({
      runs: { things_sync: { count: 1, failed: 1, tasks: 1 } },
      errors: [{ type: 'things_sync', message: 'The run was cut off: its process ended.' }],
    });
  });

  it('[X3] that goes on while its owner decides something is not taken for one that was cut off', async () => {
    const stage = await countedStage();
    edit(stage, 'Water the plants');
    stage.meanwhile = () => {
      stage.meanwhile = () => undefined;
      void stage.call('takeOver', () => stage.account.takeOver());
    };
    await stage.call('exchange', () => stage.exchange());
    expect(counted(stage)).toMatchObject({ runs: { things_sync: { count: 1, failed: 0, tasks: 1 } } });
    expect(counted(stage).requests).toMatchObject({ exchange: { count: 1 }, takeOver: { count: 1 } });
  });

  it('[X3] [X7] that could not reach Todoist has failed, and says so without task text', async () => {
    const stage = await countedStage();
    stage.offline = true;
    edit(stage, 'A secret wish');
    await stage.call('exchange', () => stage.exchange());
    stage.restart();
    const hour = counted(stage);
    expect(hour.runs).toMatchObject({ things_sync: { count: 1, failed: 1 } });
    expect(hour.errors).toMatchObject([{ type: 'things_sync', message: expect.stringMatching(/Todoist/) }]);
    expect(JSON.stringify(hour)).not.toContain('secret wish');
  });

  it('[X7] that throws is told once, by name, without what its message quotes', async () => {
    const stage = await countedStage();
    stage.meanwhile = () => {
      throw new Error('no place for "Buy milk"');
    };
    await stage.call('poll', () => stage.account.poll()).catch(() => undefined);
    const { errors, requests } = counted(stage);
    expect(JSON.stringify(errors)).not.toContain('milk');
    expect([errors.length, requests['poll']?.count]).toEqual([1, 1]);
  });
});

describe('what comes to nothing', () => {
  it('[X4] is told at once, stored with the next row, and lost with its process', async () => {
    const stage = await countedStage();
    const before = rowOf(stage);
    await stage.call('poll', () => stage.account.poll());
    await stage.call('status', () => stage.account.status());
    expect(counted(stage).requests).toMatchObject({ poll: { count: 1 }, status: { count: 1 } });
    expect(rowOf(stage)).toEqual(before);
    edit(stage, 'One');
    await stage.call('exchange', () => stage.exchange());
    stage.restart();
    await stage.call('status', () => stage.account.status());
    stage.restart();
    expect(counted(stage).requests).toMatchObject({
      poll: { count: 1 },
      status: { count: 1 },
      exchange: { count: 1 },
    });
  });

  it('[X4] writes no row, for a day', async () => {
    const stage = await countedStage();
    const before = stage.store.metrics.since(0);
    for (let time = 0; time < 24; time += 1) {
      stage.now += HOUR_MS;
      await stage.call('exchange', () => stage.exchange());
      await stage.call('status', () => stage.account.status());
    }
    expect(stage.store.metrics.since(0)).toEqual(before);
  });
});

describe('hours', () => {
  it('[X10] have the sums of all before them, which never fall when older ones are forgotten', async () => {
    const stage = await countedStage();
    let last = 0;
    for (let day = 0; day < 10; day += 1) {
      edit(stage, `Edited on day ${day}`);
      await stage.call('exchange', () => stage.exchange());
      const runs = stage.metrics.totals().runs['things_sync'];
      expect(runs?.count).toBeGreaterThan(last);
      last = runs?.count ?? 0;
      expect(meanOf(runs?.durations ?? { count: 0, total: 0, max: 0, buckets: [] })).toBeGreaterThanOrEqual(
        0,
      );
      stage.now += 24 * HOUR_MS;
      stage.restart();
    }
    // Seven days, and the one that is under way.
    expect(stage.store.metrics.since(1).length).toBeLessThanOrEqual(8);
  });
});
