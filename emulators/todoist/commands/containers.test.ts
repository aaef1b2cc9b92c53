import { describe, expect, it } from 'vitest';
import { createBench } from '../test-support.ts';
import type { TestBench } from '../test-support.ts';

const TYPES = ['projects', 'sections', 'items', 'labels'];

interface Tree {
  readonly project: string;
  readonly sub: string;
  readonly section: string;
  readonly item: string;
  readonly subItem: string;
}

async function plant(bench: TestBench): Promise<Tree> {
  const project = await bench.create('project_add', { name: 'P' });
  const sub = await bench.create('project_add', { name: 'Sub', parent_id: project });
  const section = await bench.create('section_add', { name: 'S', project_id: project });
  const item = await bench.create('item_add', { content: 'in section', section_id: section });
  const subItem = await bench.create('item_add', { content: 'in sub', project_id: sub });
  return { project, sub, section, item, subItem };
}

async function token(bench: TestBench): Promise<string> {
  return (await bench.sync({ sync_token: '*', resource_types: TYPES })).sync_token;
}

describe('projects', () => {
  it('take their descendants, sections and tasks along when deleted', async () => {
    const bench = createBench();
    const tree = await plant(bench);
    const since = await token(bench);
    await bench.attempt('project_delete', { id: tree.project });
    const delta = await bench.sync({ sync_token: since, resource_types: TYPES });
    expect(delta.projects?.map((row) => [row.id, row.is_deleted])).toEqual([
      [tree.project, true],
      [tree.sub, true],
    ]);
    expect(delta.sections).toMatchObject([{ id: tree.section, is_deleted: true }]);
    expect(delta.items?.map((row) => [row.id, row.is_deleted])).toEqual([
      [tree.item, true],
      [tree.subItem, true],
    ]);
  });

  it('leave the active state with their contents when archived, and come back alone', async () => {
    const bench = createBench();
    const tree = await plant(bench);
    const since = await token(bench);
    await bench.attempt('project_archive', { id: tree.project });
    const archived = await bench.sync({ sync_token: since, resource_types: TYPES });
    expect(archived.projects?.map((row) => [row.id, row.is_archived])).toEqual([
      [tree.project, true],
      [tree.sub, true],
    ]);
    expect(archived.items?.map((row) => row.id)).toEqual([tree.item, tree.subItem]);
    const full = await bench.sync({ sync_token: '*', resource_types: TYPES });
    expect(full.projects).toHaveLength(1);
    expect(full.items).toEqual([]);
    expect(full.sections).toEqual([]);
    await bench.attempt('project_unarchive', { id: tree.project });
    const back = await bench.sync({ sync_token: archived.sync_token, resource_types: TYPES });
    expect(back.projects).toMatchObject([{ id: tree.project, is_archived: false, parent_id: null }]);
    expect(back.items?.map((row) => row.id)).toEqual([tree.item]);
  });

  it('can be moved, but not under themselves', async () => {
    const bench = createBench();
    const { project, sub } = await plant(bench);
    expect(await bench.attempt('project_move', { id: project, parent_id: sub })).toBe(
      'INVALID_ARGUMENT_VALUE',
    );
    expect(await bench.attempt('project_move', { id: sub, parent_id: null })).toBe('ok');
    expect(bench.emulator.snapshot().projects.find(({ id }) => id === sub)).toMatchObject({
      parent_id: null,
    });
  });

  it.each(['project_delete', 'project_archive'])('%s refuses the Inbox', async (type) => {
    const bench = createBench();
    const inbox = bench.emulator.snapshot().projects[0]?.id;
    expect(await bench.attempt(type, { id: inbox })).toBe('FORBIDDEN');
  });
});

describe('sections', () => {
  it('take their tasks along when they move, and delete them with themselves', async () => {
    const bench = createBench();
    const tree = await plant(bench);
    const child = await bench.create('item_add', { content: 'child', parent_id: tree.item });
    await bench.attempt('section_move', { id: tree.section, project_id: tree.sub });
    expect(await bench.item(child)).toMatchObject({ project_id: tree.sub, section_id: tree.section });
    const since = await token(bench);
    await bench.attempt('section_delete', { id: tree.section });
    const delta = await bench.sync({ sync_token: since, resource_types: TYPES });
    expect(delta.sections).toMatchObject([{ id: tree.section, is_deleted: true }]);
    expect(delta.items?.map((row) => [row.id, row.is_deleted])).toEqual([
      [tree.item, true],
      [child, true],
    ]);
  });

  it('hide their tasks while archived', async () => {
    const bench = createBench();
    const tree = await plant(bench);
    await bench.attempt('section_archive', { id: tree.section });
    expect((await bench.sync({ sync_token: '*', resource_types: TYPES })).items?.map(({ id }) => id)).toEqual(
      [tree.subItem],
    );
    await bench.attempt('section_unarchive', { id: tree.section });
    expect((await bench.sync({ sync_token: '*', resource_types: TYPES })).items).toHaveLength(2);
  });

  it('stand in the order that they were added or given', async () => {
    const bench = createBench();
    const tree = await plant(bench);
    const second = await bench.create('section_add', { name: 'T', project_id: tree.project });
    await bench.attempt('section_reorder', { sections: [{ id: tree.section, section_order: 7 }] });
    expect(
      bench.emulator.snapshot().sections.map((row) => [row.id, row.section_order, row.order_key]),
    ).toEqual([
      [tree.section, 7, 'a0'],
      [second, 2, 'a1'],
    ]);
  });
});

describe('labels', () => {
  async function labelled(bench: TestBench): Promise<{ label: string; item: string; done: string }> {
    const label = await bench.create('label_add', { name: 'home' });
    const item = await bench.create('item_add', { content: 'a', labels: ['home', 'shared'] });
    const done = await bench.create('item_add', { content: 'b', labels: ['shared'] });
    await bench.attempt('item_close', { id: done });
    return { label, item, done };
  }

  it('are renamed on the tasks too', async () => {
    const bench = createBench();
    const { label, item } = await labelled(bench);
    await bench.attempt('label_update', { id: label, name: 'house' });
    expect((await bench.item(item)).labels).toEqual(['house', 'shared']);
  });

  it.each([
    ['all', ['shared']],
    [undefined, ['shared']],
    ['none', ['home', 'shared']],
  ])('leave the tasks according to cascade %s', async (cascade, expected) => {
    const bench = createBench();
    const { label, item } = await labelled(bench);
    await bench.attempt('label_delete', { id: label, ...(cascade === undefined ? {} : { cascade }) });
    expect((await bench.item(item)).labels).toEqual(expected);
    expect(bench.emulator.snapshot().labels).toEqual([]);
  });

  it('that are shared are renamed and removed by name; removing spares completed tasks', async () => {
    const bench = createBench();
    const { item, done } = await labelled(bench);
    await bench.attempt('label_rename', { name_old: 'shared', name_new: 'ours' });
    expect((await bench.item(item)).labels).toEqual(['home', 'ours']);
    await bench.attempt('label_delete_occurrences', { name: 'ours' });
    expect((await bench.item(item)).labels).toEqual(['home']);
    expect((await bench.item(done)).labels).toEqual(['ours']);
  });

  it('are not made by naming them on a task, and a name is taken once', async () => {
    const bench = createBench();
    await labelled(bench);
    expect(bench.emulator.snapshot().labels.map(({ name }) => name)).toEqual(['home']);
    expect(await bench.attempt('label_add', { name: 'home' })).toBe('INVALID_ARGUMENT_VALUE');
  });
});

describe('plan limits', () => {
  it('count 5 projects beside the Inbox on the free plan, archived ones not', async () => {
    const bench = createBench({ plan: 'free' });
    const ids: string[] = [];
    for (const name of ['1', '2', '3', '4', '5']) ids.push(await bench.create('project_add', { name }));
    expect(await bench.attempt('project_add', { name: '6' })).toBe('MAX_PROJECTS_LIMIT_REACHED');
    await bench.attempt('project_archive', { id: ids[0] });
    expect(await bench.attempt('project_add', { name: '6' })).toBe('ok');
    expect(await bench.attempt('project_unarchive', { id: ids[0] })).toBe('MAX_PROJECTS_LIMIT_REACHED');
  });

  it('count 20 sections of a project', async () => {
    const bench = createBench();
    const project_id = await bench.create('project_add', { name: 'P' });
    for (let index = 0; index < 20; index += 1) await bench.create('section_add', { name: 'S', project_id });
    expect(await bench.attempt('section_add', { name: 'S', project_id })).toBe('MAX_SECTIONS_LIMIT_REACHED');
  });

  it('count 300 open tasks of a project, sub-tasks too, completed ones not', async () => {
    const bench = createBench();
    const project = await bench.create('project_add', { name: 'P' });
    const parent = await bench.create('item_add', { content: 'a', project_id: project });
    for (let index = 1; index < 300; index += 1)
      await bench.create('item_add', { content: 'a', parent_id: parent });
    const refused = await bench.sync({
      commands: [{ type: 'item_add', uuid: 'over', args: { content: 'a', project_id: project } }],
    });
    expect(refused.sync_status?.['over']).toMatchObject({
      error: 'Maximum number of items per user project limit reached',
      error_code: 49,
      error_tag: 'MAX_ITEMS_LIMIT_REACHED',
      http_code: 403,
    });
    const elsewhere = await bench.create('item_add', { content: 'b' });
    expect(await bench.attempt('item_move', { id: elsewhere, project_id: project })).toBe(
      'MAX_ITEMS_LIMIT_REACHED',
    );
    const last = bench.emulator.snapshot().items.find((row) => row.parent_id === parent)?.id;
    await bench.attempt('item_close', { id: last });
    expect(await bench.attempt('item_move', { id: elsewhere, project_id: project })).toBe('ok');
    expect(await bench.attempt('item_uncomplete', { id: last })).toBe('MAX_ITEMS_LIMIT_REACHED');
  });

  it('refuse a deadline and drop a duration on the free plan', async () => {
    const bench = createBench({ plan: 'free' });
    expect(await bench.attempt('item_add', { content: 'a', deadline: { date: '2026-03-10' } })).toBe(
      'PREMIUM_ONLY',
    );
    const id = await bench.create('item_add', { content: 'a', duration: { amount: 5, unit: 'minute' } });
    expect((await bench.item(id)).duration).toBeNull();
    expect(await bench.attempt('item_update', { id, deadline: { date: '2026-03-10' } })).toBe('PREMIUM_ONLY');
    expect(await bench.attempt('item_update', { id, deadline: null })).toBe('ok');
  });
});
