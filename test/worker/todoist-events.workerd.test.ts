// Events of Todoist as they come: signed or not, once or in bursts, with the object put away in between. Whatever comes, all that
// follows is that Todoist is read sooner.

import { evictDurableObject, reset, runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openStore } from '../../src/hub/sqlite/open-store.ts';
import { createDurableSql } from '../../src/worker/object/durable-sql.ts';
import { NEVER_HEARD, type WebhookRecord } from '../../src/worker/object/poll-interval.ts';
import { addInTodoist, call, callOk, coordinator, exchange, resetTodoist, todo } from './harness.ts';

const SECRET = 'client secret of an app';
const BODY = JSON.stringify({ event_name: 'item:added', event_data: { id: '1', content: 'Not true' } });

interface Status {
  readonly todoist: { readonly requests: number };
  readonly tasks: { readonly hub: number };
  readonly rowsWritten: number;
}

beforeEach(async () => {
  await callOk('PUT', '/webhook/config', { sources: { todoist: { enabled: true, secret: SECRET } } });
  const { plan } = await exchange({ todos: [todo('a', 'Call Anna')] });
  await callOk('POST', `/v1/plan/${plan?.hash ?? ''}/approve`);
  await exchange({ todos: [todo('a', 'Call Anna')] });
  await evictDurableObject(coordinator());
});

afterEach(async () => {
  await reset();
  await resetTodoist();
});

async function signed(body: string, secret = SECRET): Promise<string> {
  const bytes = new TextEncoder();
  const hmac = { name: 'HMAC', hash: 'SHA-256' };
  const key = await crypto.subtle.importKey('raw', bytes.encode(secret), hmac, false, ['sign']);
  return btoa(
    String.fromCharCode(...new Uint8Array(await crypto.subtle.sign('HMAC', key, bytes.encode(body)))),
  );
}

async function tell(body = BODY, { secret = SECRET, delivery = crypto.randomUUID() } = {}): Promise<number> {
  const headers = {
    'x-todoist-hmac-sha256': await signed(body, secret),
    'x-todoist-delivery-id': delivery,
  };
  const answer = await call('POST', '/webhook/todoist', { text: body, token: null, headers });
  await answer.text();
  return answer.status;
}

/** What is remembered of events, and for when the alarm is set. */
async function look() {
  return runInDurableObject(coordinator(), async (_object, state) => {
    const store = openStore(createDurableSql(state.storage));
    const record = (store.meta.get('todoist_events') as WebhookRecord | undefined) ?? NEVER_HEARD;
    return { record, alarmAt: await state.storage.getAlarm() };
  });
}

const hubTasks = async (): Promise<number> => (await callOk<Status>('GET', '/v1/status')).tasks.hub;

/** The alarm that an event sets goes off by itself; on a slow machine it may have done so already. */
async function ring(): Promise<void> {
  await runDurableObjectAlarm(coordinator());
}

describe('an event of Todoist', () => {
  it('[W17] has it read at once, whether anybody listens or not, and is itself not believed', async () => {
    await addInTodoist('Buy stamps');
    expect(await tell()).toBe(200);
    await ring();
    await expect.poll(hubTasks).toBe(2);
    expect((await look()).record.answeredAt).toBe((await look()).record.eventAt);
  });

  it('[W51] is not forgotten over an eviction, and not before Todoist was read', async () => {
    await addInTodoist('Buy stamps');
    await runInDurableObject(coordinator(), (_object, state) => {
      const store = openStore(createDurableSql(state.storage));
      const eventAt = Date.now();
      store.transaction(() => store.meta.set('todoist_events', { ...NEVER_HEARD, eventAt }));
    });
    await evictDurableObject(coordinator());
    // The cron sets the alarm that was lost with the process.
    await coordinator().wake();
    await ring();
    await expect.poll(hubTasks).toBe(2);
  });

  it.each([
    ['forged', 401, async () => tell(BODY, { secret: 'another secret' })],
    ['garbage', 400, async () => tell('[')],
    ['of no known shape', 400, async () => tell('{"event_name":7}')],
  ])('[W17] that is %s is answered with %i, and nothing follows', async (_what, status, send) => {
    const before = await look();
    expect(await send()).toBe(status);
    expect(await look()).toEqual(before);
  });

  it('[W17] that comes again, late or out of turn makes nothing twice', async () => {
    await addInTodoist('Buy stamps');
    const other = JSON.stringify({ event_name: 'item:deleted', event_data: { id: '1' } });
    for (const body of [other, BODY, other, BODY]) expect(await tell(body, { delivery: 'd-1' })).toBe(200);
    await ring();
    await expect.poll(hubTasks).toBe(2);
    expect(await tell(other, { delivery: 'd-1' })).toBe(200);
    await ring();
    expect(await hubTasks()).toBe(2);
  });

  it('[W50] [W52] of a burst of 500 shares a read with the others, and none is refused', async () => {
    await addInTodoist('Buy stamps');
    const { todoist: before } = await callOk<Status>('GET', '/v1/status');
    const statuses = new Set<number>();
    const begun = Date.now();
    for (let from = 0; from < 500; from += 50)
      for (const status of await Promise.all(Array.from({ length: 50 }, async () => tell())))
        statuses.add(status);
    expect([...statuses]).toEqual([200]);
    await ring();
    await expect.poll(hubTasks).toBe(2);
    const { todoist: after } = await callOk<Status>('GET', '/v1/status');
    const reads = after.requests - before.requests;
    expect(reads).toBeGreaterThan(0);
    expect(reads).toBeLessThanOrEqual(3 + (Date.now() - begun) / 3000);
  });

  it('[R131] does not count any more when the webhook is set up in another way', async () => {
    expect(await tell()).toBe(200);
    await ring();
    expect((await look()).record.eventAt).not.toBeNull();
    await callOk('PUT', '/webhook/config', { sources: { todoist: { secret: 'another secret' } } });
    expect((await look()).record).toEqual(NEVER_HEARD);
  });
});

describe('a change in Todoist of which no event told', () => {
  /** The last event came so long ago, and was answered. */
  async function heard(agoMs: number): Promise<void> {
    await runInDurableObject(coordinator(), (_object, state) => {
      const store = openStore(createDurableSql(state.storage));
      const eventAt = Date.now() - agoMs;
      store.transaction(() =>
        store.meta.set('todoist_events', { eventAt, answeredAt: eventAt, missedAt: null }),
      );
    });
    await evictDurableObject(coordinator());
  }

  it.each(['/v1/poll', 'the agent'])('[R132] is noted when %s finds it', async (who) => {
    await heard(3_600_000);
    await addInTodoist('Buy stamps');
    if (who === 'the agent') await exchange({ todos: [todo('a', 'Call Anna')] });
    else await callOk('POST', who);
    expect((await look()).record.missedAt).toBeGreaterThan(0);
  });

  it('[R132] is none when it was made here, or in Things', async () => {
    await heard(3_600_000);
    await exchange({ todos: [todo('a', 'Call Anna'), todo('b', 'Water the plants')] });
    await callOk('POST', '/v1/poll');
    expect((await look()).record.missedAt).toBeNull();
  });
});

describe('while an agent listens', () => {
  it('[R130] [R133] a read that finds nothing new is rare with a webhook, and writes no row but its time', async () => {
    expect(await tell()).toBe(200);
    await ring();
    await expect.poll(async () => (await look()).record.answeredAt).not.toBeNull();
    const opened = await coordinator().fetch('http://worker/v1/poke', { headers: { upgrade: 'websocket' } });
    const socket = opened.webSocket;
    socket?.accept();
    await runInDurableObject(coordinator(), (_object, state) => {
      // Everything is an hour old: nothing has changed since.
      state.storage.sql.exec(`UPDATE events SET at = at - 3600000`);
    });
    await callOk('POST', '/kv/checkpoint');
    await callOk('POST', '/v1/poll');
    const before = await callOk<Status>('GET', '/v1/status');
    await callOk('POST', '/v1/poll');
    const after = await callOk<Status>('GET', '/v1/status');
    // The time of the read is counted apart.
    expect(after.rowsWritten - before.rowsWritten).toBe(0);
    expect(after.todoist.requests).toBe(before.todoist.requests + 1);
    // The alarm is never put off, as that costs a row: one that comes too soon sets itself anew.
    await ring();
    expect((await callOk<Status>('GET', '/v1/status')).todoist.requests).toBe(after.todoist.requests);
    expect(((await look()).alarmAt ?? 0) - Date.now()).toBeGreaterThan(14 * 60_000);
    const closed = new Promise((resolve) => socket?.addEventListener('close', resolve));
    socket?.close(1000);
    await closed;
  });
});
