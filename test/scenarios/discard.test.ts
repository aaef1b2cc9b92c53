// “No” to a mass change: both sides are as they were before it, and it is not asked about again.

import { describe, expect, it } from 'vitest';
import { Scenario } from './scenario.ts';
import { tamper } from './things-side.ts';

const MINUTE_MS = 60_000;

async function library(count: number): Promise<Scenario> {
  const scenario = new Scenario();
  const home = scenario.things.addProject({ title: 'Home' });
  for (let at = 0; at < count; at += 1) {
    scenario.things.addTodo({
      title: `Task ${String(at).padStart(2, '0')}`,
      notes: 'as it was',
      project: home,
      tags: ['errand'],
      when: '2026-05-01',
      checklist: [
        { title: 'one', done: false },
        { title: 'two', done: false },
      ],
    });
  }
  await scenario.approving();
  scenario.pass(MINUTE_MS);
  return scenario;
}

/** What people see of both sides, whatever the ids. */
function sidesOf({ todos, items }: Scenario): unknown {
  const plain = <T extends { readonly id: string; readonly title: string }>(all: readonly T[]): unknown =>
    all.map(({ id: _id, ...shown }) => shown).toSorted((a, b) => (a.title < b.title ? -1 : 1));
  return structuredClone([plain(todos), plain(items)]);
}

/** The owner says no; the next runs ask nothing and find nothing to do. */
async function sayNo(scenario: Scenario): Promise<void> {
  const plan = await scenario.stop();
  expect(plan.holds.what).toBe('items');
  expect(scenario.world.account.discard(plan.hash)).toMatchObject({ ok: true });
  expect(scenario.world.account.plan()).toBeNull();
  await scenario.sync();
  await scenario.sync();
}

const IN_THINGS: readonly (readonly [string, (s: Scenario) => void])[] = [
  ['deletions', (s) => s.todos.forEach(({ id }) => s.things.trash(id))],
  ['completions', (s) => s.todos.forEach(({ id }) => s.things.complete(id))],
  ['titles', (s) => s.todos.forEach(({ id }, at) => s.things.editTodo(id, { title: `Other ${at}` }))],
  ['notes', (s) => s.todos.forEach(({ id }) => s.things.editTodo(id, { notes: 'other' }))],
  ['dates', (s) => s.todos.forEach(({ id }) => s.things.editTodo(id, { when: 'someday' }))],
  ['deadlines', (s) => s.todos.forEach(({ id }) => s.things.editTodo(id, { deadline: '2026-06-01' }))],
  ['labels', (s) => s.todos.forEach(({ id }) => s.things.editTodo(id, { tags: ['other'] }))],
  ['moves', (s) => s.todos.forEach(({ id }) => s.things.move(id, { area: s.things.addArea(`Area ${id}`) }))],
  [
    'checklist lines',
    (s) => tamper(s.world.databasePath, "UPDATE TMChecklistItem SET title = title || ' changed'"),
  ],
];

const IN_TODOIST: readonly (readonly [string, (s: Scenario, id: string) => Promise<unknown>])[] = [
  ['deletions', (s, id) => s.todoist('item_delete', { id })],
  ['completions', (s, id) => s.todoist('item_close', { id })],
  ['titles', (s, id) => s.todoist('item_update', { id, content: `Other ${id}` })],
  ['notes', (s, id) => s.todoist('item_update', { id, description: 'other' })],
  ['dates', (s, id) => s.todoist('item_update', { id, due: { date: '2026-06-02' } })],
  ['labels', (s, id) => s.todoist('item_update', { id, labels: ['other'] })],
  ['moves', (s, id) => s.todoist('item_move', { id, project_id: s.projectId('') })],
];

describe('a mass change in Things to which the owner says no', () => {
  it.for(IN_THINGS)('[P25] (%s) is taken back there', async ([, change]) => {
    const scenario = await library(60);
    const before = sidesOf(scenario);
    change(scenario);
    await sayNo(scenario);
    expect(sidesOf(scenario)).toEqual(before);
    await scenario.expectQuiet();
  });

  it('[P25] (deletions for good) is made again there', async () => {
    const scenario = await library(20);
    const before = sidesOf(scenario);
    for (const { id } of scenario.todos) scenario.things.trash(id);
    scenario.things.addTodo({ title: 'Other' });
    await scenario.stop();
    scenario.things.emptyTrash();
    await sayNo(scenario);
    scenario.things.trash(scenario.todo('Other').id);
    await scenario.sync();
    expect(sidesOf(scenario)).toEqual(before);
    await scenario.expectQuiet();
  });

  it('[P25] (reopenings) is taken back there', async () => {
    const scenario = await library(60);
    const ids = scenario.todos.map(({ id }) => id);
    for (const id of ids) scenario.things.complete(id);
    await scenario.approving();
    scenario.pass(2 * 60 * MINUTE_MS);
    const before = sidesOf(scenario);
    for (const id of ids) scenario.things.reopen(id);
    await sayNo(scenario);
    expect(sidesOf(scenario)).toEqual(before);
    await scenario.expectQuiet();
  });

  it('[P26] (new to-dos) stays where it was made, is not made elsewhere, and is no plan any more', async () => {
    const scenario = await library(10);
    const items = structuredClone(scenario.items);
    for (let at = 0; at < 60; at += 1) scenario.things.addTodo({ title: `New ${at}` });
    await sayNo(scenario);
    scenario.world.restartCoordinator();
    scenario.world.forgetAgent();
    await scenario.sync();
    expect(scenario.items).toEqual(items);
    expect(scenario.openInThings).toHaveLength(70);
    const declined = scenario.status.waiting.filter(({ state }) => state === 'declined');
    expect(declined[0]?.reason).toContain('You declined this: it is not done in Todoist');
    scenario.things.editTodo(scenario.todo('New 7').id, { title: 'Wanted after all' });
    await scenario.sync();
    expect(scenario.openInTodoist).toContain('Wanted after all');
    expect(scenario.openInTodoist).toHaveLength(11);
    expect(scenario.status.inSync).toBe(true);
    await scenario.expectQuiet();
  });

  it('[P25] keeps what else was edited meanwhile', async () => {
    const scenario = await library(60);
    for (const { id } of scenario.todos) scenario.things.complete(id);
    await scenario.stop();
    scenario.things.editTodo(scenario.todo('Task 07').id, { notes: 'typed since' });
    await scenario.todoist('item_update', { id: scenario.item('Task 08').id, content: 'Eight' });
    await sayNo(scenario);
    expect(scenario.openInThings).toHaveLength(60);
    expect(scenario.item('Task 07').notes).toBe('typed since');
    expect(scenario.todo('Eight').status).toBe('open');
    await scenario.expectQuiet();
  });

  it('[P25] is taken back with every kind that was too many, also one that came while the first waited', async () => {
    const scenario = await library(60);
    const before = sidesOf(scenario);
    for (const { id } of scenario.todos)
      scenario.things.editTodo(id, { title: `Other ${id}`, deadline: '2026-06-01' });
    await scenario.stop();
    for (const { id } of scenario.todos) scenario.things.editTodo(id, { notes: 'other' });
    await sayNo(scenario);
    expect(sidesOf(scenario)).toEqual(before);
    await scenario.expectQuiet();
  });

  it('[P25] takes nothing back that was typed after it, and not seen before the no', async () => {
    const scenario = await library(60);
    for (const { id, title } of scenario.todos)
      scenario.things.editTodo(id, { title: title.replace('Task', 'Other') });
    const plan = await scenario.stop();
    scenario.pass(MINUTE_MS);
    scenario.things.editTodo(scenario.todo('Other 07').id, { title: 'Typed since' });
    scenario.pass(MINUTE_MS);
    expect(scenario.world.account.discard(plan.hash)).toMatchObject({ ok: true });
    await scenario.sync();
    await scenario.sync();
    for (const titles of [scenario.openInThings, scenario.openInTodoist]) {
      expect(titles.filter((title) => !title.startsWith('Task'))).toEqual(['Typed since']);
      expect(titles).toHaveLength(60);
    }
    await scenario.expectQuiet();
  });

  it('[P25] leaves a value that the other side could not hold, and its question, as they were', async () => {
    const scenario = await library(59);
    scenario.world.todoist.chaos.storeDifferently({ kind: 'truncate', length: 20 });
    const long = 'Water the plants in the kitchen';
    const id = scenario.things.addTodo({ title: long, notes: 'as it was' });
    await scenario.sync();
    scenario.pass(2 * 60 * MINUTE_MS);
    const before = sidesOf(scenario);
    for (const todo of scenario.todos) scenario.things.editTodo(todo.id, { title: `Other ${todo.id}` });
    await sayNo(scenario);
    expect(scenario.todo(long).id).toBe(id);
    expect(sidesOf(scenario)).toEqual(before);
    expect(scenario.world.account.conflicts({ waitingOnly: true, limit: 10 })).toHaveLength(1);
    await scenario.expectQuiet();
  });

  it('[P27] is one run of the history, and can be taken back itself', async () => {
    const scenario = await library(20);
    for (const { id } of scenario.todos) scenario.things.complete(id);
    await sayNo(scenario);
    const { account } = scenario.world;
    const task = scenario.todo('Task 00').id;
    const explained = account.explain(task);
    expect(JSON.stringify(explained)).toContain('You declined: update in Todoist; it is as it was before.');
    const decided = scenario.world.store.events
      .list({ before: null, limit: 500, withDecisions: true })
      .filter(({ kind, after }) => kind === 'changed' && after.status === 'open');
    expect(new Set(decided.map(({ run }) => run)).size).toBe(1);
    expect(decided).toHaveLength(20);
    expect(account.undoRun(decided[0]?.run ?? 0)).toMatchObject({ ok: true });
    await scenario.sync();
    expect(scenario.openInThings).toEqual([]);
    expect(scenario.openInTodoist).toEqual([]);
    await scenario.expectQuiet();
  });
});

describe('what an approval left out, and the owner says no to', () => {
  it('[P26] is not done, and both sides keep what they have', async () => {
    const scenario = new Scenario();
    for (const title of ['Plants', 'Stamps', 'Ferns']) scenario.things.addTodo({ title });
    scenario.things.addTodo({ title: 'Both', deadline: '2026-06-01' });
    await scenario.todoist('item_add', { content: 'Both', description: 'words' });
    const plan = await scenario.stop();
    const [named] = plan.lines.filter(({ title }) => title === 'Stamps').map(({ id }) => id);
    expect(scenario.world.account.approve(plan.hash, [named ?? ''])).toMatchObject({ ok: true });
    const [todos, items] = structuredClone([scenario.todos, scenario.items] as const);
    await sayNo(scenario);
    expect(scenario.todos).toEqual(todos);
    expect(scenario.openInTodoist).toEqual(['Both', 'Stamps']);
    expect(scenario.item('Both')).toEqual(items.find(({ title }) => title === 'Both'));
    await scenario.expectQuiet();
  });

  it('[P26] (the name of a project) stays as it is on both sides until it gets another one', async () => {
    const scenario = new Scenario();
    const home = scenario.things.addProject({ title: 'Home' });
    scenario.things.addTodo({ title: 'Plants', project: home });
    await scenario.approving();
    const { account } = scenario.world;
    await account.leave();
    scenario.things.renameProject(home, 'House');
    expect(account.takeOver()).toMatchObject({ ok: true });
    const plan = await scenario.stop();
    expect(account.approve(plan.hash, [])).toMatchObject({ ok: true });
    await sayNo(scenario);
    const namesNow = (): readonly string[] => [scenario.todo('Plants').place, scenario.item('Plants').place];
    expect(namesNow()).toEqual(['House', 'Home']);
    expect(namesNow()).toEqual(['House', 'Home']);
    expect(scenario.status.inSync).toBe(true);
    await scenario.expectQuiet();
    scenario.things.renameProject(home, 'Flat');
    await scenario.sync();
    expect(namesNow()).toEqual(['Flat', 'Flat']);
  });
});

describe('a mass change in Todoist to which the owner says no', () => {
  it.for(IN_TODOIST)('[P25] (%s) is taken back there', async ([, change]) => {
    const scenario = await library(60);
    const before = sidesOf(scenario);
    for (const { id } of scenario.items) await change(scenario, id);
    await sayNo(scenario);
    expect(sidesOf(scenario)).toEqual(before);
    await scenario.expectQuiet();
  });
});
