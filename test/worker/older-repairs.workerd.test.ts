// Maintenance of the earlier API: what it says in the shapes of before, and that none of it breaks a pair.

import { reset } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { afterEach, describe, expect, it } from 'vitest';
import type { Status } from '../../src/protocol/status.ts';
import { callOk, exchange, receipt, resetTodoist, todoistTitles } from './harness.ts';
import { asOwner, asRepairer, linked, tasksInTodoist, type Answer } from './older-harness.ts';

declare global {
  // oxlint-disable-next-line typescript/no-namespace -- how the types of workerd take bindings
  namespace Cloudflare {
    interface Env {
      readonly SYNC_METADATA: KVNamespace;
    }
  }
}

afterEach(async () => {
  await reset();
  await resetTodoist();
});

const NO_PAIRS: readonly unknown[] = [];

/** Every address, with a body that it takes, and the members of its answer. */
const REPAIRS: readonly (readonly [path: string, body: unknown, members: readonly string[]])[] = [
  [
    '/sync/bulk',
    undefined,
    [
      'todoistTasks',
      'mappingsCleared',
      'mappingsCreated',
      'errors',
      'dryRun',
      'direction',
      'actions',
      'summary',
      'timestamp',
    ],
  ],
  ['/migrate', undefined, ['todoistTasks', 'legacyMappings', 'summary']],
  ['/cleanup-tags', undefined, ['processed', 'cleaned', 'errors', 'summary']],
  ['/metrics/cleanup', undefined, ['deleted', 'message']],
  ['/inbox/unmark-all', undefined, ['count', 'results', 'mode']],
  ['/inbox/unmark/123', undefined, ['id', 'removed', 'hash']],
  ['/repair/backfill-mappings', undefined, ['dryRun', 'summary', 'results']],
  ['/repair/backfill-by-fingerprint', NO_PAIRS, ['summary', 'results']],
  ['/repair/close-todoist', { ids: [] }, ['closed', 'total', 'results']],
  ['/repair/delete-mappings', { hashes: ['8fde0d36deea'] }, ['deleted', 'total']],
  [
    '/sync/migrate-to-batch',
    undefined,
    ['status', 'migrated', 'deletedMappings', 'duration', 'newBatchSize', 'message'],
  ],
];

const told = (answer: Answer): Record<string, unknown> => JSON.parse(answer.text) as Record<string, unknown>;

describe('repairs', () => {
  it.each(REPAIRS)('[O14] want the repair token: %s', async (path, body) => {
    const answer = await asOwner('POST', path, body);
    expect([answer.status, Object.keys(told(answer))]).toEqual([401, ['error', 'message']]);
  });

  it.each(REPAIRS)(
    '[O14] answer in the shape of before, and break no pair: %s',
    async (path, body, members) => {
      await linked('One', 'Two');
      const before = await callOk<Status>('GET', '/v1/status');
      for (const query of ['?dry_run=true', '']) {
        const answer = await asRepairer('POST', `${path}${query}`, body);
        expect([answer.status, answer.text.includes('\n')]).toEqual([200, false]);
        if (query === '' || path !== '/sync/migrate-to-batch')
          expect(Object.keys(told(answer))).toEqual(members);
      }
      expect((await callOk<Status>('GET', '/v1/status')).tasks).toEqual(before.tasks);
      expect(await todoistTitles()).toEqual(['One', 'Two']);
    },
  );

  it.each(['/sync/bulk?direction=sideways', '/migrate?dry_run=perhaps', '/repair/backfill-mappings?limit=0'])(
    '[O14] are not begun by %s',
    async (path) => {
      expect((await asRepairer('POST', path)).status).toBe(400);
    },
  );

  it.each([
    ['/repair/backfill-by-fingerprint', {}],
    ['/repair/backfill-by-fingerprint', 'x'],
    ['/repair/close-todoist', { ids: 'all' }],
    ['/repair/close-todoist', [1]],
    ['/repair/delete-mappings', { hashes: 7 }],
  ])('[O14] take no odd body: %s %j', async (path, body) => {
    const answer = await asRepairer('POST', path, body);
    expect([answer.status, Object.keys(told(answer))]).toEqual([400, ['error', 'message', 'errors']]);
  });
});

describe('a bulk sync', () => {
  it('[O15] has both sides read whole, and makes nothing twice', async () => {
    await linked('One', 'Two');
    for (const direction of ['both', 'todoist_to_things', 'things_to_todoist', 'clear_mappings']) {
      const answer = told(await asRepairer('POST', '/sync/bulk', { direction }));
      expect(answer).toMatchObject({ todoistTasks: 2, mappingsCleared: 0, dryRun: false, direction });
      await linked('One', 'Two');
      await callOk('POST', '/v1/poll');
    }
    expect(await todoistTitles()).toEqual(['One', 'Two']);
    expect(await callOk<Status>('GET', '/v1/status')).toMatchObject({ tasks: { hub: 2, linked: 2 } });
  });
});

describe('a migration asked for as before', () => {
  it('[O15] takes older entries in, and tells how many', async () => {
    const fingerprint = { primaryHash: '8fde0d36deea', titleVariations: [], fuzzySearchable: 'x' };
    const pair = { todoistId: '6Xabc', thingsId: 'a', fingerprint, lastSynced: new Date().toISOString() };
    await env.SYNC_METADATA.put('hash:8fde0d36deea', JSON.stringify({ ...pair, source: 'hash' }));
    const dry = told(await asRepairer('POST', '/sync/migrate-to-batch?dry_run=true'));
    expect(dry).toMatchObject({ status: 'dry_run', individualKeys: { hash: 0, mapping: 0, total: 0 } });
    const kept = told(await asRepairer('POST', '/migrate'));
    expect(kept).toMatchObject({ legacyMappings: { migrated: 1, errors: 0 } });
    expect(await env.SYNC_METADATA.get('hash:8fde0d36deea')).not.toBeNull();
  });
});

describe('tasks closed by their ids', () => {
  it('[O16] are completed on both sides, and an undo takes it back', async () => {
    await linked('One', 'Two');
    const [one] = await tasksInTodoist();
    const ids = [one?.id ?? '', 'nobody'];
    expect(told(await asRepairer('POST', '/repair/close-todoist?dry_run=true', { ids }))).toMatchObject({
      closed: 0,
    });
    const answer = await asRepairer('POST', '/repair/close-todoist', { ids });
    expect(answer.text).toBe(
      `{"closed":1,"total":2,"results":[{"id":"${ids[0]}","closed":true},{"id":"nobody","closed":false}]}`,
    );
    const turn = { base: 'snapshot-1', snapshot: 'closed', receipt: receipt(2) };
    const { operations } = await exchange(turn);
    expect(operations).toHaveLength(1);
    expect(await todoistTitles()).toEqual(['Two']);
    const [entry] = await callOk<readonly { id: string; kind: string }[]>('GET', '/v1/history?limit=1');
    await callOk('POST', `/v1/history/${entry?.id ?? ''}/undo`);
    await callOk('POST', '/v1/poll');
    expect(await todoistTitles()).toEqual(['One', 'Two']);
  });
});

describe('a response', () => {
  it('[O17] is taken under a name of ours, whatever it calls itself', async () => {
    const body = {
      id: 'mine',
      requestId: 'r',
      type: 'things_to_todoist',
      status: 'completed',
      tasksProcessed: 3,
    };
    const [first, second] = [
      await asOwner('POST', '/sync/respond', body),
      await asOwner('POST', '/sync/respond', body),
    ];
    expect(first.text).toMatch(/^\{"received":true,"responseId":"response-[^"]+","timestamp":"[^"]+"\}$/);
    expect([told(first)['responseId'] === told(second)['responseId'], first.text.includes('mine')]).toEqual([
      false,
      false,
    ]);
    expect((await asOwner('POST', '/sync/respond', { type: 7 })).status).toBe(400);
  });
});
