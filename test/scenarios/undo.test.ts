// Every operation that was carried out can be taken back: both sides are then as they were before the edit that it carried.

import { expect, it } from 'vitest';
import { IN_THINGS } from './edits-in-things.ts';
import { IN_TODOIST } from './edits-in-todoist.ts';
import type { Edit } from './edits.ts';
import type { Scenario } from './scenario.ts';
import { standardScenario } from './standard.ts';

/** Containers are not in the history of a task, and a new day or name of one is not taken back with it. */
const ABOUT_CONTAINERS = /renames (a project|an area)|makes a project/;

it.for(cases(IN_THINGS))('takes back what reached Todoist when a person in Things %s', async ([, edit]) => {
  await undoOnce(edit, 'todoist');
});

it.for(cases(IN_TODOIST))('takes back what reached Things when a person in Todoist %s', async ([, edit]) => {
  await undoOnce(edit, 'things');
});

it('refuses to take the same entry back twice, and an entry that there never was', async () => {
  const { scenario } = await standardScenario();
  scenario.things.editTodo(scenario.todo('Call Anna').id, { title: 'Call Bob' });
  await scenario.sync();
  const [entry] = scenario.historyOf(scenario.todo('Call Bob').id);
  expect(scenario.world.account.undo(entry?.id ?? '')).toMatchObject({ ok: true });
  await scenario.sync();
  expect(scenario.world.account.undo(entry?.id ?? '')).toMatchObject({ error: { kind: 'out_of_date' } });
  expect(scenario.world.account.undo('nothing')).toMatchObject({ error: { kind: 'not_found' } });
  expect(scenario.todo('Call Anna').notes).toBe('Ask about the boat.');
});

it('takes an undo back as any other change', async () => {
  const { scenario } = await standardScenario();
  const id = scenario.todo('Call Anna').id;
  scenario.things.editTodo(id, { title: 'Call Bob' });
  await scenario.sync();
  scenario.world.account.undo(scenario.historyOf(id)[0]?.id ?? '');
  await scenario.sync();
  const entry = scenario.historyOf(id).find((each) => each.replica === 'things');
  expect(scenario.world.account.undo(entry?.id ?? '')).toMatchObject({ ok: true });
  await scenario.sync();
  expect(scenario.todo('Call Bob').id).toBe(id);
  expect(scenario.item('Call Bob').notes).toBe('Ask about the boat.');
  await scenario.expectQuiet();
});

function cases(edits: readonly Edit[]): readonly (readonly [string, Edit])[] {
  return edits
    .filter(({ title }) => !ABOUT_CONTAINERS.test(title))
    .map((edit) => [edit.title, edit] as const);
}

async function undoOnce(edit: Edit, replica: 'things' | 'todoist'): Promise<void> {
  const { scenario, places } = await standardScenario();
  if (edit.first !== undefined) {
    await edit.first(scenario, places);
    await scenario.sync();
  }
  const before = seen(scenario);
  const known = new Set(all(scenario).map((entry) => entry.id));
  await edit.edit(scenario, places);
  await scenario.sync();
  const made = all(scenario).filter((entry) => entry.replica === replica && !known.has(entry.id));
  expect(made.length, 'what was carried out is in the history').toBeGreaterThan(0);
  for (const entry of made) expect(scenario.world.account.undo(entry.id)).toMatchObject({ ok: true });
  await scenario.sync();
  expect(seen(scenario)).toEqual(before);
  await scenario.expectQuiet();
}

function all(scenario: Scenario): ReturnType<Scenario['world']['account']['history']> {
  return scenario.world.account.history({ task: null, limit: 1000, before: null });
}

/** All open tasks of both sides without their ids: a task that came back may have a new one. */
function seen(scenario: Scenario): unknown {
  const todos = scenario.todos.map(({ id: _id, tags, ...todo }) => ({
    ...todo,
    tags: tags.map((tag) => tag.toLowerCase()),
    checklist: todo.checklist.toSorted(byText),
  }));
  const items = scenario.items.map(({ id: _id, labels, ...item }) => ({
    ...item,
    labels: labels.map((label) => label.toLowerCase()),
    subtasks: item.subtasks.toSorted(byText),
  }));
  return { things: todos.toSorted(byTitle), todoist: items.toSorted(byTitle) };
}

function byTitle(a: { readonly title: string }, b: { readonly title: string }): number {
  return byText(a.title, b.title);
}

function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
