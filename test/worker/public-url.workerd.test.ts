// Where devices reach the Worker: what is let in under a public address, and where pairing links lead.

import { env } from 'cloudflare:workers';
import { createExecutionContext, reset } from 'cloudflare:test';
import { encode } from 'uqr';
import { afterEach, describe, expect, it } from 'vitest';
import type { ShownPairingCode } from '../../src/protocol/answers/mobile.ts';
import { createApp } from '../../src/worker/app.ts';
import type { Env } from '../../src/worker/env.ts';

afterEach(() => reset());

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

describe('a public address on this machine', () => {
  const own = {
    ALLOWED_HOSTS: '127.0.0.1,localhost,[::1]',
    PUBLIC_URL: 'https://sync.example.com',
  };
  const asked = async (url: string, headers: Record<string, string>, settings: Partial<Env> = own) => {
    const response = await send(url, { headers }, settings);
    await response.text();
    return response.status;
  };

  it.each([
    ['http://sync.example.com/v1/config', {}, 200],
    ['http://sync.example.com/v1/config', { origin: 'https://sync.example.com' }, 200],
    // A tunnel that names this machine to it.
    ['http://127.0.0.1:8787/v1/config', { origin: 'https://sync.example.com' }, 200],
    ['http://127.0.0.1:8787/v1/config', { origin: 'http://127.0.0.1:8787' }, 200],
    // The same page without https is anybody's on the way.
    ['http://sync.example.com/v1/config', { origin: 'http://sync.example.com' }, 403],
    ['http://sync.example.com/v1/config', { origin: 'https://evil.example' }, 403],
    ['http://sync.example.com/v1/config', { origin: 'http://127.0.0.1:8787' }, 403],
    ['http://sync.example.com.evil.example/v1/config', {}, 421],
    ['http://evil.example/v1/config', { origin: 'https://sync.example.com' }, 421],
    ['http://evil.example/v1/config', { 'x-forwarded-host': 'sync.example.com' }, 421],
    ['http://evil.example/v1/config', { forwarded: 'host=127.0.0.1;proto=https' }, 421],
  ])('[S52] lets in its own name and page: %s with %j answers %i', async (url, headers, status) => {
    expect(await asked(url, headers)).toBe(status);
  });

  it.each(['http://sync.example.com', 'https://sync.example.com/path', 'nonsense', ''])(
    '[S52] that is none opens nothing: %j',
    async (url) => {
      const settings = { ...own, PUBLIC_URL: url };
      expect(await asked('http://sync.example.com/v1/config', {}, settings)).toBe(421);
      expect(await asked('http://127.0.0.1:1/v1/config', {}, settings)).toBe(200);
    },
  );

  it('[S52] who guesses through it waits, whatever the tunnel says, and nobody at the machine does', async () => {
    const app = createApp(() => undefined);
    const ask = async (host: string, from: string) => {
      const response = await app.fetch(
        new Request(`http://${host}/mobile/register`, {
          method: 'POST',
          body: '{"code":"AAAAA-AAAAA"}',
          headers: { 'cf-connecting-ip': from, 'x-forwarded-for': from },
        }),
        { ...(env as unknown as Env), ...own },
        createExecutionContext(),
      );
      await response.text();
      return response.status;
    };
    const answers = [];
    for (let at = 0; at < 12; at += 1) answers.push(await ask('sync.example.com', `203.0.113.${at}`));
    expect([answers[0], answers.at(-1)]).toEqual([401, 429]);
    expect(await ask('127.0.0.1', '203.0.113.1')).toBe(401);
  });
});

describe('a pairing code’s link', () => {
  const made = async (url: string, settings: Partial<Env>, rest: object = {}, headers = {}) => {
    const init = {
      method: 'POST',
      body: JSON.stringify({ name: 'Phone', ...rest }),
      headers: { 'content-type': 'application/json', ...headers },
    };
    const response = await send(`${url}/v1/pairing-codes`, init, settings);
    expect(response.status).toBe(200);
    return response.json<ShownPairingCode>();
  };
  const here = { ALLOWED_HOSTS: '127.0.0.1,localhost,[::1]' };

  it('[S51] on Cloudflare leads to where it was asked for, over https', async () => {
    const { code, link, noLink, localLink, svg } = await made('https://sync.example.workers.dev', {});
    expect({ link, noLink, localLink, svg }).toEqual({
      link: `https://sync.example.workers.dev/app/#/pair?code=${code}`,
      noLink: null,
      localLink: null,
      svg: null,
    });
    const set = await made('https://sync.example.workers.dev', { PUBLIC_URL: 'https://sync.example.com' });
    expect(set.link).toBe(`https://sync.example.com/app/#/pair?code=${set.code}`);
    const bare = await made('http://sync.example.workers.dev', {});
    expect([bare.link, bare.noLink]).toEqual([null, expect.stringContaining('PUBLIC_URL')]);
  });

  it('[S51] on this machine leads to its public address, and else only a browser there has one', async () => {
    const url = 'http://127.0.0.1:8787';
    const none = await made(url, here, { qr: true }, { 'x-forwarded-proto': 'https' });
    expect(none).toMatchObject({
      link: null,
      svg: null,
      noLink: expect.stringContaining('--public-url'),
      localLink: `${url}/app/#/pair?code=${none.code}`,
    });
    const set = await made(url, { ...here, PUBLIC_URL: 'https://sync.example.com' });
    expect(set).toMatchObject({
      link: `https://sync.example.com/app/#/pair?code=${set.code}`,
      noLink: null,
      localLink: `${url}/app/#/pair?code=${set.code}`,
    });
    const wrong = await made(url, { ...here, PUBLIC_URL: 'https://localhost' });
    expect([wrong.link, wrong.noLink]).toEqual([null, expect.stringContaining('PUBLIC_URL')]);
  });

  it.each(['a\u001b[2Jb', 'a\u202eb', 'a\nb', ' ', 'a'.repeat(65)])(
    '[S51] is made for no name that could steer a terminal: %j',
    async (name) => {
      const init = {
        method: 'POST',
        body: JSON.stringify({ name }),
        headers: { 'content-type': 'application/json' },
      };
      const response = await send('https://sync.example.com/v1/pairing-codes', init, {});
      await response.text();
      expect(response.status).toBe(400);
    },
  );

  it('[S51] is drawn where that is asked for, small enough to be sent along', async () => {
    const { svg, link } = await made('https://sync.example.com', {}, { qr: true });
    const { data } = encode(link ?? '', { ecc: 'M', border: 4 });
    expect(svg?.length).toBeLessThan(8192);
    expect(darkModulesOf(svg ?? '')).toEqual(data);
  });
});

/** Which modules a picture paints black, row by row. */
function darkModulesOf(svg: string): readonly (readonly boolean[])[] {
  const size = Number(/viewBox="0 0 (\d+) /.exec(svg)?.[1]);
  const rows = Array.from({ length: size }, () => Array.from({ length: size }, () => false));
  const [, black = ''] = /fill="#000" d="([^"]*)"/.exec(svg) ?? [];
  for (const [, x, y, length] of black.matchAll(/M(\d+) (\d+)h(\d+)v1h-\3z/g))
    rows[Number(y)]?.fill(true, Number(x), Number(x) + Number(length));
  return rows;
}
