// A state that begins anew on two sides that are in sync already: nothing is to be done on either.

import { expect, it } from 'vitest';
import { Installation } from './installation.ts';
import type { Scenario } from './scenario.ts';
import { standardScenario } from './standard.ts';

/** A pair at rest with everything that a fresh state could take for new: done and open lines, sections, labels, a rule, closed tasks. */
async function pairAtRest(): Promise<Scenario> {
  const { scenario, places } = await standardScenario();
  const { things } = scenario;
  const checklist = [
    { title: 'Transcribe', done: true },
    { title: 'Pick three quotes', done: false },
    { title: 'Send', done: false },
  ];
  things.addTodo({ title: 'Interview', project: places.work, deadline: '2026-03-30', checklist });
  const done = ['one', 'two'].map((title) => ({ title, done: true }));
  things.addTodo({ title: 'All done', checklist: done, tags: ['errand'] });
  things.addTodo({ title: 'Tonight', when: 'evening' });
  things.addTodo({ title: 'One day', when: 'someday' });
  things.addTodo({ title: 'Ring', when: '2026-03-25', reminder: '09:00' });
  await scenario.todoist('item_add', {
    content: 'Recycling',
    due: { string: 'every week starting 2026-03-26' },
    priority: 3,
  });
  await scenario.approving();
  await scenario.todoist('item_close', { id: scenario.subtaskId('Pay rent', 'open app') });
  things.complete(scenario.todo('Oven').id);
  await scenario.sync();
  await scenario.expectQuiet();
  return scenario;
}

function shown({ items, todos, world }: Scenario) {
  const { projects, sections, labels } = world.todoist.snapshot();
  const names = (list: readonly { readonly name: string }[]) => list.map(({ name }) => name);
  const own = labels.filter(({ name }) => !name.startsWith('ttsync-'));
  return { items, todos, containers: [names(projects), names(sections), names(own)] };
}

it('[R93] a fresh state that takes over from the one beside it changes nothing', async () => {
  const scenario = await pairAtRest();
  const before = shown(scenario);
  const second = new Installation(scenario.world, 'other-mac');
  second.account.takeOver();
  expect((await second.approving()).plan).toBeNull();
  expect(shown(scenario)).toEqual(before);
  expect(second.thingsCalls).toBe(0);
  expect(second.account.status().inSync).toBe(true);
});

it('[R93] a first sync after all state is lost changes nothing', async () => {
  const scenario = await pairAtRest();
  const before = shown(scenario);
  scenario.world.forgetCoordinator();
  scenario.world.forgetAgent();
  await scenario.takeOver();
  await scenario.approving();
  expect(shown(scenario)).toEqual(before);
  expect(scenario.status.inSync).toBe(true);

  // What was never seen in Todoist is no deletion there, and opened again it is there.
  await scenario.todoist('item_add', { content: 'third', parent_id: scenario.item('All done').id });
  await scenario.sync();
  expect(scenario.todo('All done').checklist).toEqual(['x one', 'x two', '- third']);
  await scenario.todoist('item_uncomplete', { id: scenario.subtaskId('All done', 'one') });
  await scenario.sync();
  expect(scenario.todo('All done').checklist).toEqual(expect.arrayContaining(['- one', 'x two', '- third']));
  expect(scenario.todo('All done').checklist).toHaveLength(3);
});
