// The third answer to an older state of Things: it is brought up to date from the hub. What was done since comes back in Things, what
// somebody did in the older library stays, and nothing is made twice.

import { describe, expect, it } from 'vitest';
import { copyLibrary, mergeInto, putBack } from './libraries.ts';
import { Scenario } from './scenario.ts';
import type { TodoView } from './things-side.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** Twelve to-dos, paired; then a backup, and a week of work on both sides. */
async function aWeekAfterTheBackup(): Promise<{ readonly scenario: Scenario; readonly backup: string }> {
  const scenario = new Scenario();
  const home = scenario.things.addArea('Home');
  const garden = scenario.things.addProject({ title: 'Garden', area: home });
  for (let at = 0; at < 12; at += 1) {
    scenario.things.addTodo({ title: `Task ${at}` });
    scenario.pass(MINUTE_MS);
  }
  scenario.things.addTodo({
    title: 'List',
    checklist: [
      { title: 'one', done: false },
      { title: 'two', done: false },
    ],
    project: garden,
  });
  await scenario.approving();
  scenario.pass(HOUR_MS);
  const backup = copyLibrary(scenario.world.databasePath, `${scenario.world.databasePath}.backup`);
  for (let at = 0; at < 4; at += 1) {
    scenario.pass(DAY_MS);
    await scenario.todoist('item_update', { id: scenario.item(`Task ${at}`).id, description: `note ${at}` });
    scenario.things.editTodo(scenario.todo(`Task ${at + 4}`).id, { title: `Renamed ${at}` });
    await scenario.sync();
  }
  await scenario.todoist('item_close', { id: scenario.item('Task 8').id });
  scenario.things.complete(scenario.todo('Task 9').id);
  scenario.things.trash(scenario.todo('Task 10').id);
  scenario.things.addTodo({
    title: 'Made in Things',
    tags: ['errand'],
    checklist: [
      { title: 'a', done: false },
      { title: 'b', done: false },
    ],
    when: '2026-04-20',
    project: garden,
  });
  await scenario.todoist('item_add', { content: 'Made in Todoist', due: { date: '2026-04-21' } });
  await scenario.todoist('item_add', { parent_id: scenario.item('List').id, content: 'three' });
  await scenario.sync();
  await scenario.expectQuiet();
  return { scenario, backup };
}

function restore(scenario: Scenario, copy: string, how: 'over' | 'new file' = 'over'): void {
  scenario.pass(HOUR_MS);
  scenario.world.whileThingsIsQuit(() => putBack(copy, scenario.world.databasePath, how));
}

/** The run stops, and the owner has Things brought up to date. */
async function answer(scenario: Scenario): Promise<void> {
  const plan = await scenario.stop();
  expect(plan.reason).toBe('older_state');
  expect(scenario.world.account.catchUp(plan.hash)).toMatchObject({ ok: true });
}

/** To-dos as people see them, whatever their ids and their order. */
function seen(todos: readonly TodoView[]): readonly unknown[] {
  return todos
    .map(({ id: _id, ...shown }) => ({ ...shown, checklist: shown.checklist.toSorted() }))
    .toSorted((a, b) => a.title.localeCompare(b.title));
}

describe('an older library that is brought up to date', () => {
  it.for(['over', 'new file'] as const)(
    '[R70] (%s) has everything again that was done since, and Todoist is not touched',
    async (how) => {
      const { scenario, backup } = await aWeekAfterTheBackup();
      const [todos, items] = structuredClone([scenario.todos, scenario.items] as const);
      restore(scenario, backup, how);
      await answer(scenario);
      await scenario.sync();
      expect(seen(scenario.todos)).toEqual(seen(todos));
      expect(scenario.items).toEqual(items);
      await scenario.expectQuiet();
    },
  );

  it('[R70] is asked once: the same tasks go on as they were, on both sides', async () => {
    const { scenario, backup } = await aWeekAfterTheBackup();
    restore(scenario, backup);
    await answer(scenario);
    await scenario.sync();
    await scenario.todoist('item_update', { id: scenario.item('Made in Things').id, content: 'Made anew' });
    scenario.things.editTodo(scenario.todo('Made in Todoist').id, { notes: 'typed in Things' });
    scenario.things.complete(scenario.todo('Task 0').id);
    await scenario.sync();
    expect(scenario.todo('Made anew').checklist).toEqual(['- a', '- b']);
    expect(scenario.item('Made in Todoist').notes).toBe('typed in Things');
    expect(scenario.openInTodoist).toEqual(scenario.openInThings);
    await scenario.expectQuiet();
  });

  it('[R71] keeps what somebody did in it after it was put back', async () => {
    const { scenario, backup } = await aWeekAfterTheBackup();
    restore(scenario, backup);
    scenario.things.editTodo(scenario.todo('Task 0').id, { title: 'Zero' });
    scenario.things.editTodo(scenario.todo('Task 4').id, { notes: 'typed since' });
    scenario.things.editTodo(scenario.todo('Task 10').id, { notes: 'still wanted' });
    scenario.things.complete(scenario.todo('Task 11').id);
    scenario.things.addTodo({ title: 'New in the older library' });
    await answer(scenario);
    await scenario.sync();
    await scenario.sync();
    expect(scenario.item('Zero').notes).toBe('note 0');
    expect(scenario.todo('Zero').notes).toBe('note 0');
    expect(scenario.todo('Renamed 0').notes).toBe('typed since');
    expect(scenario.item('Renamed 0').notes).toBe('typed since');
    expect(scenario.item('Task 10').notes).toBe('still wanted');
    expect(scenario.openInTodoist).not.toContain('Task 11');
    expect(scenario.openInTodoist).toContain('New in the older library');
    expect(scenario.openInTodoist).toEqual(scenario.openInThings);
    await scenario.expectQuiet();
  });

  it('[R72] takes what is deleted through the trash, and all of it is in the history', async () => {
    const { scenario, backup } = await aWeekAfterTheBackup();
    restore(scenario, backup);
    const { id } = scenario.todo('Task 10');
    await answer(scenario);
    await scenario.sync();
    expect(scenario.todos.map(({ title }) => title)).not.toContain('Task 10');
    const entry = scenario.historyOf(scenario.todo('Task 1').id)[0];
    expect(entry).toMatchObject({ replica: 'things', kind: 'update' });
    expect(entry?.run).toEqual(expect.any(Number));
    const deleted = scenario.world.account
      .history({ task: null, limit: 100, before: null })
      .find(({ title, kind }) => title === 'Task 10' && kind === 'delete');
    expect(scenario.world.account.undo(deleted?.id ?? '')).toMatchObject({ ok: true });
    await scenario.sync();
    expect(scenario.todo('Task 10').id).toBe(id);
    expect(scenario.openInTodoist).toContain('Task 10');
    await scenario.expectQuiet();
  });

  it('[R73] is brought up to date only as the plan that was seen: another one asks anew', async () => {
    const { scenario, backup } = await aWeekAfterTheBackup();
    const items = scenario.items;
    restore(scenario, backup);
    const plan = await scenario.stop();
    expect(scenario.world.account.catchUp('another')).toMatchObject({
      ok: false,
      error: { kind: 'out_of_date' },
    });
    expect(scenario.world.account.catchUp(plan.hash)).toMatchObject({ ok: true });
    expect(scenario.world.account.catchUp(plan.hash), 'pressed twice').toMatchObject({ ok: true });
    scenario.things.trash(scenario.todo('Task 11').id);
    const other = await scenario.stop();
    expect(other.hash).not.toBe(plan.hash);
    expect(scenario.items).toEqual(items);
    expect(scenario.world.account.catchUp(plan.hash)).toMatchObject({ ok: false });
    expect(scenario.world.account.catchUp(other.hash)).toMatchObject({ ok: true });
    await scenario.sync();
    expect(scenario.openInTodoist).not.toContain('Task 11');
    expect(scenario.openInTodoist).toEqual(scenario.openInThings);
    expect(scenario.world.account.catchUp(other.hash), 'pressed again').toMatchObject({ ok: false });
    await scenario.expectQuiet();
  });

  it('[R74] is an answer to an older state, and to nothing else', async () => {
    const scenario = new Scenario();
    scenario.things.addTodo({ title: 'Task' });
    const plan = await scenario.stop();
    expect(plan.reason).toBe('first_sync');
    expect(scenario.world.account.catchUp(plan.hash)).toMatchObject({
      ok: false,
      error: { kind: 'invalid' },
    });
    expect(scenario.world.account.plan()).toMatchObject({ approved: false });
  });

  it('[R75] says what each answer does, and what none can do', async () => {
    const { scenario, backup } = await aWeekAfterTheBackup();
    scenario.things.addTodo({ title: 'Made and done' });
    await scenario.sync();
    scenario.things.complete(scenario.todo('Made and done').id);
    await scenario.sync();
    restore(scenario, backup);
    const plan = await scenario.stop();
    expect(plan.answers?.map((one) => one.answer)).toEqual(['catch_up', 'approve', 'discard']);
    const [catchUp] = plan.answers ?? [];
    expect(catchUp?.does).toContain('Things is brought up to date');
    expect(catchUp?.counts).toMatchObject({ 'things.create': 2, 'things.delete': 1, 'things.complete': 2 });
    expect(catchUp?.leftOut).toEqual([expect.stringContaining('Made and done')]);
  });
});

describe('an older library with what repeats', () => {
  it('[R70] has each occurrence once, whoever repeats it', async () => {
    const scenario = new Scenario();
    for (let at = 0; at < 6; at += 1) scenario.things.addTodo({ title: `Task ${at}` });
    scenario.things.addRepeatingTemplate({
      title: 'Water',
      rule: { unit: 'day', every: 1 },
      start: '2026-03-20',
    });
    const due = { date: '2026-03-21', string: 'every day', lang: 'en', is_recurring: true };
    await scenario.todoist('item_add', { content: 'Stretch', due });
    await scenario.approving();
    scenario.pass(HOUR_MS);
    const backup = copyLibrary(scenario.world.databasePath, `${scenario.world.databasePath}.backup`);
    for (let day = 0; day < 3; day += 1) {
      scenario.pass(DAY_MS);
      await scenario.sync();
      for (const { id, status } of scenario.todos.filter(({ title }) => title === 'Water'))
        if (status === 'open') scenario.things.complete(id);
      await scenario.todoist('item_close', { id: scenario.item('Stretch').id });
      scenario.things.editTodo(scenario.todo(`Task ${day}`).id, { notes: `day ${day}` });
      await scenario.sync();
    }
    const [open, inTodoist] = [scenario.openInThings, scenario.openInTodoist];
    restore(scenario, backup);
    scenario.pass(MINUTE_MS);
    await answer(scenario);
    await scenario.sync();
    await scenario.sync();
    expect(new Set(scenario.openInTodoist)).toEqual(new Set(inTodoist));
    expect(scenario.openInThings.filter((title) => title === 'Stretch')).toHaveLength(1);
    expect(new Set(scenario.openInThings)).toEqual(new Set(open));
    expect(scenario.openInTodoist).toEqual(scenario.openInThings);
    await scenario.expectQuiet();
  });
});

describe('an older library that is brought up to date, when things go wrong', () => {
  it('[R70] and the agent dies over and over, and answers are lost, has everything once', async () => {
    const { scenario, backup } = await aWeekAfterTheBackup();
    const [todos, items] = structuredClone([scenario.todos, scenario.items] as const);
    restore(scenario, backup);
    await answer(scenario);
    scenario.world.trouble = { network: 0.3, kill: 0.1 };
    for (let round = 0; round < 40; round += 1) {
      scenario.pass(MINUTE_MS);
      await scenario.world.exchange();
      if (round % 7 === 3) scenario.world.restartCoordinator();
    }
    scenario.world.trouble = { network: 0, kill: 0 };
    await scenario.sync();
    await scenario.sync();
    expect(seen(scenario.todos)).toEqual(seen(todos));
    expect(scenario.items).toEqual(items);
    await scenario.expectQuiet();
  });

  it.for([0, 1, 2, 3, 4, 5])(
    '[R76] and Things Cloud brings the newer library after all (%i exchanges later), has each to-do once',
    async (exchanges) => {
      const { scenario, backup } = await aWeekAfterTheBackup();
      const [todos, items] = structuredClone([scenario.todos, scenario.items] as const);
      const { databasePath } = scenario.world;
      const newer = copyLibrary(databasePath, `${databasePath}.newer`);
      restore(scenario, backup);
      await answer(scenario);
      for (let round = 0; round < exchanges; round += 1) {
        await scenario.world.exchange();
        scenario.pass(MINUTE_MS);
      }
      const made = scenario.todos.map(({ id }) => id);
      scenario.world.whileThingsIsQuit(() => mergeInto(newer, databasePath));
      await scenario.approving();
      await scenario.sync();
      await scenario.sync();
      expect(seen(scenario.todos)).toEqual(seen(todos));
      expect(scenario.items).toEqual(items);
      // Those that were there before are those that stay.
      expect(scenario.todo('Made in Things').id).toBe(
        todos.find(({ title }) => title === 'Made in Things')?.id,
      );
      expect(made.length).toBeGreaterThan(0);
      await scenario.expectQuiet();
    },
  );
});
