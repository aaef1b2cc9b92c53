import { describe, expect, it } from 'vitest';
import { createBench, TEST_NOW } from './test-support.ts';
import type { TestBench } from './test-support.ts';
import type { ActivityEvent } from './activity.ts';

async function events(bench: TestBench, query = ''): Promise<readonly ActivityEvent[]> {
  const response = await bench.request('GET', `/activities${query}`);
  return ((await response.json()) as { results: readonly ActivityEvent[] }).results;
}

async function story(bench: TestBench, query = ''): Promise<readonly string[]> {
  return (await events(bench, query)).map((event) => `${event.object_type}:${event.event_type}`).toReversed();
}

describe('the activity log', () => {
  it('tells the life of a task, without order changes and refused commands', async () => {
    const bench = createBench();
    const project = await bench.create('project_add', { name: 'P' });
    const id = await bench.create('item_add', { content: 'a' });
    await bench.attempt('item_update', { id, content: 'b' });
    await bench.attempt('item_reorder', { items: [{ id, child_order: 4 }] });
    await bench.attempt('item_update', { id, due: { string: 'gibberish' } });
    await bench.attempt('item_move', { id, project_id: project });
    await bench.attempt('item_close', { id });
    await bench.attempt('item_uncomplete', { id });
    await bench.create('note_add', { item_id: id, content: 'n' });
    await bench.attempt('item_delete', { id });
    expect(await story(bench, `?object_id=${id}`)).toEqual([
      'item:added',
      'item:updated',
      'item:moved',
      'item:completed',
      'item:uncompleted',
      'item:deleted',
    ]);
    expect(await story(bench, `?parent_item_id=${id}`)).toEqual(['note:added', 'note:deleted']);
    const [updated] = await events(bench, '?object_type=item&event_type=updated');
    expect(updated).toMatchObject({ extra_data: { content: 'b', last_content: 'a' } });
  });

  it('lists every ticked occurrence of a recurring task, which the completed list does not', async () => {
    const bench = createBench();
    const id = await bench.create('item_add', { content: 'a', due: { string: 'every day' } });
    await bench.attempt('item_close', { id });
    await bench.attempt('item_close', { id });
    const ticks = await events(bench, `?object_event_types=${encodeURIComponent('["item:completed"]')}`);
    expect(ticks.map((event) => [event.object_id, event.extra_data['last_due_date']])).toEqual([
      [id, '2026-03-05'],
      [id, '2026-03-04'],
    ]);
  });

  it('takes dates, negated types and bad lists as documented', async () => {
    const bench = createBench();
    await bench.create('section_add', { name: 'S', project_id: bench.emulator.snapshot().projects[0]?.id });
    bench.clock.now = TEST_NOW + 60_000;
    await bench.create('item_add', { content: 'late' });
    expect(await story(bench, '?date_from=2026-03-04T09:31:00Z')).toEqual(['item:added']);
    expect(await story(bench, '?date_to=2026-03-04T09:31:00Z')).toEqual(['project:added', 'section:added']);
    expect(await story(bench, '?event_type=!added')).toEqual([]);
    expect((await bench.request('GET', '/activities?object_event_types=item')).status).toBe(400);
  });

  it('shows a free account the last seven days', async () => {
    const bench = createBench({ plan: 'free' });
    await bench.create('item_add', { content: 'old' });
    bench.clock.now = TEST_NOW + 8 * 86_400_000;
    await bench.create('item_add', { content: 'new' });
    expect(await story(bench)).toEqual(['item:added']);
  });
});
