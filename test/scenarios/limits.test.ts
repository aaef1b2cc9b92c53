// The vendors' limits met in daily use: what does not fit is held or stands in with its reason, all else goes on, and nothing
// echoes.

import { describe, expect, it } from 'vitest';
import { Scenario } from './scenario.ts';
import { standardScenario } from './standard.ts';
import { readLineStates, readProjects, tamper } from './things-side.ts';

it('a task moved into a full project keeps its former place in Todoist until there is room', async () => {
  const { scenario, places } = await standardScenario();
  const project_id = scenario.projectId('Work');
  await scenario.addItems(Array.from({ length: 297 }, (_, at) => ({ content: `fill ${at}`, project_id })));
  await scenario.approving();
  scenario.things.move(scenario.todo('Oven').id, { project: places.work });
  scenario.things.editTodo(scenario.todo('Oven').id, { notes: 'other field' });
  await scenario.sync();
  expect(scenario.todo('Oven').place).toBe('Work');
  expect(scenario.item('Oven')).toMatchObject({ place: 'Life › House › Kitchen', notes: 'other field' });
  expect(scenario.waitingFor('Oven').map(({ state }) => state)).toEqual(['held']);
  for (let at = 0; at < 4; at += 1)
    await scenario.todoist('item_close', { id: scenario.item(`fill ${at}`).id });
  await scenario.sync();
  scenario.pass(24 * 3_600_000);
  await scenario.sync();
  expect(scenario.item('Oven').place).toBe('Work');
  expect(scenario.status.waiting).toEqual([]);
  await scenario.expectQuiet();
});

it('a task moved out of a project that a free plan refuses loses its stand-in label', async () => {
  const scenario = new Scenario({ plan: 'free' });
  const ids = Array.from({ length: 7 }, (_, at) => scenario.things.addProject({ title: `P${at}` }));
  for (const [at, project] of ids.entries()) scenario.things.addTodo({ title: `T${at}`, project });
  await scenario.approving();
  const standIn = scenario.items.find(({ place }) => place === '');
  const home = ids[Number(scenario.items.find(({ place }) => place !== '')?.place.slice(1))];
  const todo = scenario.todo(standIn?.title ?? '').id;
  expect(standIn?.labels).toHaveLength(1);
  scenario.things.move(todo, { project: home ?? '' });
  await scenario.sync();
  const moved = scenario.item(standIn?.title ?? '');
  expect(moved.labels).toEqual([]);
  expect(moved.place).toBe(scenario.todo(moved.title).place);
  await scenario.expectQuiet();
});

it('[C11] [T22] a free plan that becomes a paid one gets the projects and deadlines that it refused', async () => {
  const { scenario } = await eightProjectsOnAFreePlan();
  const standIns = scenario.items.filter(({ labels }) => labels.length > 0);
  expect(standIns).toHaveLength(3);
  await scenario.changePlan('pro');
  await scenario.sync();
  for (let at = 0; at < 8; at += 1) {
    expect(scenario.item(`T${at}`)).toMatchObject({ place: `P${at}`, labels: [], deadline: '2026-05-01' });
    expect(scenario.todo(`T${at}`)).toMatchObject({ place: `P${at}`, tags: [], deadline: '2026-05-01' });
  }
  expect(scenario.status.notices).toEqual([]);
  await scenario.expectQuiet();
});

it('[T22] a deadline that was taken away on the free plan is taken away in Todoist on the next paid one', async () => {
  const { scenario } = await standardScenario();
  scenario.things.editTodo(scenario.todo('Oven').id, { deadline: '2026-05-01' });
  await scenario.sync();
  await scenario.changePlan('free');
  await scenario.sync();
  scenario.things.editTodo(scenario.todo('Oven').id, { deadline: null });
  await scenario.sync();
  expect(scenario.item('Oven').deadline).toBe('2026-05-01');
  await scenario.changePlan('pro');
  await scenario.sync();
  expect(scenario.item('Oven').deadline).toBeNull();
  await scenario.expectQuiet();
});

it('[C11] a project that is deleted in Todoist makes room for one that was refused', async () => {
  const { scenario } = await eightProjectsOnAFreePlan();
  const home = scenario.items.find(({ place }) => place !== '')?.place ?? '';
  await scenario.todoist('project_delete', { id: scenario.projectId(home) });
  await scenario.sync();
  expect(scenario.items.filter(({ labels }) => labels.length > 0)).toHaveLength(2);
  expect(scenario.items).toHaveLength(7);
  await scenario.expectQuiet();
});

it('[C11] while there is no room, nothing is tried again', async () => {
  const { scenario } = await eightProjectsOnAFreePlan();
  await scenario.todoist('item_close', { id: scenario.item('T0').id });
  await scenario.sync();
  scenario.pass(48 * 3_600_000);
  await scenario.sync();
  await scenario.expectQuiet();
});

async function eightProjectsOnAFreePlan(): Promise<{ readonly scenario: Scenario }> {
  const scenario = new Scenario({ plan: 'free' });
  for (let at = 0; at < 8; at += 1) {
    const project = scenario.things.addProject({ title: `P${at}` });
    scenario.things.addTodo({ title: `T${at}`, project, deadline: '2026-05-01' });
  }
  await scenario.approving();
  return { scenario };
}

it('[T52] a title that grows too long is cut in Todoist, and an edit of it there is one', async () => {
  const { scenario } = await standardScenario();
  const [todo, item] = [scenario.todo('Call Anna').id, scenario.item('Call Anna').id];
  const long = 'z'.repeat(501);
  scenario.things.editTodo(todo, { title: long, notes: 'with it' });
  await scenario.sync();
  expect(scenario.item(`${'z'.repeat(499)}…`)).toMatchObject({ id: item, notes: 'with it' });
  expect(scenario.waitingFor(long)).toMatchObject([{ reason: expect.stringContaining('500') }]);
  await scenario.todoist('item_update', { id: item, priority: 2 });
  await scenario.sync();
  expect(scenario.todo(long).tags).toContain('p3');
  await scenario.expectQuiet();
  await scenario.todoist('item_update', { id: item, content: 'Ring Anna' });
  await scenario.sync();
  expect(scenario.todo('Ring Anna').id).toBe(todo);
  expect(JSON.stringify(scenario.historyOf(item))).toContain(long);
  await scenario.expectQuiet();
});

it('[T52] a line that is too long is cut in Todoist, and keeps no other back', async () => {
  const { scenario } = await standardScenario();
  const long = 'z'.repeat(501);
  const checklist = ['a', long, 'b'].map((title) => ({ title, done: false }));
  scenario.things.addTodo({ title: 'Pack', checklist });
  await scenario.sync();
  expect(scenario.item('Pack').subtasks).toEqual(['- a', `- ${'z'.repeat(499)}…`, '- b']);
  expect(scenario.waitingFor('Pack')).toMatchObject([{ reason: expect.stringContaining('500') }]);
  await scenario.todoist('item_close', { id: scenario.subtaskId('Pack', 'a') });
  await scenario.sync();
  expect(scenario.todo('Pack').checklist).toEqual(['x a', `- ${long}`, '- b']);
  await scenario.expectQuiet();
});

it('[T55] a row without a check box keeps none when its words are edited in Things', async () => {
  const scenario = new Scenario();
  const id = await scenario.todoist('item_add', { content: '* Header' });
  scenario.things.addTodo({ title: '* a thing to do' });
  await scenario.approving();
  const contents = () => scenario.items.map(({ title }) => title).toSorted();
  expect(contents()).toEqual(['* Header', '\\* a thing to do']);
  scenario.things.editTodo(scenario.todo('* Header').id, { title: '* Headers' });
  scenario.things.editTodo(scenario.todo('* a thing to do').id, { title: '* things to do' });
  await scenario.sync();
  expect(contents()).toEqual(['* Headers', '\\* things to do']);
  await scenario.expectQuiet();

  // A row that becomes a task in Todoist is one, and so is a title that no longer begins like a row.
  await scenario.todoist('item_update', { id, content: '\\* Headers' });
  await scenario.sync();
  expect(scenario.todo('* Headers').status).toBe('open');
  scenario.things.editTodo(scenario.todo('* Headers').id, { title: '* Header' });
  await scenario.sync();
  expect(contents()).toEqual(['\\* Header', '\\* things to do']);
  await scenario.expectQuiet();
});

it('[T56] a cancelled line is done in Todoist, and stays done in Things when others are added, renamed and ticked there', async () => {
  const scenario = new Scenario();
  const lines = ['a', 'b', 'b', 'c'].map((title) => ({ title, done: false }));
  const id = scenario.things.addTodo({ title: 'List', checklist: lines });
  await scenario.approving();
  const path = scenario.world.databasePath;
  tamper(
    path,
    `UPDATE TMChecklistItem SET status = 2 WHERE title = 'b' AND "index" = (SELECT min("index") FROM TMChecklistItem WHERE title = 'b')`,
  );
  await scenario.sync();
  expect(scenario.item('List').subtasks.filter((line) => line === 'x b')).toHaveLength(1);
  expect(readLineStates(path, id)[1]).toBe('canceled b');

  await scenario.todoist('item_add', { content: 'd', parent_id: scenario.item('List').id });
  await scenario.todoist('item_close', { id: scenario.subtaskId('List', 'a') });
  await scenario.todoist('item_update', { id: scenario.subtaskId('List', 'c'), content: 'C' });
  await scenario.sync();
  expect(readLineStates(path, id)).toEqual(['completed a', 'completed b', 'open b', 'open C', 'open d']);
  await scenario.expectQuiet();
});

it('notes of exactly the limit go, in emoji too', async () => {
  const { scenario } = await standardScenario();
  const notes = `${'🌊'.repeat(8191)}!`;
  scenario.things.editTodo(scenario.todo('Oven').id, { notes });
  await scenario.todoist('item_update', { id: scenario.item('Call Anna').id, description: notes });
  await scenario.sync();
  expect(scenario.item('Oven').notes).toBe(notes);
  expect(scenario.todo('Call Anna').notes).toBe(notes);
  await scenario.expectQuiet();
});

it('line ends of Windows make no echo', async () => {
  const { scenario } = await standardScenario();
  await scenario.todoist('item_update', { id: scenario.item('Oven').id, description: 'a\r\nb\r\n' });
  scenario.things.editTodo(scenario.todo('Call Anna').id, { notes: 'c\r\nd' });
  await scenario.sync();
  expect(scenario.todo('Oven').notes).toMatch(/^a\r?\nb/);
  expect(scenario.item('Call Anna').notes).toMatch(/^c\r?\nd$/);
  await scenario.expectQuiet();
});

it('[C10] a project name that is too long is cut in Todoist and stays whole in Things', async () => {
  const scenario = new Scenario();
  const title = 'Name '.repeat(40).trim();
  const project = scenario.things.addProject({ title });
  scenario.things.addTodo({ title: 'Inside', project });
  await scenario.approving();
  expect(title.startsWith(scenario.item('Inside').place.slice(0, -1))).toBe(true);
  await scenario.sync();
  await scenario.sync();
  expect(readProjects(scenario.world.databasePath)).toEqual([title]);
  scenario.things.renameProject(project, `New ${title}`);
  await scenario.sync();
  expect(scenario.item('Inside').place).toMatch(/^New Name/);
  expect(scenario.todo('Inside').place).toBe(`New ${title}`);
  scenario.world.todoist.chaos.failNext('unknown_token');
  scenario.world.forgetAgent();
  await scenario.sync();
  expect(readProjects(scenario.world.databasePath)).toEqual([`New ${title}`]);
  expect(scenario.world.todoist.snapshot().projects).toHaveLength(2);
  await scenario.expectQuiet();
});

it('a project without a name takes part and keeps having none in Things', async () => {
  const scenario = new Scenario();
  scenario.things.addTodo({ title: 'Inside', project: scenario.things.addProject({ title: '' }) });
  await scenario.approving();
  expect(scenario.item('Inside').place).not.toBe('');
  await scenario.sync();
  expect(readProjects(scenario.world.databasePath)).toEqual(['']);
  await scenario.expectQuiet();
});

it('25 headings of one project: tasks below those that Todoist refuses stand in the project', async () => {
  const scenario = new Scenario();
  const headings = Array.from({ length: 25 }, (_, at) => `H${String(at).padStart(2, '0')}`);
  scenario.things.addProject({ title: 'Big', headings });
  for (const heading of headings)
    scenario.things.addTodo({ title: `in ${heading}`, heading: scenario.headingId(heading) });
  await scenario.approving();
  expect(scenario.openInTodoist).toHaveLength(25);
  expect(scenario.items.filter(({ place }) => place === 'Big')).toHaveLength(5);
  for (const item of scenario.items.filter(({ place }) => place === 'Big'))
    expect(item.labels).toEqual([item.title.slice(3)]);
  for (const heading of headings)
    expect(scenario.todo(`in ${heading}`)).toMatchObject({ place: `Big › ${heading}`, tags: [] });
  await scenario.expectQuiet();
});

it('[T53] a tag that is too long, or one tag too many, keeps no other back', async () => {
  const { scenario } = await standardScenario();
  const long = 't'.repeat(61);
  scenario.things.editTodo(scenario.todo('Oven').id, { tags: [long, 'hot'], notes: 'n' });
  scenario.things.addTodo({ title: 'New', tags: [long, 'ok'] });
  const many = Array.from({ length: 101 }, (_, at) => `tag ${at}`).toSorted();
  scenario.things.editTodo(scenario.todo('Call Anna').id, { tags: many, notes: 'm' });
  await scenario.sync();
  expect(scenario.item('Oven')).toMatchObject({ labels: ['hot'], notes: 'n' });
  expect(scenario.item('New').labels).toEqual(['ok']);
  expect(scenario.item('Call Anna')).toMatchObject({ labels: many.slice(0, 100), notes: 'm' });
  for (const title of ['Oven', 'New'])
    expect(scenario.waitingFor(title)).toMatchObject([{ reason: expect.stringContaining('60') }]);
  expect(scenario.waitingFor('Call Anna')).toMatchObject([{ reason: expect.stringContaining('100') }]);
  await scenario.expectQuiet();

  // Edited in Todoist, each side keeps what the other can't hold.
  await scenario.todoist('item_update', { id: scenario.item('Oven').id, labels: ['warm'] });
  await scenario.todoist('item_update', { id: scenario.item('Call Anna').id, labels: many.slice(1, 100) });
  await scenario.sync();
  expect(scenario.todo('Oven').tags.toSorted()).toEqual([long, 'warm']);
  expect(scenario.todo('Call Anna').tags.toSorted()).toEqual(many.slice(1));
  expect(scenario.item('Call Anna').labels).toEqual(many.slice(1));
  expect(scenario.waitingFor('Call Anna')).toEqual([]);
  await scenario.expectQuiet();
});

it('a checklist of exactly 100 lines goes both ways', async () => {
  const { scenario } = await standardScenario();
  const lines = Array.from({ length: 100 }, (_, at) => `line ${at}`);
  const checklist = lines.map((title) => ({ title, done: false }));
  scenario.things.addTodo({ title: 'From Things', checklist });
  const parent_id = await scenario.todoist('item_add', { content: 'From Todoist' });
  await scenario.addItems(lines.map((content) => ({ content, parent_id })));
  await scenario.sync();
  const expected = lines.map((line) => `- ${line}`);
  expect(scenario.item('From Things').subtasks).toEqual(expected);
  expect(scenario.todo('From Todoist').checklist).toEqual(expected);
  await scenario.expectQuiet();
});

describe('a task that Todoist refuses together with the whole request that it is in', () => {
  it.each([1, 37, 99])('[R58] as number %i of 100 holds up no other, and says why it waits', async (at) => {
    const scenario = new Scenario();
    scenario.world.todoist.chaos.refuseRequestsWith('poison');
    for (let nth = 1; nth <= 100; nth += 1)
      scenario.things.addTodo({ title: nth === at ? `task ${nth} poison` : `task ${nth}` });
    await scenario.approving();
    expect(scenario.openInTodoist).toHaveLength(99);
    expect(scenario.waitingFor(`task ${at} poison`)[0]).toMatchObject({
      state: 'failed',
      reason: expect.stringContaining('Todoist'),
    });
    expect([scenario.status.todoist.problem, scenario.openInThings.length]).toEqual([null, 100]);
    await scenario.expectQuiet();
    const { id } = scenario.todo(`task ${at} poison`);
    scenario.things.editTodo(id, { title: 'harmless' });
    await scenario.sync();
    expect([scenario.item('harmless').checked, scenario.status.inSync]).toEqual([false, true]);
  });
});

describe('a checklist of more lines than one request has room for', () => {
  const lines = (count: number, isDone: (at: number) => boolean = () => false) =>
    Array.from({ length: count }, (_, at) => ({ title: `line ${at}`, done: isDone(at) }));
  const shown = (all: ReturnType<typeof lines>) =>
    all.map(({ title, done }) => `${done ? 'x' : '-'} ${title}`).toSorted();

  it('[L38] is made, ticked, renamed and emptied in Todoist, done lines too', async () => {
    const scenario = new Scenario();
    await scenario.todoist('item_add', { content: 'first' });
    await scenario.approving();
    scenario.world.account.changeConfig({ guard: { checklists: { maxTasks: 1000, maxShare: 1 } } });
    const subtasks = () => scenario.item('Pack').subtasks.toSorted();
    const half = lines(150, (at) => at % 2 === 0);
    const id = scenario.things.addTodo({ title: 'Pack', checklist: half });
    await scenario.sync();
    expect(subtasks()).toEqual(shown(half));
    await scenario.expectQuiet();

    for (const { title, done } of half)
      scenario.things.checkChecklistItem(scenario.lineId('Pack', title), !done);
    await scenario.sync();
    expect(subtasks()).toEqual(shown(half.map((line) => ({ ...line, done: !line.done }))));

    const few = [...lines(10), { title: 'new', done: true }];
    scenario.things.setChecklist(id, few);
    await scenario.sync();
    expect(subtasks()).toEqual(shown(few));
    expect(scenario.todo('Pack').checklist.toSorted()).toEqual(shown(few));
    await scenario.expectQuiet();
  });
});
