// What another installation began to make in Things and left half made when this one took over.

import { setImmediate } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { Installation } from './installation.ts';
import { Scenario } from './scenario.ts';

/** A pair of which the first installation’s agent dies over a creation in Things; the second one has taken over. */
async function takenOver(
  items: readonly Readonly<Record<string, unknown>>[],
  meanwhile: (scenario: Scenario) => Promise<unknown> = async () => undefined,
) {
  const scenario = new Scenario();
  scenario.things.addTodo({ title: 'Call home' });
  const first = new Installation(scenario.world, 'first');
  await first.approving();
  await scenario.addItems(items);
  const isMarked = (): boolean => scenario.todos.some(({ notes }) => notes.startsWith('ttsync:'));
  let isDead = false;
  first.beforeThings = async () => {
    isDead = isMarked();
    if (isDead) await new Promise<never>(() => undefined);
  };
  void first.exchange();
  for (let turn = 0; turn < 1000 && !isDead; turn += 1) await setImmediate();
  expect(isMarked()).toBe(true);
  await meanwhile(scenario);
  const second = new Installation(scenario.world, 'second');
  await second.run();
  second.account.takeOver();
  await second.approving();
  return scenario;
}

it('[R101] is finished by the one that took over, and neither made again nor taken for somebody’s wish', async () => {
  const scenario = await takenOver([
    { content: 'From the phone', description: 'all of it', labels: ['home'] },
  ]);
  expect(scenario.openInThings).toEqual(['Call home', 'From the phone']);
  expect(scenario.openInTodoist).toEqual(['Call home', 'From the phone']);
  expect(scenario.item('From the phone')).toMatchObject({ notes: 'all of it' });
  expect(scenario.todos.find(({ title }) => title === 'From the phone')).toMatchObject({
    notes: 'all of it',
    tags: ['Home'],
  });
});

it('[R101] loses its mark, also where its task has no notes', async () => {
  const scenario = await takenOver([{ content: 'From the phone' }]);
  expect(scenario.openInThings).toEqual(['Call home', 'From the phone']);
  expect(scenario.todos.map(({ notes }) => notes)).toEqual(['', '']);
  expect(scenario.items.map(({ notes }) => notes)).toEqual(['', '']);
});

it('[R101] loses its mark, also where its task has got another title, and is one of its own then', async () => {
  const scenario = await takenOver([{ content: 'From the phone', description: 'all of it' }], (one) =>
    one.todoist('item_update', { id: one.item('From the phone').id, content: 'By phone' }),
  );
  const titles = ['By phone', 'Call home', 'From the phone'];
  expect([scenario.openInTodoist, scenario.openInThings]).toEqual([titles, titles]);
  expect(scenario.items.map(({ notes }) => notes).toSorted()).toEqual(['', '', 'all of it']);
  expect(scenario.todos.map(({ notes }) => notes).toSorted()).toEqual(['', '', 'all of it']);
});
