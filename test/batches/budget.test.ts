// The day's budget: what is counted, what is refused, and that no sequence of requests passes it.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DAY_MS, dayOf } from '../../src/checkpoint/kv/days.ts';
import { ceilingOf, createGovernor, type KvPurpose } from '../../src/checkpoint/kv/governor.ts';
import { KvError, meteredKv } from '../../src/checkpoint/kv/kv.ts';
import { createMeter, KV_OPERATIONS } from '../../src/checkpoint/kv/meter.ts';
import { LIMITS_BY_PLAN, readSettings } from '../../src/checkpoint/settings.ts';
import { HostileKv } from '../support/hostile-kv.ts';
import { addTask, Clock, fillStore, MIDNIGHT, openAccount, seededRandom } from './bench.ts';

const FREE = LIMITS_BY_PLAN.free;
const NONE = { reads: 0, writes: 0, lists: 0, deletes: 0 };
const HOUR = 3_600_000;

function openBudget(limits = FREE, reserve = 0.15) {
  const clock = new Clock();
  const kv = new HostileKv({ now: clock.now, staleMs: 0 });
  const { records } = openAccount(kv, clock);
  const meter = createMeter({ records, now: clock.now });
  const governor = createGovernor({ meter, now: clock.now, limits, reserve });
  const wrap = (purpose: KvPurpose) =>
    meteredKv({ binding: kv, meter, now: clock.now, ceiling: ceilingOf(limits, reserve, purpose) });
  return { clock, kv, records, meter, governor, ordinary: wrap('checkpoint'), safety: wrap('safety') };
}

describe('the meter', () => {
  it('[K1] counts every call by kind, family and UTC day: each key of a read, each page of a list', async () => {
    const { clock, meter, ordinary } = openBudget();
    await ordinary.getMany(Array.from({ length: 250 }, (_unused, number) => `hash:${number}`));
    await ordinary.get('sync-state:batch');
    await ordinary.put('mobile-batch:phone', '{}');
    await ordinary.list({ prefix: 'metrics:hour:', cursor: null });
    await ordinary.delete('webhook-delivery:delivery-1');
    expect(meter.today()).toEqual({ reads: 251, writes: 1, lists: 1, deletes: 1 });
    expect(Object.fromEntries(meter.byFamily(dayOf(clock.at)))).toEqual({
      hash: { ...NONE, reads: 250 },
      'sync-state': { ...NONE, reads: 1 },
      'mobile-batch': { ...NONE, writes: 1 },
      'metrics-hour': { ...NONE, lists: 1 },
      'webhook-delivery': { ...NONE, deletes: 1 },
    });
    clock.at += DAY_MS;
    expect([meter.today(), meter.day(dayOf(clock.at) - 1).reads]).toEqual([NONE, 251]);
  });

  it('[K1] counts a call that fails', async () => {
    const { kv, meter, ordinary } = openBudget();
    kv.failNext('before');
    await expect(ordinary.get('a')).rejects.toThrow(KvError);
    expect(meter.today().reads).toBe(1);
  });

  it('[K2] keeps 30 days, in the working state', async () => {
    const { clock, records, meter, ordinary } = openBudget();
    const first = dayOf(clock.at);
    for (let day = 0; day < 40; day += 1) {
      await ordinary.get('a');
      clock.at += DAY_MS;
    }
    const kept = records.counts.between(0, first + 100).map((row) => row.day - first);
    expect(kept).toEqual(Array.from({ length: 30 }, (_unused, index) => index + 10));
    expect(createMeter({ records, now: clock.now }).day(first + 39).reads).toBe(1);
    expect(meter.day(first).reads).toBe(0);
  });
});

describe('the governor', () => {
  it.each<[KvPurpose, number]>([
    ['verify', 510],
    ['migration', 722],
    ['rollback', 722],
    ['cleanup', 722],
    ['checkpoint', 850],
    ['restore', 850],
    ['safety', 1000],
  ])('[K6] lets %s use up to %i of 1,000 writes', (purpose, most) => {
    const { meter, governor } = openBudget();
    expect(governor.ask({ writes: most }, purpose)).toEqual({ granted: true });
    meter.add('writes', 'other', most);
    expect(governor.ask({ reads: 1 }, purpose)).toEqual({ granted: true });
    expect(governor.ask({ writes: 1 }, purpose)).toMatchObject({
      granted: false,
      resumesAt: MIDNIGHT + DAY_MS,
    });
  });

  it('[K6] names the step that the day is at', () => {
    const { meter, governor } = openBudget();
    const steps = [0, 520, 220, 120, 140].map((more) => {
      meter.add('writes', 'other', more);
      return governor.step();
    });
    expect(steps).toEqual([
      'everything',
      'no looking around',
      'checkpoints and restores only',
      'safety only',
      'nothing',
    ]);
  });

  it('[K7] lets nothing through once KV said that the day is spent, until the next UTC day', async () => {
    const { clock, kv, meter, governor, ordinary } = openBudget();
    Object.assign(kv, { get: () => Promise.reject(new Error('KV GET failed: 429 Too Many Requests')) });
    await expect(ordinary.get('a')).rejects.toMatchObject({ kind: 'spent' });
    expect([meter.isSpent(), governor.ask({ reads: 1 }, 'safety').granted]).toEqual([true, false]);
    const calls = kv.calls.length;
    await expect(ordinary.put('b', '1')).rejects.toMatchObject({ kind: 'refused' });
    expect(kv.calls.length).toBe(calls);
    clock.at += DAY_MS;
    expect([meter.isSpent(), governor.ask({ reads: 1 }, 'verify').granted]).toEqual([false, true]);
  });

  it('[K8] lists what waits with its reason and time, until it may go on', () => {
    const { clock, meter, governor } = openBudget();
    meter.add('deletes', 'hash', 720);
    governor.ask({ deletes: 10, reads: 5 }, 'cleanup');
    expect(governor.waiting()).toEqual([
      {
        purpose: 'cleanup',
        what: '5 reads, 10 deletes',
        reason: 'cleanup may bring today’s deletes to 722; 720 are used and 10 more are needed',
        resumesAt: MIDNIGHT + DAY_MS,
      },
    ]);
    governor.ask({ deletes: 2 }, 'cleanup');
    expect(governor.waiting()).toEqual([]);
    governor.ask({ deletes: 10 }, 'cleanup');
    clock.at = MIDNIGHT + DAY_MS;
    expect(governor.waiting()).toEqual([]);
  });
});

const purpose = fc.constantFrom<KvPurpose>(
  'checkpoint',
  'migration',
  'cleanup',
  'restore',
  'rollback',
  'verify',
);
const request = fc.record({
  operation: fc.constantFrom(...KV_OPERATIONS),
  count: fc.integer({ min: 1, max: 40 }),
  purpose,
  /** Some callers do not ask first. */
  asks: fc.boolean(),
  waitMs: fc.oneof(
    fc.constant(0),
    fc.integer({ min: 0, max: 2 * HOUR }),
    fc.integer({ min: 0, max: 2 * DAY_MS }),
  ),
  isSafety: fc.boolean(),
});

describe('any sequence of requests over any days', () => {
  it('[K5] brings no counter above the limit minus the reserve, and safety work none above the limit', async () => {
    const limits = { reads: 120, writes: 60, lists: 20, deletes: 30 };
    await fc.assert(
      fc.asyncProperty(fc.array(request, { minLength: 20, maxLength: 120 }), async (requests) => {
        const budget = openBudget(limits);
        const usable = ceilingOf(limits, 0.15, 'checkpoint');
        const safety = new Map<string, number>();
        let name = 0;
        for (const { operation, count, purpose: what, asks, waitMs, isSafety } of requests) {
          budget.clock.at += waitMs;
          const kv = isSafety ? budget.safety : budget.ordinary;
          if (asks && !budget.governor.ask({ [operation]: count }, isSafety ? 'safety' : what).granted)
            continue;
          const keys = Array.from({ length: count }, () => `hash:${(name += 1)}`);
          const day = dayOf(budget.clock.at);
          const calls = {
            reads: () => [kv.getMany(keys)],
            writes: () => keys.map((key) => kv.put(key, '1')),
            lists: () => keys.map((key) => kv.list({ prefix: key, cursor: null })),
            deletes: () => keys.map((key) => kv.delete(key)),
          };
          // All at once: what is asked together must not share the same room.
          const before = budget.meter.day(day)[operation];
          const settled = await Promise.allSettled(calls[operation]());
          for (const call of settled)
            if (call.status === 'rejected') expect(call.reason).toMatchObject({ kind: 'refused' });
          const used = budget.kv.countsOf(day);
          expect(budget.meter.day(day)).toEqual(used);
          if (isSafety)
            safety.set(
              `${day} ${operation}`,
              (safety.get(`${day} ${operation}`) ?? 0) + used[operation] - before,
            );
          expect(used[operation]).toBeLessThanOrEqual(limits[operation]);
          const ordinary = used[operation] - (safety.get(`${day} ${operation}`) ?? 0);
          expect(ordinary).toBeLessThanOrEqual(usable[operation]);
          if (!isSafety) expect(used[operation]).toBeLessThanOrEqual(Math.max(before, usable[operation]));
        }
      }),
      { numRuns: 60 },
    );
  });

  it('[K5] [K15] holds the budget and loses no entry over a KV that fails, lags and limits', async () => {
    const limits = { reads: 40, writes: 12, lists: 5, deletes: 5 };
    await fc.assert(
      fc.asyncProperty(fc.integer(), fc.boolean(), async (seed, inParts) => {
        const random = seededRandom(seed);
        const clock = new Clock(MIDNIGHT + Math.floor(random() * DAY_MS));
        const kv = new HostileKv({ now: clock.now, random, failing: 0.3, limits });
        const options = { settings: { limits }, ...(inParts ? { maxPartBytes: 6000 } : {}) };
        let account = openAccount(kv, clock, options);
        fillStore(account.store);
        for (let step = 0; step < 60; step += 1) {
          clock.at += Math.floor(random() * (random() < 0.3 ? 2000 : 5 * HOUR));
          const choice = random();
          if (choice < 0.5) {
            addTask(account.store, `n${Math.floor(random() * 8)}`, { notes: `at ${clock.at}` });
            account.batches.noteChange();
          } else if (choice < 0.6) account = account.restart();
          await account.batches.checkpoint({ force: choice > 0.9 });
          const { meter } = account.batches;
          expect(meter.today()).toEqual(kv.countsOf(dayOf(clock.at)));
        }
        expect(kv.offenses).toEqual([]);
        // In the end, whatever was not confirmed is written.
        for (let tries = 0; account.batches.dueAt() !== null && tries < 200; tries += 1) {
          clock.at = Math.max(clock.at + 1000, account.batches.dueAt() ?? 0);
          await account.batches.checkpoint({ force: false });
        }
        expect(kv.offenses).toEqual([]);
        clock.at += 2 * DAY_MS;
        // What is asked here is what KV holds, not how long a reader has to try.
        kv.calm();
        const fresh = openAccount(kv, clock, options);
        for (let tries = 0; !(await fresh.batches.ready()).ok && tries < 50; tries += 1) clock.at += HOUR;
        expect(fresh.tables()).toEqual(account.tables());
      }),
      { numRuns: 40 },
    );
  }, 120_000);
});

describe('a quiet day', () => {
  it('[K24] makes no KV operation and writes no row for it', async () => {
    const clock = new Clock(MIDNIGHT);
    const kv = new HostileKv({ now: clock.now });
    const account = openAccount(kv, clock);
    fillStore(account.store);
    account.batches.noteChange();
    await account.batches.checkpoint({ force: true });
    const [calls, rows] = [kv.calls.length, account.rowsWritten()];
    for (let exchange = 0; exchange < 288; exchange += 1) {
      clock.at += 5 * 60_000;
      await account.batches.ready();
      expect(account.batches.dueAt()).toBeNull();
      await account.batches.checkpoint({ force: false });
      account.batches.stats();
    }
    expect([kv.calls.length, account.rowsWritten()]).toEqual([calls, rows]);
  });
});

describe('the settings', () => {
  it.each([
    [undefined, FREE.writes, 240],
    ['{"plan":"paid"}', LIMITS_BY_PLAN.paid.writes, 240],
    ['{"limits":{"writes":50},"everyMinutes":{"syncState":30}}', 50, 30],
  ])('[K25] %j give a limit of %i writes and a checkpoint every %i minutes', (text, writes, minutes) => {
    const clock = new Clock();
    const { batches } = openAccount(new HostileKv({ now: clock.now }), clock, {
      settings: text === undefined ? undefined : JSON.parse(text),
    });
    expect([batches.stats().limits.writes, batches.settings.everyMinutes.syncState]).toEqual([
      writes,
      minutes,
    ]);
  });

  it.each(['{"plan":"gold"}', '{"reserve":2}', 'free', '{"colour":"red"}'])(
    '[K25] that are wrong (%s) leave the defaults, and are told',
    (text) => {
      const { settings, problem } = readSettings(text);
      expect([settings, problem]).toEqual([
        readSettings('').settings,
        expect.stringContaining('the defaults are used'),
      ]);
    },
  );
});
