import { describe, expect, it } from 'vitest';
import { createBench } from '../test-support.ts';
import type { TestBench } from '../test-support.ts';
import type { WireItem } from '../wire.ts';

const MISSING = '6X7rM8997g3RQmvh';

async function json(response: Response): Promise<unknown> {
  return response.json();
}

async function listed(bench: TestBench, path: string): Promise<readonly string[]> {
  const page = (await json(await bench.request('GET', path))) as { results: readonly WireItem[] };
  return page.results.map((item) => item.content);
}

describe('REST errors', () => {
  it.each<[string, string, string, unknown, number, object]>([
    [
      'a missing name',
      'POST',
      '/tasks',
      {},
      400,
      { error_code: 19, error_tag: 'ARGUMENT_MISSING', error_extra: { argument: 'content' } },
    ],
    [
      'an empty name',
      'POST',
      '/tasks',
      { content: '' },
      400,
      { error_code: 20, error_extra: { argument: 'content', expected: 'minlen' } },
    ],
    [
      'a bad phrase',
      'POST',
      '/tasks',
      { content: 'a', due_string: 'gibberish' },
      400,
      { error_code: 42, error_tag: 'BAD_REQUEST', error: 'Invalid date format' },
    ],
    [
      'two dues',
      'POST',
      '/tasks',
      { content: 'a', due_string: 'today', due_date: '2026-03-04' },
      400,
      { error_code: 20 },
    ],
    [
      'half a duration',
      'POST',
      '/tasks',
      { content: 'a', duration: 5 },
      400,
      { error_code: 19, error_extra: { argument: 'duration_unit' } },
    ],
    [
      'an unknown task',
      'GET',
      `/tasks/${MISSING}`,
      undefined,
      404,
      { error: 'Task not found', error_code: 478, error_tag: 'NOT_FOUND', error_extra: { retry_after: 3 } },
    ],
    [
      'an unknown project',
      'POST',
      '/tasks',
      { content: 'a', project_id: MISSING },
      404,
      { error: 'Project not found' },
    ],
    [
      'a client id',
      'GET',
      '/tasks/tmp-1-abc',
      undefined,
      400,
      { error_code: 20, error_extra: { explanation: 'Non-base32 digit found' } },
    ],
    [
      'a large limit',
      'GET',
      '/tasks?limit=201',
      undefined,
      400,
      {
        error_code: 20,
        error_extra: { argument: 'limit', expected: 'Input should be less than or equal to 200' },
      },
    ],
    ['a bad limit', 'GET', '/tasks?limit=x', undefined, 400, { error_extra: { argument: 'limit' } }],
    [
      'a foreign cursor',
      'GET',
      '/tasks?cursor=MTA.abcdef',
      undefined,
      400,
      { error_code: 20, error_extra: { argument: 'cursor' } },
    ],
    [
      'ids as JSON',
      'GET',
      '/tasks?ids=[%22a%22]',
      undefined,
      400,
      { error_code: 20, error_extra: { argument: 'ids' } },
    ],
    [
      'an unknown filter',
      'GET',
      '/tasks/filter?query=blah',
      undefined,
      400,
      { error_code: 20, error_extra: { argument: 'query' } },
    ],
    ['a filter with a comma', 'GET', '/tasks/filter?query=today,overdue', undefined, 400, { error_code: 20 }],
    ['comments of nothing', 'GET', '/comments', undefined, 400, { error_code: 19 }],
    ['bad JSON', 'POST', '/tasks', '{', 400, { error_tag: 'BAD_REQUEST' }],
    ['an unknown path', 'GET', '/nothing', undefined, 404, { error_tag: 'NOT_FOUND' }],
    ['an upper-case path', 'GET', '/Tasks', undefined, 404, { error_tag: 'NOT_FOUND' }],
  ])('for %s', async (...[, method, path, body, status, expected]) => {
    const response = await createBench().request(method, path, body);
    expect(response.status).toBe(status);
    expect(await json(response)).toMatchObject(expected);
  });

  it.each(['/rest/v2/tasks', '/sync/v9/sync'])('tell that %s is gone', async (path) => {
    const { emulator } = createBench();
    const response = await emulator.fetch(new Request(`http://todoist.test${path}`, { method: 'POST' }));
    expect([response.status, await response.text()]).toEqual([410, 'This endpoint is deprecated.']);
  });

  it('refuse the free plan a deadline and keep no duration', async () => {
    const bench = createBench({ plan: 'free' });
    const refused = await bench.request('POST', '/tasks', { content: 'a', deadline_date: '2026-03-10' });
    expect([refused.status, await json(refused)]).toMatchObject([403, { error_tag: 'PREMIUM_ONLY' }]);
    const kept = await bench.request('POST', '/tasks', {
      content: 'a',
      duration: 5,
      duration_unit: 'minute',
    });
    expect([kept.status, await json(kept)]).toMatchObject([200, { duration: null }]);
  });
});

describe('REST pages', () => {
  it('hold 50 rows, and a cursor that fits only the same parameters', async () => {
    const bench = createBench();
    for (let index = 0; index < 60; index += 1) await bench.create('item_add', { content: String(index) });
    const first = (await json(await bench.request('GET', '/tasks'))) as {
      results: unknown[];
      next_cursor: string;
    };
    expect(first.results).toHaveLength(50);
    expect(first.next_cursor).toMatch(/^[0-9a-zA-Z_-]+\.[0-9a-zA-Z_-]+$/);
    const second = await bench.request('GET', `/tasks?cursor=${first.next_cursor}`);
    expect(await json(second)).toMatchObject({ next_cursor: null, results: { length: 10 } });
    expect((await bench.request('GET', `/tasks?cursor=${first.next_cursor}&label=x`)).status).toBe(400);
  });
});

describe('GET /tasks/filter', () => {
  it.each([
    ['today', ['due today p1']],
    ['overdue', ['late']],
    ['no date', ['plain @home', 'worked']],
    ['search: LATE', ['late']],
    ['#Work', ['worked']],
    ['@home', ['plain @home']],
    ['@ho*', ['plain @home']],
    ['p1', ['due today p1']],
    ['p4 & no date', ['plain @home', 'worked']],
    ['!p4 | #Work', ['worked', 'due today p1']],
    ['(overdue | today) & !p1', ['late']],
    ['due before: today', ['late']],
    ['/Soon', ['worked']],
  ])('%s', async (query, expected) => {
    const bench = createBench();
    const work = await bench.create('project_add', { name: 'Work' });
    const soon = await bench.create('section_add', { name: 'Soon', project_id: work });
    await bench.create('item_add', { content: 'plain @home', labels: ['home'] });
    await bench.create('item_add', { content: 'worked', section_id: soon });
    await bench.create('item_add', { content: 'late', due: { date: '2026-03-01' } });
    await bench.create('item_add', { content: 'due today p1', due: { string: 'today' }, priority: 4 });
    expect(await listed(bench, `/tasks/filter?query=${encodeURIComponent(query)}`)).toEqual(expected);
  });
});

describe('completed tasks', () => {
  it('are listed under items by their window, without a cursor on the last page', async () => {
    const bench = createBench();
    const id = await bench.create('item_add', { content: 'a' });
    await bench.attempt('item_complete', { id, completed_at: '2026-02-01T10:00:00Z' });
    const path = (since: string, until: string): string =>
      `/tasks/completed/by_completion_date?since=${since}T00:00:00Z&until=${until}T00:00:00Z`;
    const inside = await json(await bench.request('GET', path('2026-01-15', '2026-02-15')));
    expect(inside).toMatchObject({ items: [{ id, checked: true }] });
    expect(inside).not.toHaveProperty('next_cursor');
    expect(await json(await bench.request('GET', path('2026-02-02', '2026-02-15')))).toEqual({ items: [] });
    expect((await bench.request('GET', path('2025-10-01', '2026-02-15'))).status).toBe(400);
    expect((await bench.request('GET', '/tasks/completed/by_completion_date?since=2026-01-01')).status).toBe(
      400,
    );
    expect(await json(await bench.request('GET', `/tasks/${id}`))).toMatchObject({ checked: true });
  });
});

describe('task calls', () => {
  it('close, reopen and delete answer 204 with an empty body', async () => {
    const bench = createBench();
    const id = await bench.create('item_add', { content: 'a' });
    for (const [method, path] of [
      ['POST', `/tasks/${id}/close`],
      ['POST', `/tasks/${id}/reopen`],
      ['POST', `/tasks/${id}/reopen`],
      ['DELETE', `/tasks/${id}`],
    ] as const) {
      const response = await bench.request(method, path);
      expect([response.status, await response.text()]).toEqual([204, '']);
    }
  });

  it('take null as "not given" where the vendor does, and as "clear" where it does', async () => {
    const bench = createBench();
    const created = await bench.request('POST', '/tasks', {
      content: 'a',
      project_id: null,
      section_id: null,
      parent_id: null,
      description: null,
      order: 7,
      due_datetime: '2026-03-10T09:00:00Z',
      deadline_date: '2026-03-12',
      duration: 15,
      duration_unit: 'minute',
    });
    const item = (await json(created)) as WireItem;
    expect(item).toMatchObject({
      child_order: 7,
      description: '',
      due: { date: '2026-03-10T09:00:00Z', timezone: 'UTC' },
      deadline: { date: '2026-03-12' },
      duration: { amount: 15, unit: 'minute' },
    });
    const cleared = await bench.request('POST', `/tasks/${item.id}`, {
      content: null,
      due_string: 'no date',
      deadline_date: null,
      duration: null,
      duration_unit: null,
    });
    expect(await json(cleared)).toMatchObject({ content: 'a', due: null, deadline: null, duration: null });
  });
});

describe('reminders and project comments', () => {
  it('live through their calls', async () => {
    const bench = createBench();
    const task = await bench.create('item_add', { content: 'a', due: { date: '2026-03-10T09:00:00' } });
    const reminder = (await json(
      await bench.request('POST', '/reminders', {
        task_id: task,
        reminder_type: 'relative',
        minute_offset: 15,
      }),
    )) as { id: string };
    expect(reminder).toMatchObject({
      type: 'relative',
      minute_offset: 15,
      due: { date: '2026-03-10T08:45:00' },
    });
    const changed = await bench.request('POST', `/reminders/${reminder.id}`, { minute_offset: 60 });
    expect(await json(changed)).toMatchObject({ minute_offset: 60, due: { date: '2026-03-10T08:00:00' } });
    expect((await bench.request('DELETE', `/reminders/${reminder.id}`)).status).toBe(204);
    expect((await bench.request('GET', `/reminders/${reminder.id}`)).status).toBe(404);

    const project = await bench.create('project_add', { name: 'P' });
    const comment = (await json(
      await bench.request('POST', '/comments', { project_id: project, content: 'hello' }),
    )) as { id: string };
    expect(Object.keys(comment)).not.toContain('item_id');
    const reacted = await bench.request('POST', `/comments/${comment.id}/reactions`, { reaction: '+1' });
    expect(await json(reacted)).toMatchObject({ reactions: { '+1': [expect.any(String)] } });
    expect(await json(await bench.request('GET', `/comments?project_id=${project}`))).toMatchObject({
      results: [{ content: 'hello', project_id: project }],
    });
  });
});
