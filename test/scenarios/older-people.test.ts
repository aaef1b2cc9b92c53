// What people do by hand is no older state, whatever their clocks say; an older snapshot of any library is. As properties, through
// the whole system.

import fc from 'fast-check';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { copyLibrary, putBack } from './libraries.ts';
import { Scenario } from './scenario.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const STATES = ['older_state', 'full_resync'];

/** A library at rest. */
async function library(count: number): Promise<Scenario> {
  const scenario = new Scenario();
  for (let at = 0; at < count; at += 1) scenario.things.addTodo({ title: `Task ${at}` });
  await scenario.approving();
  scenario.pass(HOUR_MS);
  return scenario;
}

/** The app's undo, as far as it may go: rows are as they were, stamps included. */
class Undo {
  readonly #path: string;
  readonly #before = new Map<string, Record<string, unknown>>();

  constructor(path: string, ids: readonly string[]) {
    this.#path = path;
    this.#using((database) => {
      for (const id of ids) {
        const row = database.prepare('SELECT * FROM TMTask WHERE uuid = ?').get(id);
        if (row !== undefined) this.#before.set(id, row);
      }
    });
  }

  apply(): void {
    this.#using((database) => {
      for (const [id, row] of this.#before) {
        const columns = Object.keys(row);
        const sql = `UPDATE TMTask SET ${columns.map((name) => `"${name}" = ?`).join(', ')} WHERE uuid = ?`;
        database.prepare(sql).run(...(Object.values(row) as never[]), id);
      }
    });
  }

  #using(work: (database: DatabaseSync) => void): void {
    const database = new DatabaseSync(this.#path);
    try {
      work(database);
    } finally {
      database.close();
    }
  }
}

describe('what a person does by hand', () => {
  it('[R66] undo of one row with its old stamp is an edit', async () => {
    const scenario = await library(30);
    const { id } = scenario.todo('Task 2');
    const undo = new Undo(scenario.world.databasePath, [id]);
    scenario.things.editTodo(id, { title: 'Other words' });
    await scenario.sync();
    scenario.pass(DAY_MS);
    undo.apply();
    await scenario.sync();
    expect(scenario.openInTodoist).toContain('Task 2');
    await scenario.expectQuiet();
  });

  it('[R66] undo of one act on many rows is an edit of each', async () => {
    const scenario = await library(30);
    const ids = ['Task 1', 'Task 2', 'Task 3', 'Task 4'].map((title) => scenario.todo(title).id);
    const undo = new Undo(scenario.world.databasePath, ids);
    for (const id of ids) scenario.things.complete(id);
    await scenario.sync();
    expect(scenario.openInTodoist).toHaveLength(26);
    undo.apply();
    await scenario.sync();
    expect(scenario.openInTodoist).toHaveLength(30);
    await scenario.expectQuiet();
  });

  it('[R66] to-dos that were just made and are deleted for good are deleted', async () => {
    const scenario = await library(30);
    const ids = [1, 2, 3, 4].map((at) => {
      scenario.pass(5 * MINUTE_MS);
      return scenario.things.addTodo({ title: `New ${at}` });
    });
    await scenario.sync();
    for (const id of ids) scenario.things.deleteForever(id);
    await scenario.sync();
    expect(scenario.openInTodoist).toHaveLength(30);
  });

  it('[R66] two of them are deleted after a restart of Things, too', async () => {
    const scenario = await library(30);
    const ids = [1, 2].map((at) => scenario.things.addTodo({ title: `New ${at}` }));
    await scenario.sync();
    scenario.world.whileThingsIsQuit(() => undefined);
    for (const id of ids) scenario.things.deleteForever(id);
    await scenario.sync();
    expect(scenario.openInTodoist).toHaveLength(30);
  });

  it('[R66] whatever it is, on a library that lives, never stops as an older one', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(11), fc.nat(30), fc.nat(3)), { maxLength: 25 }),
        async (acts) => {
          const scenario = await library(25);
          let undo: Undo | null = null;
          for (const [kind, which, wait] of acts) {
            const { todos, things, world } = scenario;
            const todo = todos[which % Math.max(1, todos.length)];
            scenario.pass([0, 1000, 20 * MINUTE_MS, 2 * DAY_MS][wait] ?? 0);
            if (kind >= 8 || todo === undefined) {
              undo = null;
              const { plan } = await scenario.run();
              expect(STATES).not.toContain(plan?.reason);
              if (plan !== null) world.account.approve(plan.hash);
              if (kind === 11) world.whileThingsIsQuit(() => undefined);
              if (kind === 10) world.restartAgent();
              if (kind === 9 && todo !== undefined) {
                undo = new Undo(world.databasePath, [todo.id]);
                things.editTodo(todo.id, { notes: `words ${which}` });
                await scenario.run();
              }
            } else if (kind === 0) things.addTodo({ title: `New ${which}` });
            else if (kind === 1) things.editTodo(todo.id, { title: `Renamed ${which}` });
            else if (kind === 2) things.complete(todo.id);
            else if (kind === 3) things.reopen(todo.id);
            else if (kind === 4) things.trash(todo.id);
            else if (kind === 5) things.emptyTrash();
            else if (kind === 6) things.editTodo(todo.id, { when: 'today' });
            else {
              undo?.apply();
              undo = null;
            }
          }
          const { plan } = await scenario.run();
          expect(STATES).not.toContain(plan?.reason);
        },
      ),
      { numRuns: 12 },
    );
  }, 120_000);
});

describe('a clock that was wrong', () => {
  it('[R67] stamps of tomorrow are no obstacle to the edits of today', async () => {
    const scenario = await library(30);
    scenario.world.setMacClock(DAY_MS);
    for (let at = 0; at < 5; at += 1) {
      scenario.pass(5 * MINUTE_MS);
      scenario.things.editTodo(scenario.todo(`Task ${at}`).id, { notes: 'of tomorrow' });
    }
    await scenario.sync();
    scenario.world.setMacClock(0);
    for (let at = 0; at < 5; at += 1) {
      scenario.pass(5 * MINUTE_MS);
      scenario.things.editTodo(scenario.todo(`Task ${at}`).id, { title: `Today ${at}` });
    }
    await scenario.sync();
    expect(scenario.openInTodoist).toEqual(scenario.openInThings);
    expect(scenario.openInTodoist).toContain('Today 3');
    await scenario.expectQuiet();
  });

  it.for([-3 * HOUR_MS, -400 * DAY_MS])(
    '[R67] edits after it was set back by %i ms are taken',
    async (skewMs) => {
      const scenario = await library(30);
      for (let at = 0; at < 6; at += 1) {
        scenario.pass(10 * MINUTE_MS);
        scenario.things.editTodo(scenario.todo(`Task ${at}`).id, { notes: 'before' });
        await scenario.sync();
      }
      scenario.world.setMacClock(skewMs);
      for (let round = 0; round < 3; round += 1) {
        for (let at = 0; at < 6; at += 1) {
          scenario.pass(2 * MINUTE_MS);
          scenario.things.editTodo(scenario.todos[at]?.id ?? '', { title: `After ${at} ${round}` });
        }
        await scenario.sync();
        expect(scenario.openInTodoist).toEqual(scenario.openInThings);
      }
      await scenario.expectQuiet();
    },
  );

  it('[R67] nor are those after the clock of Mac and hub went back together', async () => {
    const scenario = await library(30);
    for (let at = 0; at < 6; at += 1) {
      scenario.pass(10 * MINUTE_MS);
      scenario.things.editTodo(scenario.todo(`Task ${at}`).id, { notes: 'before' });
      await scenario.sync();
    }
    scenario.world.pass(-30 * MINUTE_MS);
    for (let at = 0; at < 3; at += 1) {
      scenario.things.editTodo(scenario.todo(`Task ${at}`).id, { title: `After ${at}` });
    }
    await scenario.sync();
    expect(scenario.openInTodoist).toEqual(scenario.openInThings);
    expect(scenario.openInTodoist).toContain('After 2');
  });
});

describe('an older snapshot', () => {
  it('[R68] of whatever library, read after a newer one, stops Things and changes neither side', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(5), fc.nat(30)), { minLength: 1, maxLength: 12 }),
        fc.array(fc.tuple(fc.nat(5), fc.nat(30)), { minLength: 3, maxLength: 15 }),
        fc.constantFrom('over' as const, 'new file' as const),
        fc.boolean(),
        async (before, after, how, forgets) => {
          const scenario = await library(20);
          const { world } = scenario;
          await live(scenario, before);
          const backup = copyLibrary(world.databasePath, `${world.databasePath}.backup`);
          const changed = await live(scenario, after);
          fc.pre(changed >= 3);
          const items = scenario.items;
          world.whileThingsIsQuit(() => putBack(backup, world.databasePath, how));
          if (forgets) world.forgetAgent();
          const todos = scenario.todos;
          // An agent that nobody knows, on a file that nobody knows, may be on another Mac: Things Cloud gets an hour before it asks.
          const isOfAnotherMac = forgets && how === 'new file';
          for (let round = 0; round < 4; round += 1) {
            const { plan, standby } = await scenario.run();
            if (isOfAnotherMac && round < 2) expect(standby?.why).toBe(round === 0 ? 'held' : 'behind');
            else expect(plan?.reason).toBe('older_state');
            scenario.pass(HOUR_MS);
          }
          expect([scenario.todos, scenario.items]).toEqual([todos, items]);
        },
      ),
      { numRuns: 12 },
    );
  }, 120_000);
});

/** People live with both apps, and everything is synced; tells how many to-dos differ in Things afterwards. */
async function live(scenario: Scenario, acts: readonly (readonly [number, number])[]): Promise<number> {
  const shownBefore = new Map(scenario.todos.map((todo) => [todo.id, JSON.stringify(todo)]));
  for (const [kind, which] of acts) {
    scenario.pass(40 * MINUTE_MS);
    const open = scenario.todos.filter(({ status }) => status === 'open');
    const items = scenario.items.filter(({ checked }) => !checked);
    const todo = open[which % Math.max(1, open.length)];
    const item = items[which % Math.max(1, items.length)];
    if (kind === 0 || todo === undefined || item === undefined)
      scenario.things.addTodo({ title: `New ${which}` });
    else if (kind === 1) scenario.things.editTodo(todo.id, { title: `Renamed ${which}` });
    else if (kind === 2) scenario.things.complete(todo.id);
    else if (kind === 3) await scenario.todoist('item_add', { content: `From Todoist ${which}` });
    else if (kind === 4)
      await scenario.todoist('item_update', { id: item.id, description: `words ${which}` });
    else await scenario.todoist('item_close', { id: item.id });
    await scenario.approving();
  }
  const shown = new Map(scenario.todos.map((todo) => [todo.id, JSON.stringify(todo)]));
  const ids = new Set([...shown.keys(), ...shownBefore.keys()]);
  return [...ids].filter((id) => shown.get(id) !== shownBefore.get(id)).length;
}
