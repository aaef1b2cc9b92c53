/** The app console over HTTP: apps are real OAuth clients, bad values are refused, and everything outlives a restart. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createBench } from '../test-support.ts';
import type { TestBench } from '../test-support.ts';

type Body = Readonly<Record<string, unknown>>;

const SITE = { display_name: 'App', service_url: 'https://example.com' };
const BACK = 'https://example.com/cb';
const HOOK = { callback_url: 'https://example.com/hook', events: ['e_item_added'] };
const MENU = {
  extension_type: 'context-menu',
  context_type: 'task',
  url: 'https://example.com/ui',
  name: 'N',
  description: 'D',
};

function send(
  bench: TestBench,
  method: string,
  path: string,
  more: { readonly body?: object; readonly token?: string } = {},
): Promise<Response> {
  return bench.emulator.fetch(
    new Request(`http://todoist.test${path}`, {
      method,
      redirect: 'manual',
      headers: {
        authorization: `Bearer ${more.token ?? 'test-token'}`,
        'content-type': 'application/json',
      },
      ...(more.body === undefined ? {} : { body: JSON.stringify(more.body) }),
    }),
  );
}

async function ask(bench: TestBench, method: string, path: string, body?: object): Promise<Body> {
  const response = await send(bench, method, path, body === undefined ? {} : { body });
  expect([method, path, response.status]).toEqual([method, path, 200]);
  return (await response.json()) as Body;
}

async function addApp(bench: TestBench): Promise<string> {
  return String((await ask(bench, 'POST', '/apps', SITE))['id']);
}

/** Goes through the OAuth flow of an app and gives the status and body of the code exchange. */
async function exchange(
  bench: TestBench,
  app: { readonly id: unknown; readonly secret: unknown; readonly scope?: string },
): Promise<Body> {
  const query = new URLSearchParams({
    client_id: String(app.id),
    scope: app.scope ?? 'data:read',
    state: 's',
    redirect_uri: BACK,
  });
  const response = await send(bench, 'GET', `/oauth/authorize?${query.toString()}`);
  const code = new URL(response.headers.get('location') ?? '').searchParams.get('code');
  const body = { client_id: app.id, client_secret: app.secret, code };
  return (await (await send(bench, 'POST', '/oauth/access_token', { body })).json()) as Body;
}

describe('an app', () => {
  it('is an OAuth client with its own secret and address', async () => {
    const bench = createBench();
    const path = `/apps/${await addApp(bench)}`;
    await ask(bench, 'POST', path, { oauth_redirect_uri: BACK });
    const { client_id: id, client_secret: secret } = await ask(bench, 'GET', `${path}/secrets`);
    const { access_token: token } = await exchange(bench, { id, secret });
    expect((await send(bench, 'GET', '/api/v1/tasks', { token: String(token) })).status).toBe(200);
    expect(await ask(bench, 'GET', path)).toMatchObject({ user_count: 1 });
    await ask(bench, 'POST', path, { oauth_redirect_uri: 'https://example.com/other' });
    const query = `client_id=${String(id)}&scope=data:read&redirect_uri=${encodeURIComponent(BACK)}`;
    expect((await send(bench, 'GET', `/oauth/authorize?${query}`)).status).toBe(400);
  });

  it('is kept out by a new secret, revoked tokens and its deletion', async () => {
    const bench = createBench();
    const path = `/apps/${await addApp(bench)}`;
    const { client_id: id, client_secret: secret } = await ask(bench, 'GET', `${path}/secrets`);
    const statusWith = async (token: unknown): Promise<number> =>
      (await send(bench, 'GET', '/api/v1/tasks', { token: String(token) })).status;
    const { access_token: first } = await exchange(bench, { id, secret });
    await ask(bench, 'DELETE', `${path}/client_secret`);
    expect(await statusWith(first)).toBe(200);
    expect(await exchange(bench, { id, secret })).toEqual({ error: 'incorrect_application_credentials' });
    expect(await ask(bench, 'DELETE', `${path}/tokens`)).toMatchObject({ user_count: 0 });
    expect(await statusWith(first)).toBe(401);
    const { access_token: test } = await ask(bench, 'PUT', `${path}/test_token`);
    expect(await statusWith(test)).toBe(200);
    const { access_token: rotated } = await ask(bench, 'PUT', `${path}/test_token`);
    expect([await statusWith(test), await statusWith(rotated)]).toEqual([401, 200]);
    expect((await send(bench, 'DELETE', path)).status).toBe(204);
    expect(await statusWith(rotated)).toBe(401);
    const query = `client_id=${String(id)}&scope=data:read&redirect_uri=${encodeURIComponent(BACK)}`;
    const back = await send(bench, 'GET', `/oauth/authorize?${query}`);
    expect(back.headers.get('location')).toBe(`${BACK}?error=invalid_application_status`);
  });

  it('takes its extensions and its installation with it', async () => {
    const bench = createBench();
    const id = await addApp(bench);
    const menu = await ask(bench, 'POST', '/apps/ui_extensions', { ...MENU, integration_id: id });
    const distribution = await ask(bench, 'GET', `/apps/${id}/distribution_token`);
    const args = { ...distribution, installation_type: 'user' };
    const installation = await ask(bench, 'POST', '/apps/installations', args);
    expect(await ask(bench, 'POST', '/apps/installations', args)).toEqual(installation);
    await send(bench, 'DELETE', `/apps/${id}`);
    for (const path of [
      `/apps/ui_extensions/${String(menu['id'])}`,
      `/apps/installations/${String(installation['id'])}`,
      `/apps/by_distribution_token/${String(distribution['distribution_token'])}`,
      `/apps/${id}/webhook`,
    ])
      expect([path, (await send(bench, 'GET', path)).status]).toEqual([path, 404]);
  });

  it('outlives a restart with its tokens', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'todoist-emulator-'));
    try {
      const stateFile = join(folder, 'state.json');
      const before = createBench({ stateFile });
      const path = `/apps/${await addApp(before)}`;
      await ask(before, 'POST', `${path}/webhook`, HOOK);
      await ask(before, 'PUT', `${path}/test_token`);
      const after = createBench({ stateFile });
      for (const part of ['', '/secrets', '/webhook', '/test_token'])
        expect(await ask(after, 'GET', path + part)).toEqual(await ask(before, 'GET', path + part));
      expect(await ask(after, 'GET', '/user/authorizations')).toEqual(
        await ask(before, 'GET', '/user/authorizations'),
      );
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

describe('authorizations', () => {
  it('show clients of the options too, and end with all their tokens', async () => {
    const bench = createBench();
    const { access_token: token, refresh_token: refresh } = await exchange(bench, {
      id: 'test-client',
      secret: 'test-secret',
      scope: 'data:read,task:add',
    });
    const rows: unknown = await ask(bench, 'GET', '/user/authorizations');
    expect(rows).toEqual([
      {
        access_token_id: expect.stringMatching(/^\d+$/),
        scope: ['data:read', 'task:add'],
        scope_descriptions: [expect.any(String), expect.any(String)],
        created_at: '2026-03-04T09:30:00.000Z',
        app: null,
      },
    ]);
    const [row] = rows as readonly Body[];
    const body = { access_token_id: row?.['access_token_id'] };
    expect((await send(bench, 'POST', '/user/authorizations/delete', { body })).status).toBe(204);
    expect((await send(bench, 'POST', '/user/authorizations/delete', { body })).status).toBe(404);
    expect((await send(bench, 'GET', '/api/v1/tasks', { token: String(token) })).status).toBe(401);
    const again = {
      client_id: 'test-client',
      client_secret: 'test-secret',
      grant_type: 'refresh_token',
      refresh_token: refresh,
    };
    expect((await send(bench, 'POST', '/oauth/access_token', { body: again })).status).toBe(400);
  });
});

describe('the console refuses', () => {
  it.each([
    ['POST', '/apps', {}, 400],
    ['POST', '/apps', { ...SITE, service_url: 'nowhere' }, 400],
    ['POST', '/apps/:app', { app_token_scopes: 'data:read,nonsense' }, 400],
    ['POST', '/apps/:app', { oauth_redirect_uri: 'nowhere' }, 400],
    ['POST', '/apps/:app/webhook', { ...HOOK, callback_url: 'http://example.com/hook' }, 400],
    ['POST', '/apps/:app/webhook', { ...HOOK, callback_url: 'https://example.com:8443/hook' }, 400],
    ['POST', '/apps/:app/webhook', { ...HOOK, events: ['item:added'] }, 400],
    ['POST', '/apps/:app/webhook', { ...HOOK, events: ['e_item_added', 'e_item_added'] }, 400],
    ['POST', '/apps/:app/webhook', { ...HOOK, version: '9' }, 400],
    ['POST', '/apps/:app/icon', {}, 400],
    ['POST', '/apps/installations', { distribution_token: 'x', installation_type: 'user' }, 404],
    ['POST', '/apps/installations', { distribution_token: 'x', installation_type: 'team' }, 400],
    ['POST', '/apps/ui_extensions', { ...MENU, integration_id: '1' }, 404],
    ['POST', '/apps/ui_extensions', { ...MENU, integration_id: ':app', composer_type: 'task' }, 400],
    ['POST', '/apps/ui_extensions', { ...MENU, integration_id: ':app', extension_type: 'settings' }, 400],
    ['POST', '/apps/ui_extensions', { ...MENU, integration_id: ':app', url: 'http://example.com' }, 400],
    ['POST', '/user/authorizations/delete', {}, 400],
    ['GET', '/apps/1', undefined, 404],
    ['GET', '/apps/by_distribution_token/x', undefined, 404],
    ['GET', '/apps/ui_extensions/1', undefined, 404],
    ['GET', '/apps/ui_extensions/integration/1', undefined, 404],
    ['GET', '/apps/installations/1', undefined, 404],
    ['GET', '/apps/:app/nonsense', undefined, 404],
  ] as const)('%s %s %j with %i', async (method, path, body, status) => {
    const bench = createBench();
    const id = await addApp(bench);
    const filled =
      body === undefined
        ? {}
        : { body: JSON.parse(JSON.stringify(body).replaceAll(':app"', `${id}"`)) as object };
    const response = await send(bench, method, path.replace(':app', id), filled);
    expect([response.status, await response.json()]).toEqual([
      status,
      {
        error: expect.any(String),
        error_code: expect.any(Number),
        error_extra: expect.any(Object),
        error_tag: expect.any(String),
        http_code: status,
      },
    ]);
  });

  it.each([
    ['data:read_write', 'GET', '/apps', 403],
    ['data:read_write', 'GET', '/user/authorizations', 403],
    ['dev:app_console', 'GET', '/apps', 200],
    ['dev:app_console', 'GET', '/user/authorizations', 200],
    ['dev:app_console', 'GET', '/api/v1/tasks', 403],
    ['data:read', 'GET', '/api/v1/prices', 403],
    ['billing:read', 'GET', '/api/v1/prices', 200],
    ['billing:read_write', 'POST', '/api/v1/payments/get_subscription_info', 200],
    ['billing:read', 'POST', '/api/v1/payments/reactivate_plan', 403],
    ['data:read_write', 'POST', '/api/v1/workspaces/upgrade', 403],
  ])('by scope: with %s, %s %s answers %i', async (scope, method, path, status) => {
    const bench = createBench();
    const { access_token: token } = await exchange(bench, {
      id: 'test-client',
      secret: 'test-secret',
      scope,
    });
    expect((await send(bench, method, path, { token: String(token) })).status).toBe(status);
  });

  it('callers without a token', async () => {
    const bench = createBench();
    expect((await send(bench, 'GET', '/apps', { token: 'wrong' })).status).toBe(401);
  });
});

describe('the console and /sync', () => {
  it('have nothing to tell each other', async () => {
    const bench = createBench();
    const { sync_token: token } = await bench.sync({ sync_token: '*', resource_types: ['all'] });
    await addApp(bench);
    const { sync_token: _token, ...delta } = await bench.sync({ sync_token: token, resource_types: ['all'] });
    expect(Object.keys(delta).toSorted()).toEqual(['full_sync', 'temp_id_mapping']);
  });
});
