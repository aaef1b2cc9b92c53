// Libraries that are not what they were: a restored backup, a Mac that lags, another library, clocks that were wrong. Nothing is
// reverted, deleted or made twice, and what was no older state is not stopped.

import { describe, expect, it, onTestFinished } from 'vitest';
import { copyLibrary, putBack, shareToken } from './libraries.ts';
import { Scenario } from './scenario.ts';
import { tamper } from './things-side.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** Both sides as people see them. */
function sidesOf(scenario: Scenario): unknown {
  return structuredClone([scenario.todos, scenario.items]);
}

/** Twelve to-dos, paired; then a backup, and a week of work on both sides. */
async function aWeekAfterTheBackup(): Promise<{ readonly scenario: Scenario; readonly backup: string }> {
  const scenario = new Scenario();
  for (let at = 0; at < 12; at += 1) {
    scenario.things.addTodo({ title: `Task ${at}` });
    scenario.pass(MINUTE_MS);
  }
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
  scenario.things.addTodo({ title: 'Made in Things' });
  await scenario.todoist('item_add', { content: 'Made in Todoist' });
  await scenario.sync();
  await scenario.expectQuiet();
  return { scenario, backup };
}

function restore(scenario: Scenario, copy: string, how: 'over' | 'new file' = 'over'): void {
  scenario.pass(HOUR_MS);
  scenario.world.whileThingsIsQuit(() => putBack(copy, scenario.world.databasePath, how));
}

describe('a restored backup of Things', () => {
  it.for(['over', 'new file'] as const)(
    '[R60] (%s) stops Things at a plan that says what it is, and neither side is touched',
    async (how) => {
      const { scenario, backup } = await aWeekAfterTheBackup();
      const [, items] = sidesOf(scenario) as [unknown, unknown];
      restore(scenario, backup, how);
      const todos = scenario.todos;
      const plan = await scenario.stop();
      expect(plan).toMatchObject({ reason: 'older_state', holds: { what: 'side', replica: 'things' } });
      expect(plan.explanation).toContain('11 to-dos are as they were earlier, 2 that were there are missing');
      expect(plan.explanation).toContain('Its newest change is from 2026-03-20');
      for (let round = 0; round < 5; round += 1) {
        scenario.pass(5 * MINUTE_MS);
        expect((await scenario.run()).plan?.hash).toBe(plan.hash);
      }
      expect([scenario.todos, scenario.items]).toEqual([todos, items]);
      await scenario.expectQuiet();
    },
  );

  /** Six to-dos with lines, paired; then a backup; then one line of each is ticked, which moves no stamp of the to-do. */
  async function ticksAfterTheBackup() {
    const scenario = new Scenario();
    for (let at = 0; at < 6; at += 1)
      scenario.things.addTodo({
        title: `Task ${at}`,
        checklist: ['one', 'two', 'three'].map((title) => ({ title, done: false })),
      });
    await scenario.approving();
    scenario.pass(HOUR_MS);
    const backup = copyLibrary(scenario.world.databasePath, `${scenario.world.databasePath}.backup`);
    for (let at = 0; at < 6; at += 1) {
      scenario.pass(HOUR_MS);
      scenario.things.checkChecklistItem(scenario.lineId(`Task ${at}`, 'one'), true);
      await scenario.sync();
    }
    await scenario.expectQuiet();
    return { scenario, backup };
  }

  it.for(['over', 'new file'] as const)(
    '[R60] (%s) is known by the lines of checklists too, whose changes move no stamp of their to-do',
    async (how) => {
      const { scenario, backup } = await ticksAfterTheBackup();
      const [, items] = sidesOf(scenario) as [unknown, unknown];
      restore(scenario, backup, how);
      expect(await scenario.stop()).toMatchObject({ reason: 'older_state' });
      scenario.pass(5 * MINUTE_MS);
      await scenario.run();
      expect(scenario.items).toEqual(items);
    },
  );

  it('[R66] is not what a person makes who deletes the newest line of many to-dos', async () => {
    const { scenario } = await ticksAfterTheBackup();
    scenario.pass(HOUR_MS);
    for (let at = 0; at < 6; at += 1)
      scenario.things.deleteChecklistItem(scenario.lineId(`Task ${at}`, 'one'));
    // So many changes at once are a question of their own, but not this one.
    expect((await scenario.run()).plan).toMatchObject({ holds: { what: 'items' }, kinds: { checklists: 6 } });
  });

  it('[R61] is over when the newer library is back, without a word', async () => {
    const { scenario, backup } = await aWeekAfterTheBackup();
    const before = sidesOf(scenario);
    const { databasePath } = scenario.world;
    const newer = copyLibrary(databasePath, `${databasePath}.newer`);
    restore(scenario, backup);
    await scenario.stop();
    restore(scenario, newer);
    await scenario.sync();
    expect(sidesOf(scenario)).toEqual(before);
    await scenario.expectQuiet();
  });

  it('[R62] lets Todoist go on: its changes are taken in, and reach Things when the newer library is back', async () => {
    const { scenario, backup } = await aWeekAfterTheBackup();
    const { databasePath } = scenario.world;
    const newer = copyLibrary(databasePath, `${databasePath}.newer`);
    restore(scenario, backup);
    await scenario.stop();
    await scenario.todoist('item_add', { content: 'Meanwhile' });
    await scenario.todoist('item_update', { id: scenario.item('Task 0').id, content: 'Zero' });
    for (let round = 0; round < 10; round += 1) {
      await scenario.stop();
      expect(scenario.todos.filter(({ title }) => title === 'Meanwhile')).toEqual([]);
    }
    expect(scenario.status.pending.things).toBe(2);
    restore(scenario, newer);
    await scenario.sync();
    expect(scenario.openInThings).toEqual(scenario.openInTodoist);
    expect(scenario.todo('Zero').notes).toBe('note 0');
    scenario.todo('Meanwhile');
    await scenario.expectQuiet();
  });

  it('[R63] becomes the truth when its plan is approved: undoable, each change in the history', async () => {
    const { scenario, backup } = await aWeekAfterTheBackup();
    restore(scenario, backup);
    const plan = await scenario.stop();
    const todos = scenario.todos;
    expect(scenario.world.account.approve(plan.hash)).toMatchObject({ ok: true });
    await scenario.sync();
    expect(scenario.todos).toEqual(todos);
    expect(scenario.openInTodoist).toEqual(scenario.openInThings);
    expect(scenario.openInTodoist).toHaveLength(12);
    const deleted = scenario.world.account
      .history({ task: null, limit: 100, before: null })
      .find(({ title, kind }) => title === 'Made in Todoist' && kind === 'delete');
    expect(scenario.world.account.undo(deleted?.id ?? '')).toMatchObject({ ok: true });
    await scenario.sync();
    expect(scenario.openInTodoist).toContain('Made in Todoist');
    await scenario.expectQuiet();
  });

  it('[R60] is known again after a discard, and when the agent has lost its state', async () => {
    const { scenario, backup } = await aWeekAfterTheBackup();
    const items = scenario.items;
    restore(scenario, backup);
    const plan = await scenario.stop();
    expect(scenario.world.account.discard(plan.hash)).toMatchObject({ ok: true });
    expect((await scenario.stop()).reason).toBe('older_state');
    scenario.world.forgetAgent();
    expect((await scenario.stop()).reason).toBe('older_state');
    scenario.world.restartCoordinator();
    expect((await scenario.stop()).reason).toBe('older_state');
    expect(scenario.items).toEqual(items);
  });

  it('[R60] is known when the agent lost its state at the same time', async () => {
    const { scenario, backup } = await aWeekAfterTheBackup();
    const before = scenario.items;
    restore(scenario, backup);
    scenario.world.forgetAgent();
    expect((await scenario.stop()).reason).toBe('older_state');
    expect(scenario.items).toEqual(before);
  });

  it('[R60] is known although somebody went on working in it before it was read', async () => {
    const { scenario, backup } = await aWeekAfterTheBackup();
    const before = scenario.items;
    restore(scenario, backup);
    scenario.pass(HOUR_MS);
    scenario.things.editTodo(scenario.todo('Task 11').id, { title: 'Edited since' });
    scenario.things.addTodo({ title: 'Made since' });
    expect((await scenario.stop()).reason).toBe('older_state');
    expect(scenario.items).toEqual(before);
  });

  it.for([
    ['one edit and one creation', (s: Scenario) => [s.things.addTodo({ title: 'New' }), edit(s, 'Task 1')]],
    [
      'three creations',
      (s: Scenario) => [
        s.things.addTodo({ title: 'New' }),
        s.things.addTodo({ title: 'Newer' }),
        s.things.addTodo({ title: 'Newest' }),
      ],
    ],
    ['two edits', (s: Scenario) => [edit(s, 'Task 1'), edit(s, 'Task 2')]],
    [
      'a completion and a deletion',
      (s: Scenario) => [s.things.complete(s.todo('Task 1').id), s.things.trash(s.todo('Task 2').id)],
    ],
  ] as const)('[R60] that differs in just %s is known', async ([, act]) => {
    const { scenario, backup: _older } = await aWeekAfterTheBackup();
    const { databasePath } = scenario.world;
    const backup = copyLibrary(databasePath, `${databasePath}.today`);
    scenario.pass(HOUR_MS);
    act(scenario);
    await scenario.sync();
    const before = scenario.items;
    restore(scenario, backup);
    expect((await scenario.stop()).reason).toBe('older_state');
    expect(scenario.items).toEqual(before);
  });
});

function edit(scenario: Scenario, title: string): void {
  scenario.things.editTodo(
    scenario.todos.find((todo) => todo.title === title || todo.title === 'Renamed 0')?.id ?? '',
    { notes: `more ${title}` },
  );
}

describe('a second Mac that lags', () => {
  it('[R96] [R97] waits for an hour, then asks, and goes on by itself when Things Cloud has caught up', async () => {
    const { scenario, backup } = await aWeekAfterTheBackup();
    const before = sidesOf(scenario);
    const agent = scenario.world.addAgent('second Mac', backup);
    onTestFinished(() => agent.close());
    for (const [minutes, why] of [
      [0, 'held'],
      [11, 'behind'],
      [50, 'behind'],
    ] as const) {
      scenario.pass(minutes * MINUTE_MS);
      const outcome = await agent.exchangeOnce();
      expect(outcome).toMatchObject({ ok: true, value: { response: { plan: null, standby: { why } } } });
    }
    scenario.pass(11 * MINUTE_MS);
    for (let round = 0; round < 4; round += 1) {
      const outcome = await agent.exchangeOnce();
      expect(outcome).toMatchObject({
        ok: true,
        value: { response: { plan: { reason: 'older_state', approved: false }, operations: [] } },
      });
      scenario.pass(5 * MINUTE_MS);
    }
    expect(scenario.world.account.plan()?.explanation).toContain('11 to-dos are older');
    expect(sidesOf(scenario)).toEqual(before);
    copyLibrary(scenario.world.databasePath, `${backup}.2`);
    putBack(`${backup}.2`, backup, 'over');
    expect(await agent.exchangeOnce()).toMatchObject({ ok: true, value: { response: { plan: null } } });
    expect(sidesOf(scenario)).toEqual(before);
  });
});

describe('another file', () => {
  it('[R64] is an older one where a single row says so', async () => {
    const { scenario } = await aWeekAfterTheBackup();
    const { databasePath } = scenario.world;
    const backup = copyLibrary(databasePath, `${databasePath}.today`);
    scenario.pass(HOUR_MS);
    edit(scenario, 'Task 1');
    await scenario.sync();
    const before = scenario.items;
    restore(scenario, backup, 'new file');
    const plan = await scenario.stop();
    expect(plan.reason).toBe('older_state');
    expect(plan.explanation).toContain('1 to-do is as it was earlier');
    expect(plan.explanation).toContain('a different file');
    expect(scenario.items).toEqual(before);
  });
});

describe('another library', () => {
  it('[R65] of the same name is known by its to-dos', async () => {
    const { scenario } = await aWeekAfterTheBackup();
    const { databasePath } = scenario.world;
    const first = copyLibrary(databasePath, `${databasePath}.first`);
    const items = scenario.items;
    const other = new Scenario();
    for (let at = 0; at < 5; at += 1) other.things.addTodo({ title: `Other ${at}` });
    const copy = copyLibrary(other.world.databasePath, `${databasePath}.other`);
    shareToken(databasePath, copy);
    // Both were made from one seed: ids of one library are never those of another.
    tamper(copy, "UPDATE TMTask SET uuid = substr(uuid, 1, 20) || 'zz'");
    restore(scenario, copy);
    const plan = await scenario.stop();
    expect(plan).toMatchObject({ reason: 'full_resync', holds: { what: 'side', replica: 'things' } });
    expect(plan.explanation).toContain('another Things library');
    expect(scenario.items).toEqual(items);
    expect(scenario.openInThings).toHaveLength(5);
    restore(scenario, first);
    await scenario.sync();
    expect(scenario.items).toEqual(items);
    await scenario.expectQuiet();
  });
});
