// A repeating task of Todoist as the scenarios begin with it, and how Things shows it. Decides nothing.

import { Scenario } from './scenario.ts';

/** Syncs a series “Water plants” whose next day is 2026-03-20, and a plain task; `first` is its to-do in Things. */
export async function series(
  rule: string,
): Promise<{ readonly scenario: Scenario; readonly item: string; readonly first: string }> {
  const scenario = new Scenario();
  scenario.things.addTodo({ title: 'Plain' });
  const item = await scenario.todoist('item_add', {
    content: 'Water plants',
    due: { string: `${rule} starting 2026-03-20` },
  });
  await scenario.approving();
  const due = { date: '2026-03-20', string: rule, lang: 'en', is_recurring: true };
  await scenario.todoist('item_update', { id: item, due });
  await scenario.sync();
  return { scenario, item, first: scenario.todo('Water plants').id };
}

/** `day status` of each to-do of the series in Things, in order. */
export function occurrences(scenario: Scenario): readonly string[] {
  return scenario.todos
    .filter((todo) => todo.title === 'Water plants')
    .map((todo) => `${todo.when} ${todo.status}`)
    .toSorted();
}
