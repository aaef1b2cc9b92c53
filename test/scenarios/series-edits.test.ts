// Series of Todoist that are edited, moved and ticked on both sides at once, with sub-tasks that tick and come again. What a person
// typed reaches the live task, whatever was closed meanwhile.

import { describe, expect, it } from 'vitest';
import { Scenario } from './scenario.ts';
import { series } from './series.ts';

const DAY_MS = 86_400_000;

/** `Chores` with the sub-tasks `dishes`, which comes every day, and `post`. */
async function chores(): Promise<Scenario> {
  const scenario = new Scenario();
  const parent = await scenario.todoist('item_add', { content: 'Chores' });
  await scenario.todoist('item_add', { content: 'dishes', parent_id: parent, due: { string: 'every day' } });
  await scenario.todoist('item_add', { content: 'post', parent_id: parent });
  await scenario.approving();
  return scenario;
}

function dayOf(scenario: Scenario, title: string): string | undefined {
  return scenario.world.todoist.snapshot().items.find(({ content }) => content === title)?.due?.date;
}

describe('an edit of an occurrence that is ticked in Todoist meanwhile', () => {
  it.for(['at the same time', 'and seen first by a poll'] as const)(
    '[M30] reaches the series (%s)',
    async (when) => {
      const { scenario, item, first } = await series('every day');
      scenario.things.setChecklist(first, [{ title: 'can', done: true }]);
      scenario.things.editTodo(first, {
        title: 'Water all plants',
        notes: 'less',
        tags: ['calls'],
        deadline: '2026-04-01',
      });
      scenario.pass(1000);
      await scenario.todoist('item_close', { id: item });
      if (when === 'and seen first by a poll') await scenario.world.account.poll();
      await scenario.sync();
      expect(scenario.item('Water all plants')).toMatchObject({
        id: item,
        checked: false,
        due: '2026-03-21',
        notes: 'less',
        labels: ['calls'],
        deadline: '2026-04-01',
        subtasks: ['- can'],
      });
      const live = scenario.todos.filter((todo) => todo.status === 'open' && todo.title !== 'Plain');
      expect(live).toMatchObject([{ title: 'Water all plants', notes: 'less', when: '2026-03-21' }]);
      expect(scenario.todos.find((todo) => todo.id === first)?.status).toBe('completed');
      expect(scenario.status).toMatchObject({ inSync: true, waiting: [] });
      await scenario.expectQuiet();
    },
  );

  it('[M30] reaches it where the copy was ticked in Things as well, and closes one occurrence', async () => {
    const { scenario, item, first } = await series('every day');
    scenario.things.editTodo(first, { notes: 'less' });
    scenario.things.complete(first);
    scenario.pass(1000);
    await scenario.todoist('item_close', { id: item });
    await scenario.sync();
    expect(scenario.item('Water plants')).toMatchObject({ due: '2026-03-21', notes: 'less' });
    await scenario.expectQuiet();
  });

  it('[M30] meets an edit in Todoist as any edit does, and both values stay', async () => {
    const { scenario, item, first } = await series('every day');
    scenario.things.editTodo(first, { title: 'Water ferns', notes: 'less' });
    scenario.pass(60_000);
    await scenario.todoist('item_update', { id: item, content: 'Water cacti' });
    await scenario.todoist('item_close', { id: item });
    await scenario.sync();
    expect(scenario.item('Water cacti')).toMatchObject({ notes: 'less', due: '2026-03-21' });
    expect(JSON.stringify(scenario.conflictsOf(item))).toContain('Water ferns');
    await scenario.expectQuiet();
  });

  it('[M30] does not carry a later edit of the spent copy over', async () => {
    const { scenario, item, first } = await series('every day');
    await scenario.todoist('item_close', { id: item });
    await scenario.sync();
    scenario.things.editTodo(first, { notes: 'was good' });
    await scenario.sync();
    expect(scenario.item('Water plants').notes).toBe('');
    await scenario.expectQuiet();
  });
});

describe('an occurrence closed in Things', () => {
  it('[M33] opens the lines that were ticked for the next one', async () => {
    const { scenario, item, first } = await series('every day');
    await scenario.todoist('item_add', { content: 'balcony', parent_id: item });
    await scenario.todoist('item_add', { content: 'kitchen', parent_id: item });
    await scenario.sync();
    scenario.things.checkChecklistItem(scenario.lineId('Water plants', 'balcony'), true);
    await scenario.sync();
    scenario.things.complete(first);
    await scenario.sync();
    expect(scenario.item('Water plants').due).toBe('2026-03-21');
    expect(scenario.item('Water plants').subtasks.toSorted()).toEqual(['- balcony', '- kitchen']);
    const next = scenario.todos.find((todo) => todo.status === 'open' && todo.title === 'Water plants');
    expect(next?.checklist.toSorted()).toEqual(['- balcony', '- kitchen']);
    expect(scenario.todos.find((todo) => todo.id === first)?.checklist).toEqual(['x balcony', '- kitchen']);
    await scenario.expectQuiet();
  });

  it('[T43] counts on from the day that it was moved to, synced in between or not', async () => {
    const days: (string | null)[] = [];
    for (const isSyncedBetween of [true, false]) {
      const { scenario, first } = await series('every week');
      scenario.things.editTodo(first, { when: '2026-03-25' });
      if (isSyncedBetween) await scenario.sync();
      scenario.things.complete(first);
      await scenario.sync();
      days.push(scenario.item('Water plants').due);
      expect(scenario.status).toMatchObject({ inSync: true, waiting: [] });
      await scenario.expectQuiet();
    }
    expect(days).toEqual(['2026-04-01', '2026-04-01']);
  });
});

describe('a line whose sub-task comes again', () => {
  it('[T42] is open again when it was ticked in Things, and is closed once', async () => {
    const scenario = await chores();
    const before = dayOf(scenario, 'dishes') ?? '';
    scenario.things.checkChecklistItem(scenario.lineId('Chores', 'dishes'), true);
    await scenario.sync();
    const after = dayOf(scenario, 'dishes');
    expect(after !== undefined && after > before).toBe(true);
    expect(scenario.todo('Chores').checklist).toEqual(['- dishes', '- post']);
    expect(scenario.status).toMatchObject({ inSync: true, waiting: [] });
    scenario.pass(3 * DAY_MS);
    scenario.things.addChecklistItem(scenario.todo('Chores').id, 'windows');
    await scenario.sync();
    expect(dayOf(scenario, 'dishes')).toBe(after);
    expect(scenario.todo('Chores').checklist).toEqual(['- dishes', '- post', '- windows']);
    await scenario.expectQuiet();
  });

  it('[T42] is open again where all is read anew with the tick', async () => {
    const scenario = await chores();
    scenario.things.checkChecklistItem(scenario.lineId('Chores', 'dishes'), true);
    scenario.world.todoist.chaos.failNext('force_full_sync', 3);
    await scenario.sync();
    const after = dayOf(scenario, 'dishes');
    await scenario.sync();
    expect(scenario.todo('Chores').checklist).toEqual(['- dishes', '- post']);
    expect(dayOf(scenario, 'dishes')).toBe(after);
    expect(scenario.status).toMatchObject({ inSync: true, waiting: [] });
    await scenario.expectQuiet();
  });
});

describe('a day far away', () => {
  it.for(['1850-06-01', '4000-12-31', '4002-01-01', '9999-12-30'])(
    '%s stays what it is on both sides',
    async (date) => {
      const scenario = new Scenario();
      await scenario.todoist('item_add', { content: 'one day', due: { date }, deadline: { date } });
      await scenario.approving();
      expect(scenario.item('one day')).toMatchObject({ due: date, deadline: date, labels: [] });
      expect(scenario.todo('one day').deadline).toBe(date);
      expect(scenario.status).toMatchObject({ inSync: true, waiting: [] });
      await scenario.expectQuiet();
    },
  );
});

describe('labels that differ only in case', () => {
  it('[M31] go together when their tag is taken off in Things', async () => {
    const scenario = new Scenario();
    await scenario.todoist('item_add', { content: 'Lunch', labels: ['Food', 'food', 'desk'] });
    await scenario.approving();
    scenario.things.editTodo(scenario.todo('Lunch').id, { tags: ['desk'] });
    await scenario.sync();
    expect(scenario.item('Lunch').labels).toEqual(['desk']);
    expect(scenario.todo('Lunch').tags).toEqual(['desk']);
    await scenario.expectQuiet();
  });
});
