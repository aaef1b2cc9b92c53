// The app's state as a whole, on a store in memory, a hub that the test plays and a device whose clock stands still.

import { effect } from '@preact/signals';
import { afterEach, describe, expect, it } from 'vitest';
import { hubTask, PlayedHub } from '../../../test/support/played-hub.ts';
import { PlayedSurroundings } from '../../../test/support/played-surroundings.ts';
import { createMobileClient } from '../../mobile-client/client.ts';
import { createMemoryStore } from '../../mobile-client/memory-store.ts';
import { StorageError } from '../../mobile-client/storage-error.ts';
import type { ClientStore, MobileTask } from '../../mobile-client/types.ts';
import { createStore, type OpenedApp } from './create-store.ts';

const START = new Date(2026, 10, 30, 12, 0).getTime();
const opened: OpenedApp[] = [];
afterEach(() => {
  for (const app of opened.splice(0)) app.close();
});

async function begun({
  tasks = [] as readonly MobileTask[],
  store = createMemoryStore() as ClientStore,
  isPaired = true,
} = {}) {
  const around = new PlayedSurroundings(START);
  const hub = new PlayedHub(around.now);
  for (const task of tasks) hub.put(task.id, task);
  const client = createMobileClient({ store, fetch: hub.fetch, now: around.now });
  const app = createStore({ client, surroundings: around });
  around.isBusy = () => app.state.sync.value.isUnderWay;
  opened.push(app);
  await app.opened;
  if (isPaired) {
    await app.commands.pair({ baseUrl: 'https://hub.example', code: 'X' });
    await around.pass(0);
  }
  return { app, hub, around, client, store };
}

const titles = (tasks: readonly { readonly title: string }[]): readonly string[] =>
  tasks.map(({ title }) => title);

describe('the app', () => {
  it('[U8] is empty and asks nothing before it is paired, and shows what it pulled then', async () => {
    const { app, hub, around } = await begun({ tasks: [hubTask('a', 'Call Anna')], isPaired: false });
    await around.pass(10 * 60_000);
    expect([app.state.isReady.value, app.state.device.value, hub.pulls]).toEqual([true, null, 0]);
    expect(await app.commands.pair({ baseUrl: 'https://hub.example/', code: 'X' })).toEqual({ ok: true });
    await around.pass(0);
    expect(app.state.device.value).toMatchObject({
      baseUrl: 'https://hub.example',
      account: null,
      name: 'Phone',
    });
    expect(titles(app.views.inbox.value)).toEqual(['Call Anna']);
    expect(app.state.sync.value).toMatchObject({ isUnderWay: false, failure: null, pending: 0 });
  });

  it('[U8] shows a change before it is sent, and sends it about a second later', async () => {
    const { app, hub, around } = await begun();
    const id = await app.commands.add({ title: 'Buy milk', tags: ['shop'], priority: 4 });
    expect(app.views.inbox.value).toMatchObject([{ title: 'Buy milk', tags: ['shop'], isPending: true }]);
    await around.pass(999);
    expect(hub.requests).toEqual([]);
    await around.pass(1);
    expect(hub.requests).toHaveLength(1);
    expect(app.views.task(id).value).toMatchObject({ isPending: false, priority: 4 });
    expect(app.state.sync.value.pending).toBe(0);
  });

  it('[U9] tells only whoever shows what changed', async () => {
    const { app, hub } = await begun({ tasks: [hubTask('a', 'A'), hubTask('b', 'B', { start: 'someday' })] });
    const seen = { inbox: 0, someday: 0, task: 0 };
    const ends = [
      effect(() => void [app.views.inbox.value, (seen.inbox += 1)]),
      effect(() => void [app.views.someday.value, (seen.someday += 1)]),
      effect(() => void [app.views.task('b').value, (seen.task += 1)]),
    ];
    const [before] = app.views.someday.value[0]?.tasks ?? [];
    await app.commands.edit('a', { title: 'A again' });
    expect(seen).toEqual({ inbox: 2, someday: 1, task: 1 });
    hub.put('b', hubTask('b', 'B', { start: 'someday' }));
    await app.commands.syncNow();
    expect(app.views.someday.value[0]?.tasks[0]).toBe(before);
    for (const end of ends) end();
  });

  it('[U10] takes back what was not sent as if it had never been', async () => {
    const { app, hub, around } = await begun({ tasks: [hubTask('a', 'Call Anna')] });
    await app.commands.complete('a');
    expect(app.state.toast.value).toMatchObject({ kind: 'completed', text: 'Completed “Call Anna”.' });
    expect(await app.commands.undo()).toBe(true);
    expect(titles(app.views.inbox.value)).toEqual(['Call Anna']);
    await around.pass(60_000);
    expect(hub.requests).toEqual([]);
  });

  it('[U28] takes back what was done last, also if that is not stored yet', async () => {
    const { app } = await begun({ tasks: [hubTask('a', 'Call Anna'), hubTask('b', 'Buy oats')] });
    await app.commands.complete('a');
    const second = app.commands.complete('b');
    expect(await app.commands.undo()).toBe(true);
    expect(await second).toBe(true);
    expect(titles(app.views.inbox.value)).toEqual(['Buy oats']);
  });

  it('[U10] does the opposite where it was sent, as far as nobody changed it since', async () => {
    const { app, hub } = await begun({ tasks: [hubTask('a', 'Call Anna')] });
    await app.commands.move('a', null);
    await app.commands.schedule('a', { date: '2026-12-01', evening: false, time: null });
    await app.commands.syncNow();
    expect(await app.commands.undo()).toBe(true);
    await app.commands.syncNow();
    expect(hub.tasks.get('a')?.fields['start']).toBe('inbox');
    await app.commands.edit('a', { title: 'Call Anna now' });
    await app.commands.syncNow();
    hub.put('a', hubTask('a', 'Visit Anna'));
    await app.commands.syncNow();
    expect(await app.commands.undo()).toBe(false);
    expect(titles(app.views.inbox.value)).toEqual(['Visit Anna']);
  });

  it('[U11] deletes when the time to undo it is over, also if the app is closed before', async () => {
    const { app, hub, around, client } = await begun({ tasks: [hubTask('a', 'A'), hubTask('b', 'B')] });
    await app.commands.remove('a');
    expect(titles(app.views.inbox.value)).toEqual(['B']);
    expect(await app.commands.undo()).toBe(true);
    expect(titles(app.views.inbox.value)).toEqual(['A', 'B']);
    await app.commands.remove('a');
    await around.pass(2000);
    expect(hub.requests).toEqual([]);
    app.close();
    around.time += 60_000;
    const again = createStore({ client, surroundings: around });
    around.isBusy = () => again.state.sync.value.isUnderWay;
    opened.push(again);
    await again.opened;
    await around.pass(0);
    expect(hub.requests.flatMap(({ deleted }) => deleted)).toEqual(['a']);
  });

  it('[U11] deletes by itself when the time is over', async () => {
    const { app, hub, around } = await begun({ tasks: [hubTask('a', 'A')] });
    await app.commands.remove('a');
    await around.pass(8000);
    expect([hub.tasks.size, app.state.sync.value.pending, app.state.toast.value]).toEqual([0, 0, null]);
  });

  it('[U12] shows what lost beside what stands, and sets it again on request', async () => {
    const { app, hub } = await begun({ tasks: [hubTask('a', 'Call Anna')] });
    hub.put('a', hubTask('a', 'Visit Anna'));
    await app.commands.edit('a', { title: 'Write to Anna' });
    await app.commands.syncNow();
    expect(app.state.conflicts.value).toMatchObject([
      {
        title: 'Visit Anna',
        kind: 'edit',
        canTakeMine: true,
        fields: [{ name: 'title', mine: 'Write to Anna', theirs: 'Visit Anna' }],
      },
    ]);
    expect(await app.commands.takeMine('a')).toBe(true);
    await app.commands.syncNow();
    expect(hub.tasks.get('a')?.title).toBe('Write to Anna');
    expect([app.state.conflicts.value, app.views.counts.value.conflicts]).toEqual([[], 0]);
    expect(await app.commands.takeMine('a')).toBe(false);
  });

  it('[U13] edits a checklist line by line', async () => {
    const { app } = await begun({ tasks: [hubTask('a', 'Pack')] });
    const lines = () =>
      app.views.task('a').value?.checklist.map(({ title, done }) => `${title}${done ? ' ✓' : ''}`);
    const keyOf = (title: string): string =>
      app.views.task('a').value?.checklist.find((line) => line.title === title)?.key ?? '';
    await Promise.all([app.commands.addLine('a', 'Socks'), app.commands.addLine('a', 'Tent')]);
    await app.commands.addLine('a', 'Rope');
    await app.commands.editLine('a', keyOf('Tent'), { done: true });
    await app.commands.moveLine('a', keyOf('Rope'), 0);
    expect(lines()).toEqual(['Rope', 'Socks', 'Tent ✓']);
    await app.commands.removeLine('a', keyOf('Socks'));
    expect(lines()).toEqual(['Rope', 'Tent ✓']);
    await app.commands.undo();
    expect(lines()).toEqual(['Rope', 'Socks', 'Tent ✓']);
    expect(await app.commands.editLine('a', 'none', { done: true })).toBe(false);
  });

  it('[U14] says that a change was not kept, and that changes are kept again', async () => {
    const store = createMemoryStore();
    let isFull = false;
    const { app } = await begun({
      store: {
        ...store,
        update: async (ids, decide) => {
          await store.update(ids, (read) => {
            const change = decide(read);
            if (isFull && change !== null) throw new StorageError('full');
            return change;
          });
        },
      },
    });
    isFull = true;
    await expect(app.commands.add({ title: 'Buy milk' })).rejects.toThrow('no room');
    expect([app.state.troubles.value.map(({ kind }) => kind), app.views.inbox.value]).toEqual([['full'], []]);
    isFull = false;
    await app.commands.add({ title: 'Buy milk' });
    expect(app.state.troubles.value).toEqual([]);
  });

  it('[U14] fetches anew what can’t be read, and says so meanwhile', async () => {
    const { app, store, client, around, hub } = await begun({
      tasks: [hubTask('a', 'A'), hubTask('b', 'B')],
    });
    app.close();
    const damaged = { ...hubTask('a', 'A'), fields: { title: 7 } } as MobileTask;
    await store.update([], () => ({ putTasks: [damaged] }));
    hub.isDown = true;
    const again = createStore({ client, surroundings: around });
    around.isBusy = () => again.state.sync.value.isUnderWay;
    opened.push(again);
    await again.opened;
    expect(titles(again.views.inbox.value)).toEqual(['B']);
    expect(again.state.troubles.value.map(({ kind }) => kind)).toEqual(['corrupt']);
    hub.isDown = false;
    await again.commands.syncNow();
    await around.pass(0);
    expect(titles(again.views.inbox.value)).toEqual(['A', 'B']);
    expect(again.state.troubles.value).toEqual([]);
  });

  it('[U14] says that the browser may clear what is kept, where it does not promise otherwise', async () => {
    const { app, around } = await begun({ isPaired: false });
    const kinds = () => app.state.troubles.value.map(({ kind }) => kind);
    around.isPersistent = false;
    await app.commands.pair({ baseUrl: 'https://hub.example', code: 'X' });
    expect(kinds()).toEqual(['not_persistent']);
    around.isPersistent = true;
    await app.commands.pair({ baseUrl: 'https://hub.example', code: 'Y' });
    expect(kinds()).toEqual([]);
  });

  it('[U14] forgets everything on request', async () => {
    const { app, client } = await begun({ tasks: [hubTask('a', 'A')] });
    await app.commands.forget();
    expect([app.state.device.value, app.views.inbox.value, await client.isPaired()]).toEqual([
      null,
      [],
      false,
    ]);
  });
});
