// One request to a real server on this machine: what is not done with it.

import type { RequestListener } from 'node:http';
import { expect, it } from 'vitest';
import { serveHttp } from '../../../../test/support/http-server.ts';
import { createSend } from './send.ts';

const ALLOWED = { ALLOW_PRIVATE_TARGETS: '1' };

async function serve(answer: RequestListener): Promise<string> {
  return `http://127.0.0.1:${await serveHttp(answer)}/hook`;
}

const requestTo = (url: string) => ({ url, headers: { 'webhook-id': 'msg_1' }, body: '{}' });

it('[W23] tells the status, and the wait that is asked for', async () => {
  const url = await serve((_request, response) =>
    response.writeHead(429, { 'retry-after': '7' }).end('slow down'),
  );
  const attempt = await createSend(ALLOWED, () => 0)(requestTo(url));
  expect(attempt).toEqual({ took: 0, answered: 429, retryAfterMs: 7000, problem: null });
});

it('[W23] follows no redirect', async () => {
  const asked: string[] = [];
  const url = await serve((request, response) => {
    asked.push(request.url ?? '');
    response.writeHead(307, { location: '/elsewhere' }).end();
  });
  expect((await createSend(ALLOWED, () => 0)(requestTo(url))).answered).toBe(307);
  expect(asked).toEqual(['/hook']);
});

it('[W23] reads no answer to its end', async () => {
  const url = await serve((_request, response) => {
    response.writeHead(200);
    // One that never ends.
    const pour = (): void => {
      while (response.write('x'.repeat(65_536)));
      response.once('drain', pour);
    };
    pour();
  });
  expect((await createSend(ALLOWED, () => 0)(requestTo(url))).answered).toBe(200);
});

it('[W23] does not wait for who never answers', async () => {
  const url = await serve(() => undefined);
  const attempt = await createSend(ALLOWED, () => 0, 50)(requestTo(url));
  expect(attempt).toMatchObject({ answered: null, problem: 'there was no answer within 0.05 s' });
});

it('[W23] tells where nobody listens', async () => {
  const attempt = await createSend(ALLOWED, () => 0)(requestTo('http://127.0.0.1:1/'));
  expect(attempt).toMatchObject({ answered: null, problem: 'it can’t be reached' });
});

it('[W29] sends nothing to a target that was allowed when it was saved and is not now', async () => {
  let asked = 0;
  const url = await serve((_request, response) => {
    asked += 1;
    response.end();
  });
  const attempt = await createSend({}, () => 0)(requestTo(url));
  expect([attempt.answered, asked]).toEqual([null, 0]);
  expect(attempt.problem).toContain('public https');
});
