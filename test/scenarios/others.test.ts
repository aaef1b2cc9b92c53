// What is others' stays theirs: shared projects of Todoist, and tasks that are assigned to somebody else.

import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { Scenario } from './scenario.ts';

const KIM = 'kim@example.com';

const peopleSchema = z.object({ results: z.array(z.object({ id: z.string(), email: z.string() })) });

/** A project of Todoist that Kim sees, too. Gives its id, Kim's and the owner's. */
async function sharedProject(scenario: Scenario, name: string) {
  const id = await scenario.todoist('project_add', { name });
  await scenario.todoist('share_project', { project_id: id, email: KIM });
  const request = new Request(`http://todoist.test/api/v1/projects/${id}/collaborators`, {
    headers: { authorization: 'Bearer test-token' },
  });
  const answer = await scenario.world.todoist.fetch(request);
  const { results } = peopleSchema.parse(await answer.json());
  const [kim = '', me = ''] = [true, false].map(
    (isKim) => results.find(({ email }) => (email === KIM) === isKim)?.id,
  );
  expect([kim, me]).not.toContain('');
  return { id, kim, me };
}

/** The titles of a Todoist project's tasks, by its id. */
function titlesIn(scenario: Scenario, project: string): readonly string[] {
  const items = scenario.world.todoist.snapshot().items.filter((item) => item.project_id === project);
  return items.map((item) => item.content).toSorted();
}

describe('shared projects', () => {
  it('[R140] a private project is not paired by its name with one that others see', async () => {
    const scenario = new Scenario();
    const { id } = await sharedProject(scenario, 'Home');
    await scenario.todoist('item_add', { content: 'theirs and mine', project_id: id });
    const home = scenario.things.addProject({ title: 'home' });
    scenario.things.addTodo({ title: 'my secret', project: home });
    const { plan } = await scenario.run();
    expect(plan?.explanation).toContain('Others see what is in “Home”');
    await scenario.approving();
    expect(titlesIn(scenario, id)).toEqual(['theirs and mine']);
    expect(scenario.openInThings).toEqual(['my secret', 'theirs and mine']);
    expect(scenario.openInTodoist).toEqual(['my secret', 'theirs and mine']);
    scenario.things.addTodo({ title: 'another secret', project: home });
    await scenario.sync();
    expect(titlesIn(scenario, id)).toEqual(['theirs and mine']);
    await scenario.expectQuiet();
  });

  it('[R140] nor is a private to-do paired by its title with a task that others see', async () => {
    const scenario = new Scenario();
    const { id } = await sharedProject(scenario, 'Home');
    const shared = await scenario.todoist('item_add', { content: 'Present', project_id: id });
    scenario.things.addTodo({ title: 'Present', tags: ['for Kim'] });
    await scenario.approving();
    const item = scenario.world.todoist.snapshot().items.find((each) => each.id === shared);
    expect(item).toMatchObject({ project_id: id, labels: [] });
    expect(scenario.openInThings).toEqual(['Present', 'Present']);
    await scenario.expectQuiet();
  });

  it('[R140] a project that is made in Things later is not, either', async () => {
    const scenario = new Scenario();
    const { id } = await sharedProject(scenario, 'Home');
    await scenario.approving();
    const home = scenario.things.addProject({ title: 'Home' });
    scenario.things.addTodo({ title: 'my secret', project: home });
    await scenario.sync();
    expect(titlesIn(scenario, id)).toEqual([]);
    expect(scenario.openInTodoist).toEqual(['my secret']);
    await scenario.expectQuiet();
  });

  it('[R141] is the same again after the state was lost, when everything in it is in the shared one', async () => {
    const scenario = new Scenario();
    const { id } = await sharedProject(scenario, 'Home');
    const section = await scenario.todoist('section_add', { name: 'Kitchen', project_id: id });
    await scenario.todoist('item_add', { content: 'Cups', project_id: id, section_id: section });
    await scenario.todoist('item_add', { content: 'Door', project_id: id });
    await scenario.approving();
    scenario.world.forgetCoordinator();
    scenario.world.forgetAgent();
    await scenario.takeOver();
    await scenario.approving();
    expect(scenario.openInThings).toEqual(['Cups', 'Door']);
    expect(titlesIn(scenario, id)).toEqual(['Cups', 'Door']);
    expect(scenario.openInTodoist).toEqual(['Cups', 'Door']);
    await scenario.expectQuiet();
  });
});

describe('tasks that are assigned', () => {
  async function givenTasks() {
    const scenario = new Scenario();
    const { id, kim, me } = await sharedProject(scenario, 'Home');
    await scenario.todoist('item_add', { content: 'for Kim', project_id: id, responsible_uid: kim });
    const mine = await scenario.todoist('item_add', {
      content: 'for me',
      project_id: id,
      responsible_uid: me,
    });
    await scenario.todoist('item_add', { content: 'Cups', parent_id: mine });
    await scenario.todoist('item_add', { content: 'for anybody', project_id: id });
    return { scenario, kim, me, mine };
  }

  it('[R142] those of somebody else are left to them, unless all are wanted', async () => {
    const { scenario } = await givenTasks();
    await scenario.approving();
    expect(scenario.openInThings).toEqual(['for anybody', 'for me']);
    await scenario.expectQuiet();
    scenario.world.account.changeConfig({ scope: { assigned: 'all' } });
    await scenario.approving();
    expect(scenario.openInThings).toEqual(['for Kim', 'for anybody', 'for me']);
    await scenario.expectQuiet();
    scenario.world.account.changeConfig({ scope: { assigned: 'mine' } });
    await scenario.approving();
    expect(scenario.openInThings).toEqual(['for Kim', 'for anybody', 'for me']);
    scenario.things.editTodo(scenario.todo('for Kim').id, { title: 'only in Things' });
    await scenario.sync();
    expect(scenario.openInTodoist).toEqual(['for Kim', 'for anybody', 'for me']);
    await scenario.expectQuiet();
  });

  it.each([
    ['me', (me: string) => me],
    ['nobody', () => null],
  ])(
    '[R143] one that is reassigned stays in Things, and is the same task when it comes back to %s',
    async (_who, to) => {
      const { scenario, kim, me, mine } = await givenTasks();
      await scenario.approving();
      const todo = scenario.todo('for me').id;
      await scenario.todoist('item_update', { id: mine, responsible_uid: kim });
      await scenario.sync();
      expect(scenario.todo('for me')).toMatchObject({ id: todo, status: 'open' });
      await scenario.todoist('item_update', { id: mine, content: 'renamed by Kim' });
      await scenario.todoist('item_add', { content: 'Plates', parent_id: mine });
      await scenario.sync();
      expect(scenario.openInThings).toEqual(['for anybody', 'for me']);
      await scenario.expectQuiet();
      await scenario.todoist('item_update', { id: mine, responsible_uid: to(me) });
      await scenario.sync();
      expect(scenario.todo('renamed by Kim').id).toBe(todo);
      expect(scenario.todo('renamed by Kim').checklist).toEqual(['- Cups', '- Plates']);
      expect(scenario.openInTodoist).toEqual(['for Kim', 'for anybody', 'renamed by Kim']);
      await scenario.expectQuiet();
    },
  );

  it('[R143] nothing that is done to it there meanwhile reaches Things, deletion and completion included', async () => {
    const { scenario, kim, mine } = await givenTasks();
    await scenario.approving();
    const other = scenario.item('for anybody').id;
    for (const id of [mine, other]) await scenario.todoist('item_update', { id, responsible_uid: kim });
    await scenario.todoist('item_delete', { id: mine });
    await scenario.todoist('item_close', { id: other });
    await scenario.sync();
    expect(scenario.openInThings).toEqual(['for anybody', 'for me']);
    await scenario.expectQuiet();
  });
});
