// Areas, projects and headings: which ones are the same on both sides, when they are made, and what happens where one can't be.

import { describe, expect, it } from 'vitest';
import { remoteId } from '../../src/model/ids.ts';
import { Stage } from './stage.ts';

describe('containers of both sides', () => {
  it('[C1] are the same when their names and parents are, without case', async () => {
    const stage = new Stage();
    const project = stage.library.addContainer('project', 'Garden');
    stage.library.add('Plants', { project, list: 'anytime' });
    const { id } = await stage.inTodoist('POST', '/projects', { name: 'garden' });
    await stage.settle();
    expect(stage.projectNames()).toEqual(['garden']);
    expect(stage.task('Plants').project_id).toBe(id);
  });

  it('[C2] are the same too where only one side has the area around them', async () => {
    const stage = new Stage();
    const area = stage.library.addContainer('area', 'Home');
    const project = stage.library.addContainer('project', 'Garden', area);
    stage.library.add('Plants', { project, list: 'anytime' });
    const { id } = await stage.inTodoist('POST', '/projects', { name: 'Garden' });
    await stage.settle();
    expect(stage.projectNames().filter((name) => name === 'Garden')).toHaveLength(1);
    expect(stage.task('Plants').project_id).toBe(id);
  });
});

describe('a container that one side lacks', () => {
  it('[C3] is made only when a task needs it', async () => {
    const stage = new Stage();
    stage.library.addContainer('project', 'Empty');
    stage.library.add('Plants', {
      project: stage.library.addContainer('project', 'Garden'),
      list: 'anytime',
    });
    await stage.inTodoist('POST', '/projects', { name: 'Unused' });
    await stage.settle();
    expect(stage.projectNames().toSorted()).toEqual(['Garden', 'Unused']);
    expect([...stage.library.containers.values()].map(({ title }) => title)).toEqual(['Empty', 'Garden']);
  });

  it('[C4] is made in Todoist in the request of its first task, outermost first', async () => {
    const stage = new Stage();
    const project = stage.library.addContainer(
      'project',
      'Garden',
      stage.library.addContainer('area', 'Home'),
    );
    const heading = stage.library.addContainer('heading', 'Spring', project);
    stage.library.add('Plants', { heading, list: 'anytime' });
    await stage.settle();
    const writing = stage.requests.filter(({ commands }) => (commands ?? []).length > 0);
    expect(writing.map(({ commands }) => commands?.map(({ type }) => type))).toEqual([
      ['label_add'],
      ['project_add', 'project_add', 'section_add', 'item_add'],
    ]);
  });

  it('[C5] is made in Things an exchange before its first to-do, with the headings that it will need', async () => {
    const stage = new Stage();
    const { id } = await stage.inTodoist('POST', '/projects', { name: 'Garden' });
    const section = await stage.inTodoist('POST', '/sections', { name: 'Spring', project_id: id });
    await stage.inTodoist('POST', '/tasks', { content: 'Plants', section_id: section['id'] });
    const { plan } = await stage.exchange();
    stage.account.approve(plan?.hash ?? '');
    const { operations } = await stage.exchange();
    expect(operations).toMatchObject([
      { kind: 'create_container', container: 'project', title: 'Garden', headings: ['Spring'] },
    ]);
    const acknowledgements = operations.map((operation) => stage.library.carryOut(operation));
    const next = await stage.exchange({ acknowledgements });
    expect(next.operations).toMatchObject([
      { kind: 'create_todo', fields: { title: 'Plants', place: { kind: 'heading' } } },
    ]);
  });

  it.each([
    ['a moment', false],
    ['for all to see', true],
  ])(
    '[C12] and is closed there %s before a to-do arrives is made anew, with the to-do in it',
    async (_case, isSeenBefore) => {
      const stage = new Stage();
      const garden = stage.library.addContainer('project', 'Garden');
      const { id } = await stage.inTodoist('POST', '/projects', { name: 'Garden' });
      await stage.settle();
      await stage.inTodoist('POST', '/tasks', { content: 'Plants', project_id: id });
      const [operation] = (await stage.exchange()).operations;
      if (operation === undefined) throw new Error('nothing was told');
      stage.library.closeContainer(garden);
      if (isSeenBefore) await stage.exchange();
      const told = stage.library.carryOut(operation);
      const plants = stage.library.titled('Plants').id;
      stage.library.edit(plants, { list: 'inbox', project: null });
      const row = stage.library.todo(plants);
      await stage.exchange({ acknowledgements: [{ ...told, outcome: 'ignored', row }] });
      await stage.settle();
      expect(stage.library.todos.size).toBe(1);
      const { project } = stage.library.titled('Plants');
      if (project === null) throw new Error('it stands nowhere');
      expect(stage.library.containers.get(project)).toMatchObject({ title: 'Garden', gone: false });
      expect(stage.account.status().waiting).toEqual([]);
    },
  );

  it('[C21] and is made twice stands twice, each with its own tasks', async () => {
    const stage = new Stage();
    stage.library.add('Stamps');
    await stage.settle();
    const { id } = await stage.inTodoist('POST', '/projects', { name: 'Garden' });
    await stage.inTodoist('POST', '/tasks', { content: 'Plants', project_id: id });
    const [operation] = (await stage.exchange()).operations;
    if (operation === undefined) throw new Error('nothing was told');
    const first = stage.library.addContainer('project', 'Garden');
    const second = stage.library.addContainer('project', 'Garden');
    await stage.exchange({ whole: true });
    const told = {
      operation: operation.id,
      outcome: 'done',
      thingsId: second,
      row: null,
      headings: [],
      error: null,
    } as const;
    await stage.exchange({ acknowledgements: [{ ...told, headings: [] }] });
    await stage.settle();
    stage.library.add('Ferns', { project: second, list: 'anytime' });
    await stage.settle();
    expect(stage.library.titled('Plants').project).toBe(first);
    expect(stage.projectNames()).toEqual(['Garden', 'Garden']);
    expect(stage.task('Plants').project_id).toBe(id);
    expect(stage.task('Ferns').project_id).not.toBe(id);
  });

  it('[C6] and that is a heading of a project which Things has leaves its to-dos in the project', async () => {
    const stage = new Stage();
    const project = stage.library.addContainer('project', 'Garden');
    stage.library.add('Plants', { project, list: 'anytime' });
    await stage.settle();
    const { project_id } = stage.task('Plants');
    const section = await stage.inTodoist('POST', '/sections', { name: 'Spring', project_id });
    await stage.inTodoist('POST', '/tasks', { content: 'Ferns', section_id: section['id'] });
    await stage.settle();
    expect(stage.library.titled('Ferns')).toMatchObject({ project, heading: null });
    expect(stage.task('Ferns').section_id).toBe(section['id']);
  });
});

describe('a container that changes', () => {
  it('[C7] its name on one side is renamed on the other', async () => {
    const stage = new Stage();
    const project = stage.library.addContainer('project', 'Garden');
    const id = stage.library.add('Plants', { project, list: 'anytime' });
    await stage.settle();
    stage.library.renameContainer(project, 'Yard');
    stage.library.edit(id, { notes: 'moved' });
    await stage.settle();
    expect(stage.projectNames()).toEqual(['Yard']);
    await stage.inTodoist('POST', `/projects/${stage.task('Plants').project_id}`, { name: 'Court' });
    await stage.settle();
    expect(stage.library.containers.get(project)?.title).toBe('Court');
  });

  it.each(['queued', 'told'])(
    '[C18] its name is not renamed back by a read of the former one while that is %s',
    async (state) => {
      const stage = new Stage();
      const project = stage.library.addContainer('project', 'Garden');
      const id = stage.library.add('Plants', { project, list: 'anytime' });
      await stage.settle();
      stage.library.renameContainer(project, 'Yard');
      stage.library.edit(id, { notes: 'moved' });
      stage.writeTrouble = state === 'told' ? 'lose_request' : 'rate_limit';
      await stage.exchange();
      stage.writeTrouble = 'none';
      stage.todoist.chaos.failNext('unknown_token');
      stage.now += 3_600_000;
      await stage.settle();
      expect(stage.projectNames()).toEqual(['Yard']);
      expect(stage.library.containers.get(project)?.title).toBe('Yard');
    },
  );

  it('[C18] its name again while the first one is on its way to Things has the last one there', async () => {
    const stage = new Stage();
    const project = stage.library.addContainer('project', 'Garden');
    stage.library.add('Plants', { project, list: 'anytime' });
    await stage.settle();
    const { project_id } = stage.task('Plants');
    await stage.inTodoist('POST', `/projects/${project_id}`, { name: 'Yard' });
    const [operation] = (await stage.exchange()).operations;
    if (operation === undefined) throw new Error('nothing was told');
    await stage.inTodoist('POST', `/projects/${project_id}`, { name: 'Court' });
    await stage.exchange();
    await stage.exchange({ acknowledgements: [stage.library.carryOut(operation)] });
    await stage.settle();
    expect(stage.library.containers.get(project)?.title).toBe('Court');
    expect(stage.projectNames()).toEqual(['Court']);
  });

  it('[C19] its name while it is being made on the other side has the new one there too', async () => {
    const stage = new Stage();
    stage.library.add('Stamps');
    await stage.settle();
    const project = stage.library.addContainer('project', 'Garden');
    const id = stage.library.add('Plants', { project, list: 'anytime' });
    stage.writeTrouble = 'lose_answer';
    await stage.exchange();
    stage.library.renameContainer(project, 'Yard');
    stage.library.edit(id, { notes: 'moved' });
    stage.writeTrouble = 'none';
    stage.now += 3_600_000;
    await stage.settle();
    expect(stage.projectNames()).toEqual(['Yard']);
    expect(stage.library.containers.get(project)?.title).toBe('Yard');
  });

  it('[C13] its name and is deleted before that was told is not renamed any more', async () => {
    const stage = new Stage();
    const project = stage.library.addContainer('project', 'Garden');
    const id = stage.library.add('Plants', { project, list: 'anytime' });
    await stage.settle();
    const { project_id } = stage.task('Plants');
    stage.library.renameContainer(project, 'Yard');
    stage.library.edit(id, { notes: 'moved' });
    stage.writeTrouble = 'rate_limit';
    await stage.exchange();
    expect(stage.account.status().pending.todoist).toBe(2);
    stage.writeTrouble = 'none';
    await stage.inTodoist('DELETE', `/projects/${project_id}`);
    stage.now += 3_600_000;
    await stage.settle();
    expect(stage.account.status()).toMatchObject({ pending: { todoist: 0, things: 0 }, waiting: [] });
  });

  it.each(['move', 'name'] as const)(
    '[C13] its %s, of which Things is told while the project goes, is forgotten once that has failed',
    async (what) => {
      const stage = new Stage();
      const area = stage.library.addContainer('area', 'Home');
      const project = stage.library.addContainer('project', 'Garden');
      stage.library.add('Plants', { project, list: 'anytime' });
      stage.library.add('Dishes', { area, list: 'anytime' });
      await stage.settle();
      const [garden, home] = [stage.task('Plants').project_id, stage.task('Dishes').project_id];
      if (what === 'move') await stage.command('project_move', { id: garden, parent_id: home });
      else await stage.inTodoist('POST', `/projects/${garden}`, { name: 'Yard' });
      const [operation] = (await stage.exchange()).operations;
      stage.library.closeContainer(project);
      await stage.exchange();
      const failed = { outcome: 'failed', thingsId: null, row: null, error: 'Things refused it' } as const;
      await stage.exchange({ acknowledgements: [{ ...failed, operation: operation?.id ?? '' }] });
      stage.now += 3_600_000;
      await stage.settle();
      expect(stage.outbox('things')).toEqual([]);
    },
  );

  it.each(['project', 'section'] as const)(
    '[C14] as a %s of Todoist that is gone and no read told so is made anew for the next task',
    async (what) => {
      const stage = new Stage();
      const project = stage.library.addContainer('project', 'Garden');
      const heading = stage.library.addContainer('heading', 'Spring', project);
      stage.library.add('Plants', { heading, list: 'anytime' });
      await stage.settle();
      const { project_id, section_id } = stage.task('Plants');
      if (what === 'project') await stage.inTodoist('DELETE', `/projects/${project_id}`);
      else await stage.inTodoist('DELETE', `/sections/${section_id}`);
      stage.todoist.chaos.failNext('unknown_token');
      stage.library.add('Ferns', { heading, list: 'anytime' });
      await stage.settle();
      expect(stage.task('Ferns').project_id === project_id).toBe(what === 'section');
      expect(stage.task('Ferns').section_id).not.toBe(section_id);
      expect(stage.projectNames()).toEqual(['Garden']);
      expect(stage.account.status()).toMatchObject({ inSync: true, waiting: [] });
    },
  );

  it('[C15] by being missing in a whole library is gone, and what had to go there is planned again', async () => {
    const stage = new Stage();
    const area = stage.library.addContainer('area', 'Home');
    stage.library.add('Plants', { area, list: 'anytime' });
    await stage.settle();
    const { project_id } = stage.task('Plants');
    stage.library.containers.delete(area);
    stage.library.edit(stage.library.titled('Plants').id, { area: null });
    await stage.exchange({ whole: true });
    await stage.settle();
    await stage.inTodoist('POST', '/tasks', { content: 'Ferns', project_id });
    await stage.settle();
    const ferns = stage.library.titled('Ferns').area;
    expect(ferns).not.toBe(area);
    expect(ferns === null ? null : stage.library.containers.get(ferns)?.title).toBe('Home');
  });

  it('[C17] by being put away and brought back in Todoist has its tasks where they were in Things', async () => {
    const stage = new Stage();
    const project = stage.library.addContainer('project', 'Garden');
    const heading = stage.library.addContainer('heading', 'Spring', project);
    stage.library.add('Plants', { heading, list: 'anytime' });
    await stage.settle();
    const { id, project_id } = stage.task('Plants');
    await stage.inTodoist('POST', `/tasks/${id}`, { content: 'Ferns' });
    await stage.inTodoist('POST', `/projects/${project_id}/archive`);
    await stage.settle();
    expect(stage.library.titled('Ferns').heading).toBe(heading);
    await stage.inTodoist('POST', `/projects/${project_id}/unarchive`);
    await stage.settle();
    expect(stage.library.titled('Ferns').heading).toBe(heading);
    expect(stage.task('Ferns').project_id).toBe(project_id);
    expect(stage.account.status()).toMatchObject({ inSync: true, waiting: [] });
  });

  it('[C16] by being brought back from the archive of Todoist is read with all that is in it', async () => {
    const stage = new Stage();
    const { id } = await stage.inTodoist('POST', '/projects', { name: 'Garden' });
    const section = await stage.inTodoist('POST', '/sections', { name: 'Spring', project_id: id });
    await stage.inTodoist('POST', '/tasks', { content: 'Plants', section_id: section['id'] });
    await stage.inTodoist('POST', `/projects/${String(id)}/archive`);
    stage.now += 2 * 3_600_000;
    await stage.settle();
    expect(stage.library.todos.size).toBe(0);
    stage.todoist.chaos.failNext('silent_cascade');
    await stage.inTodoist('POST', `/projects/${String(id)}/unarchive`);
    await stage.settle();
    expect(
      stage.library.containers.get(stage.library.titled('Plants').heading ?? remoteId('nowhere')),
    ).toMatchObject({
      title: 'Spring',
    });
    expect(stage.account.status()).toMatchObject({ inSync: true, waiting: [] });
  });

  it('[C8] by being deleted in Todoist has each of its tasks looked up, and is not deleted in Things', async () => {
    const stage = new Stage();
    const project = stage.library.addContainer('project', 'Garden');
    stage.library.add('Plants', { project, list: 'anytime' });
    stage.library.add('Stamps');
    await stage.settle();
    await stage.inTodoist('DELETE', `/projects/${stage.task('Plants').project_id}`);
    await stage.settle();
    expect(stage.library.titled('Plants').trashed).toBe(true);
    expect(stage.library.titled('Stamps').trashed).toBe(false);
    expect(stage.library.containers.get(project)?.gone).toBe(false);
  });
});

describe('a project that the plan of the account refuses', () => {
  it('[C9] has its tasks in the nearest place, labeled with its name, and nothing moves in Things', async () => {
    const stage = new Stage({ plan: 'free' });
    for (const name of ['One', 'Two', 'Three', 'Four', 'Five']) {
      await stage.inTodoist('POST', '/projects', { name });
    }
    const project = stage.library.addContainer('project', 'Six');
    const id = stage.library.add('Plants', { project, list: 'anytime' });
    await stage.settle();
    expect(stage.projectNames()).toHaveLength(5);
    expect(stage.task('Plants').labels).toEqual(['Six']);
    expect(stage.library.todo(id)).toMatchObject({ project, tags: [] });
    expect(stage.account.status().notices.join()).toContain('“Six”');
  });

  it('[C41] takes its tasks along, with their label, when it gets another name or place', async () => {
    const stage = new Stage({ plan: 'free' });
    for (const name of ['One', 'Two', 'Three']) await stage.inTodoist('POST', '/projects', { name });
    const house = stage.library.addContainer('area', 'House');
    const garden = stage.library.addContainer('area', 'Garden');
    for (const area of [house, garden]) stage.library.add(`of ${area}`, { area, list: 'anytime' });
    await stage.settle();
    const project = stage.library.addContainer('project', 'Six', house);
    const heading = stage.library.addContainer('heading', 'Spring', project);
    stage.library.add('Plants', { project, list: 'anytime' });
    stage.library.add('Ferns', { heading, list: 'anytime' });
    await stage.settle();
    const placesNow = (): readonly unknown[] =>
      ['Plants', 'Ferns'].map((title) => {
        const { project_id: at, labels } = stage.task(title);
        return [stage.todoist.snapshot().projects.find(({ id }) => id === at)?.name, labels];
      });
    expect(placesNow()).toEqual([
      ['House', ['Six']],
      ['House', ['Six']],
    ]);
    stage.library.moveContainer(project, garden);
    await stage.settle();
    expect(placesNow()).toEqual([
      ['Garden', ['Six']],
      ['Garden', ['Six']],
    ]);
    stage.library.renameContainer(project, 'Half a dozen');
    await stage.settle();
    expect(placesNow()).toEqual([
      ['Garden', ['Half a dozen']],
      ['Garden', ['Half a dozen']],
    ]);
    stage.library.moveContainer(project, null);
    await stage.settle();
    expect(placesNow()).toEqual([
      ['Inbox', ['Half a dozen']],
      ['Inbox', ['Half a dozen']],
    ]);
  });

  it('[C41] gives what is below its heading back when that is moved to a project that is there', async () => {
    const stage = new Stage({ plan: 'free' });
    for (const name of ['One', 'Two', 'Three', 'Four']) await stage.inTodoist('POST', '/projects', { name });
    const five = stage.library.addContainer('project', 'Five');
    stage.library.add('Stamps', { project: five, list: 'anytime' });
    await stage.settle();
    const six = stage.library.addContainer('project', 'Six');
    const heading = stage.library.addContainer('heading', 'Spring', six);
    stage.library.add('Ferns', { heading, list: 'anytime' });
    await stage.settle();
    expect(stage.task('Ferns').labels).toEqual(['Six']);
    stage.library.moveContainer(heading, five);
    await stage.settle();
    const { section_id: section, labels } = stage.task('Ferns');
    expect(labels).toEqual([]);
    expect(stage.todoist.snapshot().sections.find(({ id }) => id === section)?.name).toBe('Spring');
  });
});
