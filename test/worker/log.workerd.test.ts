// The lines of the log for requests: what is in them, and what never is.

import { env } from 'cloudflare:workers';
import { createExecutionContext, reset } from 'cloudflare:test';
import { afterEach, expect, it } from 'vitest';
import { parseLogLine, type LogLine } from '../../src/protocol/log.ts';
import { createApp } from '../../src/worker/app.ts';
import type { Env } from '../../src/worker/env.ts';
import { callOk, resetTodoist } from './harness.ts';

afterEach(async () => {
  await reset();
  await resetTodoist();
});

/** Sends a request to an app of its own, and gives the lines of its log. */
async function linesOf(
  method: string,
  path: string,
  options: { readonly headers?: Readonly<Record<string, string>>; readonly level?: string } = {},
): Promise<readonly (LogLine | string)[]> {
  const lines: string[] = [];
  const { headers = {}, level = 'info' } = options;
  const given = { ...(env as unknown as Env), LOG_LEVEL: level };
  const app = createApp((line) => lines.push(line));
  const request = new Request(`http://worker${path}`, { method, headers });
  await (await app.fetch(request, given, createExecutionContext())).arrayBuffer();
  return lines.map((line) => parseLogLine(line) ?? line);
}

const OWNER = { authorization: 'Bearer owner-token' };

it('[A60] tells what was asked in words of the API, and which token asked', async () => {
  const made = await callOk<{ id: string; token: string }>('POST', '/v1/tokens', {
    name: 'the phone',
    kind: 'client',
  });
  const cases = [
    ['GET', '/v1/status', { headers: OWNER }],
    ['GET', '/v1/explain/Buy%20oats', { headers: OWNER }],
    ['GET', '/debug/hash?title=Buy%20oats', { headers: OWNER }],
    ['GET', `/t/${made.token}/config`, {}],
    ['GET', '/t/guessed-token/debug/kv/Buy%20oats', {}],
    ['GET', '/Buy%20oats', {}],
    ['POST', '/health', {}],
    ['HEAD', '/health', {}],
    ['OPTIONS', '/v1/plan/oats/approve', {}],
    ['GET', '/v1/oats', { headers: OWNER }],
  ] as const;
  const all: (LogLine | string)[] = [];
  for (const [method, path, options] of cases) all.push(...(await linesOf(method, path, options)));
  const owner = { account: 'default', token: 'owner' };
  const nobody = { account: null, token: null };
  expect(all).toMatchObject([
    { method: 'GET', route: '/v1/status', status: 200, level: 'info', ...owner },
    { method: 'GET', route: '/v1/explain/:id', status: 404, level: 'warn', ...owner },
    { method: 'GET', route: '/debug/hash', status: 200, ...owner },
    { method: 'GET', route: '/t/:token/config', status: 200, account: 'default', token: made.id },
    { method: 'GET', route: '/t/:token/debug/kv/:key', status: 401, ...nobody },
    { method: 'GET', route: null, status: 404, ...nobody },
    { method: 'POST', route: '/health', status: 405, ...nobody },
    { method: 'HEAD', route: '/health', status: 200, ...nobody },
    { method: 'OPTIONS', route: '/v1/plan/:hash/approve', status: 204, ...nobody },
    { method: 'GET', route: null, status: 404, ...owner },
  ]);
  const text = JSON.stringify(all);
  for (const secret of [made.token, 'guessed-token', 'owner-token', 'oats', 'phone'])
    expect(text).not.toContain(secret);
});

it('[A62] leaves out what is not wanted', async () => {
  expect(await linesOf('GET', '/health', { level: 'warn' })).toEqual([]);
  expect(await linesOf('GET', '/nowhere', { level: 'warn' })).toHaveLength(1);
  expect(await linesOf('GET', '/nowhere', { level: 'off' })).toEqual([]);
});
