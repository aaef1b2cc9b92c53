// One edit on one side: the next run carries it over, and the run after that has nothing to do.

import { expect, it } from 'vitest';
import { IN_THINGS } from './edits-in-things.ts';
import { IN_TODOIST } from './edits-in-todoist.ts';
import { ANNA, type Edit } from './edits.ts';
import { standardScenario } from './standard.ts';

it.for(IN_THINGS.map((edit) => [edit.title, edit] as const))(
  'carries it to Todoist when a person in Things %s',
  async ([, edit]) => play(edit),
);

it.for(IN_TODOIST.map((edit) => [edit.title, edit] as const))(
  'carries it to Things when a person in Todoist %s',
  async ([, edit]) => play(edit),
);

it('keeps a duration in Todoist and never clears it', async () => {
  const { scenario } = await standardScenario();
  const duration = { amount: 30, unit: 'minute' };
  const due = { date: '2026-03-25T10:00:00' };
  await scenario.todoist('item_update', { id: scenario.item(ANNA).id, due, duration });
  await scenario.sync();
  scenario.things.editTodo(scenario.todo(ANNA).id, { title: 'Call Bob' });
  await scenario.sync();
  expect(scenario.item('Call Bob')).toMatchObject({ duration: '30 minute', due: '2026-03-25T10:00:00' });
  await scenario.expectQuiet();
});

async function play(edit: Edit): Promise<void> {
  const { scenario, places } = await standardScenario();
  if (edit.first !== undefined) {
    await edit.first(scenario, places);
    await scenario.sync();
  }
  await edit.edit(scenario, places);
  await scenario.sync();
  const shown = edit.shows(scenario);
  if (typeof edit.expected === 'object' && edit.expected !== null && !Array.isArray(edit.expected)) {
    expect(shown).toMatchObject(edit.expected);
  } else expect(shown).toEqual(edit.expected);
  expect(scenario.status).toMatchObject({ inSync: true, waiting: [], notices: [] });
  await scenario.expectQuiet();
}
