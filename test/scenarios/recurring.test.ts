// Repeating tasks have one owner: a rule of Todoist stays there and Things sees one occurrence after the other; a template of
// Things is never touched and its instances are plain tasks.

import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { Scenario } from './scenario.ts';
import { occurrences, series } from './series.ts';

const DAY_MS = 86_400_000;

describe('a rule in Todoist', () => {
  it('an occurrence completed in Things closes just that occurrence, and the next one appears', async () => {
    const { scenario, item, first } = await series('every day');
    scenario.things.complete(first);
    await scenario.sync();
    expect(scenario.item('Water plants')).toMatchObject({
      id: item,
      checked: false,
      due: '2026-03-21',
      rule: 'every day',
    });
    expect(occurrences(scenario)).toEqual(['2026-03-20 completed', '2026-03-21 open']);
    expect(scenario.todos.find((todo) => todo.id === first)?.status).toBe('completed');
    await scenario.expectQuiet();
  });

  it('an occurrence completed in Things closes its open sub-tasks for the next round as Todoist does', async () => {
    const { scenario, item, first } = await series('every day');
    await scenario.todoist('item_add', { content: 'balcony', parent_id: item });
    await scenario.sync();
    scenario.things.complete(first);
    await scenario.sync();
    expect(scenario.item('Water plants').subtasks).toEqual(['- balcony']);
    const open = scenario.todos.filter((todo) => todo.status === 'open' && todo.title === 'Water plants');
    expect(open.map((todo) => todo.checklist)).toEqual([['- balcony']]);
    await scenario.expectQuiet();
  });

  it('an occurrence ticked in Todoist is completed in Things, and the next one appears', async () => {
    const { scenario, item, first } = await series('every day');
    await scenario.todoist('item_close', { id: item });
    await scenario.sync();
    expect(occurrences(scenario)).toEqual(['2026-03-20 completed', '2026-03-21 open']);
    expect(scenario.todos.find((todo) => todo.id === first)?.status).toBe('completed');
    expect(scenario.item('Water plants')).toMatchObject({ due: '2026-03-21', rule: 'every day' });
    await scenario.expectQuiet();
  });

  it('ten days of ticking on changing sides make ten done ones and one open one', async () => {
    const { scenario, item } = await series('every day');
    for (let day = 0; day < 10; day += 1) {
      const open = scenario.todos.find((todo) => todo.status === 'open' && todo.title === 'Water plants');
      if (day % 2 === 0) scenario.things.complete(open?.id ?? '');
      else await scenario.todoist('item_close', { id: item });
      await scenario.sync();
      scenario.pass(DAY_MS);
      await scenario.sync();
    }
    expect(scenario.todos.filter((todo) => todo.title === 'Water plants')).toHaveLength(11);
    expect(scenario.openInThings).toEqual(['Plain', 'Water plants']);
    expect(scenario.item('Water plants')).toMatchObject({ due: '2026-03-30', rule: 'every day' });
    await scenario.expectQuiet();
  });

  it('a postponed occurrence moves in Things, and no new one appears', async () => {
    const { scenario, item, first } = await series('every day');
    const due = { date: '2026-03-24', string: 'every day', lang: 'en', is_recurring: true };
    await scenario.todoist('item_update', { id: item, due });
    await scenario.sync();
    expect(occurrences(scenario)).toEqual(['2026-03-24 open']);
    expect(scenario.todo('Water plants').id).toBe(first);
    await scenario.expectQuiet();
  });

  it('an occurrence moved to another day in Things keeps its rule', async () => {
    const { scenario, first } = await series('every week');
    scenario.things.editTodo(first, { when: '2026-03-23' });
    await scenario.sync();
    expect(scenario.item('Water plants')).toMatchObject({ due: '2026-03-23', rule: 'every week' });
    await scenario.expectQuiet();
  });

  it('an occurrence put off to someday in Things leaves the series as it is', async () => {
    const { scenario, first } = await series('every day');
    scenario.things.editTodo(first, { when: 'someday' });
    await scenario.sync();
    expect(scenario.item('Water plants')).toMatchObject({ checked: false, rule: 'every day' });
    await scenario.expectQuiet();
  });

  it('an edit of the title in Things keeps the rule', async () => {
    const { scenario, first } = await series('every! 3 days');
    scenario.things.editTodo(first, { title: 'Water the plants' });
    await scenario.sync();
    expect(scenario.item('Water the plants')).toMatchObject({ due: '2026-03-20', rule: 'every! 3 days' });
    await scenario.expectQuiet();
  });

  it('the same occurrence ticked on both sides before a sync is closed once', async () => {
    const { scenario, item, first } = await series('every day');
    scenario.things.complete(first);
    scenario.pass(30_000);
    await scenario.todoist('item_close', { id: item });
    await scenario.sync();
    expect(scenario.item('Water plants')).toMatchObject({ due: '2026-03-21', rule: 'every day' });
    expect(occurrences(scenario)).toEqual(['2026-03-20 completed', '2026-03-21 open']);
    await scenario.expectQuiet();
  });

  it('an answer lost on the way does not close two occurrences', async () => {
    const { scenario, first } = await series('every day');
    scenario.things.complete(first);
    scenario.pass(60_000);
    scenario.world.todoist.chaos.failNext('lose_answer', 2);
    await scenario.world.exchange();
    scenario.world.todoist.chaos.clear();
    scenario.pass(20 * 60_000);
    await scenario.sync();
    expect(scenario.item('Water plants').due).toBe('2026-03-21');
    expect(occurrences(scenario)).toEqual(['2026-03-20 completed', '2026-03-21 open']);
    await scenario.expectQuiet();
  });

  it('an occurrence deleted in Things leaves the series alive, and the next one appears there', async () => {
    const { scenario, item, first } = await series('every day');
    scenario.things.trash(first);
    await scenario.sync();
    expect(scenario.item('Water plants')).toMatchObject({
      id: item,
      checked: false,
      due: '2026-03-20',
      rule: 'every day',
    });
    await scenario.expectQuiet();
    await scenario.todoist('item_close', { id: item });
    await scenario.sync();
    expect(occurrences(scenario)).toEqual(['2026-03-21 open']);
    await scenario.expectQuiet();
  });

  it('the series completed for good in Todoist is completed in Things', async () => {
    const { scenario, item } = await series('every day');
    await scenario.todoist('item_complete', { id: item });
    await scenario.sync();
    expect(scenario.openInThings).toEqual(['Plain']);
    await scenario.expectQuiet();
  });

  it('a rule that a person adds or takes away in Todoist leaves one to-do in Things', async () => {
    const { scenario } = await series('every day');
    const id = scenario.item('Plain').id;
    await scenario.todoist('item_update', { id, due: { string: 'every friday' } });
    await scenario.sync();
    expect(scenario.todo('Plain').when).toBe(scenario.item('Plain').due);
    await scenario.todoist('item_update', { id, due: { date: '2026-04-09' } });
    await scenario.sync();
    expect(scenario.todo('Plain').when).toBe('2026-04-09');
    scenario.things.complete(scenario.todo('Plain').id);
    await scenario.sync();
    expect(scenario.item('Plain').checked).toBe(true);
    await scenario.expectQuiet();
  });
});

describe('a repeating to-do of Things', () => {
  it('shows its instances as plain tasks, and its template is left as it is', async () => {
    const scenario = await repeatingInThings();
    const before = templates(scenario);
    expect(scenario.item('Take pills')).toMatchObject({ due: '2026-03-20', rule: null });
    await scenario.todoist('item_close', { id: scenario.item('Take pills').id });
    await scenario.sync();
    expect(scenario.todo('Take pills').status).toBe('completed');
    await scenario.todoist('item_update', { id: scenario.item('Plain').id, content: 'Plainer' });
    await scenario.sync();
    expect(templates(scenario)).toEqual(before);
    await scenario.expectQuiet();
  });

  it('an instance edited and moved to another day in Todoist is edited in Things alone', async () => {
    const scenario = await repeatingInThings();
    const before = templates(scenario);
    const id = scenario.item('Take pills').id;
    await scenario.todoist('item_update', { id, content: 'Take two pills', due: { date: '2026-03-22' } });
    await scenario.sync();
    expect(scenario.todo('Take two pills').when).toBe('2026-03-22');
    expect(templates(scenario)).toEqual(before);
    await scenario.expectQuiet();
  });

  it('several days in one jump make no doubles', async () => {
    const scenario = await repeatingInThings();
    scenario.pass(5 * DAY_MS);
    await scenario.sync();
    const inThings = scenario.todos.filter((todo) => todo.title === 'Take pills').map((todo) => todo.when);
    const inTodoist = scenario.items
      .filter((item) => item.title === 'Take pills')
      .map((item) => item.due ?? '');
    expect(inTodoist.toSorted()).toEqual(inThings.toSorted());
    expect(new Set(inThings).size).toBe(inThings.length);
    for (const item of scenario.items.filter(({ title }) => title === 'Take pills'))
      await scenario.todoist('item_close', { id: item.id });
    await scenario.sync();
    expect(scenario.openInThings).toEqual(['Plain']);
    scenario.pass(DAY_MS);
    await scenario.sync();
    expect(scenario.openInThings).toEqual(['Plain', 'Take pills']);
    expect(scenario.openInTodoist).toEqual(['Plain', 'Take pills']);
    await scenario.expectQuiet();
  });
});

async function repeatingInThings(): Promise<Scenario> {
  const scenario = new Scenario();
  scenario.things.addTodo({ title: 'Plain' });
  scenario.things.addRepeatingTemplate({
    title: 'Take pills',
    rule: { every: 1, unit: 'day' },
    start: '2026-03-20',
  });
  await scenario.approving();
  return scenario;
}

/** The templates' rows as they are stored, but for what the app counts itself. */
function templates(scenario: Scenario): readonly unknown[] {
  const database = new DatabaseSync(scenario.world.databasePath, { readOnly: true });
  try {
    return database
      .prepare(
        'SELECT uuid, title, notes, status, trashed, start, startDate, deadline, userModificationDate FROM TMTask WHERE rt1_recurrenceRule IS NOT NULL',
      )
      .all();
  } finally {
    database.close();
  }
}
