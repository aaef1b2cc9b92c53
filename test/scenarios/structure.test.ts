// Containers, sub-tasks and moves that have no equal on the other side: nothing is lost, nothing echoes.

import { describe, expect, it } from 'vitest';
import { Scenario } from './scenario.ts';
import { standardScenario } from './standard.ts';
import { readHeadingIdsOf, readProjects, readProjectsAsShown } from './things-side.ts';

describe('sub-tasks', () => {
  it('one that becomes a task of its own leaves the checklist and appears in Things', async () => {
    const { scenario } = await standardScenario();
    const id = scenario.subtaskId('Call Anna', 'pick a day');
    await scenario.todoist('item_update', { id, description: 'its own notes' });
    await scenario.todoist('item_move', { id, project_id: scenario.projectId('House') });
    await scenario.sync();
    expect(scenario.todo('Call Anna').checklist).toEqual(['- find number']);
    expect(scenario.todo('pick a day')).toMatchObject({
      place: 'Life › House',
      notes: 'its own notes',
      status: 'open',
    });
    expect(scenario.items).toHaveLength(5);
    await scenario.expectQuiet();
  });

  it('a task that becomes a sub-task stays a to-do of its own with all that it has', async () => {
    const { scenario } = await standardScenario();
    const oven = scenario.item('Oven').id;
    const todo = scenario.todo('Oven').id;
    await scenario.todoist('item_update', { id: oven, description: 'notes of the oven' });
    await scenario.todoist('item_move', { id: oven, parent_id: scenario.item('Call Anna').id });
    await scenario.sync();
    expect(scenario.todo('Oven')).toMatchObject({ id: todo, notes: 'notes of the oven', place: 'Work' });
    expect(scenario.todo('Call Anna').checklist).toEqual(['- find number', '- pick a day']);
    expect(scenario.item('Call Anna').subtasks).toContain('- Oven');
    await scenario.expectQuiet();
    scenario.things.complete(todo);
    await scenario.sync();
    expect(scenario.item('Call Anna').subtasks).toContain('x Oven');
    await scenario.expectQuiet();
  });

  it('and back again is one task with its notes', async () => {
    const { scenario } = await standardScenario();
    const id = scenario.item('Oven').id;
    await scenario.todoist('item_update', { id, description: 'notes of the oven' });
    await scenario.todoist('item_move', { id, parent_id: scenario.item('Call Anna').id });
    await scenario.sync();
    await scenario.todoist('item_move', { id, section_id: scenario.sectionId('Kitchen') });
    await scenario.sync();
    expect(scenario.todo('Oven')).toMatchObject({
      notes: 'notes of the oven',
      place: 'Life › House › Kitchen',
      status: 'open',
    });
    expect(scenario.todo('Call Anna').checklist).toEqual(['- find number', '- pick a day']);
    expect(scenario.openInThings).toEqual(scenario.openInTodoist);
    await scenario.expectQuiet();
  });

  it('keep their own notes, dates and labels when their line is renamed, checked or moved in Things', async () => {
    const { scenario, id } = await richSubtask();
    scenario.things.renameChecklistItem(scenario.lineId('Call Anna', 'pick a day'), 'pick a month');
    await scenario.sync();
    scenario.things.addChecklistItem(scenario.todo('Call Anna').id, 'new line');
    scenario.things.checkChecklistItem(scenario.lineId('Call Anna', 'pick a month'), true);
    await scenario.sync();
    expectRich(scenario, id, 'pick a month');
    await scenario.expectQuiet();
  });

  it('keep their own notes when their line is renamed and another one is added before a sync', async () => {
    const { scenario, id } = await richSubtask();
    scenario.things.renameChecklistItem(scenario.lineId('Call Anna', 'pick a day'), 'pick a month');
    scenario.things.addChecklistItem(scenario.todo('Call Anna').id, 'new line');
    await scenario.sync();
    expectRich(scenario, id, 'pick a month');
  });
});

describe('places', () => {
  it('a task of a section of the inbox stays there whatever is edited in Things', async () => {
    const { scenario } = await standardScenario();
    const section_id = await scenario.todoist('section_add', {
      name: 'Later',
      project_id: scenario.projectId(''),
    });
    await scenario.todoist('item_add', { content: 'Sectioned', section_id });
    await scenario.sync();
    expect(scenario.todo('Sectioned').status).toBe('open');
    scenario.things.editTodo(scenario.todo('Sectioned').id, { title: 'Sectioned 2', tags: ['calls'] });
    await scenario.sync();
    expect(scenario.item('Sectioned 2')).toMatchObject({ place: 'Later', labels: ['calls'] });
    await scenario.expectQuiet();
  });

  it('a new section of a known project keeps its tasks in Todoist, and Things has them in the project', async () => {
    const { scenario } = await standardScenario();
    const section_id = await scenario.todoist('section_add', {
      name: 'Attic',
      project_id: scenario.projectId('House'),
    });
    await scenario.todoist('item_add', { content: 'Sort boxes', section_id });
    await scenario.todoist('item_move', { id: scenario.item('Oven').id, section_id });
    await scenario.sync();
    expect(scenario.item('Sort boxes').place).toBe('Life › House › Attic');
    expect(scenario.item('Oven').place).toBe('Life › House › Attic');
    expect(scenario.todo('Sort boxes').place).toBe('Life › House');
    expect(scenario.todo('Oven').place).toBe('Life › House');
    await scenario.expectQuiet();
    scenario.things.editTodo(scenario.todo('Sort boxes').id, { notes: 'soon' });
    await scenario.sync();
    expect(scenario.item('Sort boxes')).toMatchObject({ place: 'Life › House › Attic', notes: 'soon' });
    await scenario.expectQuiet();
  });

  it('a heading made by hand takes the tasks of the section of its name', async () => {
    const { scenario, places } = await standardScenario();
    const section_id = await scenario.todoist('section_add', {
      name: 'Attic',
      project_id: scenario.projectId('House'),
    });
    await scenario.todoist('item_add', { content: 'Sort boxes', section_id });
    await scenario.sync();
    scenario.things.addHeading(places.house, 'Attic');
    scenario.things.move(scenario.todo('Sort boxes').id, { heading: scenario.headingId('Attic') });
    await scenario.sync();
    expect(scenario.todo('Sort boxes').place).toBe('Life › House › Attic');
    expect(scenario.item('Sort boxes').place).toBe('Life › House › Attic');
    expect(scenario.world.todoist.snapshot().sections.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['Attic']),
    );
    expect(scenario.world.todoist.snapshot().sections).toHaveLength(3);
    await scenario.expectQuiet();
  });

  it('[C20] a heading made by hand takes all tasks of its section, also those that nobody moves', async () => {
    const { scenario, places } = await standardScenario();
    const section_id = await scenario.todoist('section_add', {
      name: 'Attic',
      project_id: scenario.projectId('House'),
    });
    await scenario.todoist('item_add', { content: 'Sort boxes', section_id });
    await scenario.sync();
    expect(scenario.todo('Sort boxes').place).toBe('Life › House');
    scenario.things.addHeading(places.house, 'Attic');
    await scenario.sync();
    expect(scenario.todo('Sort boxes').place).toBe('Life › House › Attic');
    expect(scenario.item('Sort boxes').place).toBe('Life › House › Attic');
    await scenario.expectQuiet();
  });

  it('a heading renamed in Things is renamed in Todoist', async () => {
    const { scenario } = await standardScenario();
    scenario.things.renameHeading(scenario.headingId('Kitchen'), 'Cooking');
    await scenario.sync();
    expect(scenario.item('Oven').place).toBe('Life › House › Cooking');
    expect(scenario.world.todoist.snapshot().sections).toHaveLength(2);
    await scenario.expectQuiet();
  });

  it('a section renamed in Todoist keeps its tasks together and makes no second one', async () => {
    const { scenario } = await standardScenario();
    await scenario.todoist('section_update', { id: scenario.sectionId('Kitchen'), name: 'Cooking' });
    await scenario.sync();
    scenario.things.addTodo({ title: 'Fridge', heading: scenario.headingId('Kitchen') });
    await scenario.sync();
    expect(scenario.world.todoist.snapshot().sections).toHaveLength(2);
    expect(scenario.item('Fridge').place).toBe(scenario.item('Oven').place);
    await scenario.expectQuiet();
  });

  it('projects three levels deep lose nothing and stay as they are', async () => {
    const scenario = new Scenario();
    const a = await scenario.todoist('project_add', { name: 'A' });
    const b = await scenario.todoist('project_add', { name: 'B', parent_id: a });
    const c = await scenario.todoist('project_add', { name: 'C', parent_id: b });
    await scenario.todoist('item_add', { content: 'in A', project_id: a });
    await scenario.todoist('item_add', { content: 'in B', project_id: b });
    await scenario.todoist('item_add', { content: 'in C', project_id: c });
    await scenario.approving();
    expect(scenario.openInThings).toEqual(['in A', 'in B', 'in C']);
    expect(scenario.todo('in B').place).toBe('A › B');
    expect(scenario.todo('in C').place).toContain('C');
    scenario.things.editTodo(scenario.todo('in C').id, { title: 'still in C' });
    await scenario.sync();
    expect(scenario.item('still in C').place).toBe('B › C');
    expect(scenario.world.todoist.snapshot().projects).toHaveLength(4);
    await scenario.expectQuiet();
  });

  it('a project moved to another area in Things, or below another in Todoist, moves no task out of it', async () => {
    const { scenario, places } = await standardScenario();
    const area = scenario.things.addArea('Second');
    scenario.things.move(places.house, { area });
    await scenario.sync();
    expect(scenario.todo('Oven').place).toBe('Second › House › Kitchen');
    expect(scenario.item('Oven').place).toMatch(/House › Kitchen$/);
    await scenario.todoist('project_move', {
      id: scenario.projectId('Work'),
      parent_id: scenario.projectId('Life'),
    });
    await scenario.sync();
    expect(scenario.todo('Call Anna').place).toMatch(/Work$/);
    expect(scenario.item('Call Anna').place).toMatch(/Work$/);
    await scenario.expectQuiet();
  });

  it('[C32] a project moved to another area, or out of it, in either app is moved in the other', async () => {
    const { scenario, places } = await standardScenario();
    scenario.things.move(places.house, { area: scenario.things.addArea('Second') });
    await scenario.sync();
    expect(scenario.item('Oven').place).toBe(scenario.todo('Oven').place);
    expect(scenario.item('Oven').place).toBe('Second › House › Kitchen');
    await scenario.todoist('project_move', {
      id: scenario.projectId('House'),
      parent_id: scenario.projectId('Life'),
    });
    await scenario.sync();
    expect(scenario.todo('Oven').place).toBe('Life › House › Kitchen');
    await scenario.todoist('project_move', { id: scenario.projectId('House'), parent_id: null });
    await scenario.sync();
    expect(scenario.todo('Oven').place).toBe('House › Kitchen');
    await scenario.expectQuiet();
  });

  it('[C34] a heading dragged to another project in Things takes its section along', async () => {
    const { scenario, places } = await standardScenario();
    scenario.things.move(scenario.headingId('Kitchen'), { project: places.work });
    await scenario.sync();
    expect(scenario.item('Oven').place).toBe(scenario.todo('Oven').place);
    expect(scenario.item('Oven').place).toMatch(/Work › Kitchen$/);
    await scenario.expectQuiet();
  });

  it('[C35] a section moved to another project in Todoist has its to-dos there in Things', async () => {
    const { scenario } = await standardScenario();
    await scenario.todoist('section_move', {
      id: scenario.sectionId('Kitchen'),
      project_id: scenario.projectId('Work'),
    });
    await scenario.sync();
    expect(scenario.todo('Oven').place).toMatch(/Work$/);
    expect(scenario.item('Oven').place).toMatch(/Work › Kitchen$/);
    await scenario.expectQuiet();
  });

  it('[C38] a project archived in Todoist, used in Things and brought back stays one project in both', async () => {
    const scenario = new Scenario();
    const garden = scenario.things.addProject({ title: 'Garden' });
    scenario.things.addTodo({ title: 'first', project: garden });
    await scenario.approving();
    const id = scenario.projectId('Garden');
    await scenario.todoist('project_archive', { id });
    await scenario.sync();
    scenario.things.addTodo({ title: 'second', project: garden });
    await scenario.sync();
    await scenario.todoist('project_unarchive', { id });
    await scenario.sync();
    expect(readProjects(scenario.world.databasePath)).toEqual(['Garden']);
    const { projects, items } = scenario.world.todoist.snapshot();
    expect(projects.filter(({ name }) => name === 'Garden')).toHaveLength(1);
    expect(items.map((item) => item.project_id)).toEqual([id, id]);
    await scenario.expectQuiet();
  });

  it('[C40] a first sync makes projects, sections and tasks in the order in which Things shows them', async () => {
    const scenario = new Scenario();
    const { things } = scenario;
    const names = ['One', 'Two', 'Three', 'Four', 'Five'];
    const projects = names.map((title) =>
      things.addProject({ title, headings: ['first', 'second', 'third'] }),
    );
    for (const [at, project] of projects.entries()) {
      const headings = readHeadingIdsOf(scenario.world.databasePath, project);
      for (const heading of ['third', 'first', 'second'])
        things.addTodo({ title: `${at} ${heading}`, heading: headings.get(heading) ?? '' });
      things.addTodo({ title: `${at} a`, project });
      things.addTodo({ title: `${at} b`, project });
    }
    await scenario.approving();
    const { projects: made, sections, items } = scenario.world.todoist.snapshot();
    const shown = made
      .filter(({ inbox_project }) => !inbox_project)
      .toSorted((a, b) => a.child_order - b.child_order);
    const inThings = readProjectsAsShown(scenario.world.databasePath);
    expect(shown.map(({ name }) => name)).toEqual(inThings);
    for (const project of shown) {
      const own = sections.filter((section) => section.project_id === project.id);
      expect(own.toSorted((a, b) => a.section_order - b.section_order).map(({ name }) => name)).toEqual([
        'first',
        'second',
        'third',
      ]);
      const direct = items.filter((item) => item.project_id === project.id && item.section_id === null);
      const titles = direct
        .toSorted((a, b) => a.child_order - b.child_order)
        .map(({ content }) => content.slice(2));
      expect(titles).toEqual(['a', 'b']);
    }
    await scenario.expectQuiet();
  });

  it('two projects of one name stay two, each with its own tasks', async () => {
    const scenario = new Scenario();
    const [one, two] = [
      scenario.things.addProject({ title: 'Counterpart' }),
      scenario.things.addProject({ title: 'Counterpart' }),
    ];
    scenario.things.addTodo({ title: 'first', project: one });
    scenario.things.addTodo({ title: 'second', project: two });
    await scenario.approving();
    const projects = scenario.world.todoist.snapshot().items.map((item) => item.project_id);
    expect(new Set(projects).size).toBe(2);
    await scenario.todoist('item_add', { content: 'third', project_id: projects[1] });
    await scenario.sync();
    expect(readProjects(scenario.world.databasePath)).toEqual(['Counterpart', 'Counterpart']);
    await scenario.expectQuiet();
  });

  it('a project deleted in Todoist takes its tasks with it and is not made again', async () => {
    const { scenario } = await standardScenario();
    await scenario.todoist('project_delete', { id: scenario.projectId('Work') });
    await scenario.sync();
    expect(scenario.openInThings).toEqual(['Oven', 'Pay rent', 'Weed the beds']);
    await scenario.sync();
    expect(scenario.world.todoist.snapshot().projects.map(({ name }) => name)).not.toContain('Work');
    await scenario.expectQuiet();
  });

  it('a task moved in Things into a project that Todoist deletes at the same time is not lost', async () => {
    const { scenario, places } = await standardScenario();
    scenario.things.move(scenario.todo('Oven').id, { project: places.work });
    await scenario.todoist('project_delete', { id: scenario.projectId('Work') });
    await scenario.sync();
    expect(scenario.openInThings).toContain('Oven');
    expect(scenario.openInTodoist).toContain('Oven');
    await scenario.expectQuiet();
  });

  it('a task moved in Todoist out of a project that Things trashes at the same time is not lost', async () => {
    const { scenario, places } = await standardScenario();
    await scenario.todoist('item_move', {
      id: scenario.item('Call Anna').id,
      project_id: scenario.projectId('House'),
    });
    scenario.things.trash(places.work);
    await scenario.sync();
    expect(scenario.openInTodoist).toContain('Call Anna');
    expect(scenario.openInThings).toContain('Call Anna');
    expect(scenario.todo('Call Anna').place).toBe('Life › House');
    await scenario.expectQuiet();
  });

  it('a section deleted in Todoist takes its tasks with it, an archived one does not', async () => {
    const { scenario } = await standardScenario();
    await scenario.todoist('section_archive', { id: scenario.sectionId('Garden') });
    await scenario.todoist('section_delete', { id: scenario.sectionId('Kitchen') });
    await scenario.sync();
    expect(scenario.openInThings).toEqual(['Call Anna', 'Pay rent', 'Weed the beds']);
    await scenario.sync();
    await scenario.expectQuiet();
  });

  it('an area deleted in Things, and with it what is in it, is deleted the same in Todoist', async () => {
    const { scenario, places } = await standardScenario();
    scenario.things.deleteArea(places.life);
    await scenario.sync();
    expect(scenario.openInThings).toEqual(['Call Anna', 'Pay rent']);
    expect(scenario.openInTodoist).toEqual(['Call Anna', 'Pay rent']);
    await scenario.expectQuiet();
  });
});

describe('an agent that lost its state', () => {
  it('tells what was completed meanwhile as completed, and what was deleted as deleted', async () => {
    const { scenario } = await standardScenario();
    scenario.things.complete(scenario.todo('Call Anna').id);
    scenario.things.cancel(scenario.todo('Oven').id);
    scenario.things.trash(scenario.todo('Weed the beds').id);
    scenario.world.forgetAgent();
    await scenario.sync();
    expect(scenario.item('Call Anna')).toMatchObject({ checked: true, labels: ['calls'] });
    expect(scenario.item('Oven')).toMatchObject({ checked: true, labels: ['canceled'] });
    expect(scenario.openInTodoist).toEqual(['Pay rent']);
    expect(scenario.items.map(({ title }) => title)).not.toContain('Weed the beds');
    await scenario.expectQuiet();
  });

  it('makes no double of what it had just made and not told of yet', async () => {
    const { scenario } = await standardScenario();
    for (const content of ['Same', 'Same', 'Other']) {
      const parent_id = await scenario.todoist('item_add', { content, labels: ['calls'] });
      await scenario.todoist('item_add', { content: 'line', parent_id });
    }
    await scenario.world.exchange();
    expect(scenario.todos).toHaveLength(7);
    scenario.world.forgetAgent();
    await scenario.sync();
    expect(scenario.openInThings).toEqual(scenario.openInTodoist);
    expect(scenario.openInThings).toHaveLength(7);
    expect(scenario.todo('Other').checklist).toEqual(['- line']);
    expect(scenario.status).toMatchObject({ inSync: true, waiting: [] });
    await scenario.expectQuiet();
  });

  it('does not lose what a person edited in what it had just made', async () => {
    const { scenario } = await standardScenario();
    await scenario.todoist('item_add', { content: 'Made', description: 'by todoist' });
    await scenario.world.exchange();
    scenario.things.editTodo(scenario.todo('Made').id, { notes: 'by things' });
    scenario.world.forgetAgent();
    await scenario.sync();
    expect(scenario.openInThings).toEqual(scenario.openInTodoist);
    // Whether Things could not hold the notes or a person changed them at once can't be told: a person decides, both are kept.
    const [conflict] = scenario.conflictsOf(scenario.todo('Made').id);
    expect(JSON.stringify(conflict)).toMatch(/by todoist.*by things/);
    expect([scenario.item('Made').notes, scenario.todo('Made').notes]).toEqual(['by todoist', 'by things']);
    scenario.world.account.resolveConflict(conflict?.id ?? '', 'replica');
    await scenario.sync();
    expect([scenario.item('Made').notes, scenario.todo('Made').notes]).toEqual(['by things', 'by things']);
    await scenario.expectQuiet();
  });

  it('finds edits of both sides that were made meanwhile', async () => {
    const { scenario } = await standardScenario();
    scenario.things.editTodo(scenario.todo('Call Anna').id, { notes: 'offline' });
    await scenario.todoist('item_update', { id: scenario.item('Call Anna').id, content: 'Call Bob' });
    scenario.world.forgetAgent();
    await scenario.sync();
    expect(scenario.todo('Call Bob').notes).toBe('offline');
    expect(scenario.item('Call Bob').notes).toBe('offline');
    expect(scenario.conflictsOf(scenario.todo('Call Bob').id)).toEqual([]);
    await scenario.expectQuiet();
  });
});

/** The standard account, with notes, a day, a label and a priority on one sub-task. */
async function richSubtask(): Promise<{ readonly scenario: Scenario; readonly id: string }> {
  const { scenario } = await standardScenario();
  const id = scenario.subtaskId('Call Anna', 'pick a day');
  const own = { description: 'sub notes', due: { date: '2026-04-01' }, labels: ['sub'], priority: 3 };
  await scenario.todoist('item_update', { id, ...own });
  await scenario.sync();
  return { scenario, id };
}

function expectRich(scenario: Scenario, id: string, content: string): void {
  const found = scenario.world.todoist.snapshot().items.find((item) => item.id === id);
  expect(found).toMatchObject({ content, description: 'sub notes', labels: ['sub'], priority: 3 });
  expect(found?.due?.date).toBe('2026-04-01');
}
