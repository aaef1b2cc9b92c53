// Batches in workerd: real KV, alarms, an object that lost its SQLite, and the HTTP side of it.

import {
  createScheduledController,
  evictDurableObject,
  reset,
  runDurableObjectAlarm,
  runInDurableObject,
} from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { KvStats, RestorePlan, RestoreReport } from '../../src/protocol/answers/kv.ts';
import type { Status } from '../../src/protocol/status.ts';
import type { Env } from '../../src/worker/env.ts';
import worker from '../../src/worker/index.ts';
import {
  addInTodoist,
  call,
  callOk,
  coordinator,
  exchange,
  failNextTodoistRequest,
  resetTodoist,
  todo,
  todoistTitles,
} from './harness.ts';

declare global {
  // oxlint-disable-next-line typescript/no-namespace -- how the types of workerd take bindings
  namespace Cloudflare {
    interface Env {
      readonly SYNC_METADATA: KVNamespace;
    }
  }
}

const LIBRARY = [todo('a', 'Buy oats'), todo('b', 'Call the dentist'), todo('c', 'Fix the tap')];
const TITLES = ['Buy oats', 'Call the dentist', 'Fix the tap'];
const KEY = 'sync-state:batch';

afterEach(async () => {
  await reset();
  await resetTodoist();
});

async function syncLibrary(): Promise<void> {
  const { plan } = await exchange({ todos: LIBRARY });
  await callOk('POST', `/v1/plan/${plan?.hash ?? 'none'}/approve`);
  await exchange({ todos: LIBRARY });
}

function alarmAt(): Promise<number | null> {
  return runInDurableObject(coordinator(), (_instance, state) => state.storage.getAlarm());
}

/** Tells whether that is the time at which an hour of metrics is copied. */
function isHourOver(at: number | null): boolean {
  return at !== null && (at - 60_000) % 3_600_000 === 0;
}

/** Lets the object lose all that it has. */
async function wipe(): Promise<void> {
  await runInDurableObject(coordinator(), (_instance, state) => state.storage.deleteAll());
  await evictDurableObject(coordinator());
}

describe('the alarm', () => {
  it('[K26] is set for the checkpoint after a change, and not again for the same time', async () => {
    const before = Date.now();
    await syncLibrary();
    const due = await alarmAt();
    expect(isHourOver(due) || Number(due) >= before + 120_000).toBe(true);
    await exchange({ base: 'snapshot-1', todos: [] });
    const rows = (await callOk<Status>('GET', '/v1/status')).rowsWritten;
    await exchange({ base: 'snapshot-1', todos: [] });
    expect([await alarmAt(), (await callOk<Status>('GET', '/v1/status')).rowsWritten]).toEqual([due, rows]);
  });

  it('[K9] writes the document when it is due, without anybody asking, and then rests', async () => {
    await syncLibrary();
    await runDurableObjectAlarm(coordinator());
    expect(await env.SYNC_METADATA.get(KEY)).toBeNull();
    await runInDurableObject(coordinator(), (_instance, state) => {
      state.storage.sql.exec(`UPDATE batch_documents SET dirty_since = dirty_since - 120000`);
    });
    expect(await runDurableObjectAlarm(coordinator())).toBe(true);
    const document = await env.SYNC_METADATA.get<{ stats: { mappingCount: number } }>(KEY, 'json');
    expect(document?.stats.mappingCount).toBe(3);
    // What is left is the copy of the hour's metrics.
    expect(isHourOver(await alarmAt())).toBe(true);
  });

  it('[K26] is set anew by the hourly cron where it was lost', async () => {
    await syncLibrary();
    const due = await alarmAt();
    await runInDurableObject(coordinator(), (_instance, state) => state.storage.deleteAlarm());
    expect(await alarmAt()).toBeNull();
    await worker.scheduled(createScheduledController({ cron: '0 * * * *' }), env as unknown as Env);
    expect(await alarmAt()).toBe(due);
  });
});

describe('an object that lost its SQLite', () => {
  it('[K17] has everything again before it answers, and its next sync sends nothing', async () => {
    await syncLibrary();
    await callOk('PUT', '/v1/config', { strategy: 'manual' });
    const { documents } = await callOk<{ documents: unknown[] }>('POST', '/kv/checkpoint');
    expect(documents).toMatchObject([{ key: KEY, outcome: { kind: 'written' } }]);
    await wipe();
    const answer = await exchange({ base: 'snapshot-1', todos: [] });
    expect(answer).toMatchObject({ snapshot: 'taken', operations: [], plan: null, problems: [] });
    expect(answer.run.applied.todoist).toEqual({ created: 0, updated: 0, completed: 0, deleted: 0 });
    expect(await todoistTitles()).toEqual(TITLES);
    expect(await callOk<Status>('GET', '/v1/status')).toMatchObject({
      inSync: true,
      tasks: { hub: 3, linked: 3 },
      kv: { reads: 1, writes: 0 },
    });
    expect(await callOk('GET', '/v1/config')).toMatchObject({ strategy: 'manual' });
    await addInTodoist('Buy stamps');
    expect((await exchange({ base: 'snapshot-1', todos: [] })).operations).toHaveLength(1);
  });

  it('[K17] makes nothing twice of what was done after the document was written', async () => {
    await syncLibrary();
    await callOk('POST', '/kv/checkpoint');
    const all = [...LIBRARY, todo('d', 'Pack the tent')];
    await exchange({ base: 'snapshot-1', snapshot: 'snapshot-2', todos: [todo('d', 'Pack the tent')] });
    await addInTodoist('Buy stamps');
    const told = await exchange({ base: 'snapshot-2', snapshot: 'snapshot-2', todos: [] });
    const [operation] = told.operations;
    const made = todo('e', 'Buy stamps');
    await exchange({
      base: 'snapshot-2',
      snapshot: 'snapshot-3',
      todos: [made],
      acknowledgements: [
        { operation: operation?.id ?? '', outcome: 'done', thingsId: 'e' as never, row: made, error: null },
      ],
    });
    const titles = [...TITLES, 'Buy stamps', 'Pack the tent'].toSorted();
    expect(await todoistTitles()).toEqual(titles);
    await wipe();
    expect(await exchange({ base: 'snapshot-3', snapshot: 'snapshot-3', todos: [] })).toMatchObject({
      snapshot: 'resync',
    });
    const whole = await exchange({ snapshot: 'snapshot-4', todos: [...all, made] });
    expect(whole).toMatchObject({ snapshot: 'taken', operations: [], plan: null });
    expect(await todoistTitles()).toEqual(titles);
    expect(await callOk<Status>('GET', '/v1/status')).toMatchObject({
      inSync: true,
      tasks: { hub: 5, linked: 5 },
    });
  });

  it.each(['server_error', 'lose_answer'])(
    '[K17] makes nothing twice of what was on its way to Todoist when the document was written (%s)',
    async (failure) => {
      await syncLibrary();
      const tent = todo('d', 'Pack the tent');
      await failNextTodoistRequest(failure);
      await exchange({ base: 'snapshot-1', snapshot: 'snapshot-2', todos: [tent] });
      await callOk('POST', '/kv/checkpoint');
      await vi.waitFor(
        async () => {
          await exchange({ base: 'snapshot-2', snapshot: 'snapshot-2', todos: [] });
          expect(await callOk<Status>('GET', '/v1/status')).toMatchObject({ inSync: true });
        },
        { timeout: 90_000, interval: 250 },
      );
      const titles = [...TITLES, 'Pack the tent'].toSorted();
      expect(await todoistTitles()).toEqual(titles);
      await wipe();
      await exchange({ base: 'snapshot-2', snapshot: 'snapshot-2', todos: [] });
      await exchange({ snapshot: 'snapshot-3', todos: [...LIBRARY, tent] });
      expect(await todoistTitles()).toEqual(titles);
      expect(await callOk<Status>('GET', '/v1/status')).toMatchObject({
        inSync: true,
        tasks: { hub: 4, linked: 4 },
      });
    },
  );

  it('[K16] does not sync as if it were new while it can’t understand what KV has', async () => {
    await env.SYNC_METADATA.put(KEY, 'nonsense');
    const response = await call('POST', '/v1/poll');
    expect(response.status).toBe(503);
    expect(await response.json()).toMatchObject({ type: 'urn:todoist-things-sync:unavailable' });
    expect(await callOk<Status>('GET', '/v1/status')).toMatchObject({ tasks: { hub: 0 } });
  });
});

describe('KV over HTTP', () => {
  it('[K23] shows its figures to anybody', async () => {
    await syncLibrary();
    await callOk('POST', '/kv/checkpoint');
    const response = await call('GET', '/kv/stats', { token: null });
    expect(response.status).toBe(200);
    const stats = await response.json<KvStats>();
    // One look for a document, and one for an older key of each new to-do, once in the account's life.
    expect(stats.today.operations).toEqual({ reads: 4, writes: 1, lists: 0, deletes: 0 });
    expect(stats.documents).toMatchObject([{ document: KEY, parts: 1, dirtyForSeconds: null }]);
    expect(JSON.stringify(stats)).not.toContain('Buy oats');
  });

  it.each(['/kv/checkpoint', '/kv/restore', '/kv/restore?confirm=x'])(
    '[K27] keeps %s to the owner',
    async (path) => {
      for (const token of [null, 'someone-else']) {
        const response = await call('POST', path, { token });
        expect(response.status).toBe(401);
        await response.text();
      }
    },
  );

  it('[K18] restores on request, after its plan was seen', async () => {
    await syncLibrary();
    expect((await call('POST', '/kv/restore')).status).toBe(404);
    await callOk('POST', '/kv/checkpoint');
    const refusal = await call('POST', '/kv/restore?confirm=another');
    expect(refusal.status).toBe(409);
    await refusal.text();
    const plan = await callOk<RestorePlan>('POST', '/kv/restore');
    expect(plan).toMatchObject({
      document: { tasks: 3, links: 6 },
      onlyInDocument: 0,
      onlyInWorkingState: 0,
    });
    const report = await callOk<RestoreReport>('POST', `/kv/restore?confirm=${plan.confirm}`);
    expect(report).toMatchObject({ exact: true, restored: { tasks: 3 } });
    expect(await exchange({ base: 'snapshot-1', todos: [] })).toMatchObject({
      snapshot: 'taken',
      operations: [],
    });
    expect(await todoistTitles()).toEqual(TITLES);
  });

  it('[A3] names the methods of its addresses', async () => {
    const response = await call('DELETE', '/kv/checkpoint');
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'POST, OPTIONS']);
    await response.text();
  });

  it('[K24] costs nothing on exchanges without a change', async () => {
    await syncLibrary();
    await callOk('POST', '/kv/checkpoint');
    const { kv } = await callOk<Status>('GET', '/v1/status');
    for (let round = 0; round < 5; round += 1) await exchange({ base: 'snapshot-1', todos: [] });
    await callOk('POST', '/kv/checkpoint');
    expect((await callOk<Status>('GET', '/v1/status')).kv).toEqual(kv);
  });
});
