// The Coordinator in workerd: a small library against an emulated Todoist, through evictions and with plans that wait.

import { evictDurableObject, reset, runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { ChangesPage } from '../../src/protocol/changes.ts';
import type { HistoryEntry, UndoneRun } from '../../src/protocol/history.ts';
import type { Plan } from '../../src/protocol/plan.ts';
import type { Status } from '../../src/protocol/status.ts';
import {
  addInTodoist,
  call,
  callOk,
  coordinator,
  exchange,
  receipt,
  failNextTodoistRequest,
  resetTodoist,
  todo,
  todoistTitles,
} from './harness.ts';

const LIBRARY = [todo('a', 'Buy oats'), todo('b', 'Call the dentist'), todo('c', 'Fix the tap')];
const TITLES = ['Buy oats', 'Call the dentist', 'Fix the tap'];

afterEach(async () => {
  await reset();
  await resetTodoist();
});

/** A first sync with its plan approved. */
async function syncLibrary(): Promise<void> {
  const { plan } = await exchange({ todos: LIBRARY });
  await callOk('POST', `/v1/plan/${plan?.hash ?? 'none'}/approve`);
  await exchange({ todos: LIBRARY });
}

describe('a first sync', () => {
  it('[R3] stops at a plan and sends nothing', async () => {
    const { plan, operations } = await exchange({ todos: LIBRARY });
    expect(plan).toMatchObject({ reason: 'first_sync', approved: false });
    expect(plan?.lines.map((line) => [line.replica, line.action, line.title])).toEqual(
      TITLES.map((title) => ['todoist', 'create', title]),
    );
    expect([operations, await todoistTitles()]).toEqual([[], []]);
  });

  it('puts the library into Todoist once its plan is approved, and then has nothing to do', async () => {
    await syncLibrary();
    expect(await todoistTitles()).toEqual(TITLES);
    expect(await callOk<Status>('GET', '/v1/status')).toMatchObject({
      inSync: true,
      tasks: { hub: 3, todoist: 3, things: 3, linked: 3 },
      plan: null,
    });
    const again = await exchange({ base: 'snapshot-1', todos: [] });
    expect(again).toMatchObject({ snapshot: 'taken', operations: [], more: false, plan: null });
    expect(await todoistTitles()).toEqual(TITLES);
  });

  it('[R5] refuses to approve another plan than the one that waits', async () => {
    await exchange({ todos: LIBRARY });
    const response = await call('POST', '/v1/plan/another/approve');
    expect([404, 409]).toContain(response.status);
    await response.text();
    await exchange({ todos: LIBRARY });
    expect(await todoistTitles()).toEqual([]);
  });

  it('[R10] changes nothing in a dry run', async () => {
    const { plan } = await exchange({ todos: LIBRARY, dryRun: true });
    expect(plan?.lines).toHaveLength(3);
    const status = await callOk<Status>('GET', '/v1/status');
    expect([status.plan, status.tasks.hub, await todoistTitles()]).toEqual([null, 0, []]);
  });
});

describe('eviction', () => {
  it('[R4] keeps a plan that waits', async () => {
    const { plan } = await exchange({ todos: LIBRARY });
    await evictDurableObject(coordinator());
    expect(await callOk<Plan>('GET', '/v1/plan')).toMatchObject({ hash: plan?.hash, approved: false });
    await exchange({ todos: LIBRARY });
    expect(await todoistTitles()).toEqual([]);
  });

  it('[H27] keeps runs, so that a whole one can be shown and taken back', async () => {
    await syncLibrary();
    const changed = LIBRARY.map(({ id, title }) => todo(id, `${title}!`));
    await exchange({
      base: 'snapshot-1',
      snapshot: 'snapshot-2',
      todos: changed,
      receipt: receipt(LIBRARY.length),
    });
    await evictDurableObject(coordinator());
    const [newest] = await callOk<HistoryEntry[]>('GET', '/v1/history?limit=1');
    const ofRun = await callOk<HistoryEntry[]>('GET', `/v1/history?run=${newest?.run ?? 0}`);
    expect(ofRun.filter(({ kind }) => kind === 'changed')).toHaveLength(LIBRARY.length);
    const undone = await callOk<UndoneRun>('POST', `/v1/runs/${newest?.run ?? 0}/undo`);
    expect([undone.undone.length, undone.left]).toEqual([LIBRARY.length, []]);
    await exchange({ base: 'snapshot-2', snapshot: 'snapshot-2', receipt: receipt(LIBRARY.length) });
    expect(await todoistTitles()).toEqual(TITLES);
  });

  it('[A10] keeps tasks, links, history and settings', async () => {
    await syncLibrary();
    await callOk('PUT', '/v1/config', { strategy: 'manual' });
    await evictDurableObject(coordinator());
    expect(await callOk('GET', '/v1/config')).toMatchObject({ strategy: 'manual' });
    const history = await callOk<HistoryEntry[]>('GET', '/v1/history?limit=10');
    expect(history.map((entry) => entry.title).toSorted()).toEqual(TITLES);
    expect(await exchange({ base: 'snapshot-1', todos: [] })).toMatchObject({
      snapshot: 'taken',
      operations: [],
    });
    expect(await todoistTitles()).toEqual(TITLES);
  });
});

describe('what is new', () => {
  it('[A40] is told since a point, and who has to start afresh gets 410', async () => {
    await syncLibrary();
    const all = await callOk<ChangesPage>('GET', '/v1/changes');
    expect([all.changes.map((change) => change.kind), all.more]).toEqual([['task', 'task', 'task'], false]);
    await evictDurableObject(coordinator());
    expect(await callOk('GET', `/v1/changes?since=${all.upTo}`)).toEqual({ ...all, changes: [] });
    await exchange({
      base: 'snapshot-1',
      snapshot: 'snapshot-2',
      todos: [todo('a', 'Buy rice')],
      receipt: receipt(3),
    });
    const next = await callOk<ChangesPage>('GET', `/v1/changes?since=${all.upTo}`);
    expect(next.changes).toMatchObject([{ kind: 'task', fields: { title: 'Buy rice' }, deletedAt: null }]);
    const lastHour = await callOk<ChangesPage>('GET', `/v1/changes?time=${Date.now()}&limit=2`);
    expect(lastHour).toMatchObject({ more: true });
    const refused = await Promise.all([
      call('GET', '/v1/changes?since=99999'),
      call('GET', '/v1/changes?time=1000'),
      call('GET', '/v1/changes?since=yesterday'),
    ]);
    expect(refused.map(({ status }) => status)).toEqual([410, 410, 400]);
  });
});

describe('after a library that suddenly shows nothing', () => {
  it('[R8] stops at a plan that outlives an eviction, and deletes nothing', async () => {
    await syncLibrary();
    const { plan } = await exchange({
      base: 'snapshot-1',
      snapshot: 'snapshot-2',
      removed: ['a', 'b', 'c'],
      receipt: receipt(0),
    });
    expect(plan).toMatchObject({ reason: 'emptied', approved: false });
    await evictDurableObject(coordinator());
    await callOk('POST', '/v1/poll');
    expect(await todoistTitles()).toEqual(TITLES);
  });
});

describe('a poke', () => {
  it('[A8] reaches the agent when Todoist has something for Things', async () => {
    await syncLibrary();
    const opened = await coordinator().fetch('http://worker/v1/poke', { headers: { upgrade: 'websocket' } });
    const socket = opened.webSocket;
    expect(socket).not.toBeNull();
    socket?.accept();
    const poke = new Promise((resolve) =>
      socket?.addEventListener('message', (event) => resolve(event.data)),
    );
    await addInTodoist('Buy stamps');
    expect(await callOk('POST', '/v1/poll')).toEqual({ operationsForThings: 1 });
    expect(await poke).toBe('{"type":"poke"}');
    socket?.close();
  });
});

describe('while an agent listens', () => {
  it('[A11] Todoist is read by the alarm, and the agent is poked', async () => {
    await syncLibrary();
    await evictDurableObject(coordinator());
    const opened = await coordinator().fetch('http://worker/v1/poke', { headers: { upgrade: 'websocket' } });
    const socket = opened.webSocket;
    socket?.accept();
    const poke = new Promise((resolve) =>
      socket?.addEventListener('message', (event) => resolve(event.data)),
    );
    await addInTodoist('Buy stamps');
    expect(await runDurableObjectAlarm(coordinator())).toBe(true);
    expect(await poke).toBe('{"type":"poke"}');
    const closed = new Promise((resolve) => socket?.addEventListener('close', resolve));
    socket?.close(1000);
    await closed;
  });
});

const HOUR_MS = 3_600_000;

describe('the alarm', () => {
  it('[A9] is set for nothing but the copy of the hour while everything is in sync and written', async () => {
    await syncLibrary();
    await callOk('POST', '/kv/checkpoint');
    // The alarm that was set for the copy of the state comes for nothing, once.
    await runDurableObjectAlarm(coordinator());
    const alarm = await runInDurableObject(coordinator(), (_instance, state) => state.storage.getAlarm());
    const hourEnds = (Math.floor(Date.now() / HOUR_MS) + 1) * HOUR_MS;
    expect(alarm).toBe(hourEnds + 60_000);
  });

  it('[A9] sends later what Todoist could not take, without anybody asking', async () => {
    await syncLibrary();
    await failNextTodoistRequest('server_error');
    await exchange({
      base: 'snapshot-1',
      snapshot: 'snapshot-2',
      todos: [todo('d', 'Water the plants')],
      receipt: receipt(4),
    });
    expect(await todoistTitles()).toEqual(TITLES);
    expect(await callOk<Status>('GET', '/v1/status')).toMatchObject({ inSync: false });
    await vi.waitFor(async () => expect(await todoistTitles()).toContain('Water the plants'), {
      timeout: 90_000,
      interval: 100,
    });
  });
});
