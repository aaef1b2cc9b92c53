// Labels and tags that one side can't hold, or that mean something there: no edit of the others loses them.

import { describe, expect, it } from 'vitest';
import { Scenario } from './scenario.ts';

const STRAYS = [
  ['someday', { due: { date: '2026-04-01' } }],
  ['Evening', {}],
  ['canceled', {}],
] as const;

describe('a label that marks something elsewhere, and nothing on this task', () => {
  it.each(STRAYS)('[T50] %s stays when other tags are edited in Things', async (label, args) => {
    const scenario = new Scenario();
    await scenario.todoist('item_add', { content: 'Task', labels: [label, 'k0'], ...args });
    await scenario.approving();
    expect(scenario.todo('Task').tags).toEqual(['k0']);
    scenario.things.editTodo(scenario.todo('Task').id, { tags: ['k'] });
    await scenario.sync();
    expect(scenario.item('Task').labels.toSorted()).toEqual([label, 'k'].toSorted());
    expect(scenario.todo('Task').tags).toEqual(['k']);
    await scenario.expectQuiet();

    // So it does after a restart, and where it came later.
    scenario.world.restartCoordinator();
    const [first, ...others] = STRAYS.map(([name]) => name).filter((name) => name !== label);
    const more = [label, 'k', ...(label === 'someday' ? [] : others.filter((name) => name === 'canceled'))];
    expect(first).toBeDefined();
    await scenario.todoist('item_update', { id: scenario.item('Task').id, labels: more });
    await scenario.sync();
    scenario.things.editTodo(scenario.todo('Task').id, { tags: [] });
    await scenario.sync();
    expect(scenario.item('Task').labels).toEqual(more.filter((name) => name !== 'k').toSorted());
    await scenario.expectQuiet();
  });

  it.each(STRAYS)('[T50] %s that is taken away in Todoist does not come back', async (label, args) => {
    const scenario = new Scenario();
    const id = await scenario.todoist('item_add', { content: 'Task', labels: [label], ...args });
    await scenario.approving();
    await scenario.todoist('item_update', { id, labels: [] });
    await scenario.sync();
    scenario.things.editTodo(scenario.todo('Task').id, { tags: ['k'] });
    await scenario.sync();
    expect(scenario.item('Task').labels).toEqual(['k']);
  });

  it('[T51] goes where a change of the task in Things would make it mean something', async () => {
    const scenario = new Scenario();
    await scenario.todoist('item_add', { content: 'Dine', labels: ['evening', 'k'] });
    const due = { date: '2026-04-01' };
    await scenario.todoist('item_add', { content: 'Trip', labels: ['someday'], due });
    await scenario.approving();
    scenario.things.editTodo(scenario.todo('Dine').id, { when: '2026-04-02' });
    scenario.things.editTodo(scenario.todo('Trip').id, { when: 'anytime' });
    await scenario.sync();
    expect([scenario.item('Dine').labels, scenario.item('Trip').labels]).toEqual([['k'], []]);
    expect([scenario.todo('Dine').when, scenario.todo('Trip').when]).toEqual(['2026-04-02', 'anytime']);
    await scenario.expectQuiet();
  });
});

describe('a marker label that is renamed in Todoist', () => {
  it.each([4, 15])('[T54] takes none of %i tasks out of Someday, and marks the next one', async (count) => {
    const scenario = new Scenario();
    const label = await scenario.todoist('label_add', { name: 'someday' });
    for (let at = 0; at < count; at += 1) scenario.things.addTodo({ title: `s${at}`, when: 'someday' });
    await scenario.approving();
    await scenario.todoist('label_update', { id: label, name: 'later' });
    await scenario.sync();
    expect(scenario.todos.every(({ when }) => when === 'someday')).toBe(true);
    expect(scenario.items.every(({ labels }) => labels.join() === 'later')).toBe(true);
    expect(scenario.world.account.config().markerLabels.someday).toBe('later');
    expect(scenario.status.notices.join()).toContain('“later”');
    await scenario.expectQuiet();

    scenario.things.addTodo({ title: 'next', when: 'someday' });
    await scenario.todoist('item_add', { content: 'from there', labels: ['later'] });
    await scenario.sync();
    expect(scenario.item('next').labels).toEqual(['later']);
    expect(scenario.todo('from there').when).toBe('someday');
    await scenario.expectQuiet();
    scenario.pass(8 * 86_400_000);
    expect(scenario.status.notices).toEqual([]);
  });

  it('[T54] does not undo a name that the owner chose', async () => {
    const scenario = new Scenario();
    const label = await scenario.todoist('label_add', { name: 'someday' });
    scenario.things.addTodo({ title: 's', when: 'someday' });
    await scenario.approving();
    const names = { someday: 'one day', evening: 'evening', canceled: 'canceled' };
    expect(scenario.world.account.changeConfig({ markerLabels: names })).toMatchObject({ ok: true });
    await scenario.sync();
    expect(scenario.item('s').labels).toEqual(['one day']);
    await scenario.todoist('label_update', { id: label, name: 'old' });
    await scenario.sync();
    expect(scenario.world.account.config().markerLabels).toEqual(names);
    expect([scenario.todo('s').when, scenario.item('s').labels]).toEqual(['someday', ['one day']]);
  });
});
