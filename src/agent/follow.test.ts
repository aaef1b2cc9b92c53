// When the agent exchanges: at once while there is more, after a change within a second, else at its interval.

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createTodo, Stage } from '../../test/support/agent.ts';
import { follow } from './follow.ts';

let stage: Stage;
beforeEach(() => {
  stage = new Stage();
});
afterEach(() => {
  stage.close();
});

/** Follows for some time of the stage's clock; tells when exchanges were made (seconds) and which failures came. */
async function followFor(
  seconds: number,
  onSecond: (second: number) => void = () => undefined,
  takePoke: () => boolean = () => false,
  random = 0,
) {
  const ending = new AbortController();
  const start = stage.now;
  const exchanges: number[] = [];
  const failures: unknown[] = [];
  stage.onCut = (cut) => {
    if (cut === 'exchange') exchanges.push(Math.round((stage.now - start) / 1000));
  };
  await follow({
    agent: stage.agent,
    databasePath: stage.path,
    clock: {
      now: () => stage.now,
      sleep: async (ms) => {
        await stage.sleep(ms);
        const second = Math.round((stage.now - start) / 1000);
        onSecond(second);
        if (second >= seconds) ending.abort();
      },
    },
    intervalMs: 300_000,
    takePoke,
    random: () => random,
    signal: ending.signal,
    onOutcome: () => undefined,
    onFailure: (failure, retryInMs) => failures.push([failure.kind, retryInMs]),
  });
  return { exchanges, failures };
}

describe('follow', () => {
  it('[G20] exchanges every five minutes when nothing happens', async () => {
    expect((await followFor(700)).exchanges).toEqual([0, 300, 600]);
  });

  it('[G20] exchanges within a second after a change', async () => {
    const { exchanges } = await followFor(40, (second) => {
      if (second === 20) stage.app.person.addTodo({ title: 'x' });
    });
    expect(exchanges[0]).toBe(0);
    expect(exchanges[1]).toBe(20);
    expect(exchanges.length).toBeLessThanOrEqual(3);
    expect(stage.worker.todos.size).toBe(1);
  });

  it('[G20] does not come for a change or a poke while another Mac syncs', async () => {
    stage.worker.standby = { why: 'held', detail: 'another Mac syncs' };
    let pokes = 0;
    const { exchanges } = await followFor(
      400,
      (second) => {
        if (second % 10 === 0) stage.app.person.addTodo({ title: `x ${second}` });
      },
      () => (pokes += 1) % 7 === 0,
    );
    expect(exchanges).toEqual([0, 300]);
  });

  it('tells what it did at once', async () => {
    stage.worker.outbox = [createTodo({ title: 'x', notes: '', deadline: '2026-12-01' })];
    const { exchanges } = await followFor(10);
    expect(stage.worker.answers.size).toBe(1);
    expect(exchanges.every((second) => second <= 3)).toBe(true);
  });

  it('does not press a Worker that takes nothing now', async () => {
    stage.worker.outbox = [createTodo({ title: 'x', notes: '' })];
    stage.worker.verdict = 'not_taken';
    const { exchanges } = await followFor(200);
    expect(exchanges.length).toBeLessThanOrEqual(3);
  });

  it('tries again at once when something changes after a failure', async () => {
    stage.app.faults.setDatabaseVersion(99);
    const { exchanges } = await followFor(20, (second) => {
      if (second === 10) stage.app.faults.setDatabaseVersion(29);
    });
    expect(exchanges[0]).toBe(10);
  });

  it('[G187] does not wait longer because its owner edits while Things can’t be used', async () => {
    stage.app.faults.setDatabaseVersion(99);
    const { failures } = await followFor(70, (second) => {
      if (second <= 12) stage.app.person.addTodo({ title: `x ${second}` });
    });
    const waits = failures.map((failure) => (failure as readonly [string, number])[1]);
    expect(waits.length).toBeGreaterThan(6);
    expect(Math.max(...waits)).toBeLessThanOrEqual(60_000);
    stage.app.faults.setDatabaseVersion(29);
  });

  it('[G187] waits up to a quarter longer, by chance', async () => {
    stage.app.faults.setDatabaseVersion(99);
    const { failures } = await followFor(20, undefined, undefined, 1);
    expect(failures).toEqual([['unknown_schema', 37_500]]);
    stage.app.faults.setDatabaseVersion(29);
  });

  it('[G20] waits longer and longer after failures', async () => {
    stage.app.faults.setDatabaseVersion(99);
    const { failures } = await followFor(250);
    expect(failures).toEqual([
      ['unknown_schema', 30_000],
      ['unknown_schema', 60_000],
      ['unknown_schema', 120_000],
      ['unknown_schema', 240_000],
    ]);
    stage.app.faults.setDatabaseVersion(29);
  });
});
