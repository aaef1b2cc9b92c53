// The same field of one task is edited on both sides before a sync: each strategy gives what it says, nothing is lost, and the
// losing value can be brought back.

import { expect, it, describe } from 'vitest';
import type { Strategy } from '../../src/model/conflict.ts';
import type { Scenario } from './scenario.ts';
import { standardScenario, type Places } from './standard.ts';

type Side = 'things' | 'todoist';

/** Ids of “Call Anna” on both sides, whatever its title is. */
interface Counterpart {
  readonly todo: string;
  readonly item: string;
}

interface Field {
  readonly name: string;
  readonly things: (scenario: Scenario, counterpart: Counterpart, places: Places) => unknown;
  readonly todoist: (scenario: Scenario, counterpart: Counterpart) => unknown;
  /** What either side shows of the field, in the same words for both. */
  readonly shows: (scenario: Scenario, counterpart: Counterpart) => Readonly<Record<Side, unknown>>;
  readonly thingsValue: unknown;
  readonly todoistValue: unknown;
  /** What `merge` makes of it; the newer value where this is missing. */
  readonly merged?: Readonly<Record<Side, unknown>>;
}

const FIELDS: readonly [Field, ...Field[]] = [
  {
    name: 'title',
    things: (s, { todo }) => s.things.editTodo(todo, { title: 'Call Tina' }),
    todoist: (s, { item }) => s.todoist('item_update', { id: item, content: 'Call Theo' }),
    shows: (s, counterpart) => ({
      things: todoOf(s, counterpart).title,
      todoist: itemOf(s, counterpart).title,
    }),
    thingsValue: 'Call Tina',
    todoistValue: 'Call Theo',
  },
  {
    name: 'notes',
    things: (s, { todo }) => s.things.editTodo(todo, { notes: 'Ask about the boat.\nfrom things' }),
    todoist: (s, { item }) =>
      s.todoist('item_update', { id: item, description: 'Ask about the boat.\nfrom todoist' }),
    shows: (s, counterpart) => ({
      things: todoOf(s, counterpart).notes,
      todoist: itemOf(s, counterpart).notes,
    }),
    thingsValue: 'Ask about the boat.\nfrom things',
    todoistValue: 'Ask about the boat.\nfrom todoist',
    merged: {
      todoist: 'Ask about the boat.\nfrom things\nfrom todoist',
      things: 'Ask about the boat.\nfrom todoist\nfrom things',
    },
  },
  {
    name: 'start',
    things: (s, { todo }) => s.things.editTodo(todo, { when: '2026-04-01' }),
    todoist: (s, { item }) => s.todoist('item_update', { id: item, due: { date: '2026-04-02' } }),
    shows: (s, counterpart) => ({ things: todoOf(s, counterpart).when, todoist: itemOf(s, counterpart).due }),
    thingsValue: '2026-04-01',
    todoistValue: '2026-04-02',
  },
  {
    name: 'deadline',
    things: (s, { todo }) => s.things.editTodo(todo, { deadline: '2026-05-01' }),
    todoist: (s, { item }) => s.todoist('item_update', { id: item, deadline: { date: '2026-05-02' } }),
    shows: (s, counterpart) => ({
      things: todoOf(s, counterpart).deadline,
      todoist: itemOf(s, counterpart).deadline,
    }),
    thingsValue: '2026-05-01',
    todoistValue: '2026-05-02',
  },
  {
    name: 'status',
    things: (s, { todo }) => s.things.cancel(todo),
    todoist: (s, { item }) => s.todoist('item_close', { id: item }),
    shows: (s, counterpart) => ({ things: todoOf(s, counterpart).status, todoist: statusOf(s, counterpart) }),
    thingsValue: 'canceled',
    todoistValue: 'completed',
  },
  {
    name: 'place',
    things: (s, { todo }, { house }) => s.things.move(todo, { project: house }),
    todoist: (s, { item }) => s.todoist('item_move', { id: item, section_id: s.sectionId('Kitchen') }),
    shows: (s, counterpart) => ({
      things: todoOf(s, counterpart).place,
      todoist: itemOf(s, counterpart).place,
    }),
    thingsValue: 'Life › House',
    todoistValue: 'Life › House › Kitchen',
  },
];

const CASES = FIELDS.flatMap((field) =>
  (['things', 'todoist'] as const).map((later) => [field.name, later, field] as const),
);

describe('one field edited on both sides', () => {
  it.for(CASES)('todoist_wins takes the %s of Todoist when %s is edited later', async ([, later, field]) => {
    await decide({ field, later, strategy: 'todoist_wins', winner: 'todoist' });
  });

  it.for(CASES)('things_wins takes the %s of Things when %s is edited later', async ([, later, field]) => {
    await decide({ field, later, strategy: 'things_wins', winner: 'things' });
  });

  it.for(CASES)('newest_wins takes the newer %s when %s is edited later', async ([, later, field]) => {
    await decide({ field, later, strategy: 'newest_wins', winner: later });
  });

  it.for(CASES)('merge takes or merges the %s when %s is edited later', async ([, later, field]) => {
    if (field.merged === undefined) await decide({ field, later, strategy: 'merge', winner: later });
    else {
      const { scenario, counterpart } = await meet(field, later, 'merge');
      const merged = field.merged[later];
      expect(field.shows(scenario, counterpart)).toEqual({ things: merged, todoist: merged });
      await scenario.expectQuiet();
    }
  });

  it.for(CASES)('manual changes no %s until a person decides (%s edited later)', async ([, later, field]) => {
    for (const keep of ['hub', 'replica'] as const) await decideByHand(field, later, keep);
  });
});

it('[H60] the explanation has what met, with the value that lost and the strategy that decided', async () => {
  const { scenario } = await meet(FIELDS[0], 'things', 'todoist_wins');
  const explained = scenario.world.account.explain(scenario.item('Call Theo').id);
  if (!explained.ok) throw new Error(explained.error.detail);
  const { conflicts = [] } = explained.value;
  expect(conflicts).toMatchObject([{ field: 'title', strategy: 'todoist_wins' }]);
  const values = conflicts.flatMap(({ hubValue, replicaValue }) => [hubValue, replicaValue]);
  expect(values.map(String).toSorted()).toEqual(['Call Theo', 'Call Tina']);
});

describe('lists edited on both sides', () => {
  it.for(['todoist_wins', 'things_wins', 'newest_wins', 'merge', 'manual'] as const)(
    '%s unites tags',
    async (strategy) => {
      const { scenario, counterpart } = await start(strategy);
      scenario.things.editTodo(counterpart.todo, { tags: ['calls', 'boat'] });
      await scenario.todoist('item_update', { id: counterpart.item, labels: ['sea'] });
      await scenario.sync();
      expect(itemOf(scenario, counterpart).labels).toEqual(['boat', 'sea']);
      expect(todoOf(scenario, counterpart).tags).toEqual(['boat', 'sea']);
      await scenario.expectQuiet();
    },
  );

  it.for(['todoist_wins', 'things_wins', 'newest_wins', 'merge', 'manual'] as const)(
    '%s merges checklists line by line',
    async (strategy) => {
      const { scenario, counterpart } = await start(strategy);
      scenario.things.addChecklistItem(counterpart.todo, 'from things');
      scenario.things.checkChecklistItem(scenario.lineId('Call Anna', 'find number'), true);
      await scenario.todoist('item_add', { content: 'from todoist', parent_id: counterpart.item });
      await scenario.todoist('item_delete', { id: scenario.subtaskId('Call Anna', 'pick a day') });
      await scenario.sync();
      const expected = ['x find number', '- from things', '- from todoist'].toSorted();
      expect(itemOf(scenario, counterpart).subtasks.toSorted()).toEqual(expected);
      expect(todoOf(scenario, counterpart).checklist.toSorted()).toEqual(expected);
      await scenario.expectQuiet();
    },
  );

  it('keeps both names of a line that both sides renamed', async () => {
    const { scenario, counterpart } = await start('newest_wins');
    scenario.things.renameChecklistItem(scenario.lineId('Call Anna', 'pick a day'), 'pick a month');
    scenario.pass(60_000);
    const line = scenario.subtaskId('Call Anna', 'pick a day');
    await scenario.todoist('item_update', { id: line, content: 'pick a year' });
    await scenario.sync();
    // Things does not say when a line was edited: it counts as edited when it is seen, which is later.
    expect(todoOf(scenario, counterpart).checklist).toEqual(['- find number', '- pick a month']);
    expect(itemOf(scenario, counterpart).subtasks).toEqual(['- find number', '- pick a month']);
    expect(JSON.stringify(scenario.conflictsOf(counterpart.todo))).toContain('pick a year');
    await scenario.expectQuiet();
  });

  it('keeps a line that one side deleted and the other renamed', async () => {
    const { scenario, counterpart } = await start('newest_wins');
    scenario.things.deleteChecklistItem(scenario.lineId('Call Anna', 'pick a day'));
    const line = scenario.subtaskId('Call Anna', 'pick a day');
    await scenario.todoist('item_update', { id: line, content: 'pick a year' });
    await scenario.sync();
    expect(todoOf(scenario, counterpart).checklist).toEqual(['- find number', '- pick a year']);
    expect(itemOf(scenario, counterpart).subtasks).toEqual(['- find number', '- pick a year']);
    await scenario.expectQuiet();
  });
});

describe('a task deleted on one side and edited on the other', () => {
  it.for([
    ['newest_wins', 'things'],
    ['newest_wins', 'todoist'],
    ['things_wins', 'things'],
    ['todoist_wins', 'things'],
    ['merge', 'things'],
    ['manual', 'things'],
  ] as const)('comes back in Things with the edit of Todoist (%s, %s later)', async ([strategy, later]) => {
    const { scenario, counterpart } = await start(strategy);
    await inOrder(
      scenario,
      later,
      () => scenario.things.trash(counterpart.todo),
      () => scenario.todoist('item_update', { id: counterpart.item, content: 'Call Theo' }),
    );
    await scenario.sync();
    expect(scenario.todo('Call Theo')).toMatchObject({ status: 'open', notes: 'Ask about the boat.' });
    expect(scenario.item('Call Theo')).toMatchObject({ checked: false });
    expect(scenario.conflictsOf(counterpart.item).map((conflict) => conflict.field)).toContain('deleted');
    await scenario.expectQuiet();
  });

  it.for([
    ['newest_wins', 'things'],
    ['newest_wins', 'todoist'],
    ['things_wins', 'todoist'],
    ['todoist_wins', 'todoist'],
    ['merge', 'todoist'],
    ['manual', 'todoist'],
  ] as const)('comes back in Todoist with the edit of Things (%s, %s later)', async ([strategy, later]) => {
    const { scenario, counterpart } = await start(strategy);
    await inOrder(
      scenario,
      later,
      () => scenario.things.editTodo(counterpart.todo, { title: 'Call Tina' }),
      () => scenario.todoist('item_delete', { id: counterpart.item }),
    );
    await scenario.sync();
    expect(scenario.todo('Call Tina')).toMatchObject({ status: 'open' });
    expect(scenario.item('Call Tina')).toMatchObject({
      checked: false,
      notes: 'Ask about the boat.',
      due: '2026-03-25',
      place: 'Work',
      subtasks: ['- find number', '- pick a day'],
    });
    expect(scenario.conflictsOf(counterpart.todo).map((conflict) => conflict.field)).toContain('deleted');
    await scenario.expectQuiet();
  });

  it('is deleted everywhere when both sides delete it', async () => {
    const { scenario, counterpart } = await start('newest_wins');
    scenario.things.trash(counterpart.todo);
    await scenario.todoist('item_delete', { id: counterpart.item });
    await scenario.sync();
    expect(scenario.openInThings).toEqual(scenario.openInTodoist);
    expect(scenario.openInThings).not.toContain('Call Anna');
    await scenario.expectQuiet();
  });
});

it('undoes a deletion: the task is back on both sides with all its fields', async () => {
  const { scenario, counterpart } = await start('newest_wins');
  scenario.things.trash(counterpart.todo);
  await scenario.sync();
  const deletion = scenario.historyOf(counterpart.todo).find((entry) => entry.kind === 'delete');
  expect(scenario.world.account.undo(deletion?.id ?? '')).toMatchObject({ ok: true });
  await scenario.sync();
  expect(scenario.todo('Call Anna')).toMatchObject({ when: '2026-03-25', tags: ['calls'], place: 'Work' });
  expect(scenario.item('Call Anna')).toMatchObject({
    due: '2026-03-25',
    labels: ['calls'],
    place: 'Work',
    notes: 'Ask about the boat.',
    subtasks: ['- find number', '- pick a day'],
  });
  await scenario.expectQuiet();
});

async function decide(round: {
  readonly field: Field;
  readonly later: Side;
  readonly strategy: Strategy;
  readonly winner: Side;
}): Promise<void> {
  const { field, winner } = round;
  const { scenario, counterpart } = await meet(field, round.later, round.strategy);
  const loser = winner === 'things' ? 'todoist' : 'things';
  const [kept, lost] = [valueOf(field, winner), valueOf(field, loser)];
  expect(field.shows(scenario, counterpart)).toEqual({ things: kept, todoist: kept });
  const records = scenario.conflictsOf(counterpart.todo).filter((conflict) => conflict.field === field.name);
  expect(records, 'the conflict is recorded').toHaveLength(1);
  await scenario.expectQuiet();

  const entry = scenario
    .historyOf(counterpart.todo)
    .find((each) => each.replica === loser && each.before[field.name] !== undefined);
  expect(scenario.world.account.undo(entry?.id ?? 'no such entry')).toMatchObject({ ok: true });
  await scenario.sync();
  expect(field.shows(scenario, counterpart), 'after the undo').toEqual({ things: lost, todoist: lost });
  await scenario.expectQuiet();
}

async function decideByHand(field: Field, later: Side, keep: 'hub' | 'replica'): Promise<void> {
  const { scenario, counterpart } = await meet(field, later, 'manual');
  const both = { things: field.thingsValue, todoist: field.todoistValue };
  expect(field.shows(scenario, counterpart)).toEqual(both);
  await scenario.expectQuiet();
  const [conflict, ...others] = scenario.conflictsOf(counterpart.todo);
  expect(others).toEqual([]);
  expect(conflict).toMatchObject({ field: field.name, outcome: 'waiting' });
  expect(scenario.world.account.resolveConflict(conflict?.id ?? '', keep)).toMatchObject({ ok: true });
  await scenario.sync();
  const isReplicaThings = conflict?.replica === 'things';
  const value = valueOf(field, (keep === 'replica') === isReplicaThings ? 'things' : 'todoist');
  expect(field.shows(scenario, counterpart), `after keeping the ${keep}`).toEqual({
    things: value,
    todoist: value,
  });
  await scenario.expectQuiet();
}

async function meet(
  field: Field,
  later: Side,
  strategy: Strategy,
): Promise<{ readonly scenario: Scenario; readonly counterpart: Counterpart }> {
  const { scenario, counterpart, places } = await start(strategy);
  await inOrder(
    scenario,
    later,
    () => field.things(scenario, counterpart, places),
    () => field.todoist(scenario, counterpart),
  );
  await scenario.sync();
  return { scenario, counterpart };
}

async function start(
  strategy: Strategy,
): Promise<{ readonly scenario: Scenario; readonly counterpart: Counterpart; readonly places: Places }> {
  const { scenario, places } = await standardScenario();
  scenario.world.account.changeConfig({ strategy });
  const counterpart = { todo: scenario.todo('Call Anna').id, item: scenario.item('Call Anna').id };
  return { scenario, counterpart, places };
}

async function inOrder(
  scenario: Scenario,
  later: Side,
  things: () => unknown,
  todoist: () => unknown,
): Promise<void> {
  await (later === 'things' ? todoist() : things());
  scenario.pass(90_000);
  await (later === 'things' ? things() : todoist());
}

function valueOf(field: Field, side: Side): unknown {
  return side === 'things' ? field.thingsValue : field.todoistValue;
}

function todoOf(scenario: Scenario, { todo }: Counterpart): Scenario['todos'][number] {
  return found(scenario.todos.find(({ id }) => id === todo));
}

function itemOf(scenario: Scenario, { item }: Counterpart): Scenario['items'][number] {
  return found(scenario.items.find(({ id }) => id === item));
}

function statusOf(scenario: Scenario, counterpart: Counterpart): string {
  const item = itemOf(scenario, counterpart);
  if (!item.checked) return 'open';
  return item.labels.includes('canceled') ? 'canceled' : 'completed';
}

function found<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('the counterpart is gone');
  return value;
}
