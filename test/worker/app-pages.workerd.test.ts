// The app's pages in workerd: which files are served, as what, and what they may do.

import { exports } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import { call } from './harness.ts';

/** Asks as a browser does that has no token. */
function ask(path: string, init: RequestInit = {}): Promise<Response> {
  return exports.default.fetch(`http://worker${path}`, { redirect: 'manual', ...init });
}

/** Addresses that the page names. */
async function namedByThePage(): Promise<readonly string[]> {
  const page = await (await ask('/app/')).text();
  return [...page.matchAll(/(?:src|href)="([^"]*)"/g)].map((match) => match[1] ?? '');
}

describe('the app', () => {
  it('[U32] is a page that is asked for anew each time, and files that never change', async () => {
    const page = await ask('/app/');
    expect([page.status, page.headers.get('content-type'), page.headers.get('cache-control')]).toEqual([
      200,
      'text/html; charset=utf-8',
      'no-cache, no-transform',
    ]);
    await page.text();
    const hashed = (await namedByThePage()).filter((address) => address.startsWith('/app/assets/'));
    expect(new Set(hashed.map((address) => address.split('.').at(-1)))).toEqual(new Set(['css', 'js']));
    for (const address of hashed) {
      const file = await ask(address);
      expect([file.status, file.headers.get('cache-control')]).toEqual([
        200,
        'public, max-age=31536000, immutable',
      ]);
      expect(file.headers.get('content-type')).toBe(
        address.endsWith('.js') ? 'text/javascript; charset=utf-8' : 'text/css; charset=utf-8',
      );
      expect((await file.text()).length).toBeGreaterThan(50);
    }
  });

  it('[U33] runs what is ours and speaks to nobody else', async () => {
    const page = await ask('/app/');
    await page.text();
    const policy = new Map(
      (page.headers.get('content-security-policy') ?? '').split(/;\s*/).map((part) => {
        const [name = '', ...sources] = part.split(' ');
        return [name, sources.join(' ')];
      }),
    );
    expect(Object.fromEntries(policy)).toEqual({
      'default-src': "'none'",
      'script-src': "'self'",
      'style-src': "'self'",
      'img-src': "'self' data:",
      'connect-src': "'self'",
      'manifest-src': "'self'",
      'worker-src': "'self'",
      'base-uri': "'none'",
      'form-action': "'self'",
      'frame-ancestors': "'none'",
    });
    expect(page.headers.get('x-content-type-options')).toBe('nosniff');
    expect(page.headers.get('referrer-policy')).toBe('no-referrer');
  });

  it('[U34] is found without the slash at its end, with what was asked', async () => {
    const answer = await ask('/app?from=somewhere');
    expect([answer.status, answer.headers.get('location')]).toEqual([301, '/app/?from=somewhere']);
  });

  it.each([
    '/app/nothing',
    '/app/assets/',
    '/app/assets',
    '/app/assets/index-00000000.js',
    '/app/../openapi.json',
    '/app/..%2fopenapi.json',
    '/app/%2e%2e/openapi.json',
    '/app/.hidden.js',
    '/app//index.html',
    '/app/assets/%00.js',
    '/app/v1/status',
  ])('[U34] has nothing at %s', async (path) => {
    const answer = await ask(path);
    const text = await answer.text();
    // What the parser of addresses takes as a way up is no address of the app any more.
    if (new URL(`http://worker${path}`).pathname === '/openapi.json') expect(text).toContain('"openapi"');
    else expect(answer.status).toBe(404);
  });

  it('[U34] takes nothing, and says so', async () => {
    const posted = await ask('/app/', { method: 'POST', body: 'x' });
    expect([posted.status, posted.headers.get('allow')]).toEqual([405, 'GET, HEAD, OPTIONS']);
    await posted.text();
    const asked = await ask('/app/', { method: 'OPTIONS' });
    expect([asked.status, asked.headers.get('allow')]).toEqual([204, 'GET, HEAD, OPTIONS']);
    const head = await ask('/app/', { method: 'HEAD' });
    expect([head.status, await head.text()]).toEqual([200, '']);
  });

  it('[U33] leaves every other address as closed as it was', async () => {
    const health = await call('GET', '/health');
    await health.text();
    expect(health.headers.get('content-security-policy')).toBe("default-src 'none'; frame-ancestors 'none'");
  });
});
