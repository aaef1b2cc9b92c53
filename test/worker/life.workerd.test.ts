// The life of the object around a sync: alarms between exchanges, evictions, a second call during a run, and something that throws.

import { evictDurableObject, reset, runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import { afterEach, describe, expect, it } from 'vitest';
import type { Status } from '../../src/protocol/status.ts';
import {
  addInTodoist,
  call,
  callOk,
  coordinator,
  exchange,
  failNextTodoistRequest,
  receipt,
  resetTodoist,
  todo,
  todoistTitles,
} from './harness.ts';

const LIBRARY = [todo('a', 'Buy oats'), todo('b', 'Call the dentist')];

afterEach(async () => {
  await reset();
  await resetTodoist();
});

async function syncLibrary(): Promise<void> {
  const { plan } = await exchange({ todos: LIBRARY });
  await callOk('POST', `/v1/plan/${plan?.hash ?? 'none'}/approve`);
  await exchange({ todos: LIBRARY });
}

/** Opens the agent's socket; gives how to close it. */
async function listen(): Promise<() => Promise<void>> {
  const opened = await coordinator().fetch('http://worker/v1/poke', { headers: { upgrade: 'websocket' } });
  const socket = opened.webSocket;
  socket?.accept();
  return async () => {
    const closed = new Promise((resolve) => socket?.addEventListener('close', resolve));
    socket?.close(1000);
    await closed;
  };
}

/** Runs one statement in the object's database. */
function inDatabase(sql: string): Promise<readonly Record<string, SqlStorageValue>[]> {
  return runInDurableObject(coordinator(), (_instance, state) => state.storage.sql.exec(sql).toArray());
}

/** What one new to-do makes of the library. */
const ONE_MORE = {
  base: 'snapshot-1',
  snapshot: 'snapshot-2',
  todos: [todo('d', 'Water the plants')],
  receipt: receipt(3),
};

describe('an eviction', () => {
  it('[R50] [A22] does not end the wait that Todoist asked for', async () => {
    await syncLibrary();
    await failNextTodoistRequest('rate_limit');
    await exchange(ONE_MORE);
    const before = await callOk<Status>('GET', '/v1/status');
    expect(before.todoist.retryAt).toBeGreaterThan(Date.now());
    await evictDurableObject(coordinator());
    const { todoist, things } = await callOk<Status>('GET', '/v1/status');
    const { retryAt, problem, lastReadAt } = before.todoist;
    expect(todoist).toMatchObject({ retryAt, problem, lastReadAt });
    expect(things.lastExchangeAt).not.toBeNull();
  });

  it('[A22] between an exchange and the alarm leaves what waits to the alarm', async () => {
    await syncLibrary();
    await failNextTodoistRequest('server_error');
    await exchange(ONE_MORE);
    expect(await todoistTitles()).not.toContain('Water the plants');
    await evictDurableObject(coordinator());
    await inDatabase(`UPDATE contacts SET retry_at = 1`);
    await inDatabase(`UPDATE outbox_pages SET entries = json_replace(entries, '$[0].retryAt', NULL)`);
    expect(await runDurableObjectAlarm(coordinator())).toBe(true);
    expect(await todoistTitles()).toContain('Water the plants');
    await evictDurableObject(coordinator());
    const again = await exchange({ base: 'snapshot-2', snapshot: 'snapshot-2', receipt: receipt(3) });
    expect(again.operations).toEqual([]);
    expect(await todoistTitles()).toHaveLength(3);
  });
});

describe('a step that throws', () => {
  it('[A20] [A21] keeps the checkpoint from nothing, is told, and is well again when its cause is gone', async () => {
    await syncLibrary();
    const close = await listen();
    await addInTodoist('Buy stamps');
    await inDatabase(`CREATE TRIGGER stop BEFORE INSERT ON tasks BEGIN SELECT RAISE(ABORT, 'stop'); END`);
    await inDatabase(`UPDATE batch_documents SET dirty_since = 1`);
    await inDatabase(`UPDATE alarms SET last_at = 1 WHERE name = 'poll'`);
    await evictDurableObject(coordinator());
    await runDurableObjectAlarm(coordinator());
    const stats = await callOk<{ documents: readonly { writtenAt: number | null }[] }>('GET', '/kv/stats');
    expect(stats.documents.some(({ writtenAt }) => writtenAt !== null)).toBe(true);
    const { notices } = await callOk<Status>('GET', '/v1/status');
    expect(notices.join()).toContain('The read of Todoist failed 1 times in a row');
    expect(notices.join()).not.toContain('stamps');
    await inDatabase(`DROP TRIGGER stop`);
    await inDatabase(`UPDATE alarms SET due_at = 1 WHERE name = 'poll'`);
    await runDurableObjectAlarm(coordinator());
    const healed = await callOk<Status>('GET', '/v1/status');
    expect(healed.notices.join()).not.toContain('failed');
    expect(healed.pending.things).toBe(1);
    await close();
  });

  it('[A23] leaves what it wrote before to the next checkpoint', async () => {
    await syncLibrary();
    await callOk('POST', '/kv/checkpoint');
    await inDatabase(
      `CREATE TRIGGER stop BEFORE INSERT ON events WHEN NEW.kind = 'create' BEGIN SELECT RAISE(ABORT, 'stop'); END`,
    );
    const failed = await call('POST', '/v1/exchange', {
      body: { containers: [], removed: [], acknowledgements: [], ...ONE_MORE },
    });
    await failed.text();
    expect(failed.status).toBe(500);
    const [document] = await inDatabase(`SELECT dirty_since FROM batch_documents`);
    expect(document?.['dirty_since']).not.toBeNull();
    await inDatabase(`DROP TRIGGER stop`);
  });
});

describe('a second call during a run', () => {
  it('[R17] waits for it, and nothing is made twice', async () => {
    await syncLibrary();
    const [first, second, polled] = await Promise.all([
      exchange(ONE_MORE),
      exchange(ONE_MORE),
      call('POST', '/v1/poll'),
    ]);
    await polled.text();
    expect([first.snapshot, second.snapshot, polled.status]).toEqual(['taken', 'taken', 200]);
    expect(await todoistTitles()).toEqual(['Buy oats', 'Call the dentist', 'Water the plants']);
  });

  it('[R4] by a person who discards the plan stands', async () => {
    const { plan } = await exchange({ todos: LIBRARY });
    const run = exchange({ todos: LIBRARY });
    await callOk('POST', `/v1/plan/${plan?.hash ?? ''}/discard`);
    await run;
    expect(await todoistTitles()).toEqual([]);
  });
});
