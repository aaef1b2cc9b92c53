// What older clients look at: status, comparison, metrics, pairs, fingerprints, keys. None of it touches KV.

import { reset } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { afterEach, describe, expect, it } from 'vitest';
import type { KvStats } from '../../src/protocol/answers/kv.ts';
import type {
  OlderHash,
  OlderMappings,
  OlderMetrics,
  OlderRequests,
  OlderStatus,
  OlderVerify,
} from '../../src/protocol/answers/older/views.ts';
import type { CivilDate } from '../../src/model/dates.ts';
import {
  addInTodoist,
  call,
  callOk,
  exchange,
  failNextTodoistRequest,
  receipt,
  resetTodoist,
  todo,
} from './harness.ts';
import { asOwner, asRepairer, editInTodoist, linked, ownersJson } from './older-harness.ts';

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

/** The members of an answer, in their order, and those of the objects in it. */
function shapeOf(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return '';
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, shapeOf(inner)]));
}

describe('the status', () => {
  it('[O8] has the members of before, is on one line, and is never locked', async () => {
    await linked('One', 'Two');
    const { text } = await asOwner('GET', '/sync/status');
    expect(text.startsWith('{"syncLocked":false,')).toBe(true);
    expect(JSON.stringify(shapeOf(JSON.parse(text)))).toBe(
      JSON.stringify({
        syncLocked: '',
        legacy: {
          mappings: { things: '', todoist: '', total: '' },
          taggedTasks: { total: '', withFingerprints: '', pendingMigration: '' },
        },
        fingerprint: { hashMappings: '', migratedLegacyMappings: '', pendingLegacyMigration: '' },
        migration: { progress: '', isComplete: '', recommendations: '' },
        timestamp: '',
      }),
    );
    const status = JSON.parse(text) as OlderStatus;
    expect(status.fingerprint.hashMappings).toBe(2);
    expect(status.migration).toEqual({ progress: '100%', isComplete: true, recommendations: [] });
  });

  it('[O8] tells how far older entries are taken in', async () => {
    const fingerprint = { primaryHash: '8fde0d36deea', titleVariations: [], fuzzySearchable: 'x' };
    const pair = { todoistId: '6Xabc', thingsId: 'a', fingerprint, lastSynced: new Date().toISOString() };
    await env.SYNC_METADATA.put('hash:8fde0d36deea', JSON.stringify({ ...pair, source: 'hash' }));
    await env.SYNC_METADATA.put('mapping:things:a', JSON.stringify({ todoistId: '6Xabc', thingsId: 'a' }));
    expect((await asRepairer('POST', '/kv/migrate?delete=false')).status).toBe(200);
    const { legacy, fingerprint: taken } = await ownersJson<OlderStatus>('GET', '/sync/status');
    expect(legacy.mappings).toEqual({ things: 1, todoist: 0, total: 1 });
    expect(taken.migratedLegacyMappings).toBe(1);
  });

  it('[O8] is the same for one page of mappings after the other', async () => {
    await linked('One', 'Two', 'Three');
    const seen: string[] = [];
    for (let cursor = ''; ;) {
      const page = await ownersJson<OlderMappings>('GET', `/debug/mappings?limit=2${cursor}`);
      seen.push(...page.mappings.map(({ thingsId }) => thingsId));
      if (page.nextCursor === undefined) break;
      cursor = `&cursor=${encodeURIComponent(page.nextCursor)}`;
    }
    expect(seen.toSorted()).toEqual(['t0', 't1', 't2']);
  });
});

describe('the comparison', () => {
  it('[O9] is healthy where both sides have everything or it is on its way', async () => {
    await linked('One');
    await addInTodoist('On its way');
    await callOk('POST', '/v1/poll');
    const { text } = await asOwner('GET', '/sync/verify');
    expect(text).toMatch(
      /^\{"summary":\{"todoistTaskCount":2,"hashMappingCount":1,"discrepancyCount":0,"isHealthy":true\},"discrepancies":\[\],"recommendations":\[\],"timestamp":"[^"]+"\}$/,
    );
    const waiting = await ownersJson<OlderRequests>('GET', '/sync/requests');
    expect(waiting).toMatchObject({
      requests: [{ type: 'todoist_to_things', tasks: 1, status: 'pending' }],
      count: 1,
    });
  });

  it('[O9] tells a task of a dated title as its pair, not as missing', async () => {
    const startDate = '2026-12-24' as CivilDate;
    const dated = { ...todo('t0', 'Dated'), list: 'anytime' as const, startDate };
    const { plan } = await exchange({ todos: [dated] });
    if (plan !== null) await callOk('POST', `/v1/plan/${plan.hash}/approve`);
    await exchange({ todos: [dated] });
    expect(await ownersJson<OlderVerify>('GET', '/sync/verify')).toMatchObject({
      summary: { isHealthy: true },
    });
    const { todoistTasks, analysis } = await ownersJson<OlderMappings>('GET', '/debug/mappings');
    expect(todoistTasks).toMatchObject([{ title: 'Dated', hasMapping: true }]);
    expect(analysis.tasksWithoutMappings).toEqual([]);
  });

  it('[O9] says what waits for an answer', async () => {
    await exchange({ todos: Array.from({ length: 9 }, (_, at) => todo(`t${at}`, `Task ${at}`)) });
    const { recommendations } = await ownersJson<OlderVerify>('GET', '/sync/verify');
    expect(recommendations.join()).toContain('plan');
  });
});

describe('the metrics', () => {
  it('[O10] have the members of before, and count every decision once', async () => {
    expect((await asOwner('GET', '/metrics')).text).toBe(
      '{"period":"Last 24 hours","totalSyncs":0,"successRate":1,"averageDuration":0,"byType":{},"recentErrors":[],"taskStats":{"totalProcessed":0,"created":0,"updated":0,"completed":0,"errors":0},"performance":{"p50Duration":0,"p90Duration":0,"p99Duration":0,"slowestSync":null},"idleCounts":"approximate"}',
    );
    await linked('One', 'Two');
    const todos = [
      { ...todo('t0', 'One'), status: 'completed' as const },
      todo('t1', 'Two edited'),
      todo('t2', 'Three'),
    ];
    await exchange({ todos, snapshot: 'edited', receipt: receipt(2) });
    const metrics = await ownersJson<OlderMetrics>('GET', '/metrics?hours=1');
    expect(metrics.taskStats).toEqual({ totalProcessed: 3, created: 1, updated: 1, completed: 1, errors: 0 });
    // The two tasks that were linked are counted with the exchange that made them in Todoist.
    expect(metrics.byType['things_sync']).toMatchObject({ successRate: 1, totalTasks: 5 });
    expect(metrics.totalSyncs).toBeGreaterThan(0);
  });

  it('[O10] tell what can not be read now', async () => {
    await linked('One');
    await failNextTodoistRequest('server_error');
    await call('POST', '/v1/poll');
    const { recentErrors, successRate } = await ownersJson<OlderMetrics>('GET', '/metrics');
    expect(recentErrors).toMatchObject([{ type: 'cron_sync', message: expect.any(String) }]);
    expect(successRate).toBeLessThan(1);
  });

  it.each(['0', '721', 'x', '-1', '1e9', ''])('[O10] of %j hours are not told', async (hours) => {
    const { status, text } = await asOwner('GET', `/metrics?hours=${hours}`);
    expect([status, Object.keys(JSON.parse(text) as object)]).toEqual([400, ['error', 'message', 'errors']]);
  });
});

describe('the pairs', () => {
  it('[O11] are told with fingerprints as older code makes them, indented by two', async () => {
    await linked('Buy milk', 'Buy milk', 'Pay invoice #101');
    await addInTodoist('Alone');
    await callOk('POST', '/v1/poll');
    const { text } = await asOwner('GET', '/debug/mappings');
    expect(text.startsWith('{\n  "mappings": [\n    {\n      "todoistId": "')).toBe(true);
    const told = JSON.parse(text) as OlderMappings;
    expect(Object.keys(told)).toEqual(['mappings', 'legacyMappings', 'todoistTasks', 'analysis']);
    expect(told.analysis.duplicateFingerprints).toEqual([{ hash: '8fde0d36deea', count: 2 }]);
    expect(told.analysis.tasksWithoutMappings.map(({ title }) => title)).toEqual(['Alone']);
    expect(told.todoistTasks).toHaveLength(4);
    expect(told.mappings.map(({ fingerprint }) => fingerprint.primaryHash).toSorted()).toEqual([
      '56ad97519179',
      '8fde0d36deea',
      '8fde0d36deea',
    ]);
  });

  it.each([
    ['title=Buy%20milk', '8fde0d36deea'],
    ['title=Buy%20milk&notes=%5Bthings-id%3AABC123%5D', '78fdf8d5e641'],
    [
      `title=${encodeURIComponent('  Call John - re: Q3 (budget) ')}&notes=${encodeURIComponent('Ask about\n\n 2% fee!')}&due=2026-12-01`,
      '0045a7b68c4a',
    ],
    [`title=${encodeURIComponent('買牛奶')}`, '565d240f5343'],
    ['', '565d240f5343'],
  ])('[O11] have fingerprints by the older rule: %s', async (query, hash) => {
    const told = await ownersJson<OlderHash>('GET', `/debug/hash?${query}`);
    expect(Object.keys(told)).toEqual(['input', 'fingerprint', 'hashKey', 'existingMapping']);
    expect([told.hashKey, told.fingerprint.primaryHash, told.existingMapping]).toEqual([
      `hash:${hash}`,
      hash,
      null,
    ]);
  });

  it('[O11] are found by a fingerprint', async () => {
    await linked('Buy milk', 'Other');
    const { existingMapping } = await ownersJson<OlderHash>('GET', '/debug/hash?title=Buy%20milk');
    expect(existingMapping).toMatchObject({ thingsId: 't0' });
    await editInTodoist('Buy milk', { content: 'Buy bread' });
    await callOk('POST', '/v1/poll');
    expect((await ownersJson<OlderHash>('GET', '/debug/hash?title=Buy%20milk')).existingMapping).toBeNull();
  });

  it.each(['limit=0', 'limit=1001', 'limit=x'])('[O11] are not told by %s', async (query) => {
    expect((await asOwner('GET', `/debug/mappings?${query}`)).status).toBe(400);
  });
});

describe('a key', () => {
  it('[O12] that nothing is known of is not looked up', async () => {
    await env.SYNC_METADATA.put('hash:never-read', '{}');
    const { status, text } = await asOwner('GET', '/debug/kv/hash%3Anever-read');
    expect([status, JSON.parse(text)]).toMatchObject([
      404,
      { key: 'hash:never-read', value: null, exists: false },
    ]);
  });

  it('[O12] shows what was taken in from it, and never a secret', async () => {
    const at = new Date().toISOString();
    const device = { deviceId: 'phone', secret: 'abcdef', registeredAt: at };
    const config = { conflictStrategy: 'merge', extra: [{ apiToken: 'hush' }] };
    await env.SYNC_METADATA.put('device:phone', JSON.stringify(device));
    await env.SYNC_METADATA.put(
      'conflict:c/1',
      JSON.stringify({ id: 'c/1', nested: [{ apiToken: 'hush' }] }),
    );
    await env.SYNC_METADATA.put('sync:config', JSON.stringify(config));
    await asRepairer('POST', '/kv/migrate?delete=false');
    const answers = await Promise.all(
      ['device:phone', 'conflict:c/1', 'sync:config'].map((key) =>
        asOwner('GET', `/debug/kv/${encodeURIComponent(key)}`),
      ),
    );
    expect(answers[0]?.text).toContain('"value":null,"exists":true');
    expect(answers[1]?.text).toContain('no shape that was ever written');
    expect(answers[2]?.text).toContain('"conflictStrategy":"merge","extra":[{"apiToken":"(hidden)"}]');
    expect(answers.map(({ text }) => text).join()).not.toMatch(/hush|abcdef/);
  });

  it('[O12] of a document tells how it stands', async () => {
    await linked('One');
    await callOk('POST', '/kv/checkpoint');
    const { status, text } = await asOwner('GET', '/debug/kv/sync-state:batch');
    expect([status, JSON.parse(text)]).toMatchObject([200, { exists: true, value: { isDirty: false } }]);
  });
});

describe('looking', () => {
  it('[O13] makes no operation on KV and writes no row', async () => {
    await linked('One', 'Two');
    const before = await callOk<KvStats>('GET', '/kv/stats');
    const { rowsWritten } = await callOk<{ rowsWritten: number }>('GET', '/v1/status');
    for (const path of [
      '/config',
      '/conflicts',
      '/sync/status',
      '/sync/verify',
      '/sync/requests',
      '/metrics?hours=720',
      '/debug/mappings',
      '/debug/hash?title=One',
      '/debug/kv/sync-state%3Abatch',
    ])
      await asOwner('GET', path);
    const after = await callOk<KvStats>('GET', '/kv/stats');
    expect(after.today.operations).toEqual(before.today.operations);
    expect(await callOk('GET', '/v1/status')).toMatchObject({ rowsWritten });
  });
});
