// Whatever was done before and after a backup, and in the library that was put back: once it is brought up to date and all is quiet, both
// sides are what they were before it was put back, with what was done in it since.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { copyLibrary, putBack } from './libraries.ts';
import { Scenario } from './scenario.ts';
import type { TodoView } from './things-side.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

type Act = readonly [kind: number, which: number];

/** One thing that somebody does in either app; nothing where there is nothing to do it to. */
async function act(scenario: Scenario, [kind, which]: Act, at: number): Promise<void> {
  const { things } = scenario;
  const open = scenario.todos.filter(({ status }) => status === 'open');
  const items = scenario.items.filter(({ checked }) => !checked);
  const [todo, item] = [open[which % Math.max(1, open.length)], items[which % Math.max(1, items.length)]];
  if (kind === 0 || todo === undefined || item === undefined) {
    things.addTodo({ title: `New ${at}`, checklist: [{ title: 'line', done: false }], tags: ['errand'] });
  } else if (kind === 1) things.editTodo(todo.id, { title: `Renamed ${at}` });
  else if (kind === 2) things.complete(todo.id);
  else if (kind === 3) await scenario.todoist('item_add', { content: `From Todoist ${at}`, priority: 4 });
  else if (kind === 4) await scenario.todoist('item_update', { id: item.id, description: `words ${at}` });
  else if (kind === 5) await scenario.todoist('item_close', { id: item.id });
  else if (kind === 6) things.trash(todo.id);
  else if (kind === 7) await scenario.todoist('item_delete', { id: item.id });
  else if (kind === 8) things.editTodo(todo.id, { when: '2026-05-01', tags: ['home'] });
  else if (kind === 9) await scenario.todoist('item_add', { content: `Line ${at}`, parent_id: item.id });
  else if (kind === 10) things.editTodo(todo.id, { project: things.addProject({ title: `Project ${at}` }) });
  else await scenario.todoist('item_move', { id: item.id, project_id: await newProject(scenario, at) });
}

function newProject(scenario: Scenario, at: number): Promise<string> {
  return scenario.todoist('project_add', { name: `From Todoist ${at}` });
}

async function live(scenario: Scenario, acts: readonly Act[], from: number): Promise<void> {
  for (const [at, one] of acts.entries()) {
    scenario.pass(40 * MINUTE_MS);
    await act(scenario, one, from + at);
    await scenario.approving();
  }
}

/** To-dos as people see them, whatever their ids and their order; what was made and done since the backup is not made again. */
function seen(todos: readonly TodoView[]): readonly unknown[] {
  return todos
    .filter(({ status }) => status === 'open')
    .map(({ id: _id, ...shown }) => ({ ...shown, checklist: shown.checklist.toSorted() }))
    .toSorted((a, b) => (a.title < b.title ? -1 : 1));
}

describe('an older library that is brought up to date', () => {
  it('[R70] [R71] is what it was before, with what was done in it since', async () => {
    const acts = fc.tuple(fc.nat(11), fc.nat(30));
    await fc.assert(
      fc.asyncProperty(
        fc.array(acts, { maxLength: 5 }),
        fc.array(acts, { minLength: 3, maxLength: 12 }),
        fc.array(fc.nat(30), { maxLength: 3 }),
        fc.record({ forgets: fc.boolean(), how: fc.constantFrom('over' as const, 'new file' as const) }),
        async (before, after, since, { forgets, how }) => {
          const scenario = new Scenario();
          const { world } = scenario;
          for (let at = 0; at < 10; at += 1) scenario.things.addTodo({ title: `Task ${at}` });
          await scenario.approving();
          await live(scenario, before, 100);
          scenario.pass(HOUR_MS);
          const backup = copyLibrary(world.databasePath, `${world.databasePath}.backup`);
          await live(scenario, after, 200);
          await scenario.sync();
          const known = new Map(scenario.todos.map((todo) => [todo.id, todo]));
          scenario.pass(HOUR_MS);
          world.whileThingsIsQuit(() => putBack(backup, world.databasePath, how));
          if (forgets) world.forgetAgent();
          scenario.pass(HOUR_MS);
          for (const which of since) {
            const there = scenario.todos.filter(({ id }) => known.get(id)?.status === 'open');
            const todo = there[which % Math.max(1, there.length)];
            const was = todo === undefined ? undefined : known.get(todo.id);
            if (todo === undefined || was === undefined) continue;
            scenario.things.editTodo(todo.id, { notes: `since ${which}` });
            known.set(todo.id, { ...was, notes: `since ${which}` });
          }
          scenario.pass(MINUTE_MS);
          const { plan } = await scenario.run();
          fc.pre(plan?.reason === 'older_state');
          expect(world.account.catchUp(plan?.hash ?? '')).toMatchObject({ ok: true });
          await scenario.sync();
          await scenario.sync();
          expect(seen(scenario.todos)).toEqual(seen([...known.values()]));
          expect(scenario.openInTodoist).toEqual(scenario.openInThings);
          await scenario.expectQuiet();
        },
      ),
      { numRuns: Number(process.env['RUNS'] ?? 10) },
    );
  }, 240_000);
});
