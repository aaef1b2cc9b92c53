// The client library against the Worker: offline for a while, started anew in between, and then everything is in both apps.

import { reset } from 'cloudflare:test';
import { exports } from 'cloudflare:workers';
import { afterEach, expect, it } from 'vitest';
import { createMobileClient, type MobileClient } from '../../src/mobile-client/client.ts';
import { createMemoryStore } from '../../src/mobile-client/memory-store.ts';
import type { ShownPairingCode } from '../../src/protocol/answers/mobile.ts';
import { callOk, exchange, resetTodoist, todo, todoistTitles } from './harness.ts';

afterEach(async () => {
  await reset();
  await resetTodoist();
});

async function paired() {
  const { plan } = await exchange({ todos: [todo('a', 'Call Anna')] });
  await callOk('POST', `/v1/plan/${plan?.hash ?? ''}/approve`);
  await exchange({ todos: [todo('a', 'Call Anna')] });
  const { code } = await callOk<ShownPairingCode>('POST', '/v1/pairing-codes', { name: 'Phone' });
  const store = createMemoryStore();
  const network = { isOff: false, losesAnswers: false };
  const open = (): MobileClient =>
    createMobileClient({
      store,
      fetch: async (url, init) => {
        if (network.isOff) throw new TypeError('fetch failed');
        const response = await exports.default.fetch(new Request(url as string, init as RequestInit));
        if (network.losesAnswers) throw new TypeError('fetch failed');
        return response as unknown as Response;
      },
    });
  const client = open();
  await client.pair({ baseUrl: 'http://worker', code });
  await client.sync();
  return { client, open, network };
}

it('[S37] what was done offline is in both apps once each, over a restart and a lost answer', async () => {
  const { client, open, network } = await paired();
  network.isOff = true;
  const ids: string[] = [];
  for (let at = 0; at < 30; at += 1) ids.push(await client.add(`Task ${String(at).padStart(2, '0')}`));
  for (const id of ids.slice(0, 10)) await client.edit(id, { notes: 'edited', tags: ['phone'] });
  const [anna] = (await client.tasks()).filter(({ title }) => title === 'Call Anna');
  await client.complete(anna?.id ?? '');
  const again = open();
  network.isOff = false;
  network.losesAnswers = true;
  expect(await again.sync()).toMatchObject({ kind: 'failed' });
  network.losesAnswers = false;
  expect(await again.sync()).toEqual({ kind: 'done' });
  await callOk('POST', '/v1/poll');
  const wanted = ids.map((_id, at) => `Task ${String(at).padStart(2, '0')}`);
  expect(await todoistTitles()).toEqual(wanted);
  expect(await again.conflicts()).toEqual([]);
  const shown = (await again.tasks()).filter(({ status }) => status === 'open');
  expect(shown.map(({ title }) => title).toSorted()).toEqual(wanted);
  expect(shown.filter(({ notes }) => notes === 'edited')).toHaveLength(10);
  expect(shown.every(({ isPending }) => !isPending)).toBe(true);
  const { operations } = await exchange({ base: null, todos: [todo('a', 'Call Anna')] });
  expect(operations.filter(({ kind }) => kind === 'create_todo')).toHaveLength(30);
});
