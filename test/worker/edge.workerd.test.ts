// The Worker's edge in workerd: browsers, names, methods and bodies, before anything of a request is looked at.

import { env } from 'cloudflare:workers';
import { createExecutionContext, reset } from 'cloudflare:test';
import { afterEach, describe, expect, it } from 'vitest';
import { createApp } from '../../src/worker/app.ts';
import type { Env } from '../../src/worker/env.ts';
import { expectDescribed } from '../support/described.ts';
import { call, callOk, problemOf, resetTodoist, todoistTitles } from './harness.ts';

const PAGE = 'https://tasks.example';

afterEach(async () => {
  await reset();
  await resetTodoist();
});

/** Sends a request as it is to a Worker with these settings, with the owner's token. */
async function send(url: string, init: RequestInit, settings: Partial<Env>): Promise<Response> {
  const headers = new Headers(init.headers);
  headers.set('authorization', `Bearer ${env.API_TOKEN}`);
  const surroundings = { ...(env as unknown as Env), ...settings };
  return createApp(() => undefined).fetch(
    new Request(url, { ...init, headers }),
    surroundings,
    createExecutionContext(),
  );
}

describe('browsers', () => {
  it.each([
    ['GET', '/health', 200],
    ['GET', '/v1/status', 200],
    ['GET', '/nowhere', 404],
    ['POST', '/health', 405],
  ])('[A41] are told what to do with the answer to %s %s', async (method, path, status) => {
    const response = await call(method, path);
    await response.text();
    expect(response.status).toBe(status);
    const told = ['content-security-policy', 'x-content-type-options', 'x-frame-options', 'referrer-policy'];
    expect(told.map((name) => response.headers.get(name))).toEqual([
      "default-src 'none'; frame-ancestors 'none'",
      'nosniff',
      'DENY',
      'no-referrer',
    ]);
    expect(response.headers.get('access-control-allow-origin')).toBeNull();
  });

  it.each([PAGE, 'null', 'http://localhost:3000'])(
    '[A43] on a page of %s are refused, and nothing changes',
    async (origin) => {
      const before = await callOk('GET', '/v1/config');
      const init = {
        method: 'PUT',
        body: '{"strategy":"manual"}',
        headers: { origin, 'content-type': 'application/json' },
      };
      for (const setting of ['', 'https://other.example', '*', 'null']) {
        const response = await send('http://worker/v1/config', init, { CORS_ORIGINS: setting });
        expect(response.status).toBe(403);
        expect((await problemOf(response)).detail).toContain('CORS_ORIGINS');
      }
      expect(await callOk('GET', '/v1/config')).toEqual(before);
    },
  );

  it('[A43] on a page that is configured may ask first, and may read the answer', async () => {
    const settings = { CORS_ORIGINS: `https://other.example, ${PAGE}` };
    const asked = { origin: PAGE, 'access-control-request-method': 'PUT' };
    const preflight = await send('http://worker/v1/config', { method: 'OPTIONS', headers: asked }, settings);
    expect([preflight.status, preflight.headers.get('access-control-allow-origin')]).toEqual([204, PAGE]);
    expect(preflight.headers.get('access-control-allow-methods')).toContain('PUT');
    const answer = await send('http://worker/v1/config', { headers: { origin: PAGE } }, settings);
    expect([answer.status, answer.headers.get('access-control-allow-origin')]).toEqual([200, PAGE]);
    await answer.text();
  });

  it('[A43] on a page of our own may call', async () => {
    const answer = await send('http://worker/v1/config', { headers: { origin: 'http://worker' } }, {});
    expect(answer.status).toBe(200);
    await answer.text();
  });
});

describe('names', () => {
  it.each([
    ['127.0.0.1', 200],
    ['localhost', 200],
    ['[::1]', 200],
    ['evil.example', 421],
    ['127.0.0.1.evil.example', 421],
    ['localhost.evil.example', 421],
    ['0.0.0.0', 421],
  ])('[A42] a server on this machine that is called %s answers %i', async (name, status) => {
    const response = await send(
      `http://${name}:8787/v1/config`,
      {},
      { ALLOWED_HOSTS: '127.0.0.1,localhost,[::1]' },
    );
    expect(response.status).toBe(status);
    await response.text();
  });
});

describe('methods', () => {
  it('[A44] answers HEAD as GET, without a body', async () => {
    const response = await call('HEAD', '/v1/config');
    expect([response.status, await response.text()]).toEqual([200, '']);
    expect((await call('HEAD', '/v1/config', { token: null })).status).toBe(401);
    expect((await call('HEAD', '/nowhere')).status).toBe(404);
  });

  it.each([
    ['/v1/config', 'GET, PUT, HEAD, OPTIONS'],
    ['/v1/poll', 'POST, OPTIONS'],
    ['/health', 'GET, HEAD, OPTIONS'],
  ])('[A44] answers OPTIONS of %s with what it allows, and 405 with the same', async (path, allowed) => {
    const response = await call('OPTIONS', path, { token: null });
    expect([response.status, response.headers.get('allow')]).toEqual([204, allowed]);
    const refused = await call('PATCH', path);
    await refused.text();
    expect([refused.status, refused.headers.get('allow')]).toEqual([405, allowed]);
  });
});

describe('bodies', () => {
  it.each(['text/plain', 'application/x-www-form-urlencoded', 'application/jsonp', 'multipart/form-data'])(
    '[A45] of %s are refused as 415, and nothing changes',
    async (type) => {
      const before = await callOk('GET', '/v1/config');
      const init = { method: 'PUT', body: '{"strategy":"manual"}', headers: { 'content-type': type } };
      const response = await send('http://worker/v1/config', init, {});
      expect(response.status).toBe(415);
      await response.text();
      expect(await callOk('GET', '/v1/config')).toEqual(before);
    },
  );

  it.each(['application/json', 'Application/JSON; charset=utf-8', 'application/merge-patch+json'])(
    '[A45] of %s are taken',
    async (type) => {
      const init = { method: 'PUT', body: '{"strategy":"manual"}', headers: { 'content-type': type } };
      const response = await send('http://worker/v1/config', init, {});
      expect(response.status).toBe(200);
      await response.text();
    },
  );

  it.each([
    ['[', ']'],
    ['{"a":', '}'],
  ])('[A45] of many levels of %s are refused as 400', async (open, close) => {
    const text = `${open.repeat(5_000)}1${close.repeat(5_000)}`;
    const response = await call('PUT', '/v1/config', { text });
    expect([response.status, (await problemOf(response)).detail]).toEqual([
      400,
      'The body is nested more than 32 levels deep.',
    ]);
  });

  it('[A45] are not taken for deep because of what a text in them says', async () => {
    const response = await call('PUT', '/v1/config', {
      text: JSON.stringify({ strategy: 'manual', colour: '[{"\\"'.repeat(50) }),
    });
    expect((await problemOf(response)).detail).not.toContain('levels');
  });
});

describe('a body that is not UTF-8', () => {
  const LATIN_1 = new Uint8Array([
    ...new TextEncoder().encode('[{"id":"LAT-1","title":"Caf'),
    0xe9,
    0x22,
    0x7d,
    0x5d,
  ]);

  it.each([
    ['POST', '/things/sync', 'message'],
    ['POST', '/conflicts/resolve', 'message'],
    ['POST', '/webhook/github', 'message'],
    ['POST', '/webhook/subscribers', 'message'],
    ['POST', '/mobile/register', 'message'],
    ['POST', '/mobile/sync', 'error'],
    ['POST', '/v1/exchange', 'detail'],
    ['POST', '/v1/tokens', 'detail'],
    ['PUT', '/v1/config', 'detail'],
  ])('[A86] is 400 in words at %s %s, and nothing is done', async (method, path, member) => {
    const before = await callOk('GET', '/v1/history');
    const init = { method, body: LATIN_1, headers: { 'content-type': 'application/json' } };
    const response = await send(`http://worker${path}`, init, {});
    await expectDescribed(method, path, response);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ [member]: expect.stringContaining('must be UTF-8') });
    expect(await callOk('GET', '/v1/history')).toEqual(before);
    expect(await todoistTitles()).toEqual([]);
  });
});

describe('a body', () => {
  it.each([
    ['/v1/undo', 'detail'],
    ['/things/sync', 'message'],
  ])('[A46] that breaks off is 400 at %s, and nothing is done', async (path, member) => {
    const before = await callOk('GET', '/v1/history');
    const body = new ReadableStream({
      pull: (controller) => controller.error(new Error('the line is dead')),
    });
    const headers = { 'content-type': 'application/json' };
    const response = await send(`http://worker${path}`, { method: 'POST', body, headers }, {});
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ [member]: expect.stringContaining('nothing was done') });
    expect(await callOk('GET', '/v1/history')).toEqual(before);
  });
});
