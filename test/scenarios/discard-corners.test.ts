// “No” in corners: what was declined stays declined until it is changed itself, and nothing is put back that is not known.

import { describe, expect, it } from 'vitest';
import { Scenario } from './scenario.ts';

const MINUTE_MS = 60_000;

/** One task whose new title and notes an approval left out, and the owner said no to: each side has its own. */
async function declinedUpdate(): Promise<Scenario> {
  const scenario = new Scenario();
  scenario.things.addTodo({ title: 'Plants', notes: 'old' });
  await scenario.approving();
  const { account } = scenario.world;
  await account.leave();
  scenario.things.editTodo(scenario.todo('Plants').id, { title: 'Ferns', notes: 'new' });
  expect(account.takeOver()).toMatchObject({ ok: true });
  const plan = await scenario.stop();
  expect(account.approve(plan.hash, [])).toMatchObject({ ok: true });
  await sayNo(scenario);
  expect(scenario.item('Plants').notes).toBe('old');
  expect(scenario.todo('Ferns').notes).toBe('new');
  return scenario;
}

async function sayNo(scenario: Scenario): Promise<void> {
  const plan = await scenario.stop();
  expect(scenario.world.account.discard(plan.hash)).toMatchObject({ ok: true });
  await scenario.sync();
  await scenario.sync();
}

describe('an update that the owner said no to', () => {
  it('[P28] is not sent with the next edit of its task', async () => {
    const scenario = await declinedUpdate();
    scenario.things.editTodo(scenario.todo('Ferns').id, { deadline: '2026-06-01' });
    await scenario.sync();
    expect(scenario.item('Plants')).toMatchObject({ notes: 'old', deadline: '2026-06-01' });
    await scenario.todoist('item_update', { id: scenario.item('Plants').id, priority: 4 });
    await scenario.sync();
    expect(scenario.item('Plants')).toMatchObject({ notes: 'old', deadline: '2026-06-01' });
    expect(scenario.todo('Ferns')).toMatchObject({ notes: 'new' });
    scenario.world.restartCoordinator();
    scenario.world.forgetAgent();
    await scenario.sync();
    expect(scenario.item('Plants').notes).toBe('old');
    expect(scenario.status).toMatchObject({ inSync: true, waiting: [{ state: 'declined' }] });
    await scenario.expectQuiet();
  });

  it('[P28] is sent, field by field, as far as it is changed itself', async () => {
    const scenario = await declinedUpdate();
    scenario.things.editTodo(scenario.todo('Ferns').id, { notes: 'newer' });
    await scenario.sync();
    expect(scenario.item('Plants').notes).toBe('newer');
    expect(scenario.status.waiting).toMatchObject([{ state: 'declined' }]);
    await scenario.todoist('item_update', { id: scenario.item('Plants').id, content: 'Mosses' });
    await scenario.sync();
    expect(scenario.todo('Mosses').notes).toBe('newer');
    expect(scenario.status).toMatchObject({ inSync: true, waiting: [] });
    await scenario.expectQuiet();
  });
});

describe('a name of a project that the owner said no to', () => {
  async function declinedName(): Promise<Scenario> {
    const scenario = new Scenario();
    const home = scenario.things.addProject({ title: 'Home' });
    scenario.things.addTodo({ title: 'Plants', project: home });
    scenario.things.addTodo({ title: 'Stamps' });
    await scenario.approving();
    const { account } = scenario.world;
    await account.leave();
    scenario.things.renameProject(home, 'House');
    expect(account.takeOver()).toMatchObject({ ok: true });
    const plan = await scenario.stop();
    expect(account.approve(plan.hash, [])).toMatchObject({ ok: true });
    await sayNo(scenario);
    return scenario;
  }

  it('[P28] is not sent when the project comes back from the archive', async () => {
    const scenario = await declinedName();
    const id = scenario.projectId('Home');
    await scenario.todoist('project_archive', { id });
    await scenario.sync();
    await scenario.todoist('project_unarchive', { id });
    await scenario.sync();
    await scenario.sync();
    expect(scenario.item('Plants').place).toBe('Home');
    expect(scenario.todo('Plants').place).toBe('House');
    await scenario.expectQuiet();
  });

  it('[P28] is forgotten when somebody gives it that name', async () => {
    const scenario = await declinedName();
    await scenario.todoist('project_update', { id: scenario.projectId('Home'), name: 'House' });
    await scenario.sync();
    expect(scenario.status).toMatchObject({ inSync: true, waiting: [] });
  });
});

/** So many series, whose next day is the same; `lines` are the sub-tasks of each. */
async function manySeries(count: number, lines: readonly string[] = []): Promise<Scenario> {
  const scenario = new Scenario();
  for (let at = 0; at < count; at += 1) {
    const content = `Series ${at}`;
    const id = await scenario.todoist('item_add', {
      content,
      due: { string: 'every day starting 2026-03-20' },
    });
    for (const line of lines) await scenario.todoist('item_add', { content: line, parent_id: id });
  }
  await scenario.approving();
  scenario.pass(2 * 60 * MINUTE_MS);
  return scenario;
}

describe('occurrences that the owner said no to complete', () => {
  it('[P29] stay open in Things, and nothing waits for them once they are done there or in the trash', async () => {
    const scenario = await manySeries(45);
    const copies = scenario.todos.map(({ id }) => id);
    for (const { id } of scenario.items) await scenario.todoist('item_close', { id });
    await sayNo(scenario);
    expect(scenario.openInThings).toHaveLength(90);
    expect(scenario.status.waiting.map(({ state }) => state)).toEqual(Array(45).fill('declined'));
    for (const [at, id] of copies.entries()) {
      if (at % 2 === 0) scenario.things.complete(id);
      else scenario.things.trash(id);
    }
    await scenario.approving();
    expect(scenario.status).toMatchObject({ inSync: true, waiting: [] });
    expect(scenario.openInTodoist).toHaveLength(45);
    await scenario.expectQuiet();
  });

  it('[P29] and were completed in Things come back with the lines that were ticked', async () => {
    const scenario = await manySeries(5, ['can', 'hose']);
    for (const { id, title } of scenario.todos) {
      scenario.things.checkChecklistItem(scenario.lineId(title, 'can'), true);
      scenario.things.complete(id);
    }
    await sayNo(scenario);
    const open = scenario.todos.filter(({ status }) => status === 'open');
    expect(open.map(({ checklist }) => checklist)).toEqual(Array(5).fill(['x can', '- hose']));
    expect(scenario.items.map(({ due }) => due)).toEqual(Array(5).fill('2026-03-20'));
    await scenario.expectQuiet();
  });
});

it('[P30] a to-do that was done, and then trashed unseen, comes back done', async () => {
  const scenario = new Scenario();
  for (let at = 0; at < 20; at += 1) scenario.things.addTodo({ title: `Task ${at}`, notes: 'words' });
  await scenario.approving();
  scenario.things.complete(scenario.todo('Task 3').id);
  for (const { id } of scenario.todos) scenario.things.trash(id);
  await sayNo(scenario);
  expect(scenario.todo('Task 3').status).toBe('completed');
  expect(scenario.item('Task 3').checked).toBe(true);
  expect(scenario.openInThings).toHaveLength(19);
  expect(scenario.openInTodoist).toHaveLength(19);
  await scenario.expectQuiet();
});

describe('a former value that is not known any more', () => {
  it('[P31] is not guessed: both sides keep what they have, and the status says why', async () => {
    const scenario = new Scenario();
    for (let at = 0; at < 20; at += 1) scenario.things.addTodo({ title: `Task ${at}`, tags: ['errand'] });
    await scenario.approving();
    const ids = scenario.todos.map(({ id }) => id);
    for (const [at, id] of ids.entries()) scenario.things.editTodo(id, { title: `Other ${at}` });
    await scenario.stop();
    scenario.pass(31 * 24 * 60 * MINUTE_MS);
    for (const title of ['Stamps', 'Ferns']) {
      scenario.things.addTodo({ title });
      await scenario.stop();
      scenario.pass(25 * 60 * MINUTE_MS);
    }
    const plan = await scenario.stop();
    const [titles, items] = [scenario.todos, scenario.items].map((all) =>
      all.map(({ title }) => title).toSorted(),
    );
    expect(scenario.world.account.discard(plan.hash)).toMatchObject({ ok: true });
    await scenario.sync();
    expect(scenario.todos.map(({ title }) => title).toSorted()).toEqual(titles);
    expect(scenario.items.map(({ title }) => title).toSorted()).toEqual(items);
    const declined = scenario.status.waiting.filter(({ state }) => state === 'declined');
    expect(declined).toHaveLength(20);
    expect(declined[0]?.reason).toContain('the former value is no longer known');
    await scenario.expectQuiet();
  });
});
