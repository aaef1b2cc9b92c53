// A subscriber on this machine, told of an edit by the whole product: Worker in workerd, agent, and both emulators.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { IncomingHttpHeaders } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { Webhook } from 'standardwebhooks';
import { expect, it, onTestFinished } from 'vitest';
import { EMULATOR_TOKEN } from '../../src/local/accounts.ts';
import { openSession, type Session } from '../../src/local/session.ts';
import { serveHttp } from '../support/http-server.ts';
import { createWorkplace } from './command.ts';
import { findRunningInstance } from '../../src/local/state-directory.ts';

interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** Takes one request after the other. */
async function receiver() {
  const waiting: ((received: Received) => void)[] = [];
  const port = await serveHttp((request, response) => {
    void text(request).then((body) => {
      response.end('ok');
      waiting.shift()?.({ headers: request.headers, body });
    });
  });
  return {
    url: `http://127.0.0.1:${port}/hook`,
    next: () => new Promise<Received>((resolve) => void waiting.push(resolve)),
  };
}

async function opened(environment: Record<string, string>): Promise<{ session: Session; token: string }> {
  const directory = mkdtempSync(join(tmpdir(), 'subscribers-'));
  const state = join(directory, 'state');
  const session = await openSession({
    accounts: {
      todoist: { kind: 'emulator', plan: 'pro' },
      things: { kind: 'emulator', databasePath: join(state, 'things.sqlite'), sample: true, copyOf: null },
      stateDirectory: state,
    },
    environment: { ...process.env, ...environment },
    port: 0,
    dryRun: false,
    takeOver: false,
    leave: false,
    ending: '',
    log: () => undefined,
  });
  onTestFinished(async () => {
    await session.close();
    rmSync(directory, { recursive: true, force: true });
  });
  return { session, token: findRunningInstance(state)?.apiToken ?? '' };
}

async function synced({ agent, api }: Session): Promise<void> {
  for (let round = 0; round < 20; round += 1) {
    const outcome = await agent.exchangeOnce();
    if (!outcome.ok) throw new Error(JSON.stringify(outcome.error));
    const { plan, operations, more } = outcome.value.response;
    if (plan !== null && !plan.approved) await api.approve({ path: { hash: plan.hash } });
    else if (operations.length === 0 && !more && !agent.hasNews()) return;
  }
  throw new Error('no rest');
}

function subscribe({ workerUrl }: Session, token: string, url: string): Promise<Response> {
  return fetch(`${workerUrl}/webhook/subscribers`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ url, events: ['task_created'], includeText: true }),
  });
}

it('[W30] is reached over the local host where the operator allows it', async () => {
  const { session, token } = await opened({ ALLOW_PRIVATE_TARGETS: '1' });
  await synced(session);
  const { url, next } = await receiver();
  const added = (await (await subscribe(session, token, url)).json()) as { subscriber: { secret: string } };
  const arrives = next();
  const made = await fetch(`${session.todoistUrl}/tasks`, {
    method: 'POST',
    headers: { authorization: `Bearer ${EMULATOR_TOKEN}`, 'content-type': 'application/json' },
    body: JSON.stringify({ content: 'Fix the engine' }),
  });
  expect(made.status).toBe(200);
  await synced(session);
  const { headers, body } = await arrives;
  const verified = new Webhook(added.subscriber.secret).verify(body, headers as Record<string, string>);
  expect(verified).toMatchObject({
    event: 'task_created',
    data: { source: 'todoist', count: 1, tasks: [{ title: 'Fix the engine' }] },
  });
});

it('[W37] is added, listed and removed by commands, its secret read from a file', async () => {
  const place = createWorkplace();
  onTestFinished(() => place.leave());
  const sync = await place.run('sync', '--once', '--yes', '--state', 'state');
  expect(sync.code).toBe(0);
  writeFileSync(place.path('token'), 'tk_of_my_ntfy\n');
  const here = ['--state', 'state'];
  const ntfy = [
    'https://ntfy.example.com/boat',
    '--push',
    '--events',
    'plan_waiting',
    '--secret-file',
    'token',
  ];
  const added = await place.run('webhooks', 'subscribe', ...ntfy, ...here);
  expect([added.code, added.stdout]).toEqual([0, expect.stringContaining('push: plan_waiting')]);
  expect(added.stdout).not.toContain('tk_of_my_ntfy');
  const hook = await place.run(
    'webhooks',
    'subscribe',
    'https://hooks.example.com/',
    '--events',
    'task_synced',
    ...here,
  );
  expect(hook.stdout).toMatch(/Secret: whsec_\S+\nIt is not shown again/);
  const listed = await place.run('webhooks', 'subscribers', '--json', ...here);
  const [, second] = JSON.parse(listed.stdout) as { id: string }[];
  const removed = await place.run('webhooks', 'unsubscribe', second?.id ?? '', ...here);
  expect([removed.code, (await place.run('webhooks', 'deliveries', ...here)).code]).toEqual([0, 0]);
  const private_ = await place.run(
    'webhooks',
    'subscribe',
    'https://10.0.0.1/',
    '--events',
    'task_synced',
    ...here,
  );
  expect([private_.code, private_.stderr]).toEqual([1, expect.stringContaining('public https')]);
  const wrong = await place.run(
    'webhooks',
    'subscribe',
    'https://a.example.com/',
    '--events',
    'task_exploded',
    ...here,
  );
  expect(wrong.code).toBe(2);
});

it('[W29] is refused where the operator does not', async () => {
  const { session, token } = await opened({});
  const answer = await subscribe(session, token, 'http://127.0.0.1:8080/hook');
  expect([answer.status, await answer.text()]).toEqual([400, expect.stringContaining('public https')]);
});
