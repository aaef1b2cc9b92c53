// The client library against the Worker: offline for a while, started anew in between, and then everything is in both apps.

import { evictDurableObject, reset } from 'cloudflare:test';
import { exports } from 'cloudflare:workers';
import { afterEach, expect, it } from 'vitest';
import { createMobileClient } from '../../src/mobile-client/client.ts';
import type { MobileClient } from '../../src/mobile-client/client-types.ts';
import { createMemoryStore } from '../../src/mobile-client/memory-store.ts';
import type { ListeningSocket } from '../../src/mobile-client/socket-class.ts';
import type { ThingsContainer } from '../../src/protocol/things-row.ts';
import type { ShownPairingCode } from '../../src/protocol/answers/mobile.ts';
import { addInTodoist, callOk, coordinator, exchange, resetTodoist, todo, todoistTitles } from './harness.ts';

afterEach(async () => {
  await reset();
  await resetTodoist();
});

async function paired({ containers = [] as ThingsContainer[] } = {}) {
  const { plan } = await exchange({ todos: [todo('a', 'Call Anna')], containers });
  await callOk('POST', `/v1/plan/${plan?.hash ?? ''}/approve`);
  await exchange({ todos: [todo('a', 'Call Anna')], containers });
  const { code } = await callOk<ShownPairingCode>('POST', '/v1/pairing-codes', { name: 'Phone' });
  const store = createMemoryStore();
  const network = { isOff: false, losesAnswers: false };
  const open = (): MobileClient =>
    createMobileClient({
      store,
      WebSocket: SocketOfWorker,
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

it('[U26] is told its name, and places in their order', async () => {
  const place = (id: string, kind: ThingsContainer['kind'], parent: string | null): ThingsContainer => ({
    id: id as ThingsContainer['id'],
    kind,
    title: id,
    parent: parent as ThingsContainer['parent'],
    gone: false,
  });
  const { client } = await paired({
    containers: [place('Work', 'area', null), place('Home', 'area', null), place('Boat', 'project', 'Home')],
  });
  const { state, containers } = await client.snapshot();
  expect(state.credentials).toMatchObject({ name: 'Phone' });
  const ordered = containers.toSorted((a, b) => (a.position ?? 0) - (b.position ?? 0));
  expect(ordered.filter(({ kind }) => kind === 'area').map(({ name }) => name)).toEqual(['Work', 'Home']);
});

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

/** The web's WebSocket over the Worker under test: an upgrade with these protocols. */
class SocketOfWorker implements ListeningSocket {
  readonly #listeners = new Map<string, (event: { data?: unknown; code?: number }) => void>();
  #socket: WebSocket | null = null;

  constructor(url: string, protocols: string[]) {
    void this.#open(url.replace(/^ws/, 'http'), protocols.join(', '));
  }

  addEventListener(name: string, listener: (event: never) => void): void {
    this.#listeners.set(name, listener as (event: { data?: unknown; code?: number }) => void);
  }

  async #open(url: string, protocols: string): Promise<void> {
    const headers = { upgrade: 'websocket', 'sec-websocket-protocol': protocols };
    const { webSocket } = await exports.default.fetch(url, { headers });
    if (webSocket === null) {
      this.#listeners.get('close')?.({ code: 1006 });
      return;
    }
    this.#socket = webSocket;
    webSocket.addEventListener('message', ({ data }) => this.#listeners.get('message')?.({ data }));
    webSocket.addEventListener('close', ({ code }) => this.#listeners.get('close')?.({ code }));
    webSocket.accept();
    this.#listeners.get('open')?.({});
  }

  get readyState(): number {
    return this.#socket?.readyState ?? 0;
  }

  send(text: string): void {
    this.#socket?.send(text);
  }

  close(code?: number): void {
    this.#socket?.close(code);
  }
}

/** Waits for a sync that brings this. */
async function heardOf(client: MobileClient, title: string): Promise<void> {
  const isThere = async () => (await client.tasks()).some((task) => task.title === title);
  await new Promise<void>((resolve) => {
    const end = client.on('changed', () => {
      void isThere().then((found) => {
        if (!found) return;
        end();
        resolve();
      });
    });
  });
}

it('[S67] what changes elsewhere is shown without being asked for, after an eviction, too', async () => {
  const { client } = await paired();
  const live = new Promise((resolve) => client.on('live', resolve));
  const listening = client.listen();
  expect(await live).toBe(true);
  const stamps = heardOf(client, 'Buy stamps');
  await addInTodoist('Buy stamps');
  await callOk('POST', '/v1/poll');
  await stamps;
  await evictDurableObject(coordinator());
  const anne = heardOf(client, 'Call Anne');
  await exchange({ todos: [todo('a', 'Call Anne')] });
  await anne;
  const over = new Promise((resolve) => client.on('live', resolve));
  listening.stop();
  expect(await over).toBe(false);
});
