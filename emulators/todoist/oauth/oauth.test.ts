/** OAuth from the first redirect to revocation, by a clock that the test moves. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createBench } from '../test-support.ts';
import type { TestBench } from '../test-support.ts';

interface Tokens {
  readonly access_token: string;
  readonly refresh_token?: string;
  readonly expires_in?: number;
  readonly error?: string;
}

const CLIENT = { client_id: 'test-client', client_secret: 'test-secret' };

function call(bench: TestBench, path: string, init: RequestInit = {}): Promise<Response> {
  return bench.emulator.fetch(new Request(`http://todoist.test${path}`, { redirect: 'manual', ...init }));
}

async function authorize(bench: TestBench, params: Readonly<Record<string, string>>): Promise<URL> {
  const query = new URLSearchParams({
    client_id: 'test-client',
    scope: 'data:read_write,data:delete',
    state: 's1',
    redirect_uri: 'http://127.0.0.1/back',
    ...params,
  });
  const response = await call(bench, `/oauth/authorize?${query.toString()}`);
  expect(response.status).toBe(302);
  return new URL(response.headers.get('location') ?? '');
}

async function token(
  bench: TestBench,
  fields: Readonly<Record<string, string>>,
): Promise<Tokens & { status: number }> {
  const body = new URLSearchParams({ ...CLIENT, ...fields });
  const response = await call(bench, '/oauth/access_token', { method: 'POST', body });
  return { ...((await response.json()) as Tokens), status: response.status };
}

async function connect(bench: TestBench, scope = 'data:read_write,data:delete'): Promise<Tokens> {
  const code = (await authorize(bench, { scope })).searchParams.get('code') ?? '';
  return token(bench, { code });
}

function refresh(bench: TestBench, refreshToken: string | undefined): Promise<Tokens & { status: number }> {
  return token(bench, { grant_type: 'refresh_token', refresh_token: refreshToken ?? '' });
}

async function statusWith(
  bench: TestBench,
  accessToken: string,
  method = 'GET',
  path = '/tasks',
): Promise<number> {
  const init = { authorization: `Bearer ${accessToken}` };
  return (await bench.request(method, path, method === 'POST' ? { content: 'a' } : undefined, init)).status;
}

describe('authorization', () => {
  it('sends a code and the state back, which buys tokens once', async () => {
    const bench = createBench();
    const back = await authorize(bench, {});
    expect(back.searchParams.get('state')).toBe('s1');
    const code = back.searchParams.get('code') ?? '';
    const first = await token(bench, { code });
    expect(first).toEqual({
      status: 200,
      access_token: expect.stringMatching(/^[0-9a-f]{40}$/),
      token_type: 'Bearer',
      expires_in: 3600,
      refresh_token: expect.stringMatching(/^[0-9a-f]{40}$/),
      scope: 'data:read_write,data:delete',
    });
    expect(await statusWith(bench, first.access_token)).toBe(200);
    expect(await token(bench, { code })).toEqual({ status: 400, error: 'bad_authorization_code' });
  });

  it.each([
    ['an unknown app', { client_id: 'other' }, 'invalid_application_status'],
    ['an unknown scope', { scope: 'data:all' }, 'invalid_scope'],
  ])('redirects %s with an error', async (_name, params, error) => {
    expect((await authorize(createBench(), params)).searchParams.get('error')).toBe(error);
  });

  it('redirects with access_denied when the user refuses', async () => {
    const bench = createBench();
    bench.emulator.chaos.failNext('deny_authorization');
    expect((await authorize(bench, {})).searchParams.get('error')).toBe('access_denied');
    expect((await authorize(bench, {})).searchParams.get('code')).not.toBeNull();
  });

  it.each([
    [{ code: 'wrong' }, 400, 'bad_authorization_code'],
    [{ code: 'x', client_secret: 'wrong' }, 400, 'incorrect_application_credentials'],
    [{ grant_type: 'password' }, 400, 'unsupported_grant_type'],
    [{ grant_type: 'refresh_token', refresh_token: 'wrong' }, 400, 'invalid_grant'],
    [{ grant_type: 'refresh_token', refresh_token: 'x', client_secret: 'wrong' }, 401, 'invalid_client'],
  ])('answers %o with %i %s', async (fields, status, error) => {
    expect(await token(createBench(), fields)).toEqual({ status, error });
  });

  it('gives tokens without an end to old apps', async () => {
    const client = { clientId: 'test-client', clientSecret: 'test-secret', redirectUris: [], expires: false };
    const bench = createBench({ oauthClients: [client] });
    const tokens = await connect(bench);
    expect(Object.keys(tokens).toSorted()).toEqual(['access_token', 'status', 'token_type']);
    bench.clock.now += 365 * 86_400_000;
    expect(await statusWith(bench, tokens.access_token)).toBe(200);
  });

  it('wants PKCE from a registered public client', async () => {
    const bench = createBench();
    const body = JSON.stringify({
      redirect_uris: ['http://127.0.0.1/back'],
      token_endpoint_auth_method: 'none',
    });
    const headers = { 'content-type': 'application/json' };
    const registered = (await (
      await call(bench, '/oauth/register', { method: 'POST', body, headers })
    ).json()) as { client_id: string };
    expect(registered.client_id).toMatch(/^tdd_/);
    const challenge = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM';
    const verifier = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk';
    for (const [given, error] of [
      ['wrong', 'bad_authorization_code'],
      [verifier, undefined],
    ] as const) {
      const back = await authorize(bench, { client_id: registered.client_id, code_challenge: challenge });
      const code = back.searchParams.get('code') ?? '';
      const answer = await token(bench, { client_id: registered.client_id, code, code_verifier: given });
      expect(answer.error).toBe(error);
    }
  });
});

describe('expiry and rotation', () => {
  it('ends an access token after an hour', async () => {
    const bench = createBench();
    const { access_token: accessToken } = await connect(bench);
    bench.clock.now += 3_599_000;
    expect(await statusWith(bench, accessToken)).toBe(200);
    bench.clock.now += 1000;
    expect(await statusWith(bench, accessToken)).toBe(401);
  });

  it('gives both tokens anew, and the same access token alone for a minute', async () => {
    const bench = createBench();
    const first = await connect(bench);
    const second = await refresh(bench, first.refresh_token);
    expect(second.refresh_token).not.toBe(first.refresh_token);
    bench.clock.now += 60_000;
    const again = await refresh(bench, first.refresh_token);
    expect(again).toEqual({
      status: 200,
      access_token: second.access_token,
      token_type: 'Bearer',
      expires_in: 3600,
      scope: 'data:read_write,data:delete',
    });
    expect((await refresh(bench, second.refresh_token)).status).toBe(200);
  });

  it('revokes everything when a used refresh token comes after the minute', async () => {
    const bench = createBench();
    const first = await connect(bench);
    const second = await refresh(bench, first.refresh_token);
    bench.clock.now += 60_001;
    expect(await refresh(bench, first.refresh_token)).toEqual({ status: 400, error: 'invalid_grant' });
    expect(await statusWith(bench, second.access_token)).toBe(401);
    expect(await refresh(bench, second.refresh_token)).toEqual({ status: 400, error: 'invalid_grant' });
  });

  it('keeps tokens over a restart', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'oauth-'));
    const stateFile = join(folder, 'state.json');
    const tokens = await connect(createBench({ stateFile }));
    const restarted = createBench({ stateFile });
    expect(await statusWith(restarted, tokens.access_token)).toBe(200);
    expect((await refresh(restarted, tokens.refresh_token)).status).toBe(200);
    rmSync(folder, { recursive: true });
  });
});

describe('revocation and migration', () => {
  it('takes a token back by its own endpoint', async () => {
    const bench = createBench();
    const { access_token: accessToken } = await connect(bench);
    const query = new URLSearchParams({ ...CLIENT, access_token: accessToken });
    const response = await call(bench, `/api/v1/access_tokens?${query.toString()}`, { method: 'DELETE' });
    expect([response.status, await statusWith(bench, accessToken)]).toEqual([204, 401]);
  });

  it.each([
    ['test-secret', 200, 401],
    ['wrong', 401, 200],
  ])('takes a token back by RFC 7009 with secret %s: %i', async (secret, status, after) => {
    const bench = createBench();
    const { access_token: accessToken } = await connect(bench);
    const response = await call(bench, '/api/v1/revoke', {
      method: 'POST',
      headers: { authorization: `Basic ${btoa(`test-client:${secret}`)}` },
      body: new URLSearchParams({ token: accessToken }),
    });
    expect([response.status, await statusWith(bench, accessToken)]).toEqual([status, after]);
  });

  it('swaps the personal token', async () => {
    const bench = createBench();
    const body = new URLSearchParams({ ...CLIENT, personal_token: 'test-token', scope: 'data:read' });
    const response = await call(bench, '/api/v1/access_tokens/migrate_personal_token', {
      method: 'POST',
      body,
    });
    const { access_token: accessToken } = (await response.json()) as Tokens;
    expect(await statusWith(bench, accessToken)).toBe(200);
  });
});

describe('scopes', () => {
  it.each([
    ['data:read', 'GET', '/tasks', 200],
    ['data:read', 'GET', '/user', 200],
    ['data:read', 'POST', '/tasks', 403],
    ['task:add', 'POST', '/tasks', 200],
    ['task:add', 'GET', '/tasks', 403],
    ['data:read_write', 'POST', '/tasks', 200],
    ['data:read_write', 'DELETE', '/tasks/6X7rM8997g3RQmvh', 403],
    ['data:read_write,data:delete', 'DELETE', '/tasks/6X7rM8997g3RQmvh', 404],
    ['data:read_write,data:delete', 'DELETE', '/projects/6X7rM8997g3RQmvh', 403],
    ['project:delete', 'DELETE', '/projects/6X7rM8997g3RQmvh', 404],
  ])('%s lets %s %s answer %i', async (scope, method, path, status) => {
    const bench = createBench();
    const { access_token: accessToken } = await connect(bench, scope);
    expect(await statusWith(bench, accessToken, method, path)).toBe(status);
  });

  it('refuses single commands', async () => {
    const bench = createBench();
    const { access_token: accessToken } = await connect(bench, 'data:read');
    const commands = [{ type: 'item_add', uuid: 'u', args: { content: 'a' } }];
    const response = await bench.request(
      'POST',
      '/sync',
      { commands },
      { authorization: `Bearer ${accessToken}` },
    );
    expect([response.status, await response.json()]).toMatchObject([
      200,
      { sync_status: { u: { error_tag: 'AUTH_INSUFFICIENT_TOKEN_SCOPE', http_code: 403 } } },
    ]);
  });

  it('answers quick add without a token with 403', async () => {
    const response = await createBench().request(
      'POST',
      '/tasks/quick',
      { text: 'a' },
      { authorization: '' },
    );
    expect([response.status, await response.json()]).toMatchObject([403, { error: 'Invalid token' }]);
  });
});
