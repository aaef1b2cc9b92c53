// The doors of the earlier API, and `/config` behind them.

import { reset } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { afterEach, describe, expect, it } from 'vitest';
import { callOk, resetTodoist } from './harness.ts';
import { ask, asOwner, ownersJson, tokenOf } from './older-harness.ts';

afterEach(async () => {
  await reset();
  await resetTodoist();
});

const bearer = (token: string) => ({ headers: { authorization: `Bearer ${token}` } });
const DEFAULTS =
  '{"conflictStrategy":"newest_wins","autoResolveConflicts":true,"syncInterval":300,"excludedProjects":[],"excludedTags":["synced-to-things","synced-from-things"]}';

describe('the doors', () => {
  it('[O1] open to the owner and to older clients, and to a token that may look for looking', async () => {
    const [client, looker] = [await tokenOf('client'), await tokenOf('read_only')];
    for (const token of [env.API_TOKEN, client, looker])
      expect((await ask('GET', '/config', bearer(token))).text).toBe(DEFAULTS);
    const put = { syncInterval: 600 };
    expect((await ask('PUT', '/config', { ...bearer(looker), body: put })).status).toBe(403);
    expect((await ask('PUT', '/config', { ...bearer(client), body: put })).status).toBe(200);
  });

  it('[O1] open to nobody else, and say so as the earlier API did', async () => {
    const answers = [
      await ask('GET', '/config'),
      await ask('GET', '/config', bearer('guessed')),
      await ask('PUT', '/config', { body: {} }),
    ];
    for (const { status, text, headers } of answers) {
      expect([status, headers.get('content-type')]).toEqual([401, 'application/json']);
      expect(Object.keys(JSON.parse(text) as object)).toEqual(['error', 'message']);
    }
  });

  it('[O2] open to the token of an older client in front of the address, and to no other token there', async () => {
    expect((await ask('GET', '/t/guessed/config')).status).toBe(401);
    const [client, looker] = [await tokenOf('client'), await tokenOf('read_only')];
    expect((await ask('GET', `/t/${client}/config`)).text).toBe(DEFAULTS);
    expect((await ask('PUT', `/t/${client}/config`, { body: { syncInterval: 600 } })).status).toBe(200);
    for (const token of [env.API_TOKEN, looker]) {
      const { status, text } = await ask('GET', `/t/${token}/config`);
      expect([status, JSON.parse(text)]).toMatchObject([
        403,
        { error: 'This token may not stand in an address' },
      ]);
    }
    for (const path of ['/v1/status', '/v1/config', '/kv/stats'])
      expect((await ask('GET', `/t/${client}${path}`)).status).toBe(404);
    await callOk(
      'DELETE',
      `/v1/tokens/${(await callOk<{ id: string }[]>('GET', '/v1/tokens'))[0]?.id ?? ''}`,
    );
    expect((await ask('GET', `/t/${client}/config`)).status).toBe(401);
  });

  it('[O2] answer their health behind such a token, too, and to no other', async () => {
    const client = await tokenOf('client');
    const { status, text } = await ask('GET', `/t/${client}/health`);
    expect([status, text]).toEqual([200, expect.stringContaining('"status":"ok"')]);
    expect((await ask('GET', '/t/guessed/health')).status).toBe(401);
  });

  it('[O2] slow down whoever guesses such an address', async () => {
    const guess = (at: number) =>
      ask('GET', `/t/ttsync.default.${at}/config`, { headers: { 'cf-connecting-ip': '203.0.113.9' } });
    const statuses = [];
    for (let at = 0; at < 12; at += 1) statuses.push((await guess(at)).status);
    expect(statuses.slice(-2)).toEqual([429, 429]);
  });

  it('[O1] tell the methods of an address', async () => {
    const { status, headers } = await asOwner('DELETE', '/config');
    expect([status, headers.get('allow')]).toEqual([405, 'GET, PUT, HEAD, OPTIONS']);
    expect((await ask('OPTIONS', '/config')).headers.get('allow')).toBe('GET, PUT, HEAD, OPTIONS');
    expect((await asOwner('HEAD', '/config')).text).toBe('');
  });
});

describe('the settings', () => {
  it('[O4] are changed in part, and the rest stays', async () => {
    await asOwner('PUT', '/config', { syncInterval: 900, excludedProjects: ['Archive'] });
    const { text } = await asOwner('PUT', '/config', {
      enabledTags: ['home'],
      conflictStrategy: 'things_wins',
    });
    expect(text).toBe(
      '{"config":{"conflictStrategy":"things_wins","autoResolveConflicts":true,"syncInterval":900,"excludedProjects":["Archive"],"enabledTags":["home"],"excludedTags":["synced-to-things","synced-from-things"]},"message":"Configuration updated"}',
    );
    expect(await callOk('GET', '/v1/config')).toMatchObject({
      strategy: 'things_wins',
      scope: {
        projects: { include: [], exclude: ['Archive'] },
        tags: { include: ['home'], exclude: [] },
        areas: { include: [], exclude: [] },
      },
    });
  });

  it('[O4] that have conflicts decided by nobody are those of today that wait for a person, both ways', async () => {
    const told = () => ownersJson('GET', '/config');
    await asOwner('PUT', '/config', { autoResolveConflicts: false, conflictStrategy: 'merge' });
    expect(await callOk('GET', '/v1/config')).toMatchObject({ strategy: 'manual' });
    expect(await told()).toMatchObject({ conflictStrategy: 'merge', autoResolveConflicts: false });
    await asOwner('PUT', '/config', { autoResolveConflicts: true });
    expect(await callOk('GET', '/v1/config')).toMatchObject({ strategy: 'merge' });
    await callOk('PUT', '/v1/config', { strategy: 'todoist_wins' });
    expect(await told()).toMatchObject({ conflictStrategy: 'todoist_wins', autoResolveConflicts: true });
  });

  it('[O5] take the marks of older code for no tags, and tell them as they were told', async () => {
    const excludedTags = ['synced-to-things', 'synced-from-todoist', 'private'];
    await asOwner('PUT', '/config', { excludedTags });
    expect(await ownersJson('GET', '/config')).toMatchObject({ excludedTags });
    expect(await callOk('GET', '/v1/config')).toMatchObject({
      scope: { tags: { exclude: ['private'] } },
    });
  });

  it.each([
    [{ conflictStrategy: 'mine' }, 'conflictStrategy'],
    [{ syncInterval: 59 }, 'syncInterval'],
    [{ syncInterval: 3601 }, 'syncInterval'],
    [{ syncInterval: '300' }, 'syncInterval'],
    [{ autoResolveConflicts: 'yes' }, 'autoResolveConflicts'],
    [{ excludedTags: 'private' }, 'excludedTags'],
    [{ enabledProjects: ['A'], excludedProjects: ['a '] }, 'A'],
    [{ enabledTags: ['x'], excludedTags: ['x'] }, 'x'],
  ])('[O4] are not changed by %j, and all that is wrong is told', async (body, word) => {
    const { status, text } = await asOwner('PUT', '/config', body);
    const told = JSON.parse(text) as { readonly error: unknown; readonly errors: readonly string[] };
    expect([status, typeof told.error]).toEqual([400, 'string']);
    expect(told.errors.join()).toContain(word);
    expect((await asOwner('GET', '/config')).text).toBe(DEFAULTS);
  });

  it('[O57] are those of today, too, told where they are not as usual', async () => {
    const more = {
      fieldStrategies: { title: 'things_wins' },
      inboxOnly: true,
      assigned: 'all',
      enabledAreas: ['Home'],
      markerLabels: { someday: 'later', evening: 'evening', canceled: 'canceled' },
      priorityTags: null,
    };
    await asOwner('PUT', '/config', { ...more, markerLabels: { someday: 'later' } });
    expect(await ownersJson('GET', '/config')).toMatchObject(more);
    expect(await callOk('GET', '/v1/config')).toMatchObject({
      strategy: 'newest_wins',
      strategies: { title: 'things_wins', notes: null },
      scope: { inboxOnly: true, assigned: 'all', areas: { include: ['Home'], exclude: [] } },
      markerLabels: more.markerLabels,
      priorityTags: null,
    });
    await asOwner('PUT', '/config', { fieldStrategies: { notes: 'merge' } });
    expect(await ownersJson('GET', '/config')).toMatchObject({
      fieldStrategies: { title: 'things_wins', notes: 'merge' },
      enabledAreas: ['Home'],
    });
    const usual = { markerLabels: { someday: 'someday' }, priorityTags: ['p1', 'p2', 'p3'] };
    const { text } = await asOwner('PUT', '/config', {
      ...usual,
      fieldStrategies: { title: null, notes: null },
      inboxOnly: false,
      assigned: 'mine',
      enabledAreas: [],
    });
    expect(text).toContain(DEFAULTS);
  });

  it.each([
    [{ fieldStrategies: { title: 'mine' } }, 'fieldStrategies.title'],
    [{ fieldStrategies: { tags: 'merge' } }, 'fieldStrategies'],
    [{ enabledAreas: ['A'], excludedAreas: ['a'] }, 'A'],
    [{ markerLabels: { someday: 'canceled' } }, 'markerLabels'],
  ])('[O57] are not changed by %j', async (body, word) => {
    const { status, text } = await asOwner('PUT', '/config', body);
    expect([status, text]).toEqual([400, expect.stringContaining(word)]);
    expect((await asOwner('GET', '/config')).text).toBe(DEFAULTS);
  });

  it('[O4] may be sent back as they were told, with members that nobody knows', async () => {
    const told = await ownersJson<object>('GET', '/config');
    expect((await asOwner('PUT', '/config', { ...told, webhooks: { a: 1 } })).status).toBe(200);
    expect((await asOwner('GET', '/config')).text).toBe(DEFAULTS);
  });

  it('[O4] that are no JSON change nothing', async () => {
    for (const body of ['', 'x', '[]', '{"a":'.repeat(40)]) {
      const { status, text } = await asOwner('PUT', '/config', body);
      expect([status, Object.keys(JSON.parse(text) as object).slice(0, 2)]).toEqual([
        400,
        ['error', 'message'],
      ]);
    }
  });

  it('[O4] are described by a schema', async () => {
    const { status, text } = await asOwner('GET', '/config/schema');
    expect(status).toBe(200);
    expect(JSON.parse(text)).toMatchObject({
      type: 'object',
      properties: { syncInterval: { type: 'integer', minimum: 60, maximum: 3600 } },
    });
  });
});
