// What older clients are handed out of the inbox, and what becomes of it: nothing is made twice, and nothing is lost on its way.

import { describe, expect, it } from 'vitest';
import { parseCivilDate } from '../../src/model/dates.ts';
import type { FlatTodo } from '../../src/protocol/answers/older/things.ts';
import { formatStatus } from '../../src/cli/output/account-text.ts';
import { clear, completed, handed, inbox, mark, mostAtOnce, paired, sync } from './older-client.ts';
import { Stage } from './stage.ts';

const open = (stage: Stage) => stage.todoist.snapshot().items.filter(({ checked }) => !checked);
const titles = (stage: Stage) =>
  open(stage)
    .map(({ content }) => content)
    .toSorted();
const todos = (stage: Stage) => [...stage.library.todos.values()].map(({ title }) => title).toSorted();
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

function add(stage: Stage, content: string, more: object = {}): Promise<Record<string, unknown>> {
  return stage.inTodoist('POST', '/tasks', { content, ...more });
}

/** A stage on which an agent has done its first sync. */
async function withAgent(): Promise<Stage> {
  const stage = new Stage();
  stage.library.add('There from the start');
  await stage.settle();
  return stage;
}

describe('the inbox', () => {
  it('[O42] shows what Things still has to receive, in each format', async () => {
    const stage = new Stage();
    await add(stage, 'Today', { due_date: '2026-11-23', labels: ['Home', 'synced-from-things'] });
    await add(stage, 'Later', { due_date: '2026-12-01', description: 'a\nb\n\n[things-id:X]' });
    await add(stage, 'Tax', { deadline_date: '2026-12-02', due_datetime: '2026-12-01T09:00:00' });
    const { id: project } = await stage.inTodoist('POST', '/projects', { name: 'Work' });
    await add(stage, 'Filed', { project_id: project });
    const tasks = [
      { type: 'to-do', attributes: { title: 'Today', when: 'today', tags: ['Home'] } },
      { type: 'to-do', attributes: { title: 'Later', notes: 'a\nb', deadline: '2026-12-01' } },
      { type: 'to-do', attributes: { title: 'Tax', deadline: '2026-12-02' } },
    ];
    expect(await inbox(stage, { format: null })).toEqual(tasks);
    const ids = ['Today', 'Later', 'Tax'].map((title) => stage.task(title).id);
    expect(await inbox(stage, { format: 'url' })).toEqual({
      url: `things:///json?data=${encodeURIComponent(JSON.stringify(tasks))}`,
      tasks,
      count: 3,
      filtered: true,
      taskMappings: ids.map((todoistId) => ({ todoistId, thingsId: null })),
    });
    expect(await inbox(stage, { format: 'flat' })).toEqual([
      { id: ids[0], title: 'Today', notes: '', due: '2026-11-23', tags: ['Home'] },
      { id: ids[1], title: 'Later', notes: 'a\nb', due: '2026-12-01', tags: [] },
      { id: ids[2], title: 'Tax', notes: '', due: '2026-12-02', tags: [] },
    ]);
  });

  it('[O42] with everything shows what Things has, too', async () => {
    const stage = new Stage();
    await sync(stage, { id: 'A', title: 'Milk' });
    await add(stage, 'Bread');
    expect(await handed(stage)).toEqual(['Bread']);
    const all = await inbox(stage, { all: true, format: 'url' });
    expect(all).toMatchObject({ count: 2, filtered: false });
    expect(JSON.stringify(all)).toContain(`{"todoistId":"${stage.task('Milk').id}","thingsId":"A"}`);
  });
});

describe('what was handed out', () => {
  it('[O43] is withheld from the agent for 15 minutes, and from other clients', async () => {
    const stage = await withAgent();
    await add(stage, 'Milk');
    expect(await handed(stage)).toEqual(['Milk']);
    expect(await handed(stage, 'another')).toEqual([]);
    expect((await stage.exchange()).operations).toEqual([]);
    stage.now += 16 * MINUTE;
    await stage.settle();
    expect(todos(stage)).toEqual(['Milk', 'There from the start']);
    expect([await handed(stage), mark(stage)]).toEqual([[], []]);
  });

  it('[O43] what the client is not shown any more is the agent’s again', async () => {
    const stage = await withAgent();
    await add(stage, 'Milk');
    await handed(stage);
    await stage.inTodoist('POST', `/tasks/${stage.task('Milk').id}/close`);
    await add(stage, 'Bread');
    expect(await handed(stage)).toEqual(['Bread']);
    expect(mark(stage)).toEqual(['Bread']);
  });

  it('[O44] is marked as it was handed out: what came since is new the next time', async () => {
    const stage = new Stage();
    await add(stage, 'Milk');
    await handed(stage);
    await add(stage, 'Bread');
    expect(mark(stage)).toEqual(['Milk']);
    expect(mark(stage)).toEqual([]);
    expect(await handed(stage)).toEqual(['Bread']);
    expect(stage.task('Milk').labels).toEqual([]);
    expect(stage.task('Milk').description).toBe('');
  });

  it('[O45] is linked when its to-do shows with the mark of the importer, and nothing is made twice', async () => {
    const stage = await withAgent();
    await add(stage, 'Milk', { due_date: '2026-12-01' });
    await handed(stage);
    const id = stage.task('Milk').id;
    const made = stage.library.add('Milk', { notes: `[todoist-id:${id}]`, tags: ['synced-from-todoist'] });
    mark(stage);
    await stage.settle();
    stage.now += 2 * DAY;
    await stage.settle();
    expect(todos(stage)).toEqual(['Milk', 'There from the start']);
    expect(titles(stage)).toEqual(['Milk', 'There from the start']);
    expect(stage.task('Milk')).toMatchObject({ due: { date: '2026-12-01' }, deadline: null, labels: [] });
    stage.library.edit(made, { status: 'completed' });
    await stage.settle();
    expect(titles(stage)).toEqual(['There from the start']);
  });

  it('[O45] a mark of something that was not handed out is only text', async () => {
    const stage = await withAgent();
    await add(stage, 'Milk');
    await stage.settle();
    stage.library.add('Another', { notes: `[todoist-id:${stage.task('Milk').id}]` });
    await stage.settle();
    expect(titles(stage)).toEqual(['Another', 'Milk', 'There from the start']);
    expect(todos(stage)).toEqual(['Another', 'Milk', 'There from the start']);
  });

  it('[O45] without an agent, too, and a date that the importer could not read clears nothing', async () => {
    const stage = new Stage();
    await add(stage, 'Milk', { due_date: '2026-12-01' });
    await handed(stage);
    mark(stage);
    const notes = `[todoist-id:${stage.task('Milk').id}]`;
    const { results } = await sync(stage, { id: 'A', title: 'Milk', notes });
    expect(results[0]).toMatchObject({ status: 'already_exists', match_type: 'exact' });
    await sync(stage, { id: 'A', title: 'Oat milk', notes });
    expect(stage.task('Oat milk').due).toMatchObject({ date: '2026-12-01' });
    await completed(stage, 'A');
    expect(titles(stage)).toEqual([]);
  });

  it('[O46] is no edit where the importer cut its words', async () => {
    const stage = new Stage();
    await add(stage, 'Say "hello"', { description: 'one\ntwo' });
    await handed(stage);
    mark(stage);
    const notes = `one\\ntwo\n\n[todoist-id:${stage.task('Say "hello"').id}]`;
    for (let time = 0; time < 2; time += 1) await sync(stage, { id: 'A', title: 'Say \\', notes });
    expect(stage.task('Say "hello"').description).toBe('one\ntwo');
  });

  it('[O46] without a mark is known by its words, its day being no deadline', async () => {
    const stage = await withAgent();
    await add(stage, 'Milk', { due_date: '2026-12-01', description: 'two' });
    await inbox(stage, { format: 'url' });
    const made = stage.library.add('Milk', { notes: 'two', deadline: day('2026-12-01') });
    mark(stage);
    await stage.settle();
    expect(stage.task('Milk')).toMatchObject({ due: { date: '2026-12-01' }, deadline: null });
    expect(stage.library.todo(made)).toMatchObject({ startDate: '2026-12-01', deadline: null });
    expect(todos(stage)).toEqual(['Milk', 'There from the start']);
  });

  it.each(['handed out', 'not handed out'])(
    '[O70] a pair that its importer names is agreed on as its to-do first shows: %s, cut short, it is nobody’s edit',
    async (how) => {
      const stage = await withAgent();
      await add(stage, 'Say "hello"', { description: 'one\ntwo', due_date: '2026-12-01' });
      if (how === 'handed out') await handed(stage);
      else await sync(stage);
      const { id } = stage.task('Say "hello"');
      const notes = `one\\ntwo\n\n[todoist-id:${id}]`;
      const made = stage.library.add('Say \\', { notes, deadline: day('2026-12-01') });
      expect((await paired(stage, [made, id])).updated).toBe(1);
      expect(mark(stage)).toEqual([]);
      await stage.settle();
      expect(stage.task('Say "hello"')).toMatchObject({
        description: 'one\ntwo',
        due: { date: '2026-12-01' },
        deadline: null,
      });
      expect(stage.library.todo(made)).toMatchObject({ title: 'Say "hello"', deadline: null });
      expect(todos(stage)).toEqual(['Say "hello"', 'There from the start']);
    },
  );

  it('[O46] was imported before an agent came: its day is no deadline when the first one comes', async () => {
    const stage = new Stage();
    await add(stage, 'Milk', { due_date: '2026-12-01' });
    await handed(stage);
    const notes = `[todoist-id:${stage.task('Milk').id}]`;
    const made = stage.library.add('Milk', { notes, deadline: day('2026-12-01') });
    mark(stage);
    stage.now += 60 * MINUTE;
    await stage.settle();
    expect(stage.task('Milk')).toMatchObject({ due: { date: '2026-12-01' }, deadline: null });
    expect(stage.library.todo(made)).toMatchObject({ startDate: '2026-12-01', deadline: null });
  });

  it.each([
    ['done', true, 'close'],
    ['deleted', true, 'delete'],
    ['done before it was marked', false, 'close'],
    ['filed before it was marked', false, 'file'],
  ])(
    '[O71] what was imported and is %s in Todoist before its to-do shows is no new task',
    async (_how, isMarked, end) => {
      const stage = await withAgent();
      await add(stage, 'Milk');
      await handed(stage);
      const { id } = stage.task('Milk');
      const made = stage.library.add('Milk', { notes: `[todoist-id:${id}]`, tags: ['synced-from-todoist'] });
      if (isMarked) mark(stage);
      if (end === 'close') await stage.inTodoist('POST', `/tasks/${id}/close`);
      if (end === 'delete') await stage.inTodoist('DELETE', `/tasks/${id}`);
      if (end === 'file') {
        const project = await stage.inTodoist('POST', '/projects', { name: 'Work' });
        await stage.inTodoist('POST', `/tasks/${id}/move`, { project_id: project['id'] });
      }
      for (let time = 0; time < 2; time += 1) {
        expect(await handed(stage)).toEqual([]);
        stage.now += 60 * MINUTE;
      }
      if (!isMarked) expect(mark(stage)).toEqual([]);
      await stage.settle();
      const all = stage.todoist.snapshot().items.filter(({ content }) => content === 'Milk');
      expect(all).toHaveLength(end === 'delete' ? 0 : 1);
      expect(stage.library.todos.size).toBe(2);
      const { status, trashed } = stage.library.todo(made);
      if (end === 'close') expect([status, all[0]?.checked]).toEqual(['completed', true]);
      if (end === 'delete') expect(trashed).toBe(true);
      if (end === 'file') expect(stage.library.todo(made).project).not.toBeNull();
    },
  );

  it('[O71] a to-do of the same words is a new one where the other was done and never imported', async () => {
    const stage = await withAgent();
    await add(stage, 'Milk');
    await handed(stage);
    await stage.inTodoist('POST', `/tasks/${stage.task('Milk').id}/close`);
    await stage.settle();
    stage.library.add('Milk');
    await stage.settle();
    expect(titles(stage)).toEqual(['Milk', 'There from the start']);
  });

  it('[O70] an edit in Todoist between the handing out and the naming stays, and one in Things is one', async () => {
    const stage = await withAgent();
    await add(stage, 'Milk');
    await add(stage, 'Bread');
    await handed(stage);
    const ids = [stage.task('Milk').id, stage.task('Bread').id] as const;
    await stage.inTodoist('POST', `/tasks/${ids[0]}`, { content: 'Oat milk' });
    const made = ['Milk', 'Rye bread'].map((title) => stage.library.add(title));
    await paired(stage, [made[0] ?? '', ids[0]], [made[1] ?? '', ids[1]]);
    await handed(stage);
    await stage.settle();
    expect(titles(stage)).toEqual(['Oat milk', 'Rye bread', 'There from the start']);
    expect(todos(stage)).toEqual(titles(stage));
  });

  it('[O70] deleted in Todoist before an agent came, it is deleted in Things when one comes', async () => {
    const stage = new Stage();
    await add(stage, 'Say "hello"', { description: 'x },{ y', due_date: '2026-12-01' });
    await handed(stage);
    const { id } = stage.task('Say "hello"');
    const made = stage.library.add('Say \\', {
      notes: `x \n\n[todoist-id:${id}]`,
      deadline: day('2026-12-01'),
      tags: ['synced-from-todoist'],
    });
    await paired(stage, [made, id]);
    await stage.inTodoist('DELETE', `/tasks/${id}`);
    await sync(stage);
    expect(await handed(stage)).toEqual([]);
    stage.now += 2 * 60 * MINUTE;
    await stage.settle();
    expect([titles(stage), stage.library.todo(made).trashed]).toEqual([[], true]);
  });

  it('[O70] without an agent the same', async () => {
    const stage = new Stage();
    await add(stage, 'Say "hello"', { description: 'one\ntwo' });
    await handed(stage);
    await paired(stage, ['A', stage.task('Say "hello"').id]);
    for (let time = 0; time < 2; time += 1)
      await sync(stage, { id: 'A', title: 'Say \\', notes: 'one\\ntwo' });
    expect(stage.task('Say "hello"').description).toBe('one\ntwo');
    await sync(stage, { id: 'A', title: 'Say hello', notes: 'one\\ntwo' });
    expect(titles(stage)).toEqual(['Say hello']);
  });

  it('[O47] is made by the agent where no to-do of it shows within a day', async () => {
    const stage = await withAgent();
    await add(stage, 'Milk');
    await handed(stage);
    mark(stage);
    stage.now += DAY - 5 * MINUTE;
    expect((await stage.exchange()).operations).toEqual([]);
    stage.now += 10 * MINUTE;
    await stage.settle();
    expect(todos(stage)).toEqual(['Milk', 'There from the start']);
    expect(titles(stage)).toEqual(['Milk', 'There from the start']);
  });

  it('[O47] is handed out no second time, however long no to-do shows', async () => {
    const stage = new Stage();
    await add(stage, 'Milk');
    await handed(stage);
    mark(stage);
    await stage.inTodoist('POST', `/tasks/${stage.task('Milk').id}`, { content: 'Oat milk' });
    stage.now += 9 * DAY;
    expect(await handed(stage)).toEqual([]);
  });

  it('[O48] every call of one Mac, again and again beside its agent: no double, no loss, nothing to tell in the end', async () => {
    const stage = await withAgent();
    for (let round = 0; round < 6; round += 1) {
      await add(stage, `From Todoist ${round}`, round % 2 === 0 ? { due_date: '2026-12-01' } : {});
      stage.library.add(`From Things ${round}`);
      const tasks = (await inbox(stage)) as readonly { id: string; title: string }[];
      for (const { id, title } of tasks) {
        const marks = round % 3 === 0 ? {} : { notes: `[todoist-id:${id}]` };
        stage.library.add(title, { ...marks, tags: ['synced-from-todoist'] });
      }
      if (round % 2 === 0) await stage.exchange();
      mark(stage);
      const all = [...stage.library.todos.values()].filter(({ status }) => status === 'open');
      await sync(stage, ...all.map(({ id, title, notes, tags }) => ({ id, title, notes, tags })));
      await stage.settle();
      stage.now += 5 * MINUTE;
    }
    stage.now += 2 * DAY;
    await stage.settle();
    expect(titles(stage)).toEqual(todos(stage));
    expect(todos(stage)).toHaveLength(13);
    const before = stage.commandsSince(0).length;
    await stage.settle();
    expect(stage.commandsSince(0)).toHaveLength(before);
  });
});

describe('clearing', () => {
  it('[H48] before it, what was handed out waits with that as its reason', async () => {
    const stage = await withAgent();
    await add(stage, 'Milk');
    expect(await handed(stage)).toHaveLength(1);
    const reasons = () => stage.account.status().waiting.map(({ title, reason }) => [title, reason]);
    expect(reasons()).toEqual([['Milk', expect.stringContaining('was handed this by /inbox')]]);
    mark(stage);
    expect(reasons()).toEqual([['Milk', expect.stringContaining('says that it has added this')]]);
  });

  it('[O50] by deleting waits at a plan, also for one task; a no brings it back, an approval deletes on both sides', async () => {
    const stage = await withAgent();
    await add(stage, 'Milk');
    await stage.settle();
    expect(await clear(stage, 'delete')).toMatchObject([{ status: 'error' }, { status: 'error' }]);
    const first = stage.account.plan();
    expect(first?.counts).toEqual({ 'todoist.delete': 2, 'things.delete': 2 });
    for (let time = 0; time < 2; time += 1) await stage.exchange();
    expect([titles(stage), todos(stage)]).toEqual([
      ['Milk', 'There from the start'],
      ['Milk', 'There from the start'],
    ]);
    expect(stage.account.discard(first?.hash ?? '').ok).toBe(true);
    await stage.settle();
    expect(titles(stage)).toEqual(['Milk', 'There from the start']);
    expect(await clear(stage, 'delete')).toMatchObject([{ status: 'error' }, { status: 'error' }]);
    await stage.settle();
    expect(titles(stage)).toEqual([]);
    expect([...stage.library.todos.values()].every(({ trashed }) => trashed)).toBe(true);
  });

  it('[P35] of which one side of a task is approved deletes that task on both sides, and only that', async () => {
    const stage = await withAgent();
    await add(stage, 'Milk');
    await stage.settle();
    await clear(stage, 'delete');
    const plan = stage.account.plan();
    const milk = plan?.lines.filter(({ title }) => title === 'Milk') ?? [];
    const answer = stage.account.approve(plan?.hash ?? '', [milk[0]?.id ?? '']);
    expect(answer).toMatchObject({
      ok: true,
      value: {
        hash: plan?.hash,
        approved: true,
        lines: milk,
        counts: { 'todoist.delete': 1, 'things.delete': 1 },
      },
    });
    for (let time = 0; time < 3; time += 1) await stage.exchange();
    const left = stage.account.plan();
    expect(left?.counts).toEqual({ 'todoist.delete': 1, 'things.delete': 1 });
    expect(stage.account.discard(left?.hash ?? '').ok).toBe(true);
    await stage.settle();
    expect(titles(stage)).toEqual(['There from the start']);
    expect(stage.library.titled('Milk').trashed).toBe(true);
  });

  it('[H46] the status counts what both apps still hold, and how many tasks wait in the plan', async () => {
    const stage = await withAgent();
    await add(stage, 'Milk');
    await stage.settle();
    await clear(stage, 'delete');
    const status = stage.account.status();
    expect(status.tasks).toEqual({ hub: 2, todoist: 2, things: 2, linked: 2, inPlan: 2 });
    expect(formatStatus(status)).toContain(
      'Open tasks: 2 in all, 2 in Todoist, 2 in Things, 2 linked; 2 wait in a plan.\n',
    );
    expect(stage.account.approve(status.plan?.hash ?? '').ok).toBe(true);
    await stage.settle();
    expect(stage.account.status().tasks).toEqual({ hub: 0, todoist: 0, things: 0, linked: 0 });
  });

  it('[O51] by moving files the inbox in its project, on both sides', async () => {
    const stage = await withAgent();
    await stage.inTodoist('POST', '/projects', { name: 'Synced to Things' });
    expect(await clear(stage, 'move')).toMatchObject([{ status: 'moved' }]);
    await stage.settle();
    const { id } = stage.todoist.snapshot().projects.find(({ name }) => name === 'Synced to Things') ?? {};
    expect(stage.task('There from the start').project_id).toBe(id);
    expect(stage.library.titled('There from the start').project).not.toBeNull();
  });

  it('[O52] is only told with a dry run', async () => {
    const stage = await withAgent();
    await add(stage, 'Milk');
    for (const mode of ['delete', 'move', 'label', 'fingerprint'] as const) await clear(stage, mode, true);
    expect(await clear(stage, 'delete', true)).toMatchObject([{ status: 'deleted' }, { status: 'deleted' }]);
    expect(stage.account.plan()).toBeNull();
    await stage.settle();
    expect(titles(stage)).toEqual(['Milk', 'There from the start']);
    expect(todos(stage)).toEqual(['Milk', 'There from the start']);
  });
});

describe('a large inbox', () => {
  const TITLES = ['A', 'B', 'C', 'D', 'E', 'F', 'G'];

  async function large(): Promise<Stage> {
    const stage = new Stage();
    mostAtOnce.set(stage, 3);
    for (const title of TITLES) await add(stage, title);
    return stage;
  }

  it('[O55] is handed out part by part, as each is imported', async () => {
    const stage = await large();
    expect(await handed(stage)).toHaveLength(3);
    expect(await handed(stage), 'what is not imported yet is shown again').toHaveLength(3);
    const seen = [...mark(stage)];
    for (const count of [3, 1, 0]) {
      expect(await handed(stage)).toHaveLength(count);
      seen.push(...mark(stage));
    }
    expect(seen.toSorted()).toEqual(TITLES);
  });

  it('[O55] is shown whole in pages', async () => {
    const stage = await large();
    const seen: string[] = [];
    for (let after: string | null = null; ;) {
      const page = (await inbox(stage, { all: true, after })) as readonly FlatTodo[];
      expect(page.length).toBeLessThanOrEqual(3);
      if (page.length === 0) break;
      seen.push(...page.map(({ title }) => title));
      after = page.at(-1)?.id ?? null;
    }
    expect(seen.toSorted()).toEqual(TITLES);
  });

  it.each(['fingerprint', 'delete'] as const)('[O55] is cleared part by part: %s', async (mode) => {
    const stage = await large();
    const counts: number[] = [];
    for (let call = 0; call < 4; call += 1) counts.push((await clear(stage, mode)).length);
    expect(counts).toEqual([3, 3, 1, 0]);
  });
});

function day(text: string) {
  const parsed = parseCivilDate(text);
  if (parsed === null) throw new Error(text);
  return parsed;
}
