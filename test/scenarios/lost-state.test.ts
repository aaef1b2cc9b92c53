// A state that is lost, on two sides that show one task in two forms: each form is the other one as its app can hold it, so that
// nothing is to be done on either side and nothing is lost by it.

import { describe, expect, it } from 'vitest';
import { loseState } from './lost-state.ts';
import { Scenario } from './scenario.ts';

describe('values that an app holds in another form', () => {
  it('[L40] keeps the zone of a fixed time, and a later edit of it too', async () => {
    const scenario = new Scenario();
    const due = { date: '2026-04-10T13:00:00Z', timezone: 'America/New_York' };
    await scenario.todoist('item_add', { content: 'Call', due });
    await scenario.approving();
    expect(scenario.todo('Call').when).toBe('2026-04-10 15:00');
    await loseState(scenario);

    await scenario.todoist('item_update', { id: scenario.item('Call').id, description: 'by phone' });
    await scenario.sync();
    const [item] = scenario.world.todoist.snapshot().items;
    expect(item?.due).toMatchObject(due);
  });

  it('[L40] keeps the evening of a coming day, priorities without tags, durations, and lists', async () => {
    const scenario = new Scenario();
    const settings = { priorityTags: null };
    scenario.world.account.changeConfig(settings);
    const due = { date: '2026-04-10' };
    await scenario.todoist('item_add', { content: 'Dine', due, labels: ['evening'], priority: 4 });
    const duration = { amount: 30, unit: 'minute' };
    const at = { date: '2026-04-11T10:00:00' };
    await scenario.todoist('item_add', { content: 'Meet', due: at, duration });
    scenario.things.addTodo({ title: 'Any', when: 'anytime' });
    scenario.things.addTodo({ title: 'In' });
    const area = scenario.things.addArea('Home');
    scenario.things.addTodo({ title: 'Area', area, when: 'anytime', tags: ['p1', 'x'] });
    await scenario.todoist('item_add', { content: 'Overdue', due: { date: '2026-02-01' } });
    await scenario.approving();
    await loseState(scenario, settings);
    expect(scenario.item('Dine').labels).toEqual(['evening']);
  });
});

describe('what has no title', () => {
  it('[L41] is there once: to-dos, lines, and done lines beside them', async () => {
    const scenario = new Scenario();
    scenario.things.addTodo({ title: '' });
    scenario.things.addTodo({ title: '', notes: 'n', when: 'someday', tags: ['x'] });
    scenario.things.addTodo({ title: '', when: '2026-04-10', reminder: '09:00' });
    const done = ['', 'd', '', 'e'].map((title, at) => ({ title, done: at % 2 === 1 }));
    scenario.things.addTodo({ title: 'x', checklist: done });
    scenario.things.addTodo({ title: 'y', checklist: done.map((line) => ({ ...line, done: true })) });
    await scenario.approving();
    await loseState(scenario);
    expect(scenario.todos.map(({ title }) => title).toSorted()).toEqual(['', '', '', 'x', 'y']);
  });

  it('[L41] is there once: projects, headings and areas, and one name that Todoist holds cut', async () => {
    const scenario = new Scenario();
    const { things } = scenario;
    const project = things.addProject({ title: '' });
    const heading = things.addHeading(project, '');
    things.addTodo({ title: 'in', project });
    things.addTodo({ title: 'below', heading });
    const long = things.addProject({ title: 'l'.repeat(300) });
    things.addTodo({ title: 'far', project: long });
    const area = things.addArea('');
    things.addTodo({ title: 'wide', project: things.addProject({ title: 'P', area }) });
    await scenario.approving();
    await loseState(scenario);
    await loseState(scenario);
  });

  it('[L41] stays two where nothing else says that two of them are one', async () => {
    const scenario = new Scenario();
    scenario.things.addTodo({ title: '', notes: 'one', deadline: '2026-05-01' });
    await scenario.todoist('item_add', { content: '(no title)', description: 'two' });
    await scenario.approving();
    expect(scenario.items.map(({ notes }) => notes).toSorted()).toEqual(['one', 'two']);
    expect(scenario.todos.map(({ notes }) => notes).toSorted()).toEqual(['one', 'two']);
  });
});
