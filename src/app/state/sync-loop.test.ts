// When the app syncs, and when it does not.

import { afterEach, describe, expect, it } from 'vitest';
import { hubTask, PlayedHub } from '../../../test/support/played-hub.ts';
import { PlayedSurroundings } from '../../../test/support/played-surroundings.ts';
import { createMobileClient } from '../../mobile-client/client.ts';
import { createMemoryStore } from '../../mobile-client/memory-store.ts';
import { createStore, type OpenedApp } from './create-store.ts';

const START = new Date(2026, 10, 30, 12, 0).getTime();
const MINUTE = 60_000;
const opened: OpenedApp[] = [];
afterEach(() => {
  for (const app of opened.splice(0)) app.close();
});

async function begun() {
  const around = new PlayedSurroundings(START);
  const hub = new PlayedHub(around.now);
  hub.put('a', hubTask('a', 'Call Anna'));
  const client = createMobileClient({ store: createMemoryStore(), fetch: hub.fetch, now: around.now });
  const app = createStore({ client, surroundings: around });
  around.isBusy = () => app.state.sync.value.isUnderWay;
  opened.push(app);
  await app.opened;
  await app.commands.pair({ baseUrl: 'https://hub.example', code: 'X' });
  await around.pass(0);
  return { app, hub, around, client };
}

describe('the sync of the app', () => {
  it('[U22] is made every few minutes while somebody looks, and not while nobody does', async () => {
    const { hub, around } = await begun();
    expect(hub.pulls).toBe(1);
    await around.pass(9 * MINUTE);
    expect(hub.pulls).toBe(4);
    around.happen('hidden');
    await around.pass(60 * MINUTE);
    expect(hub.pulls).toBe(5);
    around.happen('visible');
    await around.pass(0);
    expect(hub.pulls).toBe(6);
  });

  it('[U22] is made at once when the hub pokes, and when the network is back', async () => {
    const { app, hub, around } = await begun();
    void app.poked();
    await around.pass(0);
    expect(hub.pulls).toBe(2);
    around.happen('offline');
    expect(app.state.isOnline.value).toBe(false);
    await app.commands.add({ title: 'Buy milk' });
    await around.pass(30 * MINUTE);
    expect([hub.pulls, hub.requests.length, app.state.sync.value.pending]).toEqual([2, 0, 1]);
    around.happen('online');
    await around.pass(0);
    expect([hub.pulls, hub.requests.length, app.state.sync.value.pending]).toEqual([3, 1, 0]);
  });

  it('[U22] tells whoever listens to the hub how it ended, and keeps waiting where the hub asked for that', async () => {
    const { app, hub, around } = await begun();
    expect(await app.poked()).toEqual({ kind: 'done' });
    hub.status = 503;
    hub.retryAfter = '60';
    expect(await app.poked()).toMatchObject({ kind: 'failed', retryInMs: 60_000 });
    const { pulls } = hub;
    hub.status = 200;
    expect(await app.poked()).toEqual({ kind: 'done' });
    expect(hub.pulls).toBe(pulls);
    await around.pass(60_000);
    expect(hub.pulls).toBe(pulls + 1);
  });

  it('[U22] takes several changes together, and waits no longer than five seconds for that', async () => {
    const { app, hub, around } = await begun();
    for (let seconds = 0; seconds < 7; seconds += 1) {
      await app.commands.edit('a', { title: `Call Anna ${seconds}` });
      await around.pass(900);
    }
    expect(hub.requests).toHaveLength(1);
    await around.pass(1000);
    expect(hub.requests).toHaveLength(2);
  });

  it('[U22] sends what was done when the app is put away', async () => {
    const { app, hub, around } = await begun();
    await app.commands.complete('a');
    around.happen('hidden');
    await around.pass(0);
    expect(hub.requests).toHaveLength(1);
  });

  it('[U23] waits as long as the hub asks, whatever happens meanwhile', async () => {
    const { app, hub, around } = await begun();
    hub.status = 429;
    hub.retryAfter = '90';
    await app.commands.complete('a');
    await around.pass(1000);
    expect(app.state.sync.value).toMatchObject({
      failure: { kind: 'busy' },
      retryAt: around.time + 90_000,
      pending: 1,
    });
    hub.status = 200;
    void app.poked();
    around.happen('visible');
    await app.commands.edit('a', { title: 'Call Anna now' });
    await app.commands.syncNow();
    await around.pass(89_000);
    expect(hub.requests).toEqual([]);
    await around.pass(1000);
    expect([hub.requests.length, app.state.sync.value.failure, app.state.sync.value.pending]).toEqual([
      1,
      null,
      0,
    ]);
  });

  it('[U23] tries again later each time without a connection, and at once when a person asks', async () => {
    const { app, hub, around } = await begun();
    hub.isDown = true;
    await app.commands.complete('a');
    await around.pass(1000);
    const waits: number[] = [];
    for (let attempt = 0; attempt < 4; attempt += 1) {
      const wait = (app.state.sync.value.retryAt ?? 0) - around.time;
      waits.push(wait);
      await around.pass(wait);
    }
    expect(waits.every((wait, at) => wait >= 500 * 2 ** at && wait <= 1000 * 2 ** at)).toBe(true);
    hub.isDown = false;
    await app.commands.syncNow();
    expect(app.state.sync.value).toMatchObject({ failure: null, retryAt: null, pending: 0 });
  });

  it('[U24] stops once this device has no access, says so, and sends what waits when it is paired again', async () => {
    const { app, hub, around } = await begun();
    hub.status = 401;
    await app.commands.complete('a');
    await around.pass(1000);
    expect(app.state.sync.value).toMatchObject({
      failure: { kind: 'not_paired' },
      retryAt: null,
      pending: 1,
    });
    hub.status = 200;
    void app.poked();
    around.happen('visible');
    await app.commands.add({ title: 'Buy milk' });
    await around.pass(60 * MINUTE);
    expect([hub.requests, app.state.sync.value.pending]).toEqual([[], 2]);
    await app.commands.pair({ baseUrl: 'https://hub.example', code: 'Y' });
    await around.pass(0);
    expect(hub.tasks.get('a')?.fields['status']).toBe('completed');
    expect([...hub.tasks.values()].map(({ title }) => title)).toEqual(['Call Anna', 'Buy milk']);
    expect(app.state.sync.value).toMatchObject({ failure: null, pending: 0 });
  });

  it('[U25] ends with the app: nothing is planned any more', async () => {
    const { app, around } = await begun();
    await app.commands.complete('a');
    app.close();
    expect(around.waiting).toBe(0);
  });

  it('[U25] goes on to the next day at midnight, and when somebody looks again', async () => {
    const { app, around } = await begun();
    await app.commands.schedule('a', { date: '2026-12-01', evening: false, time: null });
    expect([app.state.today.value, app.views.counts.value.today]).toEqual(['2026-11-30', 0]);
    await around.pass(12 * 60 * MINUTE + 1000);
    expect([app.state.today.value, app.views.counts.value.today]).toEqual(['2026-12-01', 1]);
    around.time += 24 * 60 * MINUTE;
    around.happen('visible');
    expect([app.state.today.value, app.views.counts.value.overdue]).toEqual(['2026-12-02', 1]);
  });
});
