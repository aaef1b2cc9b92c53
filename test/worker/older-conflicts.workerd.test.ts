// `/conflicts` of the earlier API: what waits for a person, by task, and its end on both sides.

import { reset } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { afterEach, describe, expect, it } from 'vitest';
import type { OlderConflicts, OlderResolved } from '../../src/protocol/answers/older/settings.ts';
import type { ThingsOperation } from '../../src/protocol/things-operation.ts';
import { callOk, exchange, receipt, resetTodoist, todo } from './harness.ts';
import { ask, asOwner, editInTodoist, linked, ownersJson, tasksInTodoist, tokenOf } from './older-harness.ts';

afterEach(async () => {
  await reset();
  await resetTodoist();
});

const IN_THINGS = { ...todo('t0', 'From Things'), notes: 'first\nof Things' };

/** The same task has another title and other notes on each side. */
async function disputed(): Promise<string> {
  await callOk('PUT', '/v1/config', { strategy: 'manual' });
  await linked('Task');
  await editInTodoist('Task', { content: 'From Todoist', description: 'first\nof Todoist' });
  await exchange({ todos: [IN_THINGS], snapshot: 'disputed' });
  const { conflicts } = await ownersJson<OlderConflicts>('GET', '/conflicts');
  return conflicts[0]?.id ?? 'none';
}

/** What Things is told when the agent comes again. */
async function toldToThings(): Promise<readonly ThingsOperation[]> {
  const turn = { base: 'disputed', snapshot: 'resolved', receipt: receipt(1) };
  return (await exchange(turn)).operations;
}

describe('conflicts', () => {
  it('[O6] are one for each task, with the task as either side has it', async () => {
    expect((await asOwner('GET', '/conflicts')).text).toMatch(
      /^\{"conflicts":\[\],"count":0,"timestamp":"[^"]+"\}$/,
    );
    const id = await disputed();
    const { text } = await asOwner('GET', '/conflicts');
    const { conflicts, count } = JSON.parse(text) as OlderConflicts;
    expect([count, conflicts.length]).toEqual([1, 1]);
    expect(text).toContain('"count":1');
    expect(id).toMatch(/^conflict-\d+-./);
    expect(Object.keys(conflicts[0] ?? {})).toEqual([
      'id',
      'todoistId',
      'thingsId',
      'detectedAt',
      'todoistVersion',
      'thingsVersion',
      'lastSyncedVersion',
      'suggestedResolution',
      'resolved',
      'fields',
    ]);
    expect(conflicts[0]).toMatchObject({
      thingsId: 't0',
      todoistVersion: { title: 'From Todoist', notes: 'first\nof Todoist', due: null, labels: [] },
      thingsVersion: { title: 'From Things', notes: 'first\nof Things', due: null, tags: [] },
      lastSyncedVersion: { title: 'Task', notes: '' },
      suggestedResolution: 'newest_wins',
      resolved: false,
    });
  });

  it.each([
    ['todoist_wins', 'From Todoist', 'first\nof Todoist'],
    ['things_wins', 'From Things', 'first\nof Things'],
  ])('[O7] resolved by %s are so on both sides', async (strategy, title, notes) => {
    const conflictId = await disputed();
    const { text } = await asOwner('POST', '/conflicts/resolve', { conflictId, strategy });
    const resolved = JSON.parse(text) as OlderResolved;
    expect(Object.keys(resolved)).toEqual(['resolved', 'resolution', 'strategy', 'timestamp']);
    expect(resolved).toMatchObject({
      resolved: true,
      strategy,
      resolution: { title, content: title, notes, description: notes, due: null, labels: [], tags: [] },
    });
    const operations = await toldToThings();
    expect((await tasksInTodoist())[0]).toMatchObject({ content: title, description: notes });
    expect(operations.length).toBe(strategy === 'things_wins' ? 0 : 1);
    expect(await ownersJson('GET', '/conflicts')).toMatchObject({ count: 0 });
  });

  it('[O7] resolved by merge keep every line of the notes', async () => {
    const conflictId = await disputed();
    await asOwner('POST', '/conflicts/resolve', { conflictId, strategy: 'merge' });
    await toldToThings();
    const [task] = await tasksInTodoist();
    expect(new Set(task?.description.split('\n'))).toEqual(new Set(['first', 'of Todoist', 'of Things']));
  });

  it('[O7] are resolved with values of the owner\u2019s own on both sides', async () => {
    const conflictId = await disputed();
    const resolution = { title: 'Agreed', notes: 'both', labels: ['home'], due: '2026-12-24' };
    const { status, text } = await asOwner('POST', '/conflicts/resolve', { conflictId, resolution });
    expect([status, JSON.parse(text)]).toMatchObject([
      200,
      {
        strategy: 'manual',
        resolution: { title: 'Agreed', notes: 'both', due: '2026-12-24', tags: ['home'] },
      },
    ]);
    const [operation] = await toldToThings();
    expect(JSON.stringify(operation)).toContain('Agreed');
    expect((await tasksInTodoist())[0]).toMatchObject({
      content: 'Agreed',
      description: 'both',
      labels: ['home'],
    });
  });

  it('[O7] that are not there, or resolved, are not found', async () => {
    const conflictId = await disputed();
    const wanted = { conflictId, strategy: 'todoist_wins' };
    expect((await asOwner('POST', '/conflicts/resolve', wanted)).status).toBe(200);
    for (const id of [conflictId, 'conflict-1-none', '__proto__']) {
      const { status, text } = await asOwner('POST', '/conflicts/resolve', { ...wanted, conflictId: id });
      expect([status, JSON.parse(text)]).toEqual([404, { error: 'Conflict not found', conflictId: id }]);
    }
  });

  it.each([
    {},
    { conflictId: 7 },
    { conflictId: 'x', strategy: 'manual' },
    { conflictId: 'x', resolution: { due: 'soon' } },
  ])('[O7] are not resolved by %j', async (body) => {
    const { status, text } = await asOwner('POST', '/conflicts/resolve', body);
    const members = Object.keys(JSON.parse(text) as object).filter((name) => name !== 'allowed');
    expect([status, members]).toEqual([400, ['error', 'message', 'errors']]);
  });

  it('[O3] are resolved once by a request that comes again, whichever way it comes', async () => {
    const client = await tokenOf('client');
    const conflictId = await disputed();
    const body = { conflictId, strategy: 'todoist_wins' };
    const first = await ask('POST', `/t/${client}/conflicts/resolve`, {
      body,
      headers: { 'x-request-id': 'r-1' },
    });
    const again = await ask('POST', '/conflicts/resolve', {
      body,
      headers: { 'x-request-id': 'r-1', authorization: `Bearer ${env.API_TOKEN}` },
    });
    expect([first.status, again.status]).toEqual([200, 200]);
    expect(JSON.parse(again.text)).toEqual({
      ...(JSON.parse(first.text) as object),
      fromCache: true,
      cachedAt: expect.stringMatching(/^\d{4}-.*Z$/),
    });
  });
});
