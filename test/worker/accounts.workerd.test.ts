// Several accounts in one Worker: whose token it is says whose Coordinator is asked, and nothing of one is ever seen by another.

import { env } from 'cloudflare:workers';
import {
  createExecutionContext,
  createScheduledController,
  evictDurableObject,
  reset,
  runDurableObjectAlarm,
  runInDurableObject,
} from 'cloudflare:test';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import type { ExchangeResponse } from '../../src/protocol/exchange-answer.ts';
import type { HistoryEntry } from '../../src/protocol/history.ts';
import type { Status } from '../../src/protocol/status.ts';
import { createApp } from '../../src/worker/app.ts';
import type { Env } from '../../src/worker/env.ts';
import worker from '../../src/worker/index.ts';
import type { ShownPairingCode } from '../../src/protocol/answers/mobile.ts';
import { readPairingLink } from '../../src/protocol/pairing-link.ts';
import { CHANGED } from '../../src/protocol/mobile-socket.ts';
import type { Paired } from './device-client.ts';
import { askForSocket, listenAs, signedFor } from './device-socket.ts';
import { call, coordinator, exchangeBody, problemOf, resetTodoist, todo } from './harness.ts';

const TOKENS = { default: 'owner-token', anna: 'anna-token' } as const;
type Name = keyof typeof TOKENS;
const NAMES = ['default', 'anna'] as const;

afterEach(async () => {
  await reset();
  await resetTodoist();
  await fetch(`${new URL(annasUrl()).origin}/_reset`, { method: 'POST' });
});

function annasUrl(): string {
  return (JSON.parse(env.ACCOUNTS) as { readonly anna: { readonly todoistUrl: string } }).anna.todoistUrl;
}

/** Calls the API as an owner and reads the JSON of a good answer. */
async function as<T>(name: Name, method: string, path: string, body?: unknown): Promise<T> {
  const response = await call(method, path, { token: TOKENS[name], ...(body !== undefined && { body }) });
  if (response.status !== 200) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return response.json();
}

/** Syncs a library of these titles, plan and all. */
async function sync(name: Name, titles: readonly string[]): Promise<void> {
  const todos = titles.map((title, at) => todo(`t${at}`, title));
  const body = exchangeBody({ todos });
  const { plan } = await as<ExchangeResponse>(name, 'POST', '/v1/exchange', body);
  if (plan !== null) await as(name, 'POST', `/v1/plan/${plan.hash}/approve`);
  await as(name, 'POST', '/v1/exchange', body);
}

/** Titles in an account's Todoist. */
async function todoistOf(name: Name): Promise<readonly string[]> {
  const url = name === 'anna' ? annasUrl() : env.TODOIST_API_URL;
  const response = await fetch(`${new URL(url).origin}/_emulator/snapshot`);
  const { items } = await response.json<{ items: { content: string }[] }>();
  return items.map((item) => item.content).toSorted();
}

/** Everything that an owner can ask for, as one text. */
async function allThatIsShown(name: Name): Promise<string> {
  const paths = ['/v1/status', '/v1/plan', '/v1/history', '/v1/conflicts', '/v1/changes', '/v1/config'];
  const answers = await Promise.all(paths.map((path) => as<unknown>(name, 'GET', path)));
  return JSON.stringify(answers);
}

describe('a pairing link', () => {
  it('[S51] of another account names it, and pairs with no other', async () => {
    const request = new Request('https://sync.example.com/v1/pairing-codes', {
      method: 'POST',
      body: '{"name":"Phone"}',
      headers: { authorization: `Bearer ${TOKENS.anna}`, 'content-type': 'application/json' },
    });
    const { link } = await (await worker.fetch(request, env as unknown as Env)).json<ShownPairingCode>();
    const read = readPairingLink(link ?? '');
    expect(read).toMatchObject({ baseUrl: 'https://sync.example.com', account: 'anna' });
    const register = async (query: string) => {
      const body = { code: read?.code };
      const response = await call('POST', `/mobile/register${query}`, { body, token: null });
      await response.text();
      return response.status;
    };
    expect([await register(''), await register('?account=nobody')]).toEqual([401, 401]);
    expect(await register(`?account=${read?.account ?? ''}`)).toBe(200);
    expect(await as<readonly unknown[]>('anna', 'GET', '/v1/devices')).toHaveLength(1);
    expect(await as<readonly unknown[]>('default', 'GET', '/v1/devices')).toEqual([]);
  });
});

describe('a token', () => {
  it('[K50] is its account’s, and one that is nobody’s is refused', async () => {
    await sync('anna', ['Anna’s cat']);
    expect((await as<Status>('anna', 'GET', '/v1/status')).tasks.hub).toBe(1);
    expect((await as<Status>('default', 'GET', '/v1/status')).tasks.hub).toBe(0);
    for (const token of ['anna', 'anna-token2', 'anna-at-todoist', ''])
      expect((await call('GET', '/v1/status', { token })).status).toBe(401);
  });

  it('[K54] of maintenance is its account’s', async () => {
    const app = createApp(() => undefined);
    const ask = (token: string) =>
      app.fetch(
        new Request('http://worker/kv/migrate', { headers: { 'x-repair-auth': token } }),
        { ...(env as unknown as Env), REPAIR_AUTH_TOKEN: 'owner-repairs' },
        createExecutionContext(),
      );
    const statuses = [];
    for (const token of ['anna-repairs', 'owner-repairs', 'anna-token']) {
      const response = await ask(token);
      statuses.push(response.status);
      await response.text();
    }
    // A token of another kind is told to be one.
    expect(statuses).toEqual([200, 200, 403]);
  });

  it.each([
    ['no JSON', '{'],
    ['a name that is the default one', '{"default":{"token":"x"}}'],
    ['a name that is no name', '{"An na":{"token":"x"}}'],
    ['no token', '{"anna":{}}'],
    ['a token that is the owner’s', '{"anna":{"token":"owner-token"}}'],
    ['one token for two', '{"anna":{"token":"x"},"ben":{"token":"x"}}'],
  ])(
    '[K50] is said to be unreadable where ACCOUNTS has %s, and the default account goes on',
    async (_title, text) => {
      const app = createApp(() => undefined);
      const ask = (token: string) =>
        app.fetch(
          new Request('http://worker/v1/status', { headers: { authorization: `Bearer ${token}` } }),
          { ...(env as unknown as Env), ACCOUNTS: text },
          createExecutionContext(),
        );
      const refused = await ask('anna-token');
      expect(refused.status).toBe(503);
      const { detail } = await problemOf(refused);
      expect(detail).toContain('ACCOUNTS');
      expect(detail).not.toContain('owner-token');
      const answer = await ask('owner-token');
      expect(answer.status).toBe(200);
      await answer.text();
    },
  );
});

describe('what one account does', () => {
  it('[K51] is never seen by another, whatever both do in whatever order', async () => {
    const step = fc.record({
      name: fc.constantFrom(...NAMES),
      deed: fc.constantFrom('sync', 'config', 'undo', 'poll', 'checkpoint', 'alarm'),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 8 }), async (steps) => {
        for (const { name, deed } of steps) await play(name, deed);
        for (const name of NAMES) {
          const other = name === 'anna' ? 'default' : 'anna';
          expect(await allThatIsShown(name)).not.toContain(wordOf(other));
          expect((await todoistOf(name)).join()).not.toContain(wordOf(other));
        }
        await expectKeysApart();
      }),
      { numRuns: 8 },
    );
  });

  it('[K52] is kept in KV under keys of its own, and those of the default account are the contract’s', async () => {
    await sync('anna', ['anna’s cat']);
    await as('anna', 'POST', '/kv/checkpoint');
    expect(await keysInKv()).toEqual(['account:anna:sync-state:batch']);
    await sync('default', ['default’s dog']);
    await as('default', 'POST', '/kv/checkpoint');
    expect(await keysInKv()).toEqual(['account:anna:sync-state:batch', 'sync-state:batch']);
  });

  it('[K52] comes back from its own document', async () => {
    await sync('anna', ['anna’s cat']);
    await as('anna', 'POST', '/kv/checkpoint');
    await runInDurableObject(coordinator('anna'), (_instance, state) => state.storage.deleteAll());
    await evictDurableObject(coordinator('anna'));
    expect((await as<Status>('anna', 'GET', '/v1/status')).tasks.hub).toBe(1);
    expect((await as<Status>('default', 'GET', '/v1/status')).tasks.hub).toBe(0);
  });

  it('[K53] has an even part of what KV allows a day', async () => {
    for (const name of NAMES) {
      const { limits } = await as<{ limits: { writes: number } }>(name, 'GET', '/kv/stats');
      expect(limits.writes).toBe(500);
    }
  });

  it('[K51] is not shown another one’s counts for a token that nobody has', async () => {
    expect((await call('GET', '/kv/stats', { token: 'annas-tokn' })).status).toBe(401);
    expect((await call('GET', '/kv/stats', { token: null })).status).toBe(200);
  });

  it('[K51] [S60] is told to devices of its own alone', async () => {
    for (const name of NAMES) await sync(name, [`${name}’s cat`]);
    const path = '/mobile/socket?account=anna';
    const { code } = await as<ShownPairingCode>('anna', 'POST', '/v1/pairing-codes', { name: 'Phone' });
    const body = { code, platform: 'test' };
    const registered = await call('POST', '/mobile/register?account=anna', { body, token: null });
    const phone = await registered.json<Paired>();
    for (const elsewhere of ['/mobile/socket', '/mobile/socket?account=default']) {
      const refused = await askForSocket(await signedFor(phone, { path: elsewhere }), elsewhere);
      expect([elsewhere, refused.status]).toEqual([elsewhere, 401]);
      await refused.text();
    }
    const heard = await listenAs(phone, path);
    await sync('default', ['Another cat']);
    await evictDurableObject(coordinator('anna'));
    const answer = heard.next();
    heard.socket.send('ping');
    expect(await answer).toBe('pong');
    await sync('anna', ['Another dog']);
    expect(await heard.next()).toBe(CHANGED);
    await heard.close();
  });

  it('[K55] is woken by the cron like any other’s', async () => {
    await Promise.all(NAMES.map((name) => sync(name, [wordOf(name)])));
    for (const name of NAMES)
      await runInDurableObject(coordinator(name), (_instance, state) => state.storage.deleteAlarm());
    await worker.scheduled(createScheduledController({ cron: '0 * * * *' }), env as unknown as Env);
    for (const name of NAMES) {
      const alarm = await runInDurableObject(coordinator(name), (_instance, state) =>
        state.storage.getAlarm(),
      );
      expect(alarm).not.toBeNull();
    }
  });
});

/** In every title of an account, and in nothing of the other. */
function wordOf(name: Name): string {
  return name === 'anna' ? 'anna’s cat' : 'default’s dog';
}

async function play(name: Name, deed: string): Promise<void> {
  const word = wordOf(name);
  switch (deed) {
    case 'sync':
      return sync(name, [word, `${word} again`]);
    case 'config':
      await as(name, 'PUT', '/v1/config', { scope: { projects: { include: [], exclude: [word] } } });
      return;
    case 'undo': {
      const [entry] = await as<HistoryEntry[]>(name, 'GET', '/v1/history');
      if (entry !== undefined)
        await (await call('POST', `/v1/history/${entry.id}/undo`, { token: TOKENS[name] })).text();
      return;
    }
    case 'poll':
      await as(name, 'POST', '/v1/poll');
      return;
    case 'checkpoint':
      await as(name, 'POST', '/kv/checkpoint');
      return;
    default:
      await runDurableObjectAlarm(coordinator(name));
  }
}

async function keysInKv(): Promise<readonly string[]> {
  const { keys } = await (env as unknown as Env).SYNC_METADATA.list();
  return keys.map((key) => key.name).toSorted();
}

/** Each key holds what its account wrote, and nothing of the other. */
async function expectKeysApart(): Promise<void> {
  const kv = (env as unknown as Env).SYNC_METADATA;
  for (const key of await keysInKv()) {
    const other = key.startsWith('account:anna:') ? 'default' : 'anna';
    expect(await kv.get(key)).not.toContain(wordOf(other));
  }
}
