// Both sides are full when they meet: everything finds its counterpart, nothing is doubled, and nothing is done before a person has
// looked.

import { describe, expect, it } from 'vitest';
import { Scenario } from './scenario.ts';
import { standardScenario } from './standard.ts';
import { readProjects } from './things-side.ts';

describe('the first sync', () => {
  it('does nothing before its plan is approved, and tells all of it', async () => {
    const scenario = await twoSides();
    const plan = await scenario.stop();
    expect(plan).toMatchObject({ reason: 'first_sync', approved: false });
    expect(plan.counts).toMatchObject({ 'both.pair': 1, 'todoist.create': 1, 'things.create': 1 });
    for (let round = 0; round < 3; round += 1) {
      scenario.world.restartCoordinator();
      scenario.world.restartAgent();
      await scenario.world.account.poll();
      expect((await scenario.stop()).hash).toBe(plan.hash);
    }
    expect(scenario.openInThings).toEqual(['Both', 'Only Things']);
    expect(scenario.openInTodoist).toEqual(['Both', 'Only Todoist']);
    await scenario.approving();
    expect(scenario.openInThings).toEqual(['Both', 'Only Things', 'Only Todoist']);
    expect(scenario.openInTodoist).toEqual(['Both', 'Only Things', 'Only Todoist']);
    await scenario.expectQuiet();
  });

  it('as a dry run changes nothing on either side and keeps nothing', async () => {
    const scenario = await twoSides();
    const [commands, events] = [scenario.world.todoist.stats.commands, scenario.world.things.events.length];
    const dry = await scenario.world.dryRun();
    expect(dry.ok && dry.value.response.plan?.counts).toMatchObject({ 'both.pair': 1 });
    expect(dry.ok && dry.value.response.operations).toEqual([]);
    expect([scenario.world.todoist.stats.commands, scenario.world.things.events.length]).toEqual([
      commands,
      events,
    ]);
    expect(scenario.world.account.plan()).toBeNull();
    expect(scenario.status.tasks.hub).toBe(0);
  });

  it('pairs one to one: two tasks of the same title stay two, and the third is new', async () => {
    const scenario = new Scenario();
    scenario.things.addTodo({ title: 'Call' });
    scenario.things.addTodo({ title: 'Call' });
    for (let at = 0; at < 3; at += 1) await scenario.todoist('item_add', { content: 'Call' });
    const [plan] = await scenario.approving();
    expect(plan?.counts).toEqual({ 'both.pair': 2, 'things.create': 1 });
    expect(scenario.openInThings).toEqual(['Call', 'Call', 'Call']);
    expect(scenario.openInTodoist).toEqual(['Call', 'Call', 'Call']);
    await scenario.expectQuiet();
  });

  it('pairs counterparts by their projects when titles alone leave it open', async () => {
    const scenario = new Scenario();
    const [a, b] = [scenario.things.addProject({ title: 'A' }), scenario.things.addProject({ title: 'B' })];
    scenario.things.addTodo({ title: 'Review', project: a });
    scenario.things.addTodo({ title: 'Review', project: b });
    const second = await scenario.todoist('project_add', { name: 'B' });
    const first = await scenario.todoist('project_add', { name: 'A' });
    await scenario.todoist('item_add', { content: 'Review', project_id: second });
    await scenario.todoist('item_add', { content: 'Review', project_id: first });
    const plans = await scenario.approving();
    expect(plans[0]?.counts).toEqual({ 'both.pair': 2 });
    expect(scenario.items.map((item) => item.place).toSorted(byText)).toEqual(['A', 'B']);
    expect(scenario.todos.map((todo) => todo.place).toSorted(byText)).toEqual(['A', 'B']);
    await scenario.expectQuiet();
  });

  it('pairs projects and sections by name, without regard to case', async () => {
    const scenario = new Scenario();
    scenario.things.addProject({ title: 'Garden', headings: ['Front'] });
    scenario.things.addTodo({ title: 'Mow', heading: scenario.headingId('Front') });
    const project = await scenario.todoist('project_add', { name: 'garden' });
    const section = await scenario.todoist('section_add', { name: 'front', project_id: project });
    await scenario.todoist('item_add', { content: 'Rake', section_id: section });
    await scenario.approving();
    expect(readProjects(scenario.world.databasePath)).toHaveLength(1);
    expect(scenario.world.todoist.snapshot().projects).toHaveLength(2);
    expect(scenario.item('Mow').place.toLowerCase()).toBe('garden › front');
    expect(scenario.todo('Rake').place.toLowerCase()).toBe('garden › front');
    await scenario.expectQuiet();
  });

  it('only suggests what merely looks alike', async () => {
    const scenario = new Scenario();
    scenario.things.addTodo({ title: 'Buy oat milk' });
    await scenario.todoist('item_add', { content: 'Buy oat milk!' });
    const plan = await scenario.stop();
    expect(plan.suggestions).toEqual([{ things: 'Buy oat milk', todoist: 'Buy oat milk!' }]);
    expect(plan.counts).toEqual({ 'todoist.create': 1, 'things.create': 1 });
  });

  it('imports no task that was completed or deleted before', async () => {
    const scenario = new Scenario();
    scenario.things.complete(scenario.things.addTodo({ title: 'Done in Things' }));
    scenario.things.cancel(scenario.things.addTodo({ title: 'Canceled in Things' }));
    scenario.things.trash(scenario.things.addTodo({ title: 'Trashed in Things' }));
    const done = await scenario.todoist('item_add', { content: 'Done in Todoist' });
    await scenario.todoist('item_close', { id: done });
    scenario.things.addTodo({ title: 'Open' });
    const [plan] = await scenario.approving();
    expect(plan?.counts).toEqual({ 'todoist.create': 1 });
    expect(scenario.items.map((item) => item.title).toSorted(byText)).toEqual(['Done in Todoist', 'Open']);
    expect(scenario.todos.map((todo) => todo.title).toSorted(byText)).toEqual([
      'Canceled in Things',
      'Done in Things',
      'Open',
    ]);
    await scenario.expectQuiet();
  });

  it('asks again when a side was edited between plan and approval', async () => {
    for (const side of ['things', 'todoist'] as const) {
      const scenario = await twoSides();
      const plan = await scenario.stop();
      expect(scenario.world.account.approve(plan.hash)).toMatchObject({ ok: true });
      if (side === 'things') scenario.things.addTodo({ title: 'Late' });
      else await scenario.todoist('item_add', { content: 'Late' });
      const next = await scenario.stop();
      expect(next.hash, side).not.toBe(plan.hash);
      expect(next.approved).toBe(false);
      expect(scenario.openInTodoist).not.toContain('Only Things');
      await scenario.approving();
      expect(scenario.openInThings).toEqual(scenario.openInTodoist);
      expect(scenario.openInThings).toContain('Late');
    }
  });

  it('unites what both sides know of a pair', async () => {
    const scenario = new Scenario();
    scenario.things.addTodo({
      title: 'Tax',
      tags: ['paper'],
      deadline: '2026-05-31',
      checklist: [{ title: 'stamps', done: false }],
    });
    const id = await scenario.todoist('item_add', {
      content: 'Tax',
      labels: ['money'],
      due: { date: '2026-04-10' },
      priority: 4,
    });
    await scenario.todoist('item_add', { content: 'form', parent_id: id });
    await scenario.approving();
    expect(scenario.item('Tax')).toMatchObject({
      labels: ['money', 'paper'],
      deadline: '2026-05-31',
      due: '2026-04-10',
      priority: 4,
    });
    expect(scenario.item('Tax').subtasks.toSorted(byText)).toEqual(['- form', '- stamps']);
    expect(scenario.todo('Tax')).toMatchObject({ deadline: '2026-05-31', when: '2026-04-10' });
    expect(scenario.todo('Tax').tags.toSorted(byText)).toEqual(['money', 'p1', 'paper']);
    expect(scenario.todo('Tax').checklist.toSorted(byText)).toEqual(['- form', '- stamps']);
    await scenario.expectQuiet();
  });

  it('brings hundreds of tasks over and is quiet then', async () => {
    const scenario = new Scenario();
    const project = scenario.things.addProject({ title: 'Big' });
    for (let at = 0; at < 200; at += 1) scenario.things.addTodo({ title: `T${at}`, project });
    const ids = [await scenario.todoist('project_add', { name: 'P1' })];
    await scenario.addItems(
      Array.from({ length: 200 }, (_, at) => ({ content: `D${at}`, project_id: ids[0] })),
    );
    await scenario.approving();
    expect(scenario.openInThings).toHaveLength(400);
    expect(scenario.openInTodoist).toEqual(scenario.openInThings);
    await scenario.expectQuiet();
  });
});

describe('a first sync of sides that were synced before', () => {
  it('pairs everything and creates nothing when the coordinator lost its state', async () => {
    const scenario = await synced();
    scenario.world.forgetCoordinator();
    await scenario.takeOver();
    const plan = await scenario.stop();
    expect(plan.counts).toEqual({ 'both.pair': 4 });
    await scenario.approving();
    expect(scenario.openInThings).toEqual(['Alpha', 'Beta', 'Beta', 'Gamma']);
    expect(scenario.openInTodoist).toEqual(['Alpha', 'Beta', 'Beta', 'Gamma']);
    await scenario.expectQuiet();
  });

  it('makes no doubles and no plan when the agent lost its state', async () => {
    const scenario = await synced();
    scenario.world.forgetAgent();
    await scenario.sync();
    expect(scenario.openInThings).toEqual(['Alpha', 'Beta', 'Beta', 'Gamma']);
    expect(scenario.openInTodoist).toEqual(['Alpha', 'Beta', 'Beta', 'Gamma']);
    await scenario.expectQuiet();
  });

  it('pairs everything when both lost their state', async () => {
    const scenario = await synced();
    scenario.world.forgetAgent();
    scenario.world.forgetCoordinator();
    await scenario.takeOver();
    expect((await scenario.approving())[0]?.counts).toEqual({ 'both.pair': 4 });
    expect(scenario.openInThings).toEqual(scenario.openInTodoist);
    await scenario.expectQuiet();
  });

  it('pairs areas, projects and headings again, and makes none', async () => {
    const { scenario } = await standardScenario();
    const before = scenario.world.todoist.snapshot();
    scenario.world.forgetCoordinator();
    scenario.world.forgetAgent();
    await scenario.takeOver();
    const [plan] = await scenario.approving();
    expect(plan?.counts).toMatchObject({ 'both.pair': 4 });
    // Things spells one of its own tags with a capital: the same label to both.
    expect(plan?.lines.filter(({ action }) => action !== 'pair')).toEqual([]);
    const after = scenario.world.todoist.snapshot();
    expect([after.projects.length, after.sections.length]).toEqual([
      before.projects.length,
      before.sections.length,
    ]);
    expect(readProjects(scenario.world.databasePath)).toEqual(['House', 'Work']);
    expect(scenario.item('Oven').place).toBe('Life › House › Kitchen');
    await scenario.expectQuiet();
  });

  it('pairs tasks that stand in for a project that the plan refuses, and moves none in Things', async () => {
    const scenario = new Scenario({ plan: 'free' });
    for (let at = 0; at < 7; at += 1)
      scenario.things.addTodo({ title: `T${at}`, project: scenario.things.addProject({ title: `P${at}` }) });
    await scenario.approving();
    scenario.world.forgetCoordinator();
    await scenario.takeOver();
    await scenario.approving();
    expect(scenario.openInTodoist).toHaveLength(7);
    expect(scenario.openInThings).toHaveLength(7);
    for (let at = 0; at < 7; at += 1) expect(scenario.todo(`T${at}`).place).toBe(`P${at}`);
    await scenario.expectQuiet();
  });

  it('does not bring back what was deleted or completed before the loss', async () => {
    const scenario = await synced();
    scenario.things.trash(scenario.todo('Alpha').id);
    scenario.things.complete(scenario.todos.find((todo) => todo.title === 'Beta')?.id ?? '');
    await scenario.sync();
    scenario.world.forgetAgent();
    scenario.world.forgetCoordinator();
    await scenario.takeOver();
    await scenario.approving();
    expect(scenario.openInThings).toEqual(['Beta', 'Gamma']);
    expect(scenario.openInTodoist).toEqual(['Beta', 'Gamma']);
    await scenario.expectQuiet();
  });
});

async function twoSides(): Promise<Scenario> {
  const scenario = new Scenario();
  scenario.things.addTodo({ title: 'Only Things' });
  scenario.things.addTodo({ title: 'Both', notes: 'same' });
  await scenario.todoist('item_add', { content: 'Only Todoist' });
  await scenario.todoist('item_add', { content: 'Both', description: 'same' });
  return scenario;
}

async function synced(): Promise<Scenario> {
  const scenario = new Scenario();
  const work = scenario.things.addProject({ title: 'Work', headings: ['Soon'] });
  scenario.things.addTodo({ title: 'Alpha', heading: scenario.headingId('Soon'), when: 'evening' });
  scenario.things.addTodo({
    title: 'Beta',
    project: work,
    tags: ['x'],
    checklist: [{ title: 'line', done: false }],
  });
  scenario.things.addTodo({ title: 'Beta', project: work, when: '2026-03-29', reminder: '02:30' });
  await scenario.todoist('item_add', { content: 'Gamma', due: { string: 'every day' }, priority: 2 });
  await scenario.approving();
  await scenario.expectQuiet();
  return scenario;
}

function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
