// `/things/*` of the earlier API over HTTP: shapes to the letter, as scripts read them.

import { reset } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { afterEach, describe, expect, it } from 'vitest';
import type { ChangesPage } from '../../src/protocol/changes.ts';
import { addInTodoist, callOk, exchange, resetTodoist, todo, todoistTitles } from './harness.ts';
import { ask, asOwner, ownersJson, tokenOf } from './older-harness.ts';

afterEach(async () => {
  await reset();
  await resetTodoist();
});

interface Synced {
  readonly results: readonly Record<string, string>[];
  readonly summary: Readonly<Record<string, number>>;
}

const post = (path: string, body: unknown) => ownersJson<Synced>('POST', path, body);
const MILK = { id: 'A', title: 'Milk', notes: '', due: null, tags: [], project: 'Home' };

describe('POST /things/sync', () => {
  it('[O30] answers as scripts read it: one line, ids as strings, id, title, status and todoist_id in this order', async () => {
    const { status, text, headers } = await asOwner('POST', '/things/sync', [MILK]);
    expect([status, headers.get('content-type')]).toEqual([200, 'application/json']);
    expect(text).toMatch(
      /^\{"results":\[\{"id":"A","title":"Milk","status":"created","todoist_id":"\w+"\}\],"summary":\{"created":1,"existing":0,"errors":0,"conflictsDetected":0,"conflictsResolved":0,"total":1\}\}$/,
    );
    const again = await asOwner('POST', '/things/sync', [MILK]);
    expect(again.text).toMatch(/"status":"already_exists","match_type":"legacy","todoist_id":"\w+"\}/);
    expect(await todoistTitles()).toEqual(['Milk']);
  });

  it('[A87] stores and sends no half of a character and no control character', async () => {
    const odd = { ...MILK, title: 'Mi\ud800lk\u0000\u001b', notes: 'a\tb\r\nc\u0007', tags: ['sh\u0001op'] };
    await post('/things/sync', [odd]);
    expect(await todoistTitles()).toEqual(['Mi\ufffdlk']);
    const told = await post('/things/sync', [odd]);
    expect(told.summary).toMatchObject({ created: 0, existing: 1, conflictsDetected: 0 });
    const { changes } = await callOk<ChangesPage>('GET', '/v1/changes');
    expect(changes.find(({ kind }) => kind === 'task')).toMatchObject({
      fields: { title: 'Mi\ufffdlk', notes: 'a\tb\nc', tags: ['shop'] },
    });
  });

  it('[O30] takes an empty list and a client’s token in front of the address', async () => {
    const path = `/t/${await tokenOf('client')}/things/sync`;
    const { text } = await ask('POST', path, { body: [] });
    expect(JSON.parse(text)).toEqual({
      results: [],
      summary: { created: 0, existing: 0, errors: 0, conflictsDetected: 0, conflictsResolved: 0, total: 0 },
    });
    expect((await ask('POST', path, { body: [MILK] })).status).toBe(200);
    expect(await todoistTitles()).toEqual(['Milk']);
  });

  it('[O1] changes nothing without a token, and nothing that is no list of to-dos', async () => {
    expect((await ask('POST', '/things/sync', { body: [MILK] })).status).toBe(401);
    const looker = { authorization: `Bearer ${await tokenOf('read_only')}` };
    expect((await ask('POST', '/things/sync', { headers: looker, body: [MILK] })).status).toBe(403);
    for (const body of [{}, 'not JSON', '', Array.from({ length: 10_001 }, () => MILK)]) {
      const { status, text } = await asOwner('POST', '/things/sync', body);
      expect([status, Object.keys(JSON.parse(text) as object).slice(0, 2)]).toEqual([
        400,
        ['error', 'message'],
      ]);
    }
    expect(await todoistTitles()).toEqual([]);
  });

  it('[O54] refuses an element that can not be read by itself, and takes the others', async () => {
    const bad = [{ title: 'No id' }, { ...MILK, id: 7 }, null, 'text', { ...MILK, id: 'B', due: 'soon' }];
    const { results, summary } = await post('/things/sync', [...bad, MILK, { id: 'C', title: 'Bread' }]);
    expect(results.map(({ id, title, status }) => [id, title, status])).toEqual([
      ['', 'No id', 'error'],
      ['', 'Milk', 'error'],
      ['', '', 'error'],
      ['', '', 'error'],
      ['B', 'Milk', 'error'],
      ['A', 'Milk', 'created'],
      ['C', 'Bread', 'created'],
    ]);
    expect(results[4]).toMatchObject({ message: expect.stringContaining('due'), details: {} });
    expect(summary).toMatchObject({ created: 2, errors: 5, total: 7 });
    expect(await todoistTitles()).toEqual(['Bread', 'Milk']);
  });

  it('[O82] refuses a to-do without a title by itself, and takes one whose title is empty', async () => {
    const { results, summary } = await post('/things/sync', [
      { id: 'A' },
      { id: 'B', title: null },
      { id: 'C', title: '' },
    ]);
    expect(results).toMatchObject([
      { id: 'A', status: 'error', message: 'title is missing; it must be a string' },
      { id: 'B', status: 'error', message: 'title must be a string' },
      { id: 'C', title: '', status: 'created' },
    ]);
    expect(summary).toMatchObject({ created: 1, errors: 2, total: 3 });
    expect(await todoistTitles()).toHaveLength(1);
  });

  it('[O83] takes a to-do that stands twice in one call as one, as it is told last', async () => {
    const twice = [MILK, { id: 'B', title: 'Bread' }, { ...MILK, title: 'Oat milk' }];
    const { results, summary } = await post('/things/sync', twice);
    expect(results.map(({ id, title, status }) => [id, title, status])).toEqual([
      ['A', 'Milk', 'created'],
      ['B', 'Bread', 'created'],
      ['A', 'Oat milk', 'already_exists'],
    ]);
    expect(results[2]?.['todoist_id']).toBe(results[0]?.['todoist_id']);
    expect(summary).toMatchObject({ created: 2, existing: 1, errors: 0, total: 3 });
    expect(await todoistTitles()).toEqual(['Bread', 'Oat milk']);
  });

  it.each([
    ['/things/sync-completed', { errors: 2, total: 3 }],
    ['/things/sync-deleted', { errors: 2, total: 3 }],
  ])('[O54] so does %s', async (path, figures) => {
    await post('/things/sync', [MILK]);
    const { results, summary } = await post(path, [{ thingsId: 'A' }, { thingsId: '' }, 5]);
    expect(results.map(({ status }) => status).slice(1)).toEqual(['error', 'error']);
    expect(summary).toMatchObject(figures);
    expect(await todoistTitles()).toEqual([]);
  });

  it('[O54] so do pairs', async () => {
    const answer = await ownersJson('POST', '/things/created-mappings', [{ thingsId: 'A' }, {}]);
    const not = { updated: false };
    expect(answer).toMatchObject({ updated: 0, total: 2, results: [{ thingsId: 'A', ...not }, not] });
  });

  it('[O30] makes one task of many calls at once, with one request id or with many', async () => {
    const authorization = `Bearer ${env.API_TOKEN}`;
    const calls = Array.from({ length: 8 }, (_, at) => ({
      authorization,
      'x-request-id': at < 4 ? 'things-sync-1-1' : `things-sync-1-${at}`,
    }));
    await Promise.all(calls.map((headers) => ask('POST', '/things/sync', { headers, body: [MILK] })));
    expect(await todoistTitles()).toEqual(['Milk']);
    const headers = { authorization, 'x-request-id': 'things-sync-1-1' };
    const { text } = await ask('POST', '/things/sync', { headers, body: [MILK] });
    expect(text).toMatch(/"total":1\},"fromCache":true,"cachedAt":"[^"]+Z"\}$/);
  });

  it('[O48] keeps two equal titles and titles without Latin letters apart', async () => {
    const todos = ['Milk', 'Milk', '買牛奶', '打电话', 'Invoice 101', 'Invoice 102'].map((title, at) => ({
      ...MILK,
      id: `id-${at}`,
      title,
    }));
    for (let time = 0; time < 2; time += 1) await post('/things/sync', todos);
    expect(await todoistTitles()).toEqual(['Invoice 101', 'Invoice 102', 'Milk', 'Milk', '打电话', '買牛奶']);
  });

  it('[O40] answers each with the plan that it waits at', async () => {
    await addInTodoist('Bread');
    const { plan } = await exchange({ todos: [todo('B', 'Butter')] });
    const { results } = await post('/things/sync', [MILK]);
    expect(results[0]).toMatchObject({ id: 'A', title: 'Milk', status: 'error', details: {} });
    expect(results[0]?.['message']).toContain(plan?.hash);
    expect(await todoistTitles()).toEqual(['Bread']);
  });
});

describe('POST /things/sync-completed', () => {
  it('[O36] answers in its shape, as often as it is told', async () => {
    await post('/things/sync', [MILK]);
    const body = [
      { thingsId: 'A', completedAt: '2026-11-23T09:00:00Z' },
      { thingsId: 'Z', completedAt: '2026-11-23T09:00:00Z' },
    ];
    for (let time = 0; time < 3; time += 1) {
      const { text } = await asOwner('POST', '/things/sync-completed', body);
      expect(text).toMatch(
        /^\{"results":\[\{"thingsId":"A","todoistId":"\w+","status":"completed","completedAt":"2026-11-23T09:00:00Z"\},\{"thingsId":"Z","status":"not_found","message":"[^"]+"\}\],"summary":\{"completed":1,"notFound":1,"errors":0,"total":2\}\}$/,
      );
    }
    expect(await todoistTitles()).toEqual([]);
    expect((await asOwner('POST', '/things/sync-completed', {})).status).toBe(400);
  });
});

describe('POST /things/sync-deleted', () => {
  it('[O37] deletes, undoably, and answers `closed`', async () => {
    await post('/things/sync', [MILK]);
    const body = [{ thingsId: 'A', deletedAt: '2026-11-23T10:00:00+01:00' }, { thingsId: 'Z' }];
    const { text } = await asOwner('POST', '/things/sync-deleted', body);
    expect(text).toMatch(
      /^\{"results":\[\{"thingsId":"A","todoistId":"\w+","status":"closed"\},\{"thingsId":"Z","status":"not_found","message":"[^"]+"\}\],"summary":\{"closed":1,"notFound":1,"errors":0,"total":2\}\}$/,
    );
    expect(await todoistTitles()).toEqual([]);
    const [entry] = await ownersJson<{ id: string }[]>('GET', '/v1/history?limit=1');
    expect((await asOwner('POST', `/v1/history/${entry?.id ?? ''}/undo`)).status).toBe(200);
    await post('/things/sync-deleted', body);
    expect(await todoistTitles()).toEqual(['Milk']);
    expect((await asOwner('POST', '/things/sync-deleted', {})).status).toBe(400);
  });

  it('[O34] a trash of everything waits at a plan', async () => {
    const many = Array.from({ length: 20 }, (_, at) => ({ ...MILK, id: `id-${at}`, title: `To-do ${at}` }));
    await post('/things/sync', many);
    const { summary, results } = await post(
      '/things/sync-deleted',
      many.map(({ id }) => ({ thingsId: id })),
    );
    expect(summary).toMatchObject({ closed: 0, errors: 20 });
    expect(results[0]?.['message']).toContain('plan');
    expect(await todoistTitles()).toHaveLength(20);
  });
});

describe('POST /things/created-mappings', () => {
  it('[O84] says of each pair that is not linked why it is not', async () => {
    await post('/things/sync', [MILK]);
    await addInTodoist('Bread');
    await addInTodoist('Butter');
    const inbox = await ownersJson<{ id: string; title: string }[]>('GET', '/inbox?format=flat');
    const idOf = (title: string) => inbox.find((one) => one.title === title)?.id ?? title;
    const pairs = [
      { thingsId: 'B', todoistId: idOf('Bread') },
      { thingsId: 'B', todoistId: idOf('Bread') },
      { thingsId: 'A', todoistId: idOf('Butter') },
      { thingsId: 'C', todoistId: idOf('Bread') },
      { thingsId: 'D', todoistId: 'nothing' },
      { thingsId: 'E' },
    ];
    const { text } = await asOwner('POST', '/things/created-mappings', pairs);
    const { updated, results } = JSON.parse(text) as { updated: number; results: Record<string, unknown>[] };
    expect(updated).toBe(1);
    expect(results.map(({ thingsId, updated: isLinked, message }) => [thingsId, isLinked, message])).toEqual([
      ['B', true, undefined],
      ['B', false, 'the two were linked already'],
      ['A', false, expect.stringMatching(/^this to-do is linked to another task: \w+$/)],
      ['C', false, 'this task is linked to another to-do: B'],
      ['D', false, 'Todoist has no such task'],
      ['E', false, 'todoistId is missing; it must be a string'],
    ]);
    expect(Object.keys(results[2] ?? {})).toEqual(['thingsId', 'todoistId', 'updated', 'message']);
  });

  it('[O84] names the plan that a pair waits at', async () => {
    await addInTodoist('Bread');
    const { plan } = await exchange({ todos: [todo('B', 'Butter')] });
    const { text } = await asOwner('POST', '/things/created-mappings', [{ thingsId: 'Z', todoistId: 'T' }]);
    expect(JSON.parse(text)).toMatchObject({
      updated: 0,
      results: [{ updated: false, message: expect.stringContaining(plan?.hash ?? 'no plan') }],
    });
  });

  it('[O38] links, each pair by itself, also many at once', async () => {
    for (let at = 0; at < 5; at += 1) await addInTodoist(`Task ${at}`);
    const inbox = await ownersJson<{ id: string }[]>('GET', '/inbox?format=flat');
    const pairs = inbox.map(({ id }, at) => ({ thingsId: `T${at}`, todoistId: id }));
    const answers = await Promise.all(
      pairs.map((pair) => asOwner('POST', '/things/created-mappings', [pair]).then(({ text }) => text)),
    );
    expect(answers).toEqual(
      pairs.map((pair) => JSON.stringify({ updated: 1, total: 1, results: [{ ...pair, updated: true }] })),
    );
    expect(await ownersJson('GET', '/inbox')).toEqual([]);
    const { summary } = await post(
      '/things/sync-completed',
      pairs.slice(0, 2).map(({ thingsId }) => ({ thingsId, completedAt: '' })),
    );
    expect(summary).toMatchObject({ completed: 2 });
    expect((await asOwner('POST', '/things/created-mappings', {})).status).toBe(400);
  });
});
