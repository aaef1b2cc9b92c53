// `/inbox` of the earlier API over HTTP: shapes to the letter, as scripts read them.

import { reset } from 'cloudflare:test';
import { afterEach, describe, expect, it } from 'vitest';
import {
  addInTodoist,
  callOk,
  exchange,
  failNextTodoistRequest,
  receipt,
  resetTodoist,
  todo,
  todoistTitles,
} from './harness.ts';
import { ask, asOwner, asRepairer, ownersJson, tokenOf } from './older-harness.ts';

afterEach(async () => {
  await reset();
  await resetTodoist();
});

describe('unmarking', () => {
  const inbox = () => ownersJson<readonly unknown[]>('GET', '/inbox');
  const repaired = async (path: string) =>
    JSON.parse((await asRepairer('POST', path)).text) as Record<string, unknown>;

  it('[O53] shows a task anew that was told as imported', async () => {
    await addInTodoist('Milk');
    const [flat] = await ownersJson<readonly { id: string }[]>('GET', '/inbox?format=flat');
    await ownersJson('POST', '/inbox/mark-synced');
    expect(await inbox()).toEqual([]);
    const path = `/inbox/unmark/${flat?.id ?? ''}`;
    expect(await repaired(`${path}?dry_run=true`)).toMatchObject({ id: flat?.id, removed: false });
    expect(await inbox()).toEqual([]);
    expect(await repaired(path)).toEqual({
      id: flat?.id,
      removed: true,
      hash: expect.stringMatching(/^[0-9a-f]{12}$/),
    });
    expect(await inbox()).toHaveLength(1);
    expect(await repaired('/inbox/unmark/nobody')).toEqual({ id: 'nobody', removed: false, hash: null });
  });

  it('[O53] shows all of it anew, and breaks no pair', async () => {
    for (const title of ['Milk', 'Bread']) await addInTodoist(title);
    await inbox();
    await ownersJson('POST', '/inbox/mark-synced');
    await ownersJson('POST', '/things/sync', [{ id: 'A', title: 'Milk' }]);
    const would = await repaired('/inbox/unmark-all?dry_run=true');
    expect(would).toMatchObject({ count: 1, mode: 'dry_run' });
    expect(would['results']).toMatchObject([{ title: 'Bread', removed: false, wouldRemove: true }]);
    expect(await inbox()).toEqual([]);
    expect(await repaired('/inbox/unmark-all')).toMatchObject({ count: 1, mode: 'executed' });
    expect(await inbox()).toMatchObject([{ attributes: { title: 'Bread' } }]);
    const all = await ownersJson<{ taskMappings: unknown[] }>('GET', '/inbox?include_all=true&format=url');
    expect(all.taskMappings).toContainEqual(expect.objectContaining({ thingsId: 'A' }));
    expect(await todoistTitles()).toEqual(['Bread', 'Milk']);
  });
});

describe('GET /inbox', () => {
  it('[O42] answers in each format, on one line, as scripts read it', async () => {
    await addInTodoist('Say "hello"');
    const { text } = await asOwner('GET', '/inbox');
    expect(text).toBe('[{"type":"to-do","attributes":{"title":"Say \\"hello\\""}}]');
    const url = (await asOwner('GET', '/inbox?format=url&include_all=false')).text;
    expect(url).toMatch(
      /^\{"url":"things:\/\/\/json\?data=[^"]+","tasks":\[\{.*\}\],"count":1,"filtered":true,"taskMappings":\[\{"todoistId":"\w+","thingsId":null\}\]\}$/,
    );
    expect(url.match(/"count":/g)).toHaveLength(1);
    const flat = (await asOwner('GET', '/inbox?format=flat&include_all=false')).text;
    expect(flat).toMatch(/^\[\{"id":"\w+","title":"Say \\"hello\\"","notes":"","due":null,"tags":\[\]\}\]$/);
  });

  it('[O42] shows everything where that is asked for, and nothing to whoever has no token', async () => {
    await asOwner('POST', '/things/sync', [{ id: 'A', title: 'Milk' }]);
    expect(await ownersJson('GET', '/inbox')).toEqual([]);
    expect(await ownersJson('GET', '/inbox?include_all=true&format=url')).toMatchObject({
      count: 1,
      filtered: false,
      taskMappings: [{ thingsId: 'A' }],
    });
    expect((await ask('GET', '/inbox')).status).toBe(401);
    expect((await ask('GET', `/t/${await tokenOf('client')}/inbox`)).text).toBe('[]');
  });

  it('[O42] says so where Todoist was never read', async () => {
    await failNextTodoistRequest('server_error');
    const { status, text } = await asOwner('GET', '/inbox');
    expect([status, Object.keys(JSON.parse(text) as object)]).toEqual([503, ['error', 'message']]);
  });

  it('[O43] hands out to one client at a time, told apart by their tokens', async () => {
    await addInTodoist('Milk');
    const [one, other] = [await tokenOf('client'), await tokenOf('client')];
    expect((await ask('GET', `/t/${one}/inbox`)).text).toContain('Milk');
    expect((await ask('GET', `/t/${other}/inbox`)).text).toBe('[]');
    const marked = await ask('POST', `/t/${other}/inbox/mark-synced`);
    expect(marked.text).toBe('{"results":[],"count":0}');
    expect((await ask('POST', `/t/${one}/inbox/mark-synced`)).text).toContain('"count":1}');
  });

  it('[O43] withholds from the agent what it handed out', async () => {
    const first = await exchange({ todos: [todo('A', 'Bread')] });
    await callOk('POST', `/v1/plan/${first.plan?.hash ?? ''}/approve`, {});
    await exchange({ todos: [todo('A', 'Bread')] });
    await addInTodoist('Milk');
    expect(await ownersJson('GET', '/inbox')).toHaveLength(1);
    const next = { base: 'snapshot-1', snapshot: 'snapshot-1', receipt: receipt(1) };
    expect((await exchange(next)).operations).toEqual([]);
    expect(await todoistTitles()).toEqual(['Bread', 'Milk']);
  });
});

describe('POST /inbox/mark-synced', () => {
  it('[O44] marks what was shown, with an empty body, without one, and with any', async () => {
    for (const [at, body] of [undefined, '', '{}', 'anything'].entries()) {
      await addInTodoist(`Task ${at}`);
      await ownersJson('GET', '/inbox?format=flat');
      await addInTodoist(`Later ${at}`);
      const { status, text } = await asOwner('POST', '/inbox/mark-synced', body);
      expect(status).toBe(200);
      expect(text).toMatch(
        /^\{"results":\[\{"id":"\w+","content":"[^"]+","status":"marked_synced"\}.*\],"count":\d\}$/,
      );
      expect(text).not.toContain(`Later ${at}`);
    }
  });

  it('[O44] marks fifty at once, and every one', async () => {
    for (let at = 0; at < 50; at += 1) await addInTodoist(`Task ${at}`);
    expect(await ownersJson('GET', '/inbox?format=flat')).toHaveLength(50);
    expect(await ownersJson('POST', '/inbox/mark-synced')).toMatchObject({ count: 50 });
    expect(await ownersJson('GET', '/inbox?format=flat')).toEqual([]);
  });
});

describe('POST /inbox/clear', () => {
  it('[O49] takes what waits as imported, and touches nothing in Todoist', async () => {
    for (const [mode, status] of [
      ['', 'marked_synced'],
      ['?mode=fingerprint', 'marked_synced'],
      ['?mode=label', 'labeled'],
    ] as const) {
      await addInTodoist(`Task ${mode}`);
      const dry = mode === '' ? '?dry_run=true' : `${mode}&dry_run=true`;
      expect(await ownersJson('POST', `/inbox/clear${dry}`)).toMatchObject({ count: 1, dryRun: true });
      const { results } = await ownersJson<{ results: { status: string }[] }>('POST', `/inbox/clear${mode}`);
      expect([mode, results.map((one) => one.status)]).toEqual([mode, [status]]);
    }
    expect(await todoistTitles()).toHaveLength(3);
    expect(await ownersJson('GET', '/inbox')).toEqual([]);
  });

  it('[O50] deletes nothing before its plan is approved, and nothing without a token', async () => {
    await addInTodoist('Milk');
    expect((await ask('POST', '/inbox/clear?mode=delete')).status).toBe(401);
    const { results } = await ownersJson<{ results: { status: string; message: string }[] }>(
      'POST',
      '/inbox/clear?mode=delete',
    );
    const plan = await callOk<{ hash: string }>('GET', '/v1/plan');
    expect(results).toMatchObject([{ status: 'error', message: expect.stringContaining(plan.hash) }]);
    expect(await todoistTitles()).toEqual(['Milk']);
    await callOk('POST', `/v1/plan/${plan.hash}/approve`, {});
    await callOk('POST', '/v1/poll');
    expect(await todoistTitles()).toEqual([]);
  });

  it('[O51] moves nothing where there is no project for it', async () => {
    await addInTodoist('Milk');
    const { text } = await asOwner('POST', '/inbox/clear?mode=move');
    expect(text).toMatch(/^\{"results":\[\{"id":"\w+","status":"error","message":"[^"]+"\}\],"count":1\}$/);
  });
});
