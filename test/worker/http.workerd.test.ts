// The Worker's HTTP side in workerd: who may ask, what is refused, and how errors look.

import { env } from 'cloudflare:workers';
import { createExecutionContext, reset } from 'cloudflare:test';
import { afterEach, describe, expect, it } from 'vitest';
import { MAX_EXCHANGE_BYTES } from '../../src/protocol/exchange.ts';
import { parseLogLine } from '../../src/protocol/log.ts';
import { createApp } from '../../src/worker/app.ts';
import type { Env } from '../../src/worker/env.ts';
import { call, callOk, exchangeBody, problemOf, receipt, resetTodoist, todo } from './harness.ts';

afterEach(async () => {
  await reset();
  await resetTodoist();
});

describe('authentication', () => {
  it('[A1] answers /health to anyone', async () => {
    const response = await call('GET', '/health', { token: null });
    expect([response.status, await response.json()]).toEqual([
      200,
      { status: 'ok', timestamp: expect.any(String) },
    ]);
  });

  it.each([
    ['no token', null],
    ['a wrong token', 'someone-else'],
    ['a token that is longer', 'owner-token-and-more'],
    ['a token that is shorter', 'owner'],
  ])('[A1] refuses %s with 401 and says how to authenticate', async (_title, token) => {
    const response = await call('GET', '/v1/status', { token });
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toBe('Bearer');
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    expect(await problemOf(response)).toMatchObject({
      type: 'urn:todoist-things-sync:unauthorized',
      status: 401,
    });
  });

  it('[A2] opens nothing while no token is set, and says how to set it', async () => {
    const app = createApp(() => undefined);
    const { API_TOKEN: _unset, ...bare } = env as unknown as Env & { API_TOKEN: string };
    const response = await app.fetch(new Request('http://worker/v1/status'), bare, createExecutionContext());
    expect(response.status).toBe(503);
    expect((await problemOf(response)).detail).toContain('wrangler secret put API_TOKEN');
  });
});

describe('addresses and methods', () => {
  it.each([
    ['GET', '/nowhere', 404],
    ['GET', '/v1/nowhere', 404],
    ['GET', '/v1/plan/abc/nowhere', 404],
    ['POST', '/health', 405],
    ['GET', '/v1/exchange', 405],
    ['DELETE', '/v1/status', 405],
    ['POST', '/v1/config', 405],
  ])('[A3] answers %s %s with %i', async (method, path, status) => {
    const response = await call(method, path);
    expect(response.status).toBe(status);
    // What is below neither `/v1` nor `/kv` is told as the earlier API did.
    const isToday = path.startsWith('/v1/');
    const type = isToday ? 'application/problem+json' : 'application/json';
    expect(response.headers.get('content-type')).toBe(type);
    expect(await response.json()).toMatchObject(isToday ? { status } : { error: expect.any(String) });
  });

  it('[A3] names the methods that an address allows', async () => {
    const response = await call('DELETE', '/v1/config');
    expect(response.headers.get('allow')).toBe('GET, PUT, HEAD, OPTIONS');
    await response.text();
  });

  it('[A8] asks for an upgrade where only a socket is served', async () => {
    const response = await call('GET', '/v1/poke');
    expect(response.status).toBe(426);
    await response.text();
  });
});

describe('input', () => {
  it.each([
    ['POST', '/v1/exchange', '{"receipt":'],
    ['POST', '/v1/exchange', ''],
    ['POST', '/v1/exchange', '[]'],
    ['POST', '/v1/exchange', '{"todos":[{"id":7}]}'],
    ['PUT', '/v1/config', 'strategy=manual'],
    ['PUT', '/v1/config', '{"strategy":"loudest_wins"}'],
    ['PUT', '/v1/config', '{"colour":"red"}'],
    ['PUT', '/v1/config', '{"guard":{"maxShare":2}}'],
    ['POST', '/v1/conflicts/c1/resolve', '{"keep":"both"}'],
  ])('[A4] refuses %s %s with body %j as 400, and says where it is wrong', async (method, path, text) => {
    const response = await call(method, path, { text });
    expect(response.status).toBe(400);
    const problem = await problemOf(response);
    expect(problem.type).toBe('urn:todoist-things-sync:invalid_input');
    expect(problem.errors?.length).toBeGreaterThan(0);
  });

  it.each([
    ['markerLabels', { markerLabels: { someday: 'Canceled' } }],
    ['priorityTags', { priorityTags: ['a', 'A', 'b'] }],
  ])('[A12] refuses %s of which two have one name, and changes nothing', async (name, change) => {
    const before = await callOk<Record<string, unknown>>('GET', '/v1/config');
    const response = await call('PUT', '/v1/config', { body: change });
    expect(response.status).toBe(400);
    expect(await problemOf(response)).toMatchObject({ type: 'urn:todoist-things-sync:invalid' });
    expect(await callOk('GET', '/v1/config')).toEqual(before);
    expect(name in before).toBe(true);
  });

  it.each([
    '/v1/history?limit=0',
    '/v1/history?limit=many',
    '/v1/history?limit=10&limit2=10',
    '/v1/history?before=yesterday',
    '/v1/history?run=last',
    '/v1/conflicts?waiting=perhaps',
  ])('[A4] refuses the parameters of %s as 400', async (path) => {
    const response = await call('GET', path);
    expect(response.status).toBe(400);
    expect((await problemOf(response)).errors).toHaveLength(1);
  });

  it('[A4] never repeats what was sent in the error', async () => {
    const response = await call('POST', '/v1/exchange', { text: '{"secret plan": buy a boat}' });
    expect(await response.text()).not.toContain('boat');
  });

  it('[A5] refuses a body over the limit as 413', async () => {
    const response = await call('PUT', '/v1/config', { text: ' '.repeat(70_000) });
    expect(response.status).toBe(413);
    expect((await problemOf(response)).detail).toContain('65536');
    expect(MAX_EXCHANGE_BYTES).toBeGreaterThan(70_000);
  });

  it('[A30] looks at a body of any script up to the limit', async () => {
    // 17 million characters: 17 MB as UTF-8, but 34 MB in a string that has to hold one emoji; a call carries 32 MiB.
    const response = await call('POST', '/v1/exchange', {
      text: JSON.stringify({ notes: `${'x'.repeat(17e6)}🌻` }),
    });
    expect(response.status).toBe(400);
    expect((await problemOf(response)).errors?.[0]?.at).toBe('receipt');
  });

  it('[A31] refuses an exchange that names one to-do twice, and changes nothing', async () => {
    const todos = [todo('t1', 'One'), todo('t2', 'Two'), todo('t1', 'Another one')];
    const response = await call('POST', '/v1/exchange', {
      body: { ...exchangeBody({ todos }), receipt: receipt(3) },
    });
    expect(response.status).toBe(400);
    expect((await problemOf(response)).errors).toEqual([{ at: 'todos.2.id', detail: 'is listed twice' }]);
    expect(await callOk('GET', '/v1/plan')).toBeNull();
  });

  it('[A6] answers 404 for a plan, an entry, a conflict and a task that do not exist', async () => {
    const answers = await Promise.all([
      call('POST', '/v1/plan/none/approve'),
      call('POST', '/v1/plan/none/catch-up'),
      call('POST', '/v1/plan/none/discard'),
      call('POST', '/v1/history/none/undo'),
      call('POST', '/v1/runs/999/undo'),
      call('POST', '/v1/conflicts/none/resolve', { body: { keep: 'hub' } }),
      call('GET', '/v1/explain/none'),
    ]);
    expect(answers.map((answer) => answer.status)).toEqual(answers.map(() => 404));
    await Promise.all(answers.map((answer) => answer.text()));
  });
});

describe('an unforeseen error', () => {
  it('[A7] is answered with an id alone, and logged under it without what it quotes', async () => {
    const lines: string[] = [];
    const app = createApp((line) => lines.push(line));
    app.get('/boom', () => {
      throw new Error('row "buy a boat" is odd');
    });
    const response = await app.fetch(
      new Request('http://worker/boom'),
      env as unknown as Env,
      createExecutionContext(),
    );
    const { error, message } = await response.json<Record<'error' | 'message', string>>();
    expect([response.status, error]).toEqual([500, 'Something went wrong']);
    expect(`${error} ${message}`).not.toContain('odd');
    const logged = lines.map((line) => parseLogLine(line));
    const text = expect.stringContaining('Error: row \u2026 is odd') as string;
    const id = logged[0]?.what === 'failure' ? logged[0].id : null;
    expect(logged).toMatchObject([
      { what: 'failure', level: 'error', text },
      { what: 'request', level: 'error', id, status: 500 },
    ]);
    expect(message).toContain(id ?? 'no id');
  });
});
