// What is refused, in which words and in which shape: parameters that are not known, tokens of another kind, and what old clients read.

import { env } from 'cloudflare:workers';
import { createExecutionContext, reset } from 'cloudflare:test';
import { afterEach, describe, expect, it } from 'vitest';
import { createApp } from '../../src/worker/app.ts';
import type { Env } from '../../src/worker/env.ts';
import { addInTodoist, call, callOk, problemOf, resetTodoist, todoistTitles } from './harness.ts';
import { ask, asOwner, asRepairer, ownersJson, tokenOf } from './older-harness.ts';

afterEach(async () => {
  await reset();
  await resetTodoist();
});

interface OlderError {
  readonly error: string;
  readonly message: string;
  readonly errors?: readonly string[];
  readonly allowed?: readonly string[];
}

const olderError = (text: string) => JSON.parse(text) as OlderError;

describe('a parameter of an older address', () => {
  it.each([
    ['POST', '/inbox/clear?mode=typo', 'mode', ['fingerprint', 'label', 'delete', 'move']],
    ['GET', '/inbox?format=xml', 'format', ['url', 'flat']],
    ['GET', '/inbox?include_all=yes', 'include_all', ['true', 'false']],
    ['POST', '/inbox/clear?dry_run=yes', 'dry_run', ['true', 'false']],
    ['POST', '/things/sync?dry_run=true', 'dry_run', ['false']],
    ['POST', '/inbox/mark-synced?dry_run=true', 'dry_run', ['false']],
    ['PUT', '/config?dry_run=true', 'dry_run', ['false']],
  ])('[O80] that is not known is 400 at %s %s, with those that are', async (method, path, at, allowed) => {
    await addInTodoist('Milk');
    const { status, text } = await asOwner(method, path, method === 'GET' ? undefined : []);
    const { error, message, errors, ...rest } = olderError(text);
    expect([status, error, rest.allowed]).toEqual([400, 'The input is not valid', allowed]);
    expect([message.startsWith(`${at} `), errors?.[0]?.startsWith(`${at}: `)]).toEqual([true, true]);
    expect(await ownersJson('GET', '/inbox?format=flat')).toMatchObject([{ title: 'Milk' }]);
  });

  it.each([
    ['GET', '/metrics?hours=abc', 'hours must be a whole number from 1 to 720.'],
    ['GET', '/conflicts?limit=0', 'limit must be a whole number from 1 to 1000.'],
    ['GET', '/debug/mappings?limit=5&limit=7', 'The query gives one parameter more than once.'],
  ])('[O80] that is no such number is 400 at %s %s', async (method, path, message) => {
    const { status, text } = await asOwner(method, path);
    expect([status, olderError(text).message]).toEqual([400, message]);
  });

  it.each([
    ['/repair/backfill-mappings?dry_run=1', ['true', 'false']],
    ['/sync/bulk?direction=left', ['both', 'todoist_to_things', 'things_to_todoist', 'clear_mappings']],
    ['/kv/migration/metrics-page?keepOriginals=no', ['true', 'false']],
    [
      '/kv/migration/cleanup-page?prefix=device:',
      ['mobile-mapping:', 'webhook-delivery:', 'mapping:', 'hash:', 'sync-request:', 'sync-response:'],
    ],
  ])('[O80] of a repair is checked, too: %s', async (path, allowed) => {
    const { status, text } = await asRepairer('POST', path);
    expect([status, olderError(text).allowed]).toEqual([400, allowed]);
  });

  it('[O80] that nobody ever knew is passed over', async () => {
    expect((await asOwner('GET', '/inbox?_=123')).status).toBe(200);
  });
});

describe('a parameter of an address of today', () => {
  it.each([
    ['POST', '/v1/poll?dry_run=true', 'The query has the name dry_run, and nothing is taken here.'],
    ['GET', '/v1/status?verbose=1', 'The query has the name verbose, and nothing is taken here.'],
    ['GET', '/v1/conflicts?waiting=yes', 'waiting must be true or false.'],
    ['GET', '/v1/history?limit=abc', 'limit must be a whole number from 1 to 500.'],
    ['GET', '/v1/history?before=-1', 'before must be a whole number of at most 15 digits.'],
    [
      'POST',
      '/v1/undo?dryrun=true',
      'The query has the name dryrun, which is not known here; known: dry_run.',
    ],
  ])('[A80] that is not known is 400 at %s %s', async (method, path, detail) => {
    const response = await call(method, path, method === 'GET' ? {} : { body: { since: 0 } });
    expect([response.status, (await problemOf(response)).detail]).toEqual([400, detail]);
  });
});

describe('a valid token', () => {
  it.each(['/kv/stats', '/kv/verify'])(
    '[A81] of any kind is given no less at %s than nobody is',
    async (path) => {
      const nobody = await call('GET', path, { token: null });
      expect(nobody.status).toBe(200);
      const members = Object.keys(await nobody.json<object>());
      for (const kind of ['client', 'read_only', 'owner'] as const) {
        const response = await call('GET', path, { token: await tokenOf(kind) });
        expect([kind, response.status]).toEqual([kind, 200]);
        expect(Object.keys(await response.json<object>())).toEqual(expect.arrayContaining(members));
      }
    },
  );

  it('[A82] of the wrong kind is 403 with the kind that is needed', async () => {
    const client = await tokenOf('client');
    const looker = await tokenOf('read_only');
    const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
    const cases = [
      ['GET', `/t/${client}/webhook/config`, {}, '`owner`'],
      ['PUT', `/t/${client}/webhook/config`, {}, '`owner`'],
      ['GET', '/webhook/config', bearer(client), '`owner`'],
      ['PUT', '/webhook/config', bearer(looker), '`owner`'],
      ['POST', '/things/sync', bearer(looker), '`owner` or `client`'],
      ['GET', '/v1/tokens', bearer(looker), '`owner`'],
      ['GET', '/v1/tokens', bearer(client), '`owner`'],
      ['GET', '/inbox', bearer('repair-token'), 'X-Repair-Auth'],
      ['POST', '/v1/poll', bearer('repair-token'), 'X-Repair-Auth'],
      ['POST', '/sync/bulk', { 'x-repair-auth': client }, 'REPAIR_AUTH_TOKEN'],
      ['POST', '/kv/migrate', { 'x-repair-auth': env.API_TOKEN }, 'REPAIR_AUTH_TOKEN'],
      ['GET', '/t/repair-token/inbox', {}, 'X-Repair-Auth'],
      ['GET', `/t/${looker}/inbox`, {}, '`client`'],
    ] as const;
    for (const [method, path, headers, words] of cases) {
      const { status, text } = await ask(method, path, { headers });
      expect([method, path.replace(/^\/t\/[^/]+/, '/t/…'), status]).toEqual([
        method,
        path.replace(/^\/t\/[^/]+/, '/t/…'),
        403,
      ]);
      expect(text).toContain(words);
    }
  });

  it('[A82] of the wrong kind never counts as a guess', async () => {
    const app = createApp(() => undefined);
    const client = await tokenOf('client');
    const send = async (path: string, headers: Readonly<Record<string, string>>) => {
      const init = { headers: { 'cf-connecting-ip': '203.0.113.9', ...headers } };
      const settings = { ...(env as unknown as Env), REPAIR_AUTH_TOKEN: 'repair-token' };
      const request = new Request(`http://worker${path}`, init);
      const response = await app.fetch(request, settings, createExecutionContext());
      await response.text();
      return response.status;
    };
    for (let time = 0; time < 15; time += 1) {
      expect(await send(`/t/${client}/webhook/config`, {})).toBe(403);
      expect(await send('/kv/migrate', { 'x-repair-auth': client })).toBe(403);
      expect(await send('/inbox', { authorization: 'Bearer repair-token' })).toBe(403);
    }
    expect(await send('/v1/status', { authorization: 'Bearer wrong' })).toBe(401);
  });
});

describe('what is wrong with an input', () => {
  it.each([
    ['POST', '/v1/undo', {}, 'since is missing; it must be a number.'],
    ['POST', '/v1/undo', [], 'The body must be an object.'],
    ['POST', '/v1/undo', { since: 'now' }, 'since must be a number.'],
    ['POST', '/v1/undo', { since: 1.5 }, 'since must be a whole number.'],
    ['POST', '/v1/undo', { since: -1 }, 'since must be at least 0.'],
    ['POST', '/v1/tokens', { name: 'x', kind: 'admin' }, 'kind must be one of owner, client, read_only.'],
    ['POST', '/v1/conflicts/c/resolve', {}, 'keep is missing; it must be one of hub, replica.'],
    ['PUT', '/v1/config', { colour: 1 }, 'The body has the name colour, which is not known here; known: '],
  ])('[A83] is told in words: %s %s %j', async (method, path, body, detail) => {
    const response = await call(method, path, { body });
    expect([response.status, (await problemOf(response)).detail]).toEqual([
      400,
      expect.stringContaining(detail),
    ]);
  });

  it('[A83] is told in words at older addresses, too', async () => {
    const { status, text } = await asOwner('POST', '/conflicts/resolve', { strategy: 'todoist_wins' });
    expect([status, JSON.parse(text)]).toEqual([
      400,
      {
        error: 'The input is not valid',
        message: 'conflictId is missing; it must be a string.',
        errors: ['conflictId: is missing; it must be a string'],
      },
    ]);
    expect(olderError((await asOwner('POST', '/things/sync', {})).text).message).toBe(
      'The body must be a list.',
    );
  });

  it('[A83] never repeats what was sent, and is never long', async () => {
    const secret = 'ttsync.default.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA';
    const names = Object.fromEntries(Array.from({ length: 500 }, (_, at) => [`${secret} ${at}`, secret]));
    for (const body of [
      { [secret]: 1 },
      names,
      { strategy: secret },
      { fieldStrategies: { [secret]: secret } },
    ]) {
      const text = await (await call('PUT', '/v1/config', { body })).text();
      expect(text).not.toContain('AAAA');
      expect(text.length).toBeLessThan(5000);
    }
  });
});

describe('errors', () => {
  it.each([
    ['PATCH', '/inbox', 405],
    ['GET', '/things/sync', 405],
    ['DELETE', '/kv/migration/run', 405],
    ['GET', '/inbx', 404],
    ['GET', '/t/TOKEN/nowhere', 404],
    ['PATCH', '/t/TOKEN/inbox', 405],
    ['POST', '/t/TOKEN/v1/poll', 404],
  ])('[O81] at an older address are in its words: %s %s is %i', async (method, path, status) => {
    const response = await call(method, path.replace('TOKEN', await tokenOf('client')));
    const text = await response.text();
    expect([response.status, response.headers.get('content-type')]).toEqual([status, 'application/json']);
    expect(Object.keys(JSON.parse(text) as object)).toEqual(['error', 'message']);
    expect(response.headers.has('allow')).toBe(status === 405);
  });

  it.each([
    ['/inbox', 'application/json'],
    ['/v1/status', 'application/problem+json'],
    ['/kv/stats', 'application/problem+json'],
  ])('[O81] of a web page from elsewhere, and of who asks too often, are those of %s', async (path, type) => {
    const app = createApp(() => undefined);
    const settings = { ...(env as unknown as Env), RATE_LIMITS: '{"perToken":1}' };
    const send = (headers: Readonly<Record<string, string>>) =>
      app.fetch(
        new Request(`http://worker${path}`, {
          headers: { authorization: `Bearer ${env.API_TOKEN}`, ...headers },
        }),
        settings,
        createExecutionContext(),
      );
    const foreign = await send({ origin: 'https://evil.example' });
    expect([foreign.status, foreign.headers.get('content-type')]).toEqual([403, type]);
    await (await send({})).text();
    const often = await send({});
    expect([often.status, often.headers.get('content-type')]).toEqual([429, type]);
    expect(Number(often.headers.get('retry-after'))).toBeGreaterThan(0);
    await Promise.all([foreign.text(), often.text()]);
  });

  it('[O81] of a body that is too large are in older words', async () => {
    const { status, text } = await asOwner('PUT', '/config', `"${'x'.repeat(70_000)}"`);
    expect([status, olderError(text).error]).toEqual([413, 'The body is too large']);
  });
});

describe('whether there is an account', () => {
  it('[A84] is not told by what is answered to a wrong signature', async () => {
    const on = { sources: { github: { enabled: true, secret: 'correct horse battery' } } };
    const event = async (account: string) => {
      const headers = { 'x-hub-signature-256': `sha256=${'0'.repeat(64)}`, 'x-github-event': 'issues' };
      const response = await call('POST', `/webhook/github?account=${account}`, {
        text: '{}',
        token: null,
        headers,
      });
      return [response.status, await response.text()];
    };
    const unknown = await event('nobody');
    expect(unknown[0]).toBe(401);
    expect(await event('default')).toEqual(unknown);
    await callOk('PUT', '/webhook/config', on);
    expect(await event('default')).toEqual(unknown);
    expect(await todoistTitles()).toEqual([]);
  });
});
