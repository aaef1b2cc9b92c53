// What nearly always is a bad read stops at a plan that stays: nothing is deleted or completed on the other side until a person
// approves that very plan.

import { describe, expect, it } from 'vitest';
import type { Plan } from '../../src/protocol/plan.ts';
import { Scenario } from './scenario.ts';
import { tamper } from './things-side.ts';

const TASKS = 30;

describe('Things', () => {
  it('an emptied library stops at a plan, whatever is restarted, until that plan is approved', async () => {
    const scenario = await thirty();
    for (const todo of scenario.todos) scenario.things.deleteForever(todo.id);
    const plan = await scenario.stop();
    expect(plan).toMatchObject({ reason: 'emptied', approved: false, counts: { 'todoist.delete': TASKS } });
    await expectWaiting(scenario, plan);
    expect(scenario.openInTodoist).toHaveLength(TASKS);
    expect(scenario.world.account.approve('another')).toMatchObject({ ok: false });
    await approve(scenario, plan);
    expect(scenario.openInTodoist).toEqual([]);
    await scenario.expectQuiet();
  });

  it('a library without one of its tables is not read at all', async () => {
    const scenario = await thirty();
    tamper(scenario.world.databasePath, 'ALTER TABLE TMTaskTag RENAME TO hidden');
    for (let round = 0; round < 3; round += 1) {
      expect(await scenario.world.exchange()).toBeNull();
      expect(scenario.world.lastFailure).toMatchObject({ kind: 'incomplete' });
    }
    expect(scenario.openInTodoist).toHaveLength(TASKS);
    tamper(scenario.world.databasePath, 'ALTER TABLE hidden RENAME TO TMTaskTag');
    await scenario.sync();
    await scenario.expectQuiet();
  });

  it('a library that is not there, or may not be read, deletes nothing', async () => {
    const scenario = await thirty();
    scenario.world.things.faults.failReads(true);
    expect(await scenario.world.exchange()).toBeNull();
    scenario.world.restartAgent();
    expect(await scenario.world.exchange()).toBeNull();
    expect(scenario.openInTodoist).toHaveLength(TASKS);
    scenario.world.things.faults.failReads(false);
    await scenario.sync();
    await scenario.expectQuiet();
  });

  it('a library of an unknown layout is refused with its number', async () => {
    const scenario = await thirty();
    scenario.world.things.faults.setDatabaseVersion(99);
    expect(await scenario.world.exchange()).toBeNull();
    expect(scenario.world.lastFailure).toEqual({ kind: 'unknown_schema', version: 99 });
    expect(scenario.openInTodoist).toHaveLength(TASKS);
  });

  it('a library that lost half of its rows stops at a plan; when they are back, discarding it is enough', async () => {
    const scenario = await thirty();
    const path = scenario.world.databasePath;
    const half = "title IN ('Task 01','Task 02','Task 03','Task 04','Task 05','Task 06','Task 07','Task 08')";
    const rest = "title IN ('Task 11','Task 12','Task 13','Task 14','Task 15','Task 16','Task 17')";
    tamper(path, `CREATE TABLE kept AS SELECT * FROM TMTask WHERE ${half} OR ${rest}`);
    tamper(path, `DELETE FROM TMTask WHERE uuid IN (SELECT uuid FROM kept)`);
    const plan = await scenario.stop();
    expect(plan).toMatchObject({ reason: 'mass_change', counts: { 'todoist.delete': 15 } });
    await expectWaiting(scenario, plan);
    tamper(path, 'INSERT INTO TMTask SELECT * FROM kept; DROP TABLE kept');
    await expectWaiting(scenario, plan);
    expect(scenario.world.account.discard(plan.hash)).toMatchObject({ ok: true });
    await scenario.sync();
    expect(scenario.openInTodoist).toHaveLength(TASKS);
    await scenario.expectQuiet();
  });

  it('another library stops at a plan, and nothing of the first is deleted', async () => {
    const scenario = await thirty();
    tamper(scenario.world.databasePath, "UPDATE TMSettings SET uriSchemeAuthenticationToken = 'another'");
    for (const todo of scenario.todos) scenario.things.deleteForever(todo.id);
    for (let at = 0; at < 5; at += 1) scenario.things.addTodo({ title: `Other ${at}` });
    const plan = await scenario.stop();
    expect(plan.reason).toBe('full_resync');
    await expectWaiting(scenario, plan);
    expect(scenario.openInTodoist).toHaveLength(TASKS);
    expect(scenario.openInThings).toHaveLength(5);
  });

  it.for([
    ['deleted', 7, 'todoist.delete', (s: Scenario, id: string) => s.things.trash(id)],
    ['completed', 16, 'todoist.complete', (s: Scenario, id: string) => s.things.complete(id)],
    ['canceled', 16, 'todoist.complete', (s: Scenario, id: string) => s.things.cancel(id)],
  ] as const)('of 30, those %s at once (%i) stop at a plan', async ([, number, count, act]) => {
    const scenario = await thirty();
    for (const todo of scenario.todos.slice(0, number)) act(scenario, todo.id);
    const plan = await scenario.stop();
    expect(plan).toMatchObject({ reason: 'mass_change', counts: { [count]: number } });
    await expectWaiting(scenario, plan);
    expect(scenario.openInTodoist).toHaveLength(TASKS);
    await approve(scenario, plan);
    expect(scenario.openInTodoist).toEqual(scenario.openInThings);
    expect(scenario.openInTodoist).toHaveLength(TASKS - number);
    await scenario.expectQuiet();
  });

  it('a small library that is emptied stops at a plan too', async () => {
    const scenario = new Scenario();
    for (let at = 0; at < 4; at += 1) scenario.things.addTodo({ title: `T${at}` });
    await scenario.approving();
    for (const todo of scenario.todos) scenario.things.deleteForever(todo.id);
    const plan = await scenario.stop();
    expect(plan).toMatchObject({ reason: 'emptied', counts: { 'todoist.delete': 4 } });
    await expectWaiting(scenario, plan);
    expect(scenario.openInTodoist).toHaveLength(4);
  });

  it('a library that lost half of its rows while the agent lost its state stops at a plan', async () => {
    const scenario = await thirty();
    for (const todo of scenario.todos.slice(0, 15)) scenario.things.deleteForever(todo.id);
    scenario.world.forgetAgent();
    const plan = await scenario.stop();
    expect(plan.counts).toEqual({ 'todoist.delete': 15 });
    await expectWaiting(scenario, plan);
    expect(scenario.openInTodoist).toHaveLength(TASKS);
  });

  it('a library that is emptied while Todoist is down stops at a plan as soon as that can be told', async () => {
    const scenario = await thirty();
    for (const todo of scenario.todos) scenario.things.deleteForever(todo.id);
    scenario.world.insteadOfTodoist = () => new Response('<html>', { status: 503 });
    for (let round = 0; round < 3; round += 1) {
      await scenario.world.exchange();
      scenario.pass(600_000);
    }
    scenario.world.insteadOfTodoist = () => null;
    scenario.pass(3_600_000);
    const plan = await scenario.stop();
    expect(plan.reason).toBe('emptied');
    await expectWaiting(scenario, plan);
    expect(scenario.openInTodoist).toHaveLength(TASKS);
  });

  it('another library with the very same tasks goes on without a question', async () => {
    const scenario = await thirty();
    tamper(scenario.world.databasePath, "UPDATE TMSettings SET uriSchemeAuthenticationToken = 'renewed'");
    await scenario.sync();
    scenario.things.editTodo(scenario.todo('Task 01').id, { title: 'Task one' });
    await scenario.todoist('item_update', { id: scenario.item('Task 02').id, content: 'Task two' });
    await scenario.sync();
    expect(scenario.openInTodoist).toEqual(scenario.openInThings);
    expect(scenario.openInTodoist).toHaveLength(TASKS);
    await scenario.expectQuiet();
  });

  it('6 of 30 deleted at once are an ordinary clean-up', async () => {
    const scenario = await thirty();
    for (const todo of scenario.todos.slice(0, 6)) scenario.things.trash(todo.id);
    await scenario.sync();
    expect(scenario.openInTodoist).toHaveLength(24);
  });

  it('to-dos that vanish while the agent writes to them come back with what was to be written', async () => {
    const scenario = await thirty();
    for (const item of scenario.items.slice(0, 8))
      await scenario.todoist('item_update', { id: item.id, content: `${item.title} new` });
    const linked = scenario.items.slice(0, 8).map((item) => scenario.world.account.explain(item.id));
    const edited = linked.flatMap((each) =>
      each.ok
        ? each.value.links.filter(({ replica }) => replica === 'things').map((link) => link.remoteId)
        : [],
    );
    expect(edited).toHaveLength(8);
    let isGone = false;
    scenario.world.meanwhile = () => {
      if (isGone || scenario.world.account.status().pending.things === 0) return;
      isGone = true;
      for (const todo of edited) scenario.things.deleteForever(todo);
    };
    await scenario.sync();
    scenario.world.meanwhile = () => undefined;
    expect(isGone).toBe(true);
    expect(scenario.openInTodoist).toHaveLength(TASKS);
    expect(scenario.openInThings).toEqual(scenario.openInTodoist);
    await scenario.expectQuiet();
  });
});

describe('Todoist', () => {
  it('everything deleted stops at a plan, whatever is restarted, until that plan is approved', async () => {
    const scenario = await thirty();
    for (const item of scenario.items) await scenario.todoist('item_delete', { id: item.id });
    const plan = await scenario.stop();
    expect(plan.counts).toEqual({ 'things.delete': TASKS });
    await expectWaiting(scenario, plan);
    expect(scenario.openInThings).toHaveLength(TASKS);
    await approve(scenario, plan);
    expect(scenario.openInThings).toEqual([]);
    await scenario.expectQuiet();
  });

  it.for([
    ['item_delete', 7, 'things.delete'],
    ['item_close', 16, 'things.complete'],
  ] as const)('of 30, those that %s ends at once (%i) stop at a plan', async ([command, number, count]) => {
    const scenario = await thirty();
    for (const item of scenario.items.slice(0, number)) await scenario.todoist(command, { id: item.id });
    const plan = await scenario.stop();
    expect(plan).toMatchObject({ reason: 'mass_change', counts: { [count]: number } });
    await expectWaiting(scenario, plan);
    expect(scenario.openInThings).toHaveLength(TASKS);
    await approve(scenario, plan);
    expect(scenario.openInThings).toEqual(scenario.openInTodoist);
    await scenario.expectQuiet();
  });

  it.for(['project_delete', 'project_archive'] as const)(
    'a project of 15 tasks gone by %s deletes nothing unasked',
    async (command) => {
      const scenario = await thirty();
      await scenario.todoist(command, { id: scenario.projectId('Odd') });
      const answer = await scenario.run();
      expect(scenario.openInThings).toHaveLength(TASKS);
      if (command === 'project_delete')
        expect(answer.plan).toMatchObject({ counts: { 'things.delete': 15 } });
    },
  );

  it('tasks that a whole read does not show any more are looked up, and many deleted ones stop at a plan', async () => {
    const scenario = await thirty();
    for (const item of scenario.items) await scenario.todoist('item_delete', { id: item.id });
    scenario.world.todoist.chaos.failNext('unknown_token');
    const plan = await scenario.stop();
    expect(plan.counts).toEqual({ 'things.delete': TASKS });
    expect(scenario.openInThings).toHaveLength(TASKS);
    await expectWaiting(scenario, plan);
    expect(scenario.openInThings).toHaveLength(TASKS);
    await approve(scenario, plan);
    expect(scenario.openInThings).toEqual([]);
    await scenario.expectQuiet();
  });

  it('[R23] more tasks in doubt than one run can look up are judged together all the same', async () => {
    const scenario = new Scenario();
    for (let at = 0; at < 75; at += 1) scenario.things.addTodo({ title: `T${at}` });
    await scenario.approving();
    for (const [at, item] of scenario.items.entries())
      await scenario.todoist(at < 5 ? 'item_close' : 'item_delete', { id: item.id });
    scenario.world.todoist.chaos.failNext('unknown_token');
    const plan = await scenario.stop();
    expect(plan.counts).toEqual({ 'things.delete': 70 });
    expect(scenario.openInThings).toHaveLength(70);
    await approve(scenario, plan);
    expect(scenario.openInThings).toEqual([]);
    expect(scenario.todos.filter((todo) => todo.status === 'completed')).toHaveLength(5);
    await scenario.expectQuiet();
  });

  it('tasks completed while the sync position was lost are completed, not deleted', async () => {
    const scenario = await thirty();
    for (const item of scenario.items.slice(0, 7)) await scenario.todoist('item_close', { id: item.id });
    scenario.world.todoist.chaos.failNext('unknown_token');
    await scenario.sync();
    expect(scenario.openInThings).toHaveLength(23);
    expect(scenario.todos.filter((todo) => todo.status === 'completed')).toHaveLength(7);
    await scenario.expectQuiet();
  });
});

describe('a plan that stops a run', () => {
  it('lets just that go which was approved: what comes after is judged by itself', async () => {
    const { scenario, plan } = await twelveTrashed();
    expect(scenario.world.account.approve(plan.hash)).toMatchObject({ ok: true });
    const another = scenario.todos[0];
    scenario.things.trash(another?.id ?? '');
    for (const todo of scenario.todos.slice(1, 8)) scenario.things.trash(todo.id);
    const next = await scenario.stop();
    expect(next).toMatchObject({ approved: false, counts: { 'todoist.delete': 8 } });
    expect(scenario.openInTodoist).toHaveLength(TASKS - 12);
    expect(scenario.world.account.approve(plan.hash)).toMatchObject({ ok: false });
  });

  it('[P25] is taken back where it was made when it is discarded, and does not come again', async () => {
    const { scenario, plan } = await twelveTrashed();
    expect(scenario.world.account.discard(plan.hash)).toMatchObject({ ok: true });
    expect(scenario.world.account.plan()).toBeNull();
    expect(scenario.openInTodoist).toHaveLength(TASKS);
    await scenario.sync();
    expect(scenario.openInTodoist).toHaveLength(TASKS);
    expect(scenario.openInThings).toHaveLength(TASKS);
    await scenario.expectQuiet();
  });

  it('is carried out after a restart that came between approval and run', async () => {
    const { scenario, plan } = await twelveTrashed();
    expect(scenario.world.account.approve(plan.hash)).toMatchObject({ ok: true });
    scenario.world.restartCoordinator();
    scenario.world.restartAgent();
    await scenario.sync();
    expect(scenario.openInTodoist).toHaveLength(18);
    await scenario.expectQuiet();
  });

  it('counts what both sides delete at once', async () => {
    const scenario = await thirty();
    for (const todo of scenario.todos.slice(0, 7)) scenario.things.trash(todo.id);
    const left = new Set(scenario.openInThings);
    for (const item of scenario.items.filter(({ title }) => left.has(title)).slice(0, 7))
      await scenario.todoist('item_delete', { id: item.id });
    const plan = await scenario.stop();
    expect(plan.counts).toEqual({ 'todoist.delete': 7, 'things.delete': 7 });
    await approve(scenario, plan);
    expect(scenario.openInThings).toHaveLength(16);
    expect(scenario.openInTodoist).toEqual(scenario.openInThings);
  });

  it('[R34] holds its items only: edits of other tasks, on both sides, go on while it waits', async () => {
    const { scenario, plan } = await twelveTrashed();
    const [first, second] = scenario.todos;
    const last = scenario.items.find(({ title }) => title === second?.title);
    scenario.things.editTodo(first?.id ?? '', { title: 'Edited in Things' });
    await scenario.todoist('item_update', { id: last?.id, content: 'Edited in Todoist' });
    await scenario.todoist('item_add', { content: 'New in Todoist' });
    scenario.things.addTodo({ title: 'New in Things' });
    expect(await scenario.stop()).toMatchObject({ hash: plan.hash, holds: { what: 'items' } });
    for (const title of ['Edited in Things', 'New in Things'])
      expect(scenario.openInTodoist).toContain(title);
    for (const title of ['Edited in Todoist', 'New in Todoist'])
      expect(scenario.openInThings).toContain(title);
    expect(scenario.openInTodoist).toHaveLength(TASKS + 2);
    await approve(scenario, plan);
    expect(scenario.openInThings).toEqual(scenario.openInTodoist);
    for (const title of ['Edited in Things', 'Edited in Todoist', 'New in Todoist', 'New in Things'])
      expect(scenario.openInThings).toContain(title);
    await scenario.expectQuiet();
  });

  it('once approved is carried out to its end although Todoist fails in between', async () => {
    const { scenario, plan } = await twelveTrashed();
    expect(scenario.world.account.approve(plan.hash)).toMatchObject({ ok: true });
    let requests = 0;
    scenario.world.insteadOfTodoist = () =>
      (requests += 1) === 2 ? new Response('<html>', { status: 503 }) : null;
    await scenario.world.exchange();
    expect(scenario.openInTodoist).toHaveLength(TASKS);
    scenario.pass(3_600_000);
    await scenario.sync();
    expect(scenario.openInTodoist).toHaveLength(18);
    await scenario.expectQuiet();
  });

  it('does not keep a dry run from telling what would be done', async () => {
    const { scenario, plan } = await twelveTrashed();
    const dry = await scenario.world.dryRun();
    expect(dry.ok && dry.value.response.plan?.counts).toEqual(plan.counts);
    expect(scenario.world.account.plan()?.hash).toBe(plan.hash);
  });
});

/** 30 linked tasks: 15 in each of two projects. */
async function thirty(): Promise<Scenario> {
  const scenario = new Scenario();
  const projects = [
    scenario.things.addProject({ title: 'Even' }),
    scenario.things.addProject({ title: 'Odd' }),
  ];
  for (let at = 0; at < TASKS; at += 1)
    scenario.things.addTodo({
      title: `Task ${String(at).padStart(2, '0')}`,
      project: projects[at % 2] ?? '',
    });
  await scenario.approving();
  expect(scenario.openInTodoist).toEqual(scenario.openInThings);
  return scenario;
}

async function twelveTrashed(): Promise<{ readonly scenario: Scenario; readonly plan: Plan }> {
  const scenario = await thirty();
  for (const todo of scenario.todos.slice(0, 12)) scenario.things.trash(todo.id);
  return { scenario, plan: await scenario.stop() };
}

/** Restarts, further exchanges and polls do not slip past the plan. */
async function expectWaiting(scenario: Scenario, plan: Plan): Promise<void> {
  const { world } = scenario;
  const before = [world.todoist.stats.commands, world.things.events.length];
  world.restartCoordinator();
  world.restartAgent();
  for (let round = 0; round < 3; round += 1) {
    scenario.pass(3_600_000);
    const answer = await world.exchange();
    expect(answer?.plan?.hash).toBe(plan.hash);
    expect(answer?.operations).toEqual([]);
    await world.account.poll();
  }
  expect(world.account.plan()).toMatchObject({ hash: plan.hash, approved: false });
  expect(scenario.status.inSync).toBe(false);
  expect([world.todoist.stats.commands, world.things.events.length]).toEqual(before);
}

async function approve(scenario: Scenario, plan: Plan): Promise<void> {
  expect(scenario.world.account.approve(plan.hash)).toMatchObject({ ok: true });
  await scenario.sync();
  expect(scenario.world.account.plan()).toBeNull();
}
