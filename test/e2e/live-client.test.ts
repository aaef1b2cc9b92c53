// The client library as it is used in Node: with the platform's own WebSocket, against the Worker in a real workerd, and the emulated
// Todoist behind it.

import { expect, it, onTestFinished, vi } from 'vitest';
import { createTodoistEmulator } from '../../emulators/todoist/server.ts';
import { createMobileClient } from '../../src/mobile-client/client.ts';
import type { MobileClient } from '../../src/mobile-client/client-types.ts';
import { createMemoryStore } from '../../src/mobile-client/memory-store.ts';
import type { Listening } from '../../src/mobile-client/socket.ts';
import { startedWorker } from '../support/started-worker.ts';

/** What the agent tells of a library with one to-do. */
const LIBRARY = {
  receipt: {
    databaseId: 'library-1',
    schemaVersion: 29,
    complete: true,
    openTodos: 0,
    zone: 'UTC',
    today: '2026-11-23',
    takenAt: Date.now(),
  },
  base: null,
  snapshot: 'snapshot-1',
  todos: [],
  containers: [],
  removed: [],
  acknowledgements: [],
};

/** A Worker whose first sync is done, and how its owner calls it. */
async function started() {
  const todoist = await createTodoistEmulator({ token: 'todoist' }).listen();
  onTestFinished(() => todoist.close());
  const host = await startedWorker({ todoist: { url: `${todoist.url}/api/v1`, token: 'todoist' } });
  const call = async <T>(method: string, path: string, body?: unknown): Promise<T> => {
    const headers = { authorization: 'Bearer owner', 'content-type': 'application/json' };
    const init = { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) };
    const response = await fetch(`${host.url}${path}`, init);
    if (response.status !== 200) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as T;
  };
  await call('POST', '/v1/exchange', LIBRARY);
  return { url: host.url, call };
}

/** A device that listens; it is stopped after the test. */
async function listening({ url, call }: Awaited<ReturnType<typeof started>>) {
  const { code } = await call<{ code: string }>('POST', '/v1/pairing-codes', { name: 'Phone' });
  const client = createMobileClient({ store: createMemoryStore() });
  await client.pair({ baseUrl: url, code });
  const lives: boolean[] = [];
  client.on('live', (isLive) => lives.push(isLive));
  const listener: Listening = client.listen();
  onTestFinished(listener.stop);
  await vi.waitFor(() => expect(lives).toEqual([true]), { timeout: 60_000 });
  return { client, lives };
}

async function titlesOf(client: MobileClient): Promise<readonly string[]> {
  return (await client.tasks()).map(({ title }) => title).toSorted();
}

it('[S67] what one device does is shown by another that listens, without being asked for', async () => {
  const worker = await started();
  const [phone, tablet] = [await listening(worker), await listening(worker)];
  await phone.client.add('Buy milk');
  expect(await phone.client.sync()).toEqual({ kind: 'done' });
  await vi.waitFor(async () => expect(await titlesOf(tablet.client)).toEqual(['Buy milk']), {
    timeout: 60_000,
  });
  const [milk] = await tablet.client.tasks();
  await tablet.client.edit(milk?.id ?? '', { title: 'Buy oat milk' });
  await tablet.client.sync();
  await vi.waitFor(async () => expect(await titlesOf(phone.client)).toEqual(['Buy oat milk']), {
    timeout: 60_000,
  });
});

it('[S67] a device that loses its access hears of it, and listens no longer', async () => {
  const worker = await started();
  const { client, lives } = await listening(worker);
  const ends: (string | null)[] = [];
  client.on('sync', ({ isUnderWay, failure }) => {
    if (!isUnderWay) ends.push(failure?.kind ?? null);
  });
  const [device] = await worker.call<readonly { readonly id: string }[]>('GET', '/v1/devices');
  await worker.call('DELETE', `/v1/devices/${device?.id ?? ''}`);
  // Node's WebSocket waits for the connection to end, which workerd leaves open until it puts the object away.
  await vi.waitFor(
    () => {
      expect(lives).toEqual([true, false]);
      expect(ends.at(-1)).toBe('not_paired');
    },
    { timeout: 60_000 },
  );
});
