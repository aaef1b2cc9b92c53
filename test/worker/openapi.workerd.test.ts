// The description of the API: all that the app answers is in it, and nothing else.

import { reset } from 'cloudflare:test';
import { afterEach, describe, expect, it } from 'vitest';
import { buildDocument, templateOf } from '../../src/openapi/document.ts';
import type { OpenApiDocument, OperationObject } from '../../src/openapi/open-api.ts';
import { createApp } from '../../src/worker/app.ts';
import { expectDescribed } from '../support/described.ts';
import { callOk, exchange, resetTodoist, todo } from './harness.ts';
import { ask } from './older-harness.ts';

afterEach(async () => {
  await reset();
  await resetTodoist();
});

const JSON_TYPE = { 'content-type': 'application/json' };
const NOW = '2026-11-30T10:00:00.000Z';

const document = buildDocument({ version: '1.2.3' });
const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;
const IN_ADDRESS = '/t/:token';

/** What the app answers, by the routes that it has. */
function answered(isInAddress: boolean): ReadonlySet<string> {
  const routes = createApp(() => undefined).routes.filter(
    ({ method, path }) =>
      /^(GET|POST|PUT|PATCH|DELETE)$/.test(method) && path.startsWith(IN_ADDRESS) === isInAddress,
  );
  return new Set(routes.map(({ method, path }) => `${method} ${templateOf(path.replace(IN_ADDRESS, ''))}`));
}

/** What the document has, by its servers. */
function described(hasToken: boolean): ReadonlySet<string> {
  const found = operations().filter(
    ({ path }) => !hasToken || JSON.stringify(document.paths[path]?.servers ?? []).includes('/t/{token}'),
  );
  return new Set(found.map(({ method, path }) => `${method.toUpperCase()} ${path}`));
}

function operations(): readonly {
  readonly method: string;
  readonly path: string;
  readonly is: OperationObject;
}[] {
  return Object.entries(document.paths).flatMap(([path, at]) =>
    METHODS.flatMap((method) => {
      const is = at[method];
      return is === undefined ? [] : [{ method, path, is }];
    }),
  );
}

/** Everything that a reference leads to, wherever it stands. */
function references(part: unknown): readonly string[] {
  if (typeof part !== 'object' || part === null) return [];
  return Object.entries(part).flatMap(([key, value]) =>
    key === '$ref' ? [String(value)] : references(value),
  );
}

function isThere(reference: string): boolean {
  const steps = reference.replace('#/', '').split('/');
  let at: unknown = document;
  for (const step of steps) at = (at as Record<string, unknown> | undefined)?.[step];
  return at !== undefined;
}

describe('the description of the API', () => {
  it('[K60] has every address that the Worker answers but those of pages, and no other', () => {
    expect(described(false)).toEqual(answered(false));
    expect(answered(false).size).toBeGreaterThan(60);
  });

  it('[O60] says of every address of the earlier API, and of no other, that it is below a token, too', () => {
    expect(described(true)).toEqual(answered(true));
  });

  it('[K61] names each operation once, says what it does, and what each parameter is', () => {
    const names = operations().map(({ is }) => is.operationId);
    expect(names.toSorted()).toEqual([...new Set(names)].toSorted());
    for (const { path, is } of operations()) {
      expect(is.summary, is.operationId).not.toBe('');
      const inPath = (is.parameters ?? []).filter(({ in: where }) => where === 'path');
      expect(inPath.map(({ name }) => `{${name}}`)).toEqual(path.match(/\{\w+\}/g) ?? []);
      expect(inPath.filter(({ required }) => !required)).toEqual([]);
      const wordless = (is.parameters ?? []).filter(({ description }) => description === '');
      expect(wordless.map(({ name }) => `${is.operationId} ${name}`)).toEqual([]);
    }
  });

  it('[K61] refers to nothing that is not in it, and has nothing that is not referred to', () => {
    const all = new Set(references(document));
    expect([...all].filter((reference) => !isThere(reference))).toEqual([]);
    const { schemas } = document.components;
    const idle = Object.keys(schemas).filter((name) => !all.has(`#/components/schemas/${name}`));
    expect(idle).toEqual([]);
  });

  it('[K62] is served to anybody, as it was built, with the headers of every answer', async () => {
    const { status, text, headers } = await ask('GET', '/openapi.json');
    expect([status, headers.get('content-type')]).toEqual([200, 'application/json']);
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
    const served = JSON.parse(text) as OpenApiDocument;
    expect(served.openapi).toBe('3.1.1');
    expect(served.paths).toEqual(document.paths);
    expect(served.components).toEqual(document.components);
  });

  it('[K64] is a page, too, which may have our own style and nothing else', async () => {
    const page = await ask('GET', '/docs');
    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    expect(page.headers.get('content-security-policy')).toMatch(/^default-src 'none'.*style-src 'self'/);
    expect(page.text).toContain('<link rel="stylesheet" href="/docs.css">');
    const style = await ask('GET', '/docs.css');
    expect([style.status, style.headers.get('content-type')]).toEqual([200, 'text/css; charset=utf-8']);
    expect(style.headers.get('content-security-policy')).not.toContain('self');
  });
});

describe('an answer', () => {
  it('[K63] has no member that is not described: a plan that waits, or was approved, tells nothing that we only remember', async () => {
    const todos = [todo('t1', 'Bread')];
    const { plan } = await exchange({ todos });
    expect(plan).toMatchObject({ reason: 'first_sync' });
    // The same once more: what was made of it before is known.
    expect((await exchange({ todos })).plan).toEqual(plan);
    expect(await callOk('GET', '/v1/plan')).toEqual(plan);
    const approved = await callOk('POST', `/v1/plan/${plan?.hash ?? ''}/approve`);
    expect(approved).toEqual({ ...plan, approved: true });
  });

  it.each<[string, ResponseInit & { readonly body: string }]>([
    ['of a status', { status: 418, body: '{}' }],
    ['of a media type', { headers: { 'content-type': 'text/plain' }, body: 'all is well' }],
    ['without a member', { headers: JSON_TYPE, body: '{"status":"ok"}' }],
    ['with a member', { headers: JSON_TYPE, body: `{"status":"ok","timestamp":"${NOW}","token":"secret"}` }],
  ])('[K63] %s that is not described is found by every suite', async (_how, { body, ...rest }) => {
    await expect(expectDescribed('GET', '/health', new Response(body, rest))).rejects.toThrow('described');
    const good = new Response(`{"status":"ok","timestamp":"${NOW}"}`, { headers: JSON_TYPE });
    await expect(expectDescribed('GET', '/health', good)).resolves.toBe('health');
  });
});
