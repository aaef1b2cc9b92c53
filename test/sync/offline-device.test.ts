// The client library against the hub and both apps: what a person did offline is there once each, and done where they had ticked it off.

import { expect, it } from 'vitest';
import { createMobileClient } from '../../src/mobile-client/client.ts';
import { createMemoryStore } from '../../src/mobile-client/memory-store.ts';
import type { MobileSync } from '../../src/protocol/mobile.ts';
import { PlayedDevice } from './played-device.ts';
import { Stage } from './stage.ts';

/** A device of which only the way there is played: what it sends reaches the hub, and it pulls nothing. */
async function begun() {
  const stage = new Stage();
  stage.library.add('Call Anna');
  await stage.settle();
  const device = new PlayedDevice(stage);
  const network = { losesAnswers: false };
  const client = createMobileClient({
    store: createMemoryStore(),
    now: () => stage.now,
    fetch: async (url, init) => {
      const { pathname } = new URL(url as string);
      const serverTime = new Date(stage.now).toISOString();
      if (pathname === '/mobile/register')
        return Response.json({ deviceId: 'phone', secret: 's', registeredAt: serverTime });
      if (pathname === '/mobile/changes')
        return Response.json({
          tasks: [],
          tombstones: [],
          containers: [],
          serverTime,
          hasMore: false,
          cursor: 'c',
          reset: false,
        });
      const { changes } = JSON.parse(typeof init?.body === 'string' ? init.body : '') as Pick<
        MobileSync,
        'changes'
      >;
      const results = await device.report(changes, { isLost: network.losesAnswers });
      if (network.losesAnswers) throw new TypeError('fetch failed');
      return Response.json({ success: true, mappings: [], results, serverTime });
    },
  });
  await client.pair({ baseUrl: 'https://hub.example', code: 'X' });
  return { stage, client, network };
}

it('[S72] 30 tasks added, 10 of them edited and 5 completed offline are in both apps once each, also if the answer is lost', async () => {
  const { stage, client, network } = await begun();
  const name = (at: number): string => `Task ${String(at).padStart(2, '0')}`;
  const ids: string[] = [];
  for (let at = 0; at < 30; at += 1) ids.push(await client.add(name(at), { start: 'anytime' }));
  for (const id of ids.slice(0, 10)) await client.edit(id, { notes: 'edited', tags: ['phone'] });
  for (const id of ids.slice(5, 10)) await client.complete(id);
  network.losesAnswers = true;
  expect(await client.sync()).toMatchObject({ kind: 'failed' });
  network.losesAnswers = false;
  expect(await client.sync()).toEqual({ kind: 'done' });
  await stage.settle();
  expect([await client.conflicts(), await client.pending()]).toEqual([[], 0]);
  const wanted = ids.map((_id, at) => [name(at), at >= 5 && at < 10, at < 10 ? 'edited' : '']);
  const inTodoist = stage.todoist
    .snapshot()
    .items.filter(({ content }) => content.startsWith('Task'))
    .map(({ content, checked, description }) => [content, checked, description]);
  expect(inTodoist.toSorted(([a], [b]) => (String(a) < String(b) ? -1 : 1))).toEqual(wanted);
  const inThings = ids.map((_id, at) => {
    const { title, status, notes } = stage.library.titled(name(at));
    return [title, status === 'completed', notes];
  });
  expect(inThings).toEqual(wanted);
  expect([stage.outbox('todoist'), stage.outbox('things')]).toEqual([[], []]);
});

it('[S72] a whole list that was added and ticked off offline is done in both apps, and nobody is asked about it', async () => {
  const { stage, client } = await begun();
  for (let at = 0; at < 60; at += 1) await client.complete(await client.add(`Task ${at}`));
  expect(await client.sync()).toEqual({ kind: 'done' });
  await stage.settle();
  const items = stage.todoist.snapshot().items.filter(({ content }) => content.startsWith('Task'));
  expect([items.length, items.every(({ checked }) => checked)]).toEqual([60, true]);
  const todos = items.map(({ content }) => stage.library.titled(content).status);
  expect(todos.every((status) => status === 'completed')).toBe(true);
});
