// Which tasks take part: what leaves the scope is left alone on the other side, what enters it is synced, nothing is deleted.

import { describe, expect, it } from 'vitest';
import type { ConfigChange } from '../../src/protocol/config.ts';
import { Scenario } from './scenario.ts';

describe('scope', () => {
  it.for([
    ['the inbox only', { inboxOnly: true }, ['In inbox', 'Tagged']],
    ['some projects', { projects: { include: ['work'], exclude: [] } }, ['In work', 'Secret work']],
    [
      'all projects but some',
      { projects: { include: [], exclude: ['Work'] } },
      ['In area', 'In house', 'In inbox', 'Tagged'],
    ],
    ['some areas', { areas: { include: ['Life'], exclude: [] } }, ['In area', 'In house']],
    [
      'all areas but some',
      { areas: { include: [], exclude: ['life'] } },
      ['In inbox', 'In work', 'Secret work', 'Tagged'],
    ],
    ['some tags', { tags: { include: ['sync'], exclude: [] } }, ['Tagged']],
    [
      'all tags but some',
      { tags: { include: [], exclude: ['secret'] } },
      ['In area', 'In house', 'In inbox', 'In work', 'Tagged'],
    ],
    [
      'a project without a tag',
      { projects: { include: ['Work'], exclude: [] }, tags: { include: [], exclude: ['Secret'] } },
      ['In work'],
    ],
  ] as const)('%s: only those tasks reach Todoist', async ([, scope, expected]) => {
    const scenario = await fullThings(scope);
    expect(scenario.openInTodoist).toEqual(expected);
    await scenario.expectQuiet();
  });

  it.for([
    ['the inbox only', { inboxOnly: true }, ['Loose']],
    ['some projects', { projects: { include: ['Work'], exclude: [] } }, ['Filed']],
    ['some tags', { tags: { include: ['sync'], exclude: [] } }, ['Filed']],
  ] as const)('%s: only those tasks reach Things', async ([, scope, expected]) => {
    const scenario = new Scenario();
    scenario.world.account.changeConfig({ scope: scope as unknown as NonNullable<ConfigChange['scope']> });
    const project_id = await scenario.todoist('project_add', { name: 'Work' });
    await scenario.todoist('item_add', { content: 'Filed', project_id, labels: ['sync'] });
    await scenario.todoist('item_add', { content: 'Loose' });
    await scenario.approving();
    expect(scenario.openInThings).toEqual(expected);
    await scenario.expectQuiet();
  });

  it('a task that leaves the scope in Things is left alone in Todoist, and comes along again when it returns', async () => {
    const scenario = await fullThings({ tags: { include: ['sync'], exclude: [] } });
    const id = scenario.todo('Tagged').id;
    scenario.things.editTodo(id, { tags: [], title: 'Left' });
    await scenario.sync();
    expect(scenario.openInTodoist).toEqual(['Tagged']);
    scenario.things.editTodo(id, { notes: 'private' });
    await scenario.sync();
    expect(scenario.item('Tagged').notes).toBe('');
    await scenario.expectQuiet();
    scenario.things.editTodo(id, { tags: ['sync'] });
    await scenario.sync();
    expect(scenario.openInTodoist).toEqual(['Left']);
    expect(scenario.item('Left')).toMatchObject({ notes: 'private', labels: ['sync'] });
    await scenario.expectQuiet();
  });

  it('a task that leaves the scope in Todoist is left alone in Things', async () => {
    const scenario = await fullThings({ projects: { include: ['Work'], exclude: [] } });
    const id = scenario.item('In work').id;
    await scenario.todoist('item_move', { id, project_id: scenario.projectId('') });
    await scenario.sync();
    expect(scenario.todo('In work').status).toBe('open');
    await scenario.todoist('item_delete', { id });
    await scenario.sync();
    expect(scenario.todo('In work').status).toBe('open');
    await scenario.expectQuiet();
  });

  it('a task outside the scope that is deleted or completed in Things stays in Todoist', async () => {
    const scenario = await fullThings({ tags: { include: ['sync'], exclude: [] } });
    const id = scenario.todo('Tagged').id;
    scenario.things.editTodo(id, { tags: [] });
    await scenario.sync();
    scenario.things.complete(id);
    await scenario.sync();
    expect(scenario.openInTodoist).toEqual(['Tagged']);
    scenario.things.trash(id);
    await scenario.sync();
    expect(scenario.openInTodoist).toEqual(['Tagged']);
    await scenario.expectQuiet();
  });

  it('a task that enters the scope in Things is made in Todoist', async () => {
    const scenario = await fullThings({ tags: { include: ['sync'], exclude: [] } });
    scenario.things.editTodo(scenario.todo('In work').id, { tags: ['sync'] });
    await scenario.sync();
    expect(scenario.openInTodoist).toEqual(['In work', 'Tagged']);
    expect(scenario.item('In work').place).toBe('Work');
    await scenario.expectQuiet();
  });

  it('[R25] a scope that is made narrower deletes nothing, and made wide again doubles nothing', async () => {
    const scenario = await fullThings({});
    const all = scenario.openInTodoist;
    scenario.world.account.changeConfig({ scope: { inboxOnly: true } });
    await scenario.approving();
    expect(scenario.openInTodoist).toEqual(all);
    expect(scenario.openInThings).toEqual(all);
    scenario.things.editTodo(scenario.todo('In work').id, { title: 'Changed outside' });
    await scenario.approving();
    expect(scenario.openInTodoist).toEqual(all);
    scenario.world.account.changeConfig({ scope: { inboxOnly: false } });
    await scenario.approving();
    expect(scenario.openInTodoist).toEqual(scenario.openInThings);
    expect(scenario.openInTodoist).toHaveLength(all.length);
    expect(scenario.openInTodoist).toContain('Changed outside');
    await scenario.expectQuiet();
  });
});

async function fullThings(scope: Readonly<Record<string, unknown>>): Promise<Scenario> {
  const scenario = new Scenario();
  scenario.world.account.changeConfig({ scope: scope as NonNullable<ConfigChange['scope']> });
  const { things } = scenario;
  const life = things.addArea('Life');
  const house = things.addProject({ title: 'House', area: life });
  const work = things.addProject({ title: 'Work' });
  things.addTodo({ title: 'In inbox' });
  things.addTodo({ title: 'Tagged', tags: ['sync'] });
  things.addTodo({ title: 'In area', area: life });
  things.addTodo({ title: 'In house', project: house });
  things.addTodo({ title: 'In work', project: work });
  things.addTodo({ title: 'Secret work', project: work, tags: ['secret'] });
  await scenario.approving();
  return scenario;
}
