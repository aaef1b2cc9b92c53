// Every operation of the API is asked once, and answers as it is described: whatever other suites ask, none is left out.

import { reset } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { afterEach, expect, it } from 'vitest';
import { buildDocument } from '../../src/openapi/document.ts';
import type { HistoryEntry } from '../../src/protocol/history.ts';
import type { Token } from '../../src/model/token.ts';
import type { ShownDevice } from '../../src/protocol/answers/mobile.ts';
import type { ShownSubscriber } from '../../src/protocol/answers/subscribers.ts';
import { pairDevice } from './device-client.ts';
import { callOk, exchange, exchangeBody, resetTodoist, todo } from './harness.ts';
import { ask, linked } from './older-harness.ts';

afterEach(async () => {
  await reset();
  await resetTodoist();
});

interface Asked {
  readonly path?: Readonly<Record<string, string>>;
  readonly query?: string;
  readonly body?: unknown;
}

/** What there is nothing of here: a plan, a conflict, a field that is stopped, a key, a sender that is let in, a device of an earlier version. It is answered with an error, as described. */
const NOT_THERE = [
  'approve',
  'catchUp',
  'discard',
  'poke',
  'deviceSocket',
  'resolve',
  'resolveOlderConflict',
  'resume',
  'olderKvEntry',
  'githubEvent',
  'slackEvent',
  'notionEvent',
  'genericEvent',
  'todoistEvent',
  'redeliver',
  'readmitDevice',
  'registerDevice',
  'syncDevice',
  'deviceChanges',
  'adoptWebhookConfig',
];

async function requests(): Promise<Readonly<Record<string, Asked>>> {
  const [last, before] = await callOk<HistoryEntry[]>('GET', '/v1/history');
  const [token] = await callOk<Token[]>('GET', '/v1/tokens');
  const [subscriber] = await callOk<ShownSubscriber[]>('GET', '/webhook/subscribers');
  const [device] = await callOk<ShownDevice[]>('GET', '/v1/devices');
  const ofDevice = { path: { id: device?.id ?? '' } };
  const hash = { path: { hash: 'abc' } };
  return {
    explain: { path: { id: 't0' } },
    changeConfig: { body: { strategy: 'merge' } },
    approve: hash,
    catchUp: hash,
    discard: hash,
    undo: { path: { id: last?.id ?? '' } },
    undoRun: { path: { id: String(before?.run) }, query: 'dry_run=true' },
    undoSince: { query: 'dry_run=true', body: { since: 0 } },
    resolve: { path: { id: '1' }, body: { keep: 'hub' } },
    resume: { path: { replica: 'todoist', field: 'title' } },
    exchange: { body: exchangeBody({ todos: [todo('t0', 'Rye bread')] }) },
    makeToken: { body: { name: 'another', kind: 'read_only' } },
    makePairingCode: { body: { name: 'phone' } },
    renameDevice: { ...ofDevice, body: { name: 'tablet' } },
    readmitDevice: ofDevice,
    revokeDevice: ofDevice,
    registerDevice: { body: { code: 'wrong' } },
    revokeToken: { path: { id: token?.id ?? '' } },
    kvMigrate: { query: 'dry_run=true' },
    kvRollback: { query: 'dry_run=true' },
    cleanupPage: { query: 'prefix=hash:' },
    syncTodos: { body: [{ id: 't0', title: 'Rye bread' }] },
    syncCompleted: { body: [{ thingsId: 'nobody' }] },
    syncDeleted: { body: [{ thingsId: 'nobody' }] },
    createdMappings: { body: [{ thingsId: 't0', todoistId: 'nobody' }] },
    changeOlderConfig: { body: { syncInterval: 600 } },
    resolveOlderConflict: { body: { conflictId: 'conflict-1-1' } },
    changeWebhookConfig: { body: { rateLimits: { perMinute: 30 } } },
    adoptSubscribers: { body: {} },
    addSubscriber: { body: { url: 'https://hooks.example.com/', events: ['budget_low'] } },
    changeSubscriber: { path: { id: subscriber?.id ?? '' }, body: { enabled: false } },
    removeSubscriber: { path: { id: subscriber?.id ?? '' } },
    redeliver: { path: { id: 'none' } },
    testWebhook: { body: { source: 'generic', payload: {} } },
    olderHash: { query: 'title=Bread' },
    olderKvEntry: { path: { key: 'hash:abc' } },
    respond: { body: { type: 'sync', status: 'completed' } },
    unmark: { path: { id: '123' } },
    backfillByFingerprint: { body: [{ id: 't0' }] },
    closeInTodoist: { query: 'dry_run=true', body: { ids: ['123'] } },
    deleteMappings: { body: { hashes: ['abc'] } },
  };
}

it('[K63] of every operation is as it is described', async () => {
  await linked('Bread', 'Milk');
  await exchange({ todos: [todo('t0', 'Rye bread'), todo('t1', 'Milk')] });
  await exchange({ todos: [todo('t0', 'Rye bread'), todo('t1', 'Oat milk')] });
  await callOk('POST', '/v1/tokens', { name: 'a program', kind: 'read_only' });
  await callOk('POST', '/webhook/subscribers', {
    url: 'https://hooks.example.com/',
    events: ['budget_low'],
  });
  await pairDevice();
  await callOk('POST', '/kv/checkpoint');
  const asked = await requests();
  const refused: string[] = [];
  const { paths } = buildDocument({ version: '0.0.0' });
  for (const [template, at] of Object.entries(paths)) {
    for (const method of ['get', 'post', 'put', 'patch', 'delete'] as const) {
      const operation = at[method];
      // The last word of all: nothing is done after it.
      if (operation === undefined || operation.operationId === 'leave') continue;
      const { path = {}, query, body } = asked[operation.operationId] ?? {};
      const address = template.replaceAll(/\{(\w+)\}/g, (_all, name: string) => path[name] ?? '');
      const isRepair = operation.security.some((one) => 'repairToken' in one);
      const { status, text } = await ask(
        method.toUpperCase(),
        query === undefined ? address : `${address}?${query}`,
        {
          headers: {
            ...(isRepair
              ? { 'x-repair-auth': 'repair-token' }
              : { authorization: `Bearer ${env.API_TOKEN}` }),
            'content-type': 'application/json',
          },
          ...(body !== undefined && { body }),
        },
      );
      if (status !== 200) refused.push(operation.operationId);
      if (status >= 500 || (status >= 400 && !NOT_THERE.includes(operation.operationId)))
        throw new Error(`${operation.operationId}: ${status} ${text}`);
    }
  }
  expect(refused.toSorted()).toEqual(NOT_THERE.toSorted());
  await callOk('POST', '/v1/keeper/leave');
});
