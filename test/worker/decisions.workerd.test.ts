// What the owner decides over HTTP while the object runs an exchange, or sleeps.

import { evictDurableObject, reset, runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import { afterEach, describe, expect, it } from 'vitest';
import type { Plan } from '../../src/protocol/plan.ts';
import {
  call,
  callOk,
  coordinator,
  exchange,
  receipt,
  resetTodoist,
  todo,
  todoistTitles,
} from './harness.ts';

afterEach(async () => {
  await reset();
  await resetTodoist();
});

const LIBRARY = Array.from({ length: 40 }, (_, at) => todo(`t${at}`, `Task ${at}`));

async function syncLibrary(library = LIBRARY): Promise<void> {
  const { plan } = await exchange({ todos: library });
  await callOk('POST', `/v1/plan/${plan?.hash ?? 'none'}/approve`);
  await exchange({ todos: library });
}

/** Where the next reads of both sides would go on; none after a change of scope. */
function cursors(): Promise<readonly unknown[]> {
  return runInDurableObject(coordinator(), (_instance, state) =>
    state.storage.sql
      .exec(
        `SELECT shared.key FROM meta, json_each(meta.value) AS shared
         WHERE meta.key = 'cursors' AND shared.key IN ('todoist_cursor', 'things_snapshot')`,
      )
      .toArray(),
  );
}

describe('settings', () => {
  it('[R32] put while an exchange is under way have both sides read anew, every time', async () => {
    const library = LIBRARY.slice(0, 2);
    await syncLibrary(library);
    for (let at = 1; at <= 20; at += 1) {
      const whole = { todos: library, snapshot: `s${at}`, receipt: receipt(2) };
      await exchange(whole);
      const edited = [todo('t0', `Edited ${at}`)];
      await Promise.all([
        exchange({ base: `s${at}`, snapshot: `t${at}`, todos: edited, receipt: receipt(2) }),
        callOk('PUT', '/v1/config', { scope: { projects: { include: [], exclude: [`X${at}`] } } }),
      ]);
      expect(await cursors()).toEqual([]);
    }
  });
});

describe('an approval', () => {
  it('[R33] survives an eviction and the alarm that comes before the agent', async () => {
    await syncLibrary();
    const opened = await coordinator().fetch('http://worker/v1/poke', { headers: { upgrade: 'websocket' } });
    opened.webSocket?.accept();
    const removed = LIBRARY.slice(0, 15).map(({ id }) => id);
    const turn = { base: 'snapshot-1', snapshot: 'snapshot-2', removed, receipt: receipt(25) };
    const { plan } = await exchange(turn);
    expect(plan?.reason).toBe('mass_change');
    await evictDurableObject(coordinator());
    await callOk('POST', `/v1/plan/${plan?.hash ?? ''}/approve`);
    expect(await callOk<Plan>('GET', '/v1/plan')).toMatchObject({ approved: true });
    expect(await runDurableObjectAlarm(coordinator())).toBe(true);
    const after = await exchange(turn);
    opened.webSocket?.close(1000);
    expect(after.plan).toBeNull();
    expect(await todoistTitles()).toHaveLength(25);
  });

  it('[R35] names items over HTTP, and is refused where one is not in the plan or the body is odd', async () => {
    await syncLibrary();
    const removed = LIBRARY.slice(0, 15).map(({ id }) => id);
    const turn = { base: 'snapshot-1', snapshot: 'snapshot-2', removed, receipt: receipt(25) };
    const { plan, snapshot } = await exchange(turn);
    expect([snapshot, plan?.holds]).toEqual(['taken', { what: 'items' }]);
    const path = `/v1/plan/${plan?.hash ?? ''}/approve`;
    for (const body of [{ items: ['none'] }, { items: [] }, { lines: ['x'] }])
      expect((await call('POST', path, { body })).status).toBe(400);
    const items = plan?.lines.slice(0, 5).map(({ id }) => id) ?? [];
    await callOk('POST', path, { items });
    await exchange({ base: 'snapshot-2', snapshot: 'snapshot-2', receipt: receipt(25) });
    expect(await todoistTitles()).toHaveLength(35);
    expect(await callOk<Plan>('GET', '/v1/plan')).toMatchObject({
      approved: false,
      counts: { 'todoist.delete': 10 },
    });
  });
});
