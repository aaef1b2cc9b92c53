import { describe, expect, it } from 'vitest';
import { createBench, TEST_NOW } from '../test-support.ts';
import type { TestBench } from '../test-support.ts';

async function family(bench: TestBench): Promise<{ parent: string; child: string; grandchild: string }> {
  const parent = await bench.create('item_add', { content: 'parent' });
  const child = await bench.create('item_add', { content: 'child', parent_id: parent });
  const grandchild = await bench.create('item_add', { content: 'grandchild', parent_id: child });
  return { parent, child, grandchild };
}

/** The ids of the tasks that change while `act` runs. */
async function changedBy(bench: TestBench, act: () => Promise<unknown>): Promise<readonly string[]> {
  const { sync_token: token } = await bench.sync({ sync_token: '*', resource_types: ['items'] });
  await act();
  const delta = await bench.sync({ sync_token: token, resource_types: ['items'] });
  return (delta.items ?? []).map(({ id }) => id);
}

describe('a new task', () => {
  it('has every key, with the defaults of a bare name', async () => {
    const bench = createBench();
    const id = await bench.create('item_add', { content: 'Buy milk' });
    const { projects } = bench.emulator.snapshot();
    const user = projects[0]?.creator_uid;
    expect(await bench.item(id)).toEqual({
      id: expect.stringMatching(/^[0-9A-Za-z]{16}$/),
      user_id: user,
      project_id: projects[0]?.id,
      section_id: null,
      parent_id: null,
      added_by_uid: user,
      assigned_by_uid: null,
      responsible_uid: null,
      labels: [],
      deadline: null,
      duration: null,
      is_collapsed: false,
      checked: false,
      is_deleted: false,
      added_at: '2026-03-04T09:30:00.000000Z',
      completed_at: null,
      completed_by_uid: null,
      updated_at: '2026-03-04T09:30:00.000000Z',
      due: null,
      priority: 1,
      child_order: 0,
      order_key: 'a0',
      content: 'Buy milk',
      description: '',
      note_count: 0,
      day_order: -1,
      completed_count: 0,
      postponed_count: 0,
    });
  });

  it('stands last among its siblings, with an order key of its own', async () => {
    const bench = createBench();
    for (const content of ['a', 'b', 'c']) await bench.create('item_add', { content });
    const clash = await bench.create('item_add', { content: 'd', order_key: 'a1' });
    const { items } = bench.emulator.snapshot();
    expect(items.map((item) => [item.child_order, item.order_key])).toEqual([
      [0, 'a0'],
      [1, 'a1'],
      [2, 'a2'],
      [3, 'a1V'],
    ]);
    expect((await bench.item(clash)).order_key).toBe('a1V');
  });

  it('keeps @words in its name unless labels are to be parsed', async () => {
    const bench = createBench();
    const plain = await bench.create('item_add', { content: 'mail @bob' });
    const parsed = await bench.create('item_add', { content: 'mail @bob', auto_parse_labels: true });
    expect(await bench.item(plain)).toMatchObject({ content: 'mail @bob', labels: [] });
    expect(await bench.item(parsed)).toMatchObject({ content: 'mail', labels: ['bob'] });
    expect(bench.emulator.snapshot().labels.map(({ name }) => name)).toEqual(['bob']);
  });

  it('takes project and section from its parent', async () => {
    const bench = createBench();
    const project = await bench.create('project_add', { name: 'P' });
    const section = await bench.create('section_add', { name: 'S', project_id: project });
    const parent = await bench.create('item_add', { content: 'a', section_id: section });
    const child = await bench.create('item_add', { content: 'b', parent_id: parent });
    expect(await bench.item(child)).toMatchObject({
      project_id: project,
      section_id: section,
      parent_id: parent,
    });
  });
});

describe('item_update', () => {
  it('changes what is given, clears what is null and bumps updated_at', async () => {
    const bench = createBench();
    const id = await bench.create('item_add', {
      content: 'a',
      description: 'keep',
      due: { date: '2026-03-10' },
      deadline: { date: '2026-03-12' },
      duration: { amount: 15, unit: 'minute' },
      labels: ['x'],
    });
    bench.clock.now = TEST_NOW + 1000;
    await bench.attempt('item_update', {
      id,
      content: 'b',
      due: null,
      deadline: null,
      duration: null,
      labels: ['y', 'y'],
    });
    expect(await bench.item(id)).toMatchObject({
      content: 'b',
      description: 'keep',
      due: null,
      deadline: null,
      duration: null,
      labels: ['y'],
      updated_at: '2026-03-04T09:30:01.000000Z',
    });
  });

  it('wipes a recurrence by a date alone and keeps it by the whole due', async () => {
    const bench = createBench();
    const id = await bench.create('item_add', { content: 'a', due: { string: 'every day' } });
    await bench.attempt('item_update', {
      id,
      due: { date: '2026-03-09', string: 'every day', is_recurring: true, lang: 'en', timezone: null },
    });
    expect((await bench.item(id)).due).toMatchObject({
      date: '2026-03-09',
      string: 'every day',
      is_recurring: true,
    });
    await bench.attempt('item_update', { id, due: { date: '2026-03-10' } });
    expect((await bench.item(id)).due).toMatchObject({
      date: '2026-03-10',
      string: '2026-03-10',
      is_recurring: false,
    });
  });

  it('counts a due moved to another day as postponed, but not a set or cleared one', async () => {
    const bench = createBench();
    const id = await bench.create('item_add', { content: 'a' });
    for (const due of [
      { date: '2026-03-10' },
      { date: '2026-03-11' },
      { date: '2026-03-11' },
      null,
      { date: '2026-03-12' },
    ]) {
      await bench.attempt('item_update', { id, due });
    }
    expect((await bench.item(id)).postponed_count).toBe(1);
  });
});

describe('item_close', () => {
  it('completes a task with its open sub-tasks and announces them all', async () => {
    const bench = createBench();
    const { parent, child, grandchild } = await family(bench);
    const changed = await changedBy(bench, () => bench.attempt('item_close', { id: parent }));
    expect(changed.toSorted()).toEqual([parent, child, grandchild].toSorted());
    for (const id of [parent, child, grandchild]) {
      expect(await bench.item(id)).toMatchObject({
        checked: true,
        completed_at: '2026-03-04T09:30:00.000000Z',
        completed_count: 1,
      });
    }
  });

  it('moves a recurring task on, once per call, and leaves its sub-tasks alone', async () => {
    const bench = createBench();
    const id = await bench.create('item_add', { content: 'a', due: { string: 'every day' } });
    const child = await bench.create('item_add', { content: 'b', parent_id: id });
    await bench.attempt('item_close', { id });
    expect(await bench.item(id)).toMatchObject({
      checked: false,
      completed_at: null,
      completed_count: 1,
      postponed_count: 0,
      due: { date: '2026-03-05', string: 'every day', is_recurring: true },
    });
    await bench.attempt('item_close', { id });
    expect(await bench.item(id)).toMatchObject({ completed_count: 2, due: { date: '2026-03-06' } });
    expect(await bench.item(child)).toMatchObject({ checked: false });
  });

  it('completes a recurring task whose series is over', async () => {
    const bench = createBench();
    const id = await bench.create('item_add', {
      content: 'a',
      due: { string: 'every day ending 2026-03-04' },
    });
    await bench.attempt('item_close', { id });
    expect(await bench.item(id)).toMatchObject({ checked: true });
  });
});

describe('other completions', () => {
  it.each(['completed_at', 'date_completed'])(
    'item_complete ends a recurring task for good and takes %s',
    async (key) => {
      const bench = createBench();
      const id = await bench.create('item_add', { content: 'a', due: { string: 'every day' } });
      await bench.attempt('item_complete', { id, [key]: '2026-03-01T08:00:00Z' });
      expect(await bench.item(id)).toMatchObject({
        checked: true,
        completed_at: '2026-03-01T08:00:00.000000Z',
      });
    },
  );

  it('item_uncomplete brings completed parents and an archived section back', async () => {
    const bench = createBench();
    const project = await bench.create('project_add', { name: 'P' });
    const section = await bench.create('section_add', { name: 'S', project_id: project });
    const parent = await bench.create('item_add', { content: 'parent', section_id: section });
    const child = await bench.create('item_add', { content: 'child', parent_id: parent });
    await bench.attempt('item_close', { id: parent });
    await bench.attempt('section_archive', { id: section });
    await bench.attempt('item_uncomplete', { id: child });
    expect(await bench.item(parent)).toMatchObject({ checked: false });
    expect(await bench.item(child)).toMatchObject({ checked: false });
    expect(bench.emulator.snapshot().sections[0]).toMatchObject({ is_archived: false, archived_at: null });
  });

  it('item_complete_undo opens the task and those descendants that were open', async () => {
    const bench = createBench();
    const { parent, child, grandchild } = await family(bench);
    await bench.attempt('item_close', { id: parent });
    await bench.attempt('item_complete_undo', {
      id: parent,
      descendants: [{ id: child }, { id: grandchild, checked: true }],
    });
    expect((await bench.item(parent)).checked).toBe(false);
    expect((await bench.item(child)).checked).toBe(false);
    expect((await bench.item(grandchild)).checked).toBe(true);
  });

  it('item_update_date_complete takes the given due, backwards too, and opens sub-tasks when told', async () => {
    const bench = createBench();
    const id = await bench.create('item_add', { content: 'a', due: { string: 'every week' } });
    const child = await bench.create('item_add', { content: 'b', parent_id: id });
    await bench.attempt('item_close', { id: child });
    const due = (date: string): object => ({ date, string: 'every week', is_recurring: true });
    await bench.attempt('item_update_date_complete', {
      id,
      due: due('2026-03-18'),
      is_forward: 1,
      reset_subtasks: 1,
    });
    expect(await bench.item(id)).toMatchObject({ completed_count: 1, due: { date: '2026-03-18' } });
    expect((await bench.item(child)).checked).toBe(false);
    await bench.attempt('item_update_date_complete', { id, due: due('2026-03-04'), is_forward: 0 });
    expect(await bench.item(id)).toMatchObject({ completed_count: 0, due: { date: '2026-03-04' } });
  });
});

describe('item_delete', () => {
  it('deletes sub-tasks, comments and reminders too, and announces them', async () => {
    const bench = createBench();
    const { parent, child, grandchild } = await family(bench);
    await bench.create('note_add', { item_id: child, content: 'n' });
    const types = ['items', 'notes', 'reminders'];
    const { sync_token: token } = await bench.sync({ sync_token: '*', resource_types: types });
    await bench.attempt('item_delete', { id: parent });
    const delta = await bench.sync({ sync_token: token, resource_types: types });
    expect(delta.items?.map((item) => [item.id, item.is_deleted])).toEqual([
      [parent, true],
      [child, true],
      [grandchild, true],
    ]);
    expect(delta.notes).toMatchObject([{ is_deleted: true }]);
    expect(await bench.attempt('item_update', { id: child, content: 'x' })).toBe('ITEM_NOT_FOUND');
    expect((await bench.request('GET', `/tasks/${child}`)).status).toBe(404);
  });
});

describe('item_move', () => {
  it('takes the sub-tasks along to another section, as the last of its place', async () => {
    const bench = createBench();
    const project = await bench.create('project_add', { name: 'P' });
    const section = await bench.create('section_add', { name: 'S', project_id: project });
    await bench.create('item_add', { content: 'there', section_id: section });
    const { parent, child, grandchild } = await family(bench);
    await bench.attempt('item_move', { id: parent, section_id: section });
    expect(await bench.item(parent)).toMatchObject({
      project_id: project,
      section_id: section,
      child_order: 1,
      order_key: 'a1',
    });
    for (const id of [child, grandchild]) {
      expect(await bench.item(id)).toMatchObject({ project_id: project, section_id: section });
    }
  });

  it('makes a sub-task a root by project_id or by parent_id null', async () => {
    const bench = createBench();
    const { parent, child, grandchild } = await family(bench);
    const { project_id: inbox } = await bench.item(parent);
    await bench.attempt('item_move', { id: grandchild, parent_id: null });
    await bench.attempt('item_move', { id: child, project_id: inbox });
    expect(await bench.item(grandchild)).toMatchObject({ parent_id: null, project_id: inbox });
    expect(await bench.item(child)).toMatchObject({ parent_id: null, project_id: inbox });
  });

  it('refuses a move under itself and more than one target', async () => {
    const bench = createBench();
    const { parent, grandchild } = await family(bench);
    expect(await bench.attempt('item_move', { id: parent, parent_id: grandchild })).toBe(
      'INVALID_ARGUMENT_VALUE',
    );
    expect(await bench.attempt('item_move', { id: parent, parent_id: null, section_id: null })).toBe(
      'BAD_REQUEST',
    );
    expect(await bench.attempt('item_move', { id: parent })).toBe('BAD_REQUEST');
  });
});
