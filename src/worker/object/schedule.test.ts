import { describe, expect, it, onTestFinished } from 'vitest';
import { openNodeDatabase } from '../../../test/support/node-database.ts';
import { openAlarms } from '../../hub/sqlite/tables/alarm-table.ts';
import { parseLogLine } from '../../protocol/log.ts';
import { openStore } from '../../hub/sqlite/open-store.ts';
import { createLog } from '../log/log.ts';
import { createSchedule, type Schedule, type Step } from './schedule.ts';

const NOW = Date.parse('2026-11-23T08:00:00Z');
const HOUR_MS = 3_600_000;

/** A schedule over a real database, with a clock and the platform's alarm in the test's hands. */
function openStage(steps: (stage: { now: number; done: string[] }) => readonly Step[]) {
  const database = openNodeDatabase(':memory:');
  onTestFinished(() => database.close());
  openStore(database);
  const stage = {
    now: NOW,
    done: [] as string[],
    log: [] as string[],
    told: [] as object[],
    lastRun: null as { readonly run: number | null } | null,
    alarmAt: null as number | null,
    /** A new process of the object. */
    restart: (): Schedule => open(),
    rows: () => database.rowsWritten(),
  };
  const open = (): Schedule =>
    createSchedule({
      records: openAlarms(database),
      alarm: {
        getAlarm: async () => stage.alarmAt,
        setAlarm: async (at) => {
          stage.alarmAt = Number(at);
        },
        deleteAlarm: async () => {
          stage.alarmAt = null;
        },
      },
      steps: steps(stage),
      now: () => stage.now,
      newId: () => `log-${stage.log.length + 1}`,
      log: createLog({}, (line) => stage.log.push(line)).failure,
      lastRun: () => stage.lastRun,
      tell: (done) => stage.told.push(done),
    });
  return stage;
}

/** Lets the platform's alarm go off as often as it is due within `ms`. */
async function pass(stage: ReturnType<typeof openStage>, schedule: Schedule, ms: number): Promise<void> {
  const end = stage.now + ms;
  for (let rings = 0; stage.alarmAt !== null && stage.alarmAt <= end; rings += 1) {
    if (rings === 1000) throw new Error('the alarm goes off without end');
    stage.now = Math.max(stage.now, stage.alarmAt);
    stage.alarmAt = null;
    await schedule.ring();
  }
  stage.now = end;
}

/** Something to be done every hour. */
function hourly(stage: { now: number; done: string[] }, name: Step['name'], work?: () => void): Step {
  const dueAt = (lastAt: number | null): number => (lastAt ?? NOW) + HOUR_MS;
  return {
    name,
    dueAt,
    isDue: (lastAt) => dueAt(lastAt) <= stage.now,
    work: async () => {
      work?.();
      stage.done.push(name);
    },
  };
}

describe('the schedule', () => {
  it('[A20] does what comes after a step that throws, and tries that one again later and later', async () => {
    let tries = 0;
    const stage = openStage((of) => [
      hourly(of, 'poll', () => {
        tries += 1;
        throw new Error('no such row: “Buy oats”');
      }),
      hourly(of, 'checkpoint'),
    ]);
    const schedule = stage.restart();
    await schedule.arm();
    await pass(stage, schedule, 24 * HOUR_MS);
    expect(stage.done).toEqual(Array.from({ length: 24 }, () => 'checkpoint'));
    expect(tries).toBeGreaterThan(24);
    expect(tries).toBeLessThan(120);
    expect(parseLogLine(stage.log[0] ?? '')).toMatchObject({
      what: 'failure',
      level: 'error',
      id: 'log-1',
      text: expect.stringMatching(/^poll failed 1 times in a row: Error: no such row: …/),
    });
    expect(stage.log.join()).not.toContain('oats');
  });

  it('[A20] goes on although a step can not even say when it is due', async () => {
    const stage = openStage((of) => [
      {
        name: 'migration',
        dueAt: () => {
          throw new TypeError('column due holds no number');
        },
        isDue: () => false,
        work: async () => undefined,
      },
      hourly(of, 'checkpoint'),
    ]);
    const schedule = stage.restart();
    await schedule.arm();
    await pass(stage, schedule, 3 * HOUR_MS);
    expect(stage.done).toHaveLength(3);
  });

  it('[A21] says what fails until it is well again', async () => {
    let isBroken = true;
    const stage = openStage((of) => [
      hourly(of, 'checkpoint', () => {
        if (isBroken) throw new Error('broken');
      }),
    ]);
    const schedule = stage.restart();
    await schedule.arm();
    await pass(stage, schedule, HOUR_MS);
    expect(schedule.problems()).toEqual([
      expect.stringMatching(/^The copy into KV failed 1 times in a row \(log-1 in the log\), and is tried/),
    ]);
    isBroken = false;
    await pass(stage, schedule, 2 * HOUR_MS);
    expect([schedule.problems(), stage.done.length > 0]).toEqual([[], true]);
  });

  it('[A22] goes on after an eviction where it stood', async () => {
    let tries = 0;
    const stage = openStage((of) => [
      hourly(of, 'poll', () => {
        tries += 1;
        throw new Error('broken');
      }),
    ]);
    await stage.restart().arm();
    for (let minute = 0; minute < 12 * 60; minute += 1) {
      const schedule = stage.restart();
      await schedule.arm();
      await pass(stage, schedule, 60_000);
    }
    expect(tries).toBeLessThan(60);
    expect(stage.restart().problems()).toHaveLength(1);
  });

  it('[A22] writes nothing where nothing moved', async () => {
    const stage = openStage((of) => [hourly(of, 'checkpoint')]);
    const schedule = stage.restart();
    await schedule.arm();
    const rows = stage.rows();
    await schedule.arm();
    await stage.restart().arm();
    expect(stage.rows()).toBe(rows);
  });

  it('[R133] writes no row for a step whose times follow from what is stored elsewhere', async () => {
    const stage = openStage((of) => [{ ...hourly(of, 'poll'), isUnkept: true }]);
    const schedule = stage.restart();
    const rows = stage.rows();
    await schedule.arm();
    await pass(stage, schedule, 24 * HOUR_MS);
    expect([stage.done.length, stage.rows() - rows]).toEqual([24, 0]);
  });

  it('[A22] knows how often such a step failed, also after an eviction', async () => {
    const broken = (): void => {
      throw new Error('broken');
    };
    const stage = openStage((of) => [{ ...hourly(of, 'poll', broken), isUnkept: true }]);
    const schedule = stage.restart();
    await schedule.arm();
    await pass(stage, schedule, HOUR_MS);
    expect(stage.restart().problems()).toHaveLength(1);
  });
});

it('[X15] tells of each step that is done, and of one that fails, under the number of its run', async () => {
  const stage = openStage((around) => {
    const due = { dueAt: () => NOW, isDue: () => true };
    const run = async (number: number): Promise<void> => {
      (around as { lastRun?: object }).lastRun = { run: number };
    };
    return [
      { name: 'poll', ...due, work: () => run(7) },
      { name: 'checkpoint', ...due, work: async () => undefined },
      {
        name: 'migration',
        ...due,
        work: async () => {
          await run(9);
          throw new Error('no');
        },
      },
    ];
  });
  await stage.restart().ring();
  expect(stage.told).toEqual([
    { step: 'poll', ms: 0, run: 7 },
    { step: 'checkpoint', ms: 0, run: null },
  ]);
  expect(stage.log.map(parseLogLine)).toMatchObject([{ what: 'failure', run: 9 }]);
});
