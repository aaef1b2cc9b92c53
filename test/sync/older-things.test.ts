// What older clients tell of Things, without an agent and beside one.

import { describe, expect, it } from 'vitest';
import { completed, deleted, paired, sync } from './older-client.ts';
import { Stage } from './stage.ts';

const open = (stage: Stage) => stage.todoist.snapshot().items.filter(({ checked }) => !checked);
const titles = (stage: Stage) =>
  open(stage)
    .map(({ content }) => content)
    .toSorted();

describe('without an agent', () => {
  it('[O30] takes what is told at once, makes what is new and nothing twice', async () => {
    const stage = new Stage();
    await stage.inTodoist('POST', '/tasks', { content: 'Milk' });
    const first = await sync(stage, { id: 'A', title: 'Milk' }, { id: 'B', title: 'Bread', notes: 'rye' });
    const [milk, bread] = [stage.task('Milk').id, stage.task('Bread').id];
    expect(first).toEqual({
      results: [
        { id: 'A', title: 'Milk', status: 'already_exists', match_type: 'exact', todoist_id: milk },
        { id: 'B', title: 'Bread', status: 'created', todoist_id: bread },
      ],
      summary: { created: 1, existing: 1, errors: 0, conflictsDetected: 0, conflictsResolved: 0, total: 2 },
    });
    const before = stage.commandsSince(0).length;
    const again = await sync(stage, { id: 'A', title: 'Milk' }, { id: 'B', title: 'Bread', notes: 'rye' });
    expect(again.results.map(({ status }) => status)).toEqual(['already_exists', 'already_exists']);
    expect(stage.commandsSince(0)).toHaveLength(before);
    expect(titles(stage)).toEqual(['Bread', 'Milk']);
  });

  it('[O31] follows nothing from what is not told, and what was changed in Things goes to Todoist', async () => {
    const stage = new Stage();
    await sync(stage, { id: 'A', title: 'Milk' }, { id: 'B', title: 'Bread' });
    await sync(stage, { id: 'B', title: 'Rye bread', notes: 'from the corner', tags: ['Food'] });
    expect(titles(stage)).toEqual(['Milk', 'Rye bread']);
    expect(stage.task('Rye bread')).toMatchObject({ description: 'from the corner', labels: ['Food'] });
  });

  it('[O31] an edit in Todoist stays, however often the to-do is told as it was', async () => {
    const stage = new Stage();
    await sync(stage, { id: 'A', title: 'Milk' });
    await stage.inTodoist('POST', `/tasks/${stage.task('Milk').id}`, {
      content: 'Oat milk',
      description: 'two',
    });
    for (let time = 0; time < 3; time += 1) await sync(stage, { id: 'A', title: 'Milk' });
    expect(stage.task('Oat milk').description).toBe('two');
    await stage.inTodoist('POST', `/tasks/${stage.task('Oat milk').id}/close`);
    await sync(stage, { id: 'A', title: 'Milk' });
    expect(titles(stage)).toEqual([]);
  });

  it('[O32] a date is the deadline where Todoist has deadlines', async () => {
    const stage = new Stage();
    await sync(stage, { id: 'A', title: 'Tax', due: '2026-12-01' });
    expect(stage.task('Tax')).toMatchObject({ due: null, deadline: { date: '2026-12-01' } });
    await sync(stage, { id: 'A', title: 'Tax', due: null });
    expect(stage.task('Tax')).toMatchObject({ due: null, deadline: null });
  });

  it('[O32] where it has none a date is the day of what has no other day', async () => {
    const stage = new Stage({ plan: 'free' });
    await stage.inTodoist('POST', '/tasks', { content: 'Bill', due_date: '2026-12-24' });
    await sync(
      stage,
      { id: 'A', title: 'Tax', due: '2026-12-01' },
      { id: 'B', title: 'Bill', due: '2026-12-31' },
    );
    expect(stage.task('Tax').due).toMatchObject({ date: '2026-12-01' });
    expect(stage.task('Bill').due).toMatchObject({ date: '2026-12-24' });
    await sync(stage, { id: 'A', title: 'Tax', due: '2026-12-02' });
    expect(stage.task('Tax').due).toMatchObject({ date: '2026-12-02' });
    await sync(stage, { id: 'A', title: 'Tax', due: null });
    expect(stage.task('Tax').due).toBeNull();
  });

  it('[O33] marks and labels of older clients are neither text nor tags', async () => {
    const stage = new Stage();
    const description = 'two litres\n\n[things-id:A]';
    await stage.inTodoist('POST', '/tasks', {
      content: 'Milk',
      description,
      labels: ['synced-from-things', 'Food'],
    });
    const notes = 'two litres\n\n[todoist-id:42]';
    const tags = ['synced-from-todoist', 'Food'];
    const { results } = await sync(stage, { id: 'A', title: 'Milk', notes, tags });
    expect(results[0]?.status).toBe('already_exists');
    await sync(stage, { id: 'A', title: 'Oat milk', notes, tags });
    expect(stage.task('Oat milk')).toMatchObject({ description });
    await sync(stage, { id: 'A', title: 'Oat milk', notes, tags: [...tags, 'Now'] });
    expect(stage.task('Oat milk').labels).toEqual(['Food', 'Now']);
  });

  it('[O34] too many changes wait at a plan, and the answer names it', async () => {
    const stage = new Stage();
    const many = Array.from({ length: 60 }, (_, at) => ({ id: `id-${at}`, title: `To-do ${at}` }));
    const { results, summary } = await sync(stage, ...many);
    const plan = stage.account.plan();
    expect(summary).toMatchObject({ created: 0, errors: 60 });
    expect(results[0]).toMatchObject({
      status: 'error',
      message: expect.stringContaining(plan?.hash ?? '-'),
    });
    stage.account.approve(plan?.hash ?? '');
    await stage.account.poll();
    expect(titles(stage)).toHaveLength(60);
  });

  it('[O35] what can not be told to Todoist now is kept, and done once', async () => {
    const stage = new Stage();
    await sync(stage);
    stage.offline = true;
    const { results } = await sync(stage, { id: 'A', title: 'Milk' });
    expect(results[0]).toMatchObject({ status: 'error', message: expect.stringContaining('kept') });
    stage.offline = false;
    stage.now += 600_000;
    await stage.account.poll();
    expect(titles(stage)).toEqual(['Milk']);
    expect((await sync(stage, { id: 'A', title: 'Milk' })).results[0]?.status).toBe('already_exists');
  });

  it('[O35] before Todoist was ever read nothing is kept, and the answer says so', async () => {
    const stage = new Stage();
    stage.offline = true;
    const { results } = await sync(stage, { id: 'A', title: 'Milk' });
    expect(results[0]).toMatchObject({ status: 'error', message: expect.stringContaining('send it again') });
    stage.offline = false;
    stage.now += 600_000;
    expect((await sync(stage, { id: 'A', title: 'Milk' })).results[0]?.status).toBe('created');
  });
});

describe('completed and deleted', () => {
  it('[O36] a completion closes the task once, however often it is told, and a reopened one is left alone', async () => {
    const stage = new Stage();
    await sync(stage, { id: 'A', title: 'Milk' });
    const id = stage.task('Milk').id;
    const answer = await completed(stage, 'A', 'Z');
    expect(answer).toEqual({
      results: [
        { thingsId: 'A', todoistId: id, status: 'completed', completedAt: '2026-11-23T09:00:00Z' },
        { thingsId: 'Z', status: 'not_found', message: expect.any(String) },
      ],
      summary: { completed: 1, notFound: 1, errors: 0, total: 2 },
    });
    expect(titles(stage)).toEqual([]);
    await stage.inTodoist('POST', `/tasks/${id}/reopen`);
    await completed(stage, 'A');
    expect(titles(stage)).toEqual(['Milk']);
  });

  it('[O36] the copy of an occurrence closes just that one, however often it is told', async () => {
    const stage = new Stage();
    await stage.inTodoist('POST', '/tasks', { content: 'Water', due_string: 'every day' });
    await sync(stage, { id: 'A', title: 'Water' });
    const before = stage.task('Water').due;
    for (let time = 0; time < 4; time += 1) await completed(stage, 'A');
    const closes = stage.commandsSince(0).filter(({ type }) => type === 'item_close');
    expect(closes).toHaveLength(1);
    expect(stage.task('Water').due).not.toEqual(before);
  });

  it('[O37] a trash entry deletes once; undone, it is ignored until the to-do was seen live', async () => {
    const stage = new Stage();
    await sync(stage, { id: 'A', title: 'Milk' }, { id: 'B', title: 'Bread' });
    const id = stage.task('Milk').id;
    expect((await deleted(stage, 'A', 'Z')).results).toEqual([
      { thingsId: 'A', todoistId: id, status: 'closed' },
      { thingsId: 'Z', status: 'not_found', message: expect.any(String) },
    ]);
    expect(titles(stage)).toEqual(['Bread']);
    const [entry] = stage.account.history({ task: null, limit: 5, before: null });
    expect(stage.account.undo(String(entry?.id)).ok).toBe(true);
    await deleted(stage, 'A');
    await deleted(stage, 'A');
    expect(titles(stage)).toEqual(['Bread', 'Milk']);
    await sync(stage, { id: 'A', title: 'Milk' });
    await deleted(stage, 'A');
    expect(titles(stage)).toEqual(['Bread']);
  });
});

describe('created-mappings', () => {
  it('[O38] links a to-do to its task, and leaves other pairs alone', async () => {
    const stage = new Stage();
    await stage.inTodoist('POST', '/tasks', { content: 'Milk', due_date: '2026-12-01' });
    const id = stage.task('Milk').id;
    expect(await paired(stage, ['A', id], ['B', '999'])).toEqual({
      updated: 1,
      total: 2,
      results: [
        { thingsId: 'A', todoistId: id, updated: true },
        { thingsId: 'B', todoistId: '999', updated: false, message: 'Todoist has no such task' },
      ],
    });
    expect((await paired(stage, ['A', id], ['C', id])).updated).toBe(0);
    await sync(stage, { id: 'A', title: 'Milk', due: null });
    expect(stage.task('Milk').due).toMatchObject({ date: '2026-12-01' });
    await completed(stage, 'A');
    expect(titles(stage)).toEqual([]);
  });
});

describe('beside an agent', () => {
  async function withAgent(...named: readonly string[]): Promise<Stage> {
    const stage = new Stage();
    for (const title of named) stage.library.add(title);
    await stage.settle();
    return stage;
  }

  it('[O39] what is linked is left to the agent: a client that is late takes nothing back', async () => {
    const stage = await withAgent('Milk');
    const { id } = stage.library.titled('Milk');
    stage.library.edit(id, { title: 'Oat milk' });
    await stage.settle();
    const { results } = await sync(stage, { id, title: 'Milk' });
    expect(results[0]).toMatchObject({ status: 'already_exists', todoist_id: stage.task('Oat milk').id });
    await deleted(stage, id);
    await completed(stage, id);
    await stage.settle();
    expect([titles(stage), stage.library.todo(id).title]).toEqual([['Oat milk'], 'Oat milk']);
  });

  it('[O39] what a client tells first is the same to-do when the agent tells of it', async () => {
    const stage = await withAgent('Milk');
    const id = stage.library.add('Bread', { notes: 'rye' });
    expect((await sync(stage, { id, title: 'Bread', notes: 'rye' })).results[0]?.status).toBe('created');
    await stage.settle();
    await stage.settle();
    expect(titles(stage)).toEqual(['Bread', 'Milk']);
    expect(stage.library.todos.size).toBe(2);
  });

  it('[O39] a to-do that the agent makes just now is not a new one', async () => {
    const stage = await withAgent('Milk');
    await stage.inTodoist('POST', '/tasks', { content: 'Bread' });
    const { operations } = await stage.exchange();
    const acknowledgements = operations.map((operation) => stage.library.carryOut(operation));
    const { id } = stage.library.titled('Bread');
    await sync(stage, { id, title: 'Bread' });
    await stage.exchange({ acknowledgements });
    await stage.settle();
    expect(titles(stage)).toEqual(['Bread', 'Milk']);
    expect(stage.library.todos.size).toBe(2);
  });

  it('[O39] what the agent never reported is the client’s own: an edit, a completion and a deletion of it count', async () => {
    const stage = await withAgent('Milk');
    await sync(stage, { id: 'X', title: 'Bread' }, { id: 'Y', title: 'Butter' });
    await sync(stage, { id: 'X', title: 'Rye bread' }, { id: 'Y', title: 'Butter' });
    expect(titles(stage)).toEqual(['Butter', 'Milk', 'Rye bread']);
    await completed(stage, 'X');
    await deleted(stage, 'Y');
    expect(titles(stage)).toEqual(['Milk']);
  });

  it('[O39] a client goes on where the agent did not come for ten minutes', async () => {
    const stage = await withAgent('Milk');
    const { id } = stage.library.titled('Milk');
    stage.now += 11 * 60_000;
    await sync(stage, { id, title: 'Oat milk' });
    expect(titles(stage)).toEqual(['Oat milk']);
  });

  it('[O40] before the first sync with an agent is done nothing is taken, and the answer names its plan', async () => {
    const stage = new Stage();
    stage.library.add('Milk');
    const { plan } = await stage.exchange();
    const { results } = await sync(stage, { id: 'X', title: 'Bread' });
    expect(results[0]).toMatchObject({
      status: 'error',
      message: expect.stringContaining(plan?.hash ?? '-'),
    });
    await stage.settle();
    expect(titles(stage)).toEqual(['Milk']);
  });

  it('[O41] an agent that comes later begins with a plan of everything, and nothing is made twice', async () => {
    const stage = new Stage({ plan: 'free' });
    await stage.inTodoist('POST', '/tasks', { content: 'Only in Todoist' });
    const tax = stage.library.add('Tax');
    await sync(stage, { id: tax, title: 'Tax', due: '2026-12-01' });
    stage.library.add('Only in Things');
    const { plan } = await stage.exchange();
    expect(plan?.reason).toBe('first_sync');
    expect(plan?.lines.map((line) => JSON.stringify(line)).join()).toContain('Only in Todoist');
    expect(stage.library.todos.size).toBe(2);
    await stage.settle();
    expect(titles(stage)).toEqual(['Only in Things', 'Only in Todoist', 'Tax']);
    expect(stage.library.todos.size).toBe(3);
    expect(stage.task('Tax').due).toMatchObject({ date: '2026-12-01' });
  });
});
