// Tokens that an owner gives to programs, limits on how often anybody may ask, and requests that come again.

import { env } from 'cloudflare:workers';
import { createExecutionContext, evictDurableObject, reset } from 'cloudflare:test';
import { afterEach, describe, expect, it } from 'vitest';
import type { Token } from '../../src/model/token.ts';
import type { MadeToken } from '../../src/protocol/tokens.ts';
import { createApp } from '../../src/worker/app.ts';
import type { Env } from '../../src/worker/env.ts';
import {
  call,
  callOk,
  coordinator,
  exchange,
  exchangeBody,
  problemOf,
  receipt,
  resetTodoist,
  todo,
} from './harness.ts';

afterEach(async () => {
  await reset();
  await resetTodoist();
});

function made(name: string, kind: Token['kind']): Promise<MadeToken> {
  return callOk('POST', '/v1/tokens', { name, kind });
}

describe('a token', () => {
  it('[A52] is shown once, and opens the account until it is taken back', async () => {
    const { id, token } = await made('laptop', 'owner');
    expect((await call('GET', '/v1/status', { token })).status).toBe(200);
    const listed = await callOk<readonly Token[]>('GET', '/v1/tokens');
    expect(listed).toMatchObject([{ id, name: 'laptop', kind: 'owner', lastUsedAt: expect.any(Number) }]);
    expect(JSON.stringify(listed)).not.toContain(token);
    expect((await call('DELETE', `/v1/tokens/${id}`)).status).toBe(200);
    expect((await call('GET', '/v1/status', { token })).status).toBe(401);
    expect((await call('DELETE', `/v1/tokens/${id}`)).status).toBe(404);
    expect((await call('GET', '/v1/status')).status).toBe(200);
  });

  it('[A52] survives an eviction, and another one can take its place without a pause', async () => {
    const first = await made('phone', 'owner');
    const second = await made('phone', 'owner');
    await evictDurableObject(coordinator());
    expect((await call('GET', '/v1/status', { token: second.token })).status).toBe(200);
    await callOk('DELETE', `/v1/tokens/${first.id}`);
    expect((await call('GET', '/v1/status', { token: first.token })).status).toBe(401);
    expect((await call('GET', '/v1/status', { token: second.token })).status).toBe(200);
  });

  it.each(['a\u001b[2Jb', 'a\u202eb', 'a\nb', ' ', 'a'.repeat(65)])(
    '[A52] has a name that can be shown in a list, which %j is not',
    async (name) => {
      const response = await call('POST', '/v1/tokens', { body: { name, kind: 'owner' } });
      await response.text();
      expect([response.status, await callOk('GET', '/v1/tokens')]).toEqual([400, []]);
    },
  );

  it('[A53] that may only look changes nothing', async () => {
    const { token } = await made('dashboard', 'read_only');
    const before = await callOk('GET', '/v1/config');
    expect((await call('GET', '/v1/history', { token })).status).toBe(200);
    expect((await call('HEAD', '/v1/history', { token })).status).toBe(200);
    for (const [method, path, body] of [
      ['PUT', '/v1/config', { strategy: 'manual' }],
      ['POST', '/v1/poll', undefined],
      ['POST', '/v1/tokens', { name: 'mine', kind: 'owner' }],
      ['POST', '/kv/checkpoint', undefined],
    ] as const) {
      const response = await call(method, path, { token, body });
      expect([path, response.status]).toEqual([path, 403]);
      await response.text();
    }
    expect(await callOk('GET', '/v1/config')).toEqual(before);
    expect(await callOk('GET', '/v1/tokens')).toHaveLength(1);
  });

  it('[A53] that may only look is not told which tokens there are', async () => {
    const { token } = await made('dashboard', 'read_only');
    const response = await call('GET', '/v1/tokens', { token });
    expect([response.status, (await problemOf(response)).detail]).toEqual([
      403,
      'Only a token of the kind `owner` may do this.',
    ]);
  });

  it('[A53] of an older client opens nothing below /v1', async () => {
    const { token } = await made('old script', 'client');
    const response = await call('GET', '/v1/status', { token });
    expect([response.status, (await problemOf(response)).detail]).toEqual([
      403,
      expect.stringContaining('older clients'),
    ]);
  });

  it.each([
    'ttsync.default.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA',
    'ttsync.nobody.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA',
    'ttsync.default.',
    'ttsync.__proto__.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA',
  ])('[A52] that was never made opens nothing: %s', async (token) => {
    expect((await call('GET', '/v1/status', { token })).status).toBe(401);
  });

  it.each([
    { name: '', kind: 'owner' },
    { name: 'x', kind: 'admin' },
    { name: 'x'.repeat(65), kind: 'owner' },
    {},
  ])('[A4] is not made from %j', async (body) => {
    expect((await call('POST', '/v1/tokens', { body })).status).toBe(400);
    expect(await callOk('GET', '/v1/tokens')).toEqual([]);
  });
});

describe('limits', () => {
  /** A Worker of its own: its counts are not those of other tests. */
  function worker(settings: Partial<Env>) {
    const app = createApp(() => undefined);
    return (token: string, address: string) =>
      app.fetch(
        new Request('http://worker/v1/config', {
          headers: { authorization: `Bearer ${token}`, 'cf-connecting-ip': address },
        }),
        { ...(env as unknown as Env), ...settings },
        createExecutionContext(),
      );
  }

  it('[A50] on one token are those that are set, and tell when to ask again', async () => {
    const ask = worker({ RATE_LIMITS: '{"perToken":3}' });
    const answers = [];
    for (let at = 0; at < 5; at += 1) answers.push(await ask(env.API_TOKEN, '203.0.113.1'));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 429, 429]);
    expect(Number(answers.at(-1)?.headers.get('retry-after'))).toBeGreaterThan(0);
    await Promise.all(answers.map((answer) => answer.text()));
  });

  it('[A51] slow down who guesses, and nobody else', async () => {
    const ask = worker({});
    const first = await ask(env.API_TOKEN, '203.0.113.1');
    const guesses = [];
    for (let at = 0; at < 12; at += 1) guesses.push(await ask(`guess-${at}`, '203.0.113.1'));
    expect(guesses.map(({ status }) => status).slice(-2)).toEqual([429, 429]);
    const owner = await ask(env.API_TOKEN, '203.0.113.1');
    const elsewhere = await ask('guess', '203.0.113.2');
    expect([first.status, owner.status, elsewhere.status]).toEqual([200, 200, 401]);
    await Promise.all([first, owner, elsewhere, ...guesses].map((answer) => answer.text()));
  });

  it('[A50] that are not understood are said to be', async () => {
    const response = await worker({ RATE_LIMITS: 'many' })(env.API_TOKEN, '203.0.113.1');
    expect([response.status, (await problemOf(response)).detail]).toEqual([
      503,
      expect.stringContaining('RATE_LIMITS'),
    ]);
  });
});

describe('a request that comes again', () => {
  /** A POST with a key, as the owner. */
  async function post(path: string, key: string, body: unknown = null, header = 'idempotency-key') {
    const app = createApp(() => undefined);
    const response = await app.fetch(
      new Request(`http://worker${path}`, {
        method: 'POST',
        body: body === null ? null : JSON.stringify(body),
        headers: {
          authorization: `Bearer ${env.API_TOKEN}`,
          [header]: key,
          ...(body !== null && { 'content-type': 'application/json' }),
        },
      }),
      env as unknown as Env,
      createExecutionContext(),
    );
    const isAgain = response.headers.get('idempotent-replayed') === 'true';
    return { status: response.status, text: await response.text(), isAgain };
  }

  async function withHistory(): Promise<string> {
    await exchange(exchangeBody({ todos: [todo('t1', 'One')], receipt: receipt(1) }));
    const plan = await callOk<{ readonly hash: string } | null>('GET', '/v1/plan');
    if (plan !== null) await callOk('POST', `/v1/plan/${plan.hash}/approve`);
    await exchange(exchangeBody({ todos: [todo('t1', 'One')], receipt: receipt(1) }));
    const [entry] = await callOk<readonly { readonly id: string }[]>('GET', '/v1/history');
    return entry?.id ?? 'none';
  }

  it.each(['idempotency-key', 'x-request-id'])(
    '[A54] with its %s is answered as before, also after an eviction',
    async (header) => {
      const id = await withHistory();
      const first = await post(`/v1/history/${id}/undo`, 'key-1', null, header);
      expect([first.status, first.isAgain]).toEqual([200, false]);
      await evictDurableObject(coordinator());
      const again = await post(`/v1/history/${id}/undo`, 'key-1', null, header);
      expect(again).toEqual({ ...first, isAgain: true });
      expect((await post(`/v1/history/${id}/undo`, 'key-2', null, header)).text).not.toBe(first.text);
    },
  );

  it('[A54] with another body under the same key is 409', async () => {
    await post('/v1/conflicts/none/resolve', 'key-1', { keep: 'hub' });
    const id = await withHistory();
    expect((await post(`/v1/history/${id}/undo`, 'key-1')).status).toBe(200);
    expect((await post(`/v1/history/${id}/undo?again=1`, 'key-1')).status).toBe(409);
  });

  it('[A54] after it failed is tried anew', async () => {
    expect((await post('/v1/conflicts/none/resolve', 'key-1', { keep: 'hub' })).status).toBe(404);
    expect(await post('/v1/conflicts/none/resolve', 'key-1', { keep: 'hub' })).toMatchObject({
      status: 404,
      isAgain: false,
    });
  });

  it('[A54] at the same time is carried out once', async () => {
    const id = await withHistory();
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => post(`/v1/history/${id}/undo`, 'key-1')),
    );
    expect(answers.filter(({ status, isAgain }) => status === 200 && !isAgain)).toHaveLength(1);
    expect(answers.filter(({ status }) => status !== 200 && status !== 409)).toEqual([]);
  });

  it('[A54] is not looked for under a key that is none', async () => {
    expect((await post('/v1/poll', 'x'.repeat(256))).status).toBe(400);
    expect((await post('/v1/poll', 'two words')).status).toBe(400);
  });

  const SUBSCRIBER = { url: 'https://hooks.example.com/a', events: ['task_synced'] };

  it.each([
    ['/v1/tokens', { name: 'phone', kind: 'owner' }, '/v1/tokens'],
    ['/v1/pairing-codes', { name: 'phone' }, null],
    ['/webhook/subscribers', SUBSCRIBER, '/webhook/subscribers'],
  ])('[A85] for a secret of %s does nothing, and shows nothing again', async (path, body, list) => {
    expect((await post(path, 'key-1', {})).status).toBe(400);
    const first = await post(path, 'key-1', body);
    expect(first.status).toBe(200);
    const before = list === null ? null : await callOk('GET', list);
    await evictDurableObject(coordinator());
    const again = await post(path, 'key-1', body);
    expect([again.status, again.isAgain]).toEqual([409, false]);
    expect(again.text).toContain('was carried out already; its answer is shown once and is not kept');
    if (list !== null) expect(await callOk('GET', list)).toEqual(before);
    expect((await post(path, 'key-2', body)).status).toBe(200);
  });

  it('[A85] for eight secrets at the same time makes one', async () => {
    const body = { name: 'phone', kind: 'owner' };
    const answers = await Promise.all(Array.from({ length: 8 }, () => post('/v1/tokens', 'key-1', body)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(7);
    expect(await callOk('GET', '/v1/tokens')).toHaveLength(1);
  });
});
