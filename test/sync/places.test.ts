// Projects, headings and sections that are moved: the hub learns of it from either side, carries it over where the app can do it,
// and the scope follows at once.

import { describe, expect, it } from 'vitest';
import type { RemoteId } from '../../src/model/ids.ts';
import { Stage } from './stage.ts';

/** Work › Diary with one to-do, Home with one, both on both sides; nobody has Private yet. */
async function standardStage(): Promise<{
  readonly stage: Stage;
  readonly work: RemoteId;
  readonly home: RemoteId;
  readonly secret: RemoteId;
  readonly diary: RemoteId;
  readonly plants: RemoteId;
}> {
  const stage = new Stage();
  stage.account.changeConfig({ scope: { areas: { include: [], exclude: ['Private'] } } });
  const work = stage.library.addContainer('area', 'Work');
  const home = stage.library.addContainer('area', 'Home');
  const secret = stage.library.addContainer('area', 'Private');
  const diary = stage.library.addContainer('project', 'Diary', work);
  const plants = stage.library.add('Plants', { project: diary, list: 'anytime' });
  stage.library.add('Dishes', { area: home, list: 'anytime' });
  await stage.settle();
  return { stage, work, home, secret, diary, plants };
}

function project(stage: Stage, name: string) {
  const found = stage.todoist.snapshot().projects.find((each) => each.name === name);
  if (found === undefined) throw new Error(`Todoist has no project ${name}`);
  return found;
}

function titlesInTodoist(stage: Stage): readonly string[] {
  return stage.todoist
    .snapshot()
    .items.map(({ content }) => content)
    .toSorted();
}

describe('a project that is moved into what the owner excluded', () => {
  it('[C30] in Things is written to Todoist no more, neither its edits nor what is new in it nor its name', async () => {
    const { stage, secret, diary, plants } = await standardStage();
    stage.library.moveContainer(diary, secret);
    stage.library.edit(plants, { title: 'Secret plants' });
    stage.library.add('Secret ferns', { project: diary, list: 'anytime' });
    stage.library.renameContainer(diary, 'Secret diary');
    await stage.settle();
    expect(titlesInTodoist(stage)).toEqual(['Dishes', 'Plants']);
    expect(stage.projectNames().toSorted()).toEqual(['Diary', 'Home', 'Work']);
    expect(stage.account.status()).toMatchObject({ inSync: true, waiting: [] });
  });

  it('[C30] in Things takes back what waited to be told of it', async () => {
    const { stage, secret, diary, plants } = await standardStage();
    stage.writeTrouble = 'rate_limit';
    stage.library.edit(plants, { title: 'Secret plants' });
    stage.library.renameContainer(diary, 'Secret diary');
    await stage.exchange();
    stage.library.moveContainer(diary, secret);
    stage.library.edit(plants, { notes: 'hidden' });
    await stage.exchange();
    stage.writeTrouble = 'none';
    stage.now += 3_600_000;
    await stage.settle();
    expect(titlesInTodoist(stage)).toEqual(['Dishes', 'Plants']);
    expect(stage.projectNames().toSorted()).toEqual(['Diary', 'Home', 'Work']);
  });

  it('[C30] in Todoist is written to Things no more', async () => {
    const { stage } = await standardStage();
    const { id } = await stage.inTodoist('POST', '/projects', { name: 'Private' });
    await stage.command('project_move', { id: project(stage, 'Diary').id, parent_id: id });
    await stage.inTodoist('POST', `/tasks/${stage.task('Plants').id}`, { content: 'Secret plants' });
    await stage.inTodoist('POST', '/tasks', { content: 'Ferns', project_id: project(stage, 'Diary').id });
    await stage.settle();
    expect([...stage.library.todos.values()].map(({ title }) => title).toSorted()).toEqual([
      'Dishes',
      'Plants',
    ]);
  });

  it('[C30] in Todoist takes the projects within it along', async () => {
    const { stage } = await standardStage();
    const outer = await stage.inTodoist('POST', '/projects', { name: 'Outer' });
    const inner = await stage.inTodoist('POST', '/projects', { name: 'Inner', parent_id: outer['id'] });
    await stage.inTodoist('POST', '/tasks', { content: 'Ferns', project_id: inner['id'] });
    await stage.settle();
    const hidden = await stage.inTodoist('POST', '/projects', { name: 'Private' });
    await stage.settle();
    await stage.command('project_move', { id: outer['id'], parent_id: hidden['id'] });
    await stage.inTodoist('POST', `/tasks/${stage.task('Ferns').id}`, { content: 'Secret ferns' });
    await stage.settle();
    expect(stage.library.titled('Ferns').title).toBe('Ferns');
  });

  it.each(['things', 'todoist'])('[C31] is taken up again when it is moved out of it in %s', async (side) => {
    const { stage, secret, home, diary, plants } = await standardStage();
    stage.library.moveContainer(diary, secret);
    stage.library.edit(plants, { title: 'Secret plants' });
    await stage.settle();
    stage.now += 60_000;
    if (side === 'things') {
      stage.library.moveContainer(diary, home);
      stage.library.add('Ferns', { project: diary, list: 'anytime' });
    } else {
      await stage.command('project_move', {
        id: project(stage, 'Diary').id,
        parent_id: project(stage, 'Home').id,
      });
    }
    await stage.settle();
    expect(titlesInTodoist(stage)).toContain('Secret plants');
    expect(project(stage, 'Diary').parent_id).toBe(project(stage, 'Home').id);
    expect(stage.library.containers.get(diary)?.parent).toBe(home);
    expect(stage.account.status()).toMatchObject({ inSync: true, waiting: [] });
  });

  it('[C30] is not undone by an old read of the other side', async () => {
    const { stage, secret, diary, plants } = await standardStage();
    stage.library.moveContainer(diary, secret);
    stage.library.edit(plants, { title: 'Secret plants' });
    await stage.exchange();
    stage.todoist.chaos.failNext('unknown_token');
    stage.library.add('Secret ferns', { project: diary, list: 'anytime' });
    await stage.settle();
    expect(titlesInTodoist(stage)).toEqual(['Dishes', 'Plants']);
  });

  it('[C30] by its new name is written no more either', async () => {
    const { stage, work, plants } = await standardStage();
    stage.account.changeConfig({ scope: { areas: { include: [], exclude: ['Hidden'] } } });
    await stage.settle();
    stage.library.renameContainer(work, 'Hidden');
    stage.library.edit(plants, { title: 'Secret plants' });
    await stage.settle();
    expect(titlesInTodoist(stage)).toEqual(['Dishes', 'Plants']);
    expect(stage.projectNames()).not.toContain('Hidden');
    stage.library.renameContainer(work, 'Work');
    await stage.settle();
    expect(titlesInTodoist(stage)).toEqual(['Dishes', 'Secret plants']);
  });
});

describe('a heading or section that is moved into an excluded project', () => {
  it('[C30] is written to the other side no more', async () => {
    const stage = new Stage();
    stage.account.changeConfig({ scope: { projects: { include: [], exclude: ['Diary'] } } });
    const garden = stage.library.addContainer('project', 'Garden');
    const diary = stage.library.addContainer('project', 'Diary');
    const spring = stage.library.addContainer('heading', 'Spring', garden);
    const plants = stage.library.add('Plants', { heading: spring, list: 'anytime' });
    await stage.settle();
    stage.library.moveContainer(spring, diary);
    stage.library.edit(plants, { title: 'Secret plants' });
    await stage.settle();
    expect(titlesInTodoist(stage)).toEqual(['Plants']);
    stage.library.moveContainer(spring, garden);
    await stage.settle();
    stage.library.edit(plants, { title: 'Plants again' });
    await stage.settle();
    expect(titlesInTodoist(stage)).toEqual(['Plants again']);
  });
});

describe('a project that is moved to another area', () => {
  it('[C32] in Things, or out of any, is moved below its counterpart in Todoist', async () => {
    const { stage, home, diary } = await standardStage();
    stage.library.moveContainer(diary, home);
    stage.library.add('Ferns', { project: diary, list: 'anytime' });
    await stage.settle();
    expect(project(stage, 'Diary').parent_id).toBe(project(stage, 'Home').id);
    stage.library.moveContainer(diary, null);
    stage.library.add('Moss', { project: diary, list: 'anytime' });
    await stage.settle();
    expect(project(stage, 'Diary').parent_id).toBeNull();
    expect(stage.projectNames().toSorted()).toEqual(['Diary', 'Home', 'Work']);
    expect(stage.account.status()).toMatchObject({ inSync: true, waiting: [] });
  });

  it('[C32] in Things that Todoist lacks makes it there', async () => {
    const { stage, diary } = await standardStage();
    const garden = stage.library.addContainer('area', 'Garden');
    stage.library.moveContainer(diary, garden);
    stage.library.add('Ferns', { project: diary, list: 'anytime' });
    await stage.settle();
    expect(project(stage, 'Diary').parent_id).toBe(project(stage, 'Garden').id);
  });

  it('[C32] in Todoist is moved to that area in Things, which is made where it is missing', async () => {
    const { stage, home, diary } = await standardStage();
    const { id } = project(stage, 'Diary');
    await stage.command('project_move', { id, parent_id: project(stage, 'Home').id });
    await stage.settle();
    expect(stage.library.containers.get(diary)?.parent).toBe(home);
    await stage.command('project_move', { id, parent_id: null });
    await stage.settle();
    expect(stage.library.containers.get(diary)?.parent).toBeNull();
    expect(stage.account.status()).toMatchObject({ inSync: true, waiting: [] });
  });

  it('[C32] and can’t be moved there in Todoist is told, and the account is not in sync', async () => {
    const { stage, home, diary } = await standardStage();
    stage.refuse = ({ type }) =>
      type === 'project_move' ? { error_tag: 'FORBIDDEN', error_code: 35, http_code: 403 } : null;
    stage.library.moveContainer(diary, home);
    stage.library.add('Ferns', { project: diary, list: 'anytime' });
    await stage.settle();
    expect(stage.account.status()).toMatchObject({
      inSync: false,
      waiting: [{ replica: 'todoist', title: 'Diary', state: 'failed' }],
    });
    expect(titlesInTodoist(stage)).toContain('Ferns');
  });

  it('[C33] on both sides goes where the newer move, or the preferred side, puts it', async () => {
    for (const strategy of ['newest_wins', 'todoist_wins', 'things_wins'] as const) {
      const { stage, home, work, diary } = await standardStage();
      stage.account.changeConfig({ strategy });
      const { id } = project(stage, 'Diary');
      const yard = await stage.inTodoist('POST', '/projects', { name: 'Yard' });
      await stage.inTodoist('POST', '/projects', { name: 'Yard bench', parent_id: yard['id'] });
      stage.todoist.chaos.failNext('unknown_token');
      await stage.settle();
      stage.writeTrouble = 'rate_limit';
      stage.library.moveContainer(diary, home);
      stage.library.add(`Ferns ${strategy}`, { project: diary, list: 'anytime' });
      await stage.exchange();
      stage.now += 60_000;
      await stage.command('project_move', { id, parent_id: yard['id'] });
      stage.now += 3_600_000;
      stage.writeTrouble = 'none';
      await stage.settle();
      const wins = strategy === 'things_wins' ? 'Home' : 'Yard';
      expect([strategy, project(stage, 'Diary').parent_id]).toEqual([strategy, project(stage, wins).id]);
      const area = stage.library.containers.get(diary)?.parent ?? null;
      expect(area === null ? null : stage.library.containers.get(area)?.title).toBe(wins);
      expect(area).not.toBe(work);
    }
  });
});

describe('a heading or section that is moved to another project', () => {
  async function twoProjects(): Promise<{
    readonly stage: Stage;
    readonly garden: RemoteId;
    readonly yard: RemoteId;
    readonly spring: RemoteId;
  }> {
    const stage = new Stage();
    const garden = stage.library.addContainer('project', 'Garden');
    const yard = stage.library.addContainer('project', 'Yard');
    const spring = stage.library.addContainer('heading', 'Spring', garden);
    stage.library.add('Plants', { heading: spring, list: 'anytime' });
    stage.library.add('Benches', { project: yard, list: 'anytime' });
    await stage.settle();
    return { stage, garden, yard, spring };
  }

  it('[C34] in Things takes its section along in Todoist', async () => {
    const { stage, yard, spring } = await twoProjects();
    const { section_id } = stage.task('Plants');
    stage.library.moveContainer(spring, yard);
    stage.library.add('Ferns', { heading: spring, list: 'anytime' });
    await stage.settle();
    expect(stage.task('Plants')).toMatchObject({ project_id: project(stage, 'Yard').id, section_id });
    expect(stage.task('Ferns')).toMatchObject({ project_id: project(stage, 'Yard').id, section_id });
    expect(stage.account.status()).toMatchObject({ inSync: true, waiting: [] });
  });

  it('[C35] in Todoist has its to-dos in that project in Things, and it is said why they stand without a heading', async () => {
    const { stage, yard, garden, spring } = await twoProjects();
    const { section_id } = stage.task('Plants');
    await stage.command('section_move', { id: section_id, project_id: project(stage, 'Yard').id });
    await stage.settle();
    expect(stage.library.titled('Plants')).toMatchObject({ project: yard, heading: null });
    expect(stage.library.containers.get(spring)?.parent).toBe(garden);
    expect(stage.account.status().notices.join()).toContain('“Spring” was moved to Yard');
    stage.library.add('Ferns', { project: yard, list: 'anytime' });
    stage.library.add('Roots', { heading: spring, list: 'anytime' });
    await stage.settle();
    expect(stage.task('Ferns').project_id).toBe(project(stage, 'Yard').id);
    expect(stage.task('Roots').project_id).toBe(project(stage, 'Garden').id);
    expect(stage.task('Roots').section_id).not.toBe(section_id);
    expect(stage.account.status()).toMatchObject({ inSync: true, waiting: [] });
  });

  it('[C35] in Todoist has its to-dos below a heading of that name, there or made later', async () => {
    const { stage, yard } = await twoProjects();
    const { section_id } = stage.task('Plants');
    const there = stage.library.addContainer('heading', 'Spring', yard);
    stage.library.add('Roots', { list: 'inbox' });
    await stage.settle();
    await stage.command('section_move', { id: section_id, project_id: project(stage, 'Yard').id });
    await stage.settle();
    expect(stage.library.titled('Plants').heading).toBe(there);
    stage.library.add('Ferns', { heading: there, list: 'anytime' });
    await stage.settle();
    expect(stage.task('Ferns').section_id).toBe(section_id);
    expect(stage.account.status()).toMatchObject({ inSync: true, waiting: [], notices: [] });
  });

  it.each(['moved', 'made'])(
    '[C35] in Todoist meets the heading that is %s there in Things afterwards',
    async (how) => {
      const { stage, yard, spring } = await twoProjects();
      const { section_id } = stage.task('Plants');
      await stage.command('section_move', { id: section_id, project_id: project(stage, 'Yard').id });
      await stage.settle();
      if (how === 'moved') stage.library.moveContainer(spring, yard);
      const heading = how === 'moved' ? spring : stage.library.addContainer('heading', 'Spring', yard);
      stage.library.add('Ferns', { heading, list: 'anytime' });
      await stage.settle();
      expect(stage.task('Ferns').section_id).toBe(section_id);
      expect(stage.library.titled('Plants').heading).toBe(heading);
      expect(stage.account.status()).toMatchObject({ inSync: true, waiting: [], notices: [] });
      expect(stage.todoist.snapshot().sections).toHaveLength(1);
    },
  );

  it('[C35] in Todoist and back again is as it was', async () => {
    const { stage, spring } = await twoProjects();
    const { section_id } = stage.task('Plants');
    for (const name of ['Yard', 'Garden']) {
      await stage.command('section_move', { id: section_id, project_id: project(stage, name).id });
      await stage.settle();
    }
    expect(stage.library.titled('Plants').heading).toBe(spring);
    expect(stage.account.status()).toMatchObject({ inSync: true, waiting: [], notices: [] });
  });
});

describe('a name that both sides changed', () => {
  it.each([
    ['newest_wins', 'Court'],
    ['manual', 'Court'],
    ['todoist_wins', 'Court'],
    ['things_wins', 'Yard'],
  ] as const)('[C36] is decided by %s, and both are in the history', async (strategy, wins) => {
    const stage = new Stage();
    stage.account.changeConfig({ strategy });
    const garden = stage.library.addContainer('project', 'Garden');
    const plants = stage.library.add('Plants', { project: garden, list: 'anytime' });
    await stage.settle();
    stage.writeTrouble = 'rate_limit';
    stage.library.renameContainer(garden, 'Yard');
    await stage.exchange();
    stage.now += 60_000;
    await stage.inTodoist('POST', `/projects/${stage.task('Plants').project_id}`, { name: 'Court' });
    stage.now += 3_600_000;
    stage.writeTrouble = 'none';
    await stage.settle();
    expect(stage.projectNames()).toEqual([wins]);
    expect(stage.library.containers.get(garden)?.title).toBe(wins);
    const history = stage.account.history({ task: null, limit: 10, before: null });
    const loses = wins === 'Court' ? 'Yard' : 'Court';
    expect(history.find(({ kind }) => kind === 'rename_container')).toMatchObject({
      before: { title: loses },
      after: { title: wins },
    });
    expect(stage.library.todo(plants).project).toBe(garden);
  });
});

describe('what was done to a container', () => {
  it('[C37] is in the history and can be undone', async () => {
    const { stage, home, work, diary } = await standardStage();
    stage.library.moveContainer(diary, home);
    await stage.settle();
    stage.now += 60_000;
    stage.library.renameContainer(diary, 'Journal');
    await stage.settle();
    expect(project(stage, 'Journal').parent_id).toBe(project(stage, 'Home').id);
    for (const entry of stage.account.history({ task: null, limit: 2, before: null })) {
      stage.now += 60_000;
      expect(entry.kind).toMatch(/^(rename|move)_container$/);
      expect(stage.account.undo(entry.id)).toMatchObject({ ok: true });
      await stage.settle();
    }
    expect(project(stage, 'Diary').parent_id).toBe(project(stage, 'Work').id);
    expect(stage.library.containers.get(diary)).toMatchObject({ title: 'Diary', parent: work });
    expect(stage.account.status()).toMatchObject({ inSync: true, waiting: [] });
  });

  it('[C37] is in the history of that container alone, by any of its names', async () => {
    const { stage, home, diary } = await standardStage();
    stage.library.renameContainer(home, 'House');
    await stage.settle();
    stage.library.renameContainer(diary, 'Journal');
    await stage.settle();
    stage.library.moveContainer(diary, home);
    await stage.settle();
    for (const name of [diary, String(project(stage, 'Journal').id)]) {
      const found = stage.account.history({ task: name, limit: 50, before: null });
      expect(found.map(({ kind, title }) => [kind, title])).toEqual([
        ['move_container', 'House › Journal'],
        ['rename_container', 'Work › Journal'],
      ]);
      const [older] = stage.account.history({
        task: found[0]?.task ?? '',
        limit: 1,
        before: Number(found[0]?.id),
      });
      expect(older).toEqual(found[1]);
    }
  });
});

describe('a project or section that is put away in Todoist', () => {
  async function putAway(what: 'project' | 'section') {
    const stage = new Stage();
    const home = stage.library.addContainer('area', 'Home');
    const garden = stage.library.addContainer('project', 'Garden', home);
    const spring = stage.library.addContainer('heading', 'Spring', garden);
    stage.library.add('Plants', { heading: spring, list: 'anytime' });
    await stage.settle();
    const { project_id, section_id } = stage.task('Plants');
    const id = what === 'project' ? project_id : section_id;
    await stage.command(`${what}_archive`, { id });
    await stage.settle();
    return { stage, garden, spring, id, project_id, section_id };
  }

  it.each(['project', 'section'] as const)(
    '[C38] and used in Things comes back as the same %s',
    async (what) => {
      const { stage, garden, spring, id, project_id, section_id } = await putAway(what);
      stage.library.add('Ferns', { heading: spring, list: 'anytime' });
      await stage.settle();
      expect(stage.task('Ferns')).toMatchObject({ project_id });
      expect(stage.task('Plants')).toMatchObject({ project_id, section_id });
      await stage.command(`${what}_unarchive`, { id });
      await stage.settle();
      expect(stage.projectNames().toSorted()).toEqual(['Garden', 'Home']);
      expect(project(stage, 'Garden').parent_id).toBe(project(stage, 'Home').id);
      expect([...stage.library.containers.values()].map(({ title }) => title)).toEqual([
        'Home',
        'Garden',
        'Spring',
      ]);
      expect(stage.library.titled('Ferns').heading).toBe(spring);
      expect(stage.library.titled('Plants').heading).toBe(spring);
      expect(stage.library.containers.get(garden)?.gone).toBe(false);
      expect(stage.account.status()).toMatchObject({ inSync: true, waiting: [] });
    },
  );

  it('[C38] and is deleted there for good is made anew when it is used', async () => {
    const { stage, garden, id } = await putAway('project');
    await stage.command('project_delete', { id });
    stage.todoist.chaos.failNext('unknown_token');
    stage.library.add('Ferns', { project: garden, list: 'anytime' });
    await stage.settle();
    stage.now += 3_600_000;
    await stage.settle();
    expect(stage.projectNames().toSorted()).toEqual(['Garden', 'Home']);
    expect(stage.task('Ferns').project_id).not.toBe(id);
    expect(stage.account.status()).toMatchObject({ waiting: [] });
  });

  it('[C38] and was renamed in Things meanwhile has its new name when it comes back', async () => {
    const { stage, garden, id } = await putAway('project');
    stage.library.renameContainer(garden, 'Yard');
    await stage.settle();
    await stage.command('project_unarchive', { id });
    await stage.settle();
    expect(stage.projectNames().toSorted()).toEqual(['Home', 'Yard']);
    expect(stage.library.containers.get(garden)?.title).toBe('Yard');
  });

  it('[C38] and can’t come back for want of room is told, and is the same one when somebody brings it back', async () => {
    const { stage, garden, id } = await putAway('project');
    stage.refuse = ({ type }) =>
      type === 'project_unarchive'
        ? { error_tag: 'MAX_PROJECTS_LIMIT_REACHED', error_code: 51, http_code: 403 }
        : null;
    stage.library.add('Ferns', { project: garden, list: 'anytime' });
    await stage.settle();
    expect(stage.account.status().notices.join()).toContain('“Garden”');
    stage.refuse = () => null;
    await stage.command('project_unarchive', { id });
    await stage.settle();
    expect(stage.task('Ferns')).toMatchObject({ project_id: id, labels: [] });
    expect(stage.projectNames().toSorted()).toEqual(['Garden', 'Home']);
  });
});

describe('the cost of one edit', () => {
  it('[C39] in rows that are read does not depend on the number of containers', async () => {
    const costs: number[] = [];
    for (const containers of [5, 500]) {
      const stage = new Stage();
      for (let at = 0; at < containers; at += 1) stage.library.addContainer('project', `Project ${at}`);
      const garden = stage.library.addContainer(
        'project',
        'Garden',
        stage.library.addContainer('area', 'Home'),
      );
      const plants = stage.library.add('Plants', { project: garden, list: 'anytime' });
      for (let at = 0; at < 20; at += 1)
        stage.library.add(`Task ${at}`, { project: garden, list: 'anytime' });
      await stage.settle();
      const before = stage.store.rowsRead();
      stage.library.edit(plants, { title: 'Ferns' });
      await stage.settle();
      await stage.inTodoist('POST', `/tasks/${stage.task('Ferns').id}`, { content: 'Moss' });
      await stage.settle();
      costs.push(stage.store.rowsRead() - before);
    }
    expect(costs[1]).toBe(costs[0]);
  });
});

describe('a first sync', () => {
  it('[C40] makes the headings of a project in the order of the sections', async () => {
    const stage = new Stage();
    const { id } = await stage.inTodoist('POST', '/projects', { name: 'Garden' });
    const names = Array.from({ length: 12 }, (_, at) => `Section ${at}`);
    const sections = new Map<string, unknown>();
    for (const name of names) {
      const section = await stage.inTodoist('POST', '/sections', { name, project_id: id });
      sections.set(name, section['id']);
    }
    for (const name of names.toReversed())
      await stage.inTodoist('POST', '/tasks', { content: name, section_id: sections.get(name) });
    await stage.settle();
    const headings = [...stage.library.containers.values()].filter(({ kind }) => kind === 'heading');
    expect(headings.map(({ title }) => title)).toEqual(names);
  });
});
