import { describe, expect, it } from 'vitest';
import { command, createBench } from '../test-support.ts';

describe('command uuids', () => {
  it('answer "ok" with the same mapping a second time, without a second effect', async () => {
    const bench = createBench();
    const add = command('item_add', 'u1', { content: 'once' }, 't1');
    const first = await bench.run(add);
    const second = await bench.run(add);
    expect(second.sync_status).toEqual({ u1: 'ok' });
    expect(second.temp_id_mapping).toEqual(first.temp_id_mapping);
    expect(bench.emulator.snapshot().items).toHaveLength(1);
  });

  it('let a later command of a repeated request find the task of the first time', async () => {
    const bench = createBench();
    const add = command('item_add', 'u1', { content: 'a' }, 't1');
    await bench.run(add);
    const answer = await bench.run(add, command('item_update', 'u2', { id: 't1', content: 'b' }));
    expect(answer.sync_status).toEqual({ u1: 'ok', u2: 'ok' });
    expect(bench.emulator.snapshot().items.map(({ content }) => content)).toEqual(['b']);
  });

  it('of a failed command can be used again', async () => {
    const bench = createBench();
    expect((await bench.run(command('item_add', 'u1', { content: '' }))).sync_status?.['u1']).not.toBe('ok');
    expect((await bench.run(command('item_add', 'u1', { content: 'now' }))).sync_status).toEqual({
      u1: 'ok',
    });
  });
});

describe('temporary ids', () => {
  it('stand for the real ids wherever an id is expected in the same request', async () => {
    const bench = createBench();
    const answer = await bench.run(
      command('project_add', 'u1', { name: 'P' }, 'p'),
      command('section_add', 'u2', { name: 'S', project_id: 'p' }, 's'),
      command('item_add', 'u3', { content: 'parent', section_id: 's' }, 'i'),
      command('item_add', 'u4', { content: 'child', parent_id: 'i' }, 'c'),
      command('item_move', 'u5', { id: 'c', project_id: 'p' }),
      command('note_add', 'u6', { item_id: 'i', content: 'n' }, 'n'),
      command('note_update', 'u7', { id: 'n', content: 'n2' }),
      command('item_update_day_orders', 'u8', { ids_to_orders: { c: 3 } }),
    );
    expect(Object.values(answer.sync_status ?? {})).toEqual(Array.from({ length: 8 }, () => 'ok'));
    const { items, projects, sections } = bench.emulator.snapshot();
    expect(projects.at(-1)?.id).toBe(answer.temp_id_mapping['p']);
    expect(sections[0]).toMatchObject({
      id: answer.temp_id_mapping['s'],
      project_id: answer.temp_id_mapping['p'],
    });
    expect(items[1]).toMatchObject({
      id: answer.temp_id_mapping['c'],
      parent_id: null,
      section_id: null,
      day_order: 3,
    });
  });

  it('that nothing stands behind fail with their own error', async () => {
    const answer = await createBench().run(command('item_update', 'u1', { id: 'tmp-1', content: 'b' }));
    expect(answer.sync_status?.['u1']).toMatchObject({
      error_code: 15,
      error: 'Invalid temporary id',
      http_code: 400,
    });
  });

  it('must not be empty', async () => {
    const answer = await createBench().run(command('item_add', 'u1', { content: 'a' }, ''));
    expect(answer.sync_status?.['u1']).toMatchObject({
      error_code: 20,
      error_extra: { argument: 'temp_id', expected: 'minlen' },
    });
  });
});

describe('refused commands', () => {
  it('neither stop nor undo the others, and the answer stays 200', async () => {
    const bench = createBench();
    const response = await bench.request('POST', '/sync', {
      commands: [
        command('item_add', 'u1', { content: 'a' }),
        command('item_update', 'u2', { id: '6X7rM8997g3RQmvh', content: 'x' }),
        command('item_add', 'u3', { content: 'b' }),
      ],
    });
    expect(response.status).toBe(200);
    const { sync_status: status } = (await response.json()) as { sync_status: Record<string, unknown> };
    expect(status).toMatchObject({ u1: 'ok', u2: { error_tag: 'ITEM_NOT_FOUND', http_code: 400 }, u3: 'ok' });
    expect(bench.emulator.snapshot().items.map(({ content }) => content)).toEqual(['a', 'b']);
  });

  it.each([
    [
      'a missing argument',
      'item_add',
      {},
      { error_code: 19, error_tag: 'ARGUMENT_MISSING', error_extra: { argument: 'content' } },
    ],
    [
      'an empty name',
      'item_add',
      { content: '' },
      { error_code: 20, error_extra: { argument: 'content', expected: 'minlen' } },
    ],
    [
      'a long name',
      'item_add',
      { content: 'x'.repeat(501) },
      { error_code: 20, error_extra: { argument: 'content', expected: 'maxlen' } },
    ],
    [
      'a long description',
      'item_add',
      { content: 'a', description: 'x'.repeat(16_384) },
      { error_code: 20, error_extra: { argument: 'description' } },
    ],
    [
      'a bad priority',
      'item_add',
      { content: 'a', priority: 5 },
      { error_code: 20, error_extra: { argument: 'priority' } },
    ],
    [
      'labels as text',
      'item_add',
      { content: 'a', labels: 'x' },
      { error_code: 20, error_extra: { argument: 'labels' } },
    ],
    [
      'an unknown due phrase',
      'item_add',
      { content: 'a', due: { string: 'gibberish' } },
      { error_code: 42, error: 'Invalid date format' },
    ],
    [
      'an unknown color',
      'project_add',
      { name: 'a', color: 'pink' },
      { error_code: 20, error_extra: { argument: 'color' } },
    ],
    ['an unknown command', 'item_explode', {}, { http_code: 400 }],
  ])('name what is wrong with %s', async (_name, type, args, expected) => {
    const answer = await createBench().run(command(type, 'u1', args));
    expect(answer.sync_status?.['u1']).toMatchObject(expected);
  });

  it('leave no trace when they fail halfway', async () => {
    const bench = createBench();
    const a = await bench.create('item_add', { content: 'a', child_order: 5 });
    const token = (await bench.sync({ sync_token: '*', resource_types: ['items'] })).sync_token;
    const failed = await bench.attempt('item_reorder', {
      items: [
        { id: a, child_order: 9 },
        { id: '6X7rM8997g3RQmvh', child_order: 1 },
      ],
    });
    expect(failed).toBe('ITEM_NOT_FOUND');
    expect(await bench.item(a)).toMatchObject({ child_order: 5 });
    expect(await bench.sync({ sync_token: token, resource_types: ['items'] })).not.toHaveProperty('items');
  });
});
