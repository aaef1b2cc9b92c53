// The client against a server that the test plays: what waits, what is merged, what is shown, and when it tries again.

import { describe, expect, it, vi } from 'vitest';
import type { MobileChanges, MobileSynced } from '../protocol/answers/mobile.ts';
import { signedFieldsOf } from '../protocol/mobile-socket.ts';
import { createMobileClient } from './client.ts';
import type { MobileClient } from './client-types.ts';
import { createMemoryStore } from './memory-store.ts';
import type { ListeningSocket } from './socket-class.ts';
import type { ClientStore, MobileTask } from './types.ts';
import { optimistic } from './view.ts';

const NOW = Date.parse('2026-11-30T21:00:00Z');

type Changes = Readonly<
  Record<
    'created' | 'edited' | 'deleted',
    readonly { readonly id: string; readonly intent?: string; readonly fields?: unknown }[]
  >
>;

/** A hub that takes everything, and answers as it is told. */
class PlayedHub {
  readonly requests: Changes[] = [];
  isDown = false;
  /** The answer does not arrive. */
  losesAnswers = false;
  /** It refuses what was not signed now, as the hub does. */
  hasClock = false;
  status = 200;
  outcome: 'done' | 'conflict' = 'done';
  tasks: MobileTask[] = [];
  reset = true;

  readonly fetch = async (url: string | URL | Request, init?: RequestInit): Promise<Response> => {
    if (this.isDown) throw new TypeError('fetch failed');
    const { pathname } = new URL(url instanceof Request ? url.url : url);
    if (pathname === '/mobile/register')
      return Response.json({ deviceId: 'd', secret: 's', registeredAt: '' });
    const signedAt = Date.parse(new Headers(init?.headers).get('x-timestamp') ?? '');
    const isWrong = this.hasClock && Math.abs(NOW - signedAt) > 300_000;
    if (isWrong) return Response.json({ error: 'too old', serverTime: new Date(NOW) }, { status: 401 });
    if (this.status !== 200)
      return Response.json(
        { success: false, error: 'no' },
        { status: this.status, headers: { 'retry-after': '7' } },
      );
    if (pathname === '/mobile/changes') return Response.json(this.#changes());
    const { changes } = JSON.parse(typeof init?.body === 'string' ? init.body : '') as { changes: Changes };
    this.requests.push(changes);
    if (this.losesAnswers) throw new TypeError('fetch failed');
    return Response.json(this.#answer(changes));
  };

  #changes(): MobileChanges {
    const page = {
      tasks: this.tasks,
      tombstones: [],
      containers: [],
      hasMore: false,
      cursor: 'c',
      reset: this.reset,
    };
    this.reset = false;
    return { ...page, serverTime: new Date(NOW).toISOString() };
  }

  #answer({ created, edited, deleted }: Changes): MobileSynced {
    const done = { outcome: this.outcome, reason: this.outcome === 'done' ? null : 'changed elsewhere' };
    return {
      success: true,
      mappings: [],
      serverTime: new Date(NOW).toISOString(),
      results: [
        ...created.map(({ id }) => ({
          id,
          kind: 'created' as const,
          intent: null,
          outcome: 'done' as const,
          reason: null,
        })),
        ...edited.map(({ id, intent = null }) => ({ id, kind: 'edited' as const, intent, ...done })),
        ...(deleted as unknown as readonly string[]).map((id) => ({
          id,
          kind: 'deleted' as const,
          intent: null,
          ...done,
        })),
      ],
    };
  }
}

async function begun(
  store: ClientStore = createMemoryStore(),
): Promise<{ hub: PlayedHub; client: MobileClient; store: ClientStore }> {
  const hub = new PlayedHub();
  const client = createMobileClient({ store, fetch: hub.fetch, now: () => NOW, today: () => '2026-11-30' });
  await client.pair({ baseUrl: 'https://hub.example/', code: 'X' });
  return { hub, client, store };
}

function serverTask(id: string, title: string): MobileTask {
  const at = new Date(NOW).toISOString();
  const [shown] = optimistic(
    [],
    [{ kind: 'create', seq: 1, task: id, at, isSent: false, title }],
    '2026-11-30',
  );
  if (shown === undefined) throw new Error('no task');
  const { isPending: _pending, ...task } = shown;
  return { ...task, hubId: id };
}

const titles = async (client: MobileClient): Promise<readonly string[]> =>
  (await client.tasks()).map(({ title, isPending }) => `${title}${isPending ? ' …' : ''}`);

describe('a client', () => {
  it('[S31] shows at once what a person does offline, and sends it later', async () => {
    const { hub, client } = await begun();
    hub.isDown = true;
    const id = await client.add('Buy milk', { start: { date: '2026-11-30', evening: false, time: null } });
    await client.edit(id, { title: 'Buy oat milk' });
    expect(await titles(client)).toEqual(['Buy oat milk …']);
    expect((await client.tasks())[0]).toMatchObject({ list: 'today', due: '2026-11-30' });
    expect(await client.sync()).toMatchObject({ kind: 'failed', failure: { kind: 'unreachable' } });
    hub.isDown = false;
    expect(await client.sync()).toEqual({ kind: 'done' });
    expect(hub.requests.at(-1)).toMatchObject({ created: [{ id, title: 'Buy milk' }] });
    expect(await client.pending()).toBe(0);
  });

  it('[S32] merges edits of a task that were never sent, with the value that was seen first', async () => {
    const { hub, client } = await begun();
    hub.tasks = [serverTask('a', 'Call Anna')];
    await client.sync();
    await client.edit('a', { title: 'Call Anna now' });
    await client.edit('a', { title: 'Write to Anna', deadline: '2026-12-24' });
    await client.sync();
    expect(hub.requests.at(-1)?.edited).toMatchObject([
      {
        id: 'a',
        fields: {
          title: { from: 'Call Anna', to: 'Write to Anna' },
          deadline: { from: null, to: '2026-12-24' },
        },
      },
    ]);
  });

  it('[S32] keeps the value that was seen first also where that was none', async () => {
    const { hub, client } = await begun();
    hub.tasks = [serverTask('a', 'Call Anna')];
    await client.sync();
    await client.edit('a', { deadline: '2026-12-24' });
    await client.edit('a', { deadline: '2026-12-31' });
    await client.sync();
    expect(hub.requests.at(-1)?.edited).toMatchObject([
      { fields: { deadline: { from: null, to: '2026-12-31' } } },
    ]);
  });

  it('[S32] merges nothing into an edit that may have arrived, also after a restart', async () => {
    const { hub, client, store } = await begun();
    hub.tasks = [serverTask('a', 'Call Anna')];
    await client.sync();
    await client.edit('a', { title: 'Call Anna now' });
    hub.losesAnswers = true;
    await client.sync();
    const again = createMobileClient({ store, fetch: hub.fetch, now: () => NOW });
    await again.edit('a', { title: 'Write to Anna' });
    hub.losesAnswers = false;
    await again.sync();
    const [first, second] = [hub.requests.at(-2), hub.requests.at(-1)];
    expect(second?.edited[0]).toEqual(first?.edited[0]);
    expect(second?.edited).toMatchObject([
      {},
      { fields: { title: { from: 'Call Anna now', to: 'Write to Anna' } } },
    ]);
  });

  it('[S33] shows what lost, with what the person had wanted', async () => {
    const { hub, client } = await begun();
    hub.tasks = [serverTask('a', 'Call Anna')];
    await client.sync();
    hub.outcome = 'conflict';
    await client.edit('a', { title: 'Visit Anna' });
    await client.sync();
    expect(await client.conflicts()).toMatchObject([
      { task: 'a', reason: 'changed elsewhere', intent: { fields: { title: { to: 'Visit Anna' } } } },
    ]);
    expect(await titles(client)).toEqual(['Call Anna']);
    await client.dismissConflict('a');
    expect(await client.conflicts()).toEqual([]);
  });

  it('[S34] tries again when it is told to, later each time, and not at all where that is of no use', async () => {
    const { hub, client } = await begun();
    hub.status = 429;
    expect(await client.sync()).toMatchObject({ retryInMs: 7000 });
    hub.status = 401;
    expect(await client.sync()).toMatchObject({ failure: { kind: 'not_paired' }, retryInMs: null });
    hub.status = 200;
    await client.sync();
    hub.isDown = true;
    const waits: number[] = [];
    for (let attempt = 0; attempt < 4; attempt += 1) {
      const end = await client.sync();
      waits.push(end.kind === 'failed' ? (end.retryInMs ?? 0) : 0);
    }
    expect(waits.map((wait, at) => wait >= 500 * 2 ** at && wait <= 1000 * 2 ** at)).toEqual([
      true,
      true,
      true,
      true,
    ]);
  });

  it('[S77] whose clock is wrong signs by the hub’s, and tells by it when a person made an edit', async () => {
    const { hub, store } = await begun();
    const dayMs = 86_400_000;
    const client = createMobileClient({ store, fetch: hub.fetch, now: () => NOW - 2 * dayMs });
    hub.hasClock = true;
    await client.add('Buy milk');
    expect(await client.sync()).toEqual({ kind: 'done' });
    expect(hub.requests).toMatchObject([{ created: [{ updatedAt: new Date(NOW).toISOString() }] }]);
    const right = createMobileClient({ store, fetch: hub.fetch, now: () => NOW });
    await right.add('Buy bread');
    expect(await right.sync()).toEqual({ kind: 'done' });
    hub.status = 401;
    expect(await right.sync()).toMatchObject({ failure: { kind: 'not_paired' }, retryInMs: null });
  });

  it('[S100] whose clock is wrong opens its socket by the hub’s, once a sync was told of it', async () => {
    const { hub, store } = await begun();
    hub.hasClock = true;
    const asked: (readonly string[])[] = [];
    const client = createMobileClient({
      store,
      fetch: hub.fetch,
      now: () => NOW - 3 * 3_600_000,
      WebSocket: class implements ListeningSocket {
        readonly readyState = 0;
        constructor(_url: string, protocols: readonly string[]) {
          asked.push(protocols);
        }
        readonly send = (): void => undefined;
        readonly close = (): void => undefined;
        readonly addEventListener = (): void => undefined;
      },
    });
    await client.sync();
    const listening = client.listen();
    await vi.waitFor(() => expect(asked).toHaveLength(1));
    listening.stop();
    expect(signedFieldsOf((asked[0] ?? []).join(', '))?.['x-timestamp']).toBe(new Date(NOW).toISOString());
  });

  it('[S78] shows a completed occurrence as the hub has the task, once that has answered', async () => {
    const { hub, client } = await begun();
    const task = serverTask('a', 'Bins');
    hub.tasks = [{ ...task, fields: { ...task.fields, repeat: { owner: 'todoist', rule: 'every day' } } }];
    await client.sync();
    hub.tasks = [];
    await client.complete('a');
    expect(await client.tasks()).toMatchObject([{ status: 'completed', isPending: true }]);
    await client.sync();
    expect(await client.tasks()).toMatchObject([
      { status: 'open', fields: { status: 'open' }, isPending: false },
    ]);
  });

  it('[S35] joins syncs that are asked for at once, and tells when something changed', async () => {
    const { hub, client } = await begun();
    let changes = 0;
    client.on('changed', () => (changes += 1));
    await client.add('Buy milk');
    const ends = await Promise.all([client.sync(), client.sync(), client.sync()]);
    expect(ends.every(({ kind }) => kind === 'done')).toBe(true);
    expect(hub.requests).toHaveLength(1);
    expect(changes).toBeGreaterThan(0);
  });
});
