// The client of the API against a real HTTP server on this machine.

import { buffer } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { serveHttp } from '../../test/support/http-server.ts';
import { createApiClient } from './api-client.ts';
import { callOperation } from './call.ts';
import { HISTORY_GROUP } from '../protocol/answers/account.ts';

interface Seen {
  readonly asked: string;
  readonly repair: unknown;
  readonly body: string;
}

/** Answers everything alike, and keeps what was asked. */
async function serve(answer: { readonly status: number; readonly body: string }) {
  const seen: Seen[] = [];
  const port = await serveHttp((request, response) => {
    void buffer(request).then((body) => {
      const { method = '', url = '', headers } = request;
      seen.push({ asked: `${method} ${url}`, repair: headers['x-repair-auth'], body: body.toString() });
      response.writeHead(answer.status, { 'content-type': 'application/json', 'retry-after': '7' });
      response.end(answer.body);
    });
  });
  const at = { url: `http://127.0.0.1:${port}/`, token: 'owner', repairToken: 'repair' };
  return { seen, at, api: createApiClient(at) };
}

describe('the client of the API', () => {
  it('[K66] writes path, query and body as the endpoint has them', async () => {
    const { api, seen } = await serve({ status: 200, body: '[]' });
    await api.history({ query: { limit: 5, task: 'a b&c', before: undefined } });
    await api.conflicts();
    await api.undo({ path: { id: '../7?x' } }).catch(() => undefined);
    await api.resolve({ path: { id: '41' }, body: { keep: 'hub' } }).catch(() => undefined);
    expect(seen.map(({ asked, body }) => [asked, body])).toEqual([
      ['GET /v1/history?limit=5&task=a+b%26c', ''],
      ['GET /v1/conflicts', ''],
      ['POST /v1/history/..%2F7%3Fx/undo', ''],
      ['POST /v1/conflicts/41/resolve', '{"keep":"hub"}'],
    ]);
  });

  it('[K66] sends the repair token where it is wanted, and nowhere else', async () => {
    const { api, seen } = await serve({ status: 200, body: '{}' });
    for (const ask of [api.kvRollback, api.kvMigration, api.kvStats, api.status])
      await ask().catch(() => undefined);
    expect(seen.map(({ repair }) => repair)).toEqual(['repair', undefined, undefined, undefined]);
  });

  it.each([
    ['is no JSON', '<html>'],
    ['lacks a member', '{"operationsForThings":"many"}'],
  ])('[K66] takes an answer that %s for an error', async (_how, body) => {
    const { api } = await serve({ status: 200, body });
    await expect(api.poll()).rejects.toMatchObject({ kind: 'odd_answer', status: 200 });
  });

  it('[K66] passes over members that it does not know', async () => {
    const { api } = await serve({ status: 200, body: '{"operationsForThings":2,"ofTomorrow":true}' });
    expect(await api.poll()).toEqual({ operationsForThings: 2 });
  });

  it('[K66] tells a problem in one line, and what is no problem by its status', async () => {
    const errors = [{ at: 'since', detail: 'must be a number' }];
    const problem = {
      type: 'urn:x:invalid_input',
      title: 'Not valid',
      status: 400,
      detail: 'One thing.',
      errors,
    };
    const { api } = await serve({ status: 400, body: JSON.stringify(problem) });
    await expect(api.poll()).rejects.toMatchObject({
      message: 'Not valid: since: must be a number',
      status: 400,
      kind: 'invalid_input',
    });
    const other = await serve({ status: 502, body: '<html>' });
    await expect(other.api.poll()).rejects.toMatchObject({
      message: 'the Worker answered 502',
      kind: 'odd_answer',
    });
  });

  it.each(['not_found', 'out_of_date'])(
    '[G152] tells a problem of the kind %s in its own sentence alone',
    async (kind) => {
      const problem = { type: `urn:x:${kind}`, title: 'A title', status: 404, detail: 'no plan is waiting' };
      const { api } = await serve({ status: 404, body: JSON.stringify(problem) });
      await expect(api.poll()).rejects.toMatchObject({ message: 'no plan is waiting', kind });
    },
  );

  it('[K66] tells an error in the words of the earlier API as it is', async () => {
    const older = { error: 'Not found', message: 'No subscriber has this id.' };
    const { api } = await serve({ status: 404, body: JSON.stringify(older) });
    await expect(api.subscribers()).rejects.toMatchObject({
      message: 'Not found: No subscriber has this id.',
      status: 404,
    });
  });

  it('[K66] sends no body that is larger than the endpoint takes', async () => {
    const { at, seen } = await serve({ status: 200, body: '[]' });
    const { undoSince } = HISTORY_GROUP.operations;
    const body = { since: 1, more: 'x'.repeat(70_000) };
    const answer = await callOperation(at, undoSince, { body });
    expect([answer, seen]).toEqual([{ ok: false, error: { kind: 'too_large' } }, []]);
  });

  it('[K66] tells that nobody is there', async () => {
    const { at } = await serve({ status: 200, body: '' });
    const api = createApiClient({ ...at, url: 'http://127.0.0.1:1' });
    await expect(api.status()).rejects.toMatchObject({ kind: 'unreachable', status: 0 });
  });
});
