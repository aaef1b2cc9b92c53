// The exchange against a real HTTP server on this machine.

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import { afterEach, describe, expect, it } from 'vitest';
import type { ExchangeRequest } from '../../protocol/exchange.ts';
import type { ExchangeResponse } from '../../protocol/exchange-answer.ts';
import { createHttpExchange } from './http-exchange.ts';

const servers: Server[] = [];

afterEach(stopServers);

async function stopServers(): Promise<void> {
  for (const server of servers.splice(0)) {
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    await closed;
  }
}

async function serve(answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<string> {
  const server = createServer(answer);
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
}

const NOTHING = { created: 0, updated: 0, completed: 0, deleted: 0 };
const ANSWER: ExchangeResponse = {
  snapshot: 'taken',
  operations: [],
  more: false,
  run: { applied: { todoist: NOTHING, things: NOTHING }, conflicts: 0, held: 0, failed: 0 },
  plan: null,
  problems: [],
};
const REQUEST: ExchangeRequest = {
  receipt: {
    databaseId: 'd',
    schemaVersion: 29,
    complete: true,
    openTodos: 0,
    zone: 'UTC',
    today: '2026-11-23',
    takenAt: 1,
  },
  base: null,
  snapshot: 's',
  todos: [],
  containers: [],
  removed: [],
  acknowledgements: [],
};

describe('createHttpExchange', () => {
  it.each([301, 302, 303, 307, 308])(
    '[G183] follows no redirect (%i): nothing reaches the other server',
    async (status) => {
      const reached: string[] = [];
      const other = await serve((request, response) => {
        reached.push(`${request.method} ${request.url} ${request.headers.authorization}`);
        response.end(JSON.stringify(ANSWER));
      });
      const first = await serve((_request, response) => {
        response.writeHead(status, { location: `${other}/v1/exchange` }).end();
      });
      const answer = await createHttpExchange({ url: first, token: 'secret' })(REQUEST);
      expect(answer).toMatchObject({ ok: false, error: { kind: 'unreachable' } });
      expect(reached).toEqual([]);
    },
  );

  it('[G25] posts the request with the token and reads the answer', async () => {
    const seen: unknown[] = [];
    const url = await serve((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        seen.push([
          request.method,
          request.url,
          request.headers.authorization,
          JSON.parse(Buffer.concat(chunks).toString()),
        ]);
        response.setHeader('content-type', 'application/json');
        response.end(JSON.stringify(ANSWER));
      });
    });
    const result = await createHttpExchange({ url: `${url}/`, token: 'secret' })(REQUEST);
    expect(result).toEqual({ ok: true, value: ANSWER });
    expect(seen).toEqual([['POST', '/v1/exchange', 'Bearer secret', REQUEST]]);
  });

  it.each<[string, { status: number; headers?: Record<string, string>; body: string }, object]>([
    ['a wrong token', { status: 401, body: '{}' }, { kind: 'unauthorized' }],
    [
      'a bad request',
      { status: 400, body: '{"title":"Bad","detail":"no such field"}' },
      { kind: 'refused', status: 400, detail: 'no such field' },
    ],
    [
      'a limit',
      { status: 429, headers: { 'retry-after': '7' }, body: '{"title":"Slow down"}' },
      { kind: 'unavailable', detail: 'Slow down', retryAfterSeconds: 7 },
    ],
    [
      'a broken gateway',
      { status: 502, body: '<html>' },
      { kind: 'unavailable', detail: 'status 502', retryAfterSeconds: null },
    ],
    ['an answer that is no JSON', { status: 200, body: '<html>' }, { kind: 'bad_answer' }],
    ['an answer of another shape', { status: 200, body: '{"snapshot":"eaten"}' }, { kind: 'bad_answer' }],
  ])('[G25] tells %s', async (_name, { status, headers, body }, error) => {
    const url = await serve((_request, response) => {
      response.writeHead(status, headers ?? {});
      response.end(body);
    });
    expect(await createHttpExchange({ url, token: 't' })(REQUEST)).toMatchObject({ ok: false, error });
  });

  it('[G25] tells that nobody is there, and that no answer came in time', async () => {
    const url = await serve(() => undefined);
    expect(await createHttpExchange({ url, token: 't', timeoutMs: 50 })(REQUEST)).toMatchObject({
      error: { kind: 'unreachable' },
    });
    await stopServers();
    expect(await createHttpExchange({ url, token: 't' })(REQUEST)).toMatchObject({
      error: { kind: 'unreachable' },
    });
  });
});
