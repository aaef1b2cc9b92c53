// Sub-tasks that have more than a title and a state: notes, days, labels, a rule, sub-tasks of their own. Things shows a flat list of
// lines, and what is done to one of them may cost none of the rest.

import { describe, expect, it } from 'vitest';
import { Scenario } from './scenario.ts';

const CARD = {
  description: 'ring twice',
  due: { date: '2026-04-01' },
  labels: ['errand'],
  priority: 3,
  deadline: { date: '2026-04-03' },
  duration: { amount: 20, unit: 'minute' },
} as const;

/** `House`, and below it `hall` > `door` > `lock`, where `door` is all of `CARD`. */
async function house(): Promise<Scenario> {
  const scenario = new Scenario();
  const root = await scenario.todoist('item_add', { content: 'House' });
  const hall = await scenario.todoist('item_add', { content: 'hall', parent_id: root });
  const door = await scenario.todoist('item_add', { content: 'door', parent_id: hall, ...CARD });
  await scenario.todoist('item_add', { content: 'lock', parent_id: door });
  await scenario.approving();
  expect(scenario.todo('House').checklist).toEqual(['- hall', '- door', '- lock']);
  return scenario;
}

/** Every live item of Todoist by its title: its parent's title, whether it is done, and what is worth keeping. */
function tree(scenario: Scenario): Readonly<Record<string, unknown>> {
  const live = scenario.world.todoist.snapshot().items.filter((item) => !item.is_deleted);
  const title = (id: string | null) => live.find((item) => item.id === id)?.content ?? null;
  return Object.fromEntries(
    live.map((item) => [item.content, `${item.checked ? 'x' : '-'} below ${title(item.parent_id)}`]),
  );
}

function card(scenario: Scenario, title: string): unknown {
  const found = scenario.world.todoist
    .snapshot()
    .items.find((item) => item.content === title && !item.is_deleted);
  return {
    description: found?.description,
    due: found?.due === null ? null : { date: found?.due.date },
    labels: found?.labels,
    priority: found?.priority,
    deadline: found?.deadline === null ? null : { date: found?.deadline.date },
    duration: found?.duration,
  };
}

async function expectInSync(scenario: Scenario): Promise<void> {
  expect(scenario.status).toMatchObject({ inSync: true, waiting: [] });
  await scenario.expectQuiet();
}

/** Takes the newest entry of this kind in Todoist's history back. */
async function undo(scenario: Scenario, id: string, kind: string): Promise<void> {
  const entry = scenario.historyOf(id).find((each) => each.replica === 'todoist' && each.kind === kind);
  expect(scenario.world.account.undo(entry?.id ?? '')).toMatchObject({ ok: true });
  await scenario.sync();
}

describe('a line of Things whose sub-task has sub-tasks', () => {
  it.for([
    ['hall', { House: '- below null', door: '- below House', lock: '- below door' }],
    ['door', { House: '- below null', hall: '- below House', lock: '- below hall' }],
  ] as const)('[T40] takes none of them along when %s is deleted', async ([line, left]) => {
    const scenario = await house();
    scenario.things.deleteChecklistItem(scenario.lineId('House', line));
    await scenario.sync();
    expect(tree(scenario)).toEqual(left);
    const lines = Object.keys(left).filter((title) => title !== 'House');
    expect(scenario.todo('House').checklist).toEqual(lines.map((title) => `- ${title}`));
    await expectInSync(scenario);
  });

  it('[T40] goes with those that were deleted with it, and nothing else', async () => {
    const scenario = await house();
    for (const line of ['hall', 'lock']) scenario.things.deleteChecklistItem(scenario.lineId('House', line));
    await scenario.sync();
    expect(tree(scenario)).toEqual({ House: '- below null', door: '- below House' });
    expect(card(scenario, 'door')).toEqual(CARD);
    await expectInSync(scenario);
  });

  it('[T40] ticks none of them when it is ticked', async () => {
    const scenario = await house();
    scenario.things.checkChecklistItem(scenario.lineId('House', 'hall'), true);
    await scenario.sync();
    expect(scenario.todo('House').checklist).toEqual(['x hall', '- door', '- lock']);
    expect(tree(scenario)).toEqual({
      House: '- below null',
      hall: 'x below House',
      door: '- below House',
      lock: '- below door',
    });
    await expectInSync(scenario);
  });

  it('[T40] stays ticked when one that was ticked below it is opened again', async () => {
    const scenario = await house();
    await scenario.todoist('item_close', { id: itemId(scenario, 'hall') });
    await scenario.sync();
    expect(scenario.todo('House').checklist).toEqual(['x hall', 'x door', 'x lock']);
    scenario.things.checkChecklistItem(scenario.lineId('House', 'lock'), false);
    await scenario.sync();
    expect(scenario.todo('House').checklist.toSorted()).toEqual(['- lock', 'x door', 'x hall']);
    expect(tree(scenario)).toMatchObject({
      hall: 'x below House',
      door: 'x below hall',
      lock: '- below House',
    });
    await expectInSync(scenario);
  });
});

describe('all that a sub-task had', () => {
  it('[H11] is in the history when its line is deleted in Things, and comes back by undo', async () => {
    const scenario = await house();
    const { id } = scenario.item('House');
    for (const line of ['door', 'lock']) scenario.things.deleteChecklistItem(scenario.lineId('House', line));
    await scenario.sync();
    expect(tree(scenario)).toEqual({ House: '- below null', hall: '- below House' });
    expect(JSON.stringify(scenario.historyOf(id)[0]?.before)).toContain('ring twice');
    await undo(scenario, id, 'update');
    expect(card(scenario, 'door')).toEqual(CARD);
    expect(tree(scenario)).toMatchObject({ door: '- below hall', lock: '- below door' });
    await expectInSync(scenario);
  });

  it('[H11] [T41] comes back with the whole to-do', async () => {
    const scenario = await house();
    const { id } = scenario.todo('House');
    scenario.things.trash(id);
    await scenario.sync();
    expect(tree(scenario)).toEqual({});
    await undo(scenario, id, 'delete');
    expect(card(scenario, 'door')).toEqual(CARD);
    expect(tree(scenario)).toMatchObject({
      hall: '- below House',
      door: '- below hall',
      lock: '- below door',
    });
    await expectInSync(scenario);
  });

  it('[H11] comes back when it was deleted in Todoist and the deletion in Things is taken back', async () => {
    const scenario = await house();
    const { id } = scenario.item('House');
    await scenario.todoist('item_delete', { id: itemId(scenario, 'door') });
    await scenario.sync();
    expect(scenario.todo('House').checklist).toEqual(['- hall']);
    const entry = scenario.historyOf(id).find((each) => each.replica === 'things' && each.kind === 'update');
    expect(scenario.world.account.undo(entry?.id ?? '')).toMatchObject({ ok: true });
    await scenario.sync();
    expect(card(scenario, 'door')).toEqual(CARD);
    expect(tree(scenario)).toMatchObject({ door: '- below hall', lock: '- below door' });
    await expectInSync(scenario);
  });

  it('[H11] is in the history when its line is dragged out to be a to-do of its own', async () => {
    const scenario = await house();
    const { id } = scenario.item('House');
    scenario.things.deleteChecklistItem(scenario.lineId('House', 'door'));
    scenario.things.addTodo({ title: 'door' });
    await scenario.sync();
    const entry = scenario.historyOf(id).find((each) => each.replica === 'todoist' && each.kind === 'update');
    expect(JSON.stringify(entry?.before)).toContain('ring twice');
    await undo(scenario, id, 'update');
    const doors = scenario.world.todoist.snapshot().items.filter(({ content }) => content === 'door');
    expect(doors.map(({ description }) => description).toSorted()).toEqual(['', 'ring twice']);
    await expectInSync(scenario);
  });

  it('[H11] stays through other edits of its line, and a whole new read of both sides', async () => {
    const scenario = await house();
    scenario.things.renameChecklistItem(scenario.lineId('House', 'door'), 'front door');
    scenario.world.todoist.chaos.failNext('unknown_token');
    await scenario.sync();
    scenario.world.forgetAgent();
    await scenario.sync();
    expect(card(scenario, 'front door')).toEqual(CARD);
    const { id } = scenario.item('House');
    scenario.things.deleteChecklistItem(scenario.lineId('House', 'front door'));
    await scenario.sync();
    await undo(scenario, id, 'update');
    expect(card(scenario, 'front door')).toEqual(CARD);
    await expectInSync(scenario);
  });
});

/** `House` with the line `hall`; `Guest`, and a `Parcel` below it, are tasks of their own, and stand below one of them. */
async function withGuest(below: 'House' | 'hall'): Promise<Scenario> {
  const scenario = await house();
  const guest = await scenario.todoist('item_add', { content: 'Guest', description: 'mine' });
  const parcel = await scenario.todoist('item_add', { content: 'Parcel' });
  await scenario.sync();
  await scenario.todoist('item_move', { id: guest, parent_id: itemId(scenario, below) });
  await scenario.todoist('item_move', { id: parcel, parent_id: guest });
  await scenario.sync();
  expect(scenario.openInThings).toEqual(['Guest', 'House', 'Parcel']);
  return scenario;
}

describe.each(['House', 'hall'] as const)('a task that was moved below “%s” in Todoist', (below) => {
  it('[T44] stays when that one is deleted in Things', async () => {
    const scenario = await withGuest(below);
    scenario.things.trash(scenario.todo('House').id);
    await scenario.sync();
    expect(scenario.openInThings).toEqual(['Guest', 'Parcel']);
    expect(scenario.item('Guest')).toMatchObject({ notes: 'mine', checked: false });
    await expectInSync(scenario);
  });

  it('[T44] stays open when that one is completed in Things', async () => {
    const scenario = await withGuest(below);
    scenario.things.complete(scenario.todo('House').id);
    await scenario.sync();
    expect(scenario.openInThings).toEqual(['Guest', 'Parcel']);
    expect(scenario.openInTodoist).toEqual(['Guest']);
    await expectInSync(scenario);
  });

  it('[T44] goes along with what it stands below where both are deleted in Things, and what stands below it stays', async () => {
    const scenario = await withGuest(below);
    scenario.things.trash(scenario.todo('House').id);
    scenario.things.trash(scenario.todo('Guest').id);
    await scenario.sync();
    expect(scenario.openInThings).toEqual(['Parcel']);
    expect(scenario.openInTodoist).toEqual(['Parcel']);
    await expectInSync(scenario);
  });

  it('[T44] is deleted along with it by a person in Todoist', async () => {
    const scenario = await withGuest(below);
    await scenario.todoist('item_delete', { id: scenario.item('House').id });
    await scenario.sync();
    expect([scenario.openInThings, scenario.openInTodoist]).toEqual([[], []]);
  });
});

it('[T44] a task of its own stays when the line that it stands below is deleted or ticked in Things', async () => {
  for (const end of ['deleteChecklistItem', 'checkChecklistItem'] as const) {
    const scenario = await withGuest('hall');
    const line = scenario.lineId('House', 'hall');
    if (end === 'checkChecklistItem') scenario.things.checkChecklistItem(line, true);
    else scenario.things.deleteChecklistItem(line);
    await scenario.sync();
    expect(scenario.openInThings).toEqual(['Guest', 'House', 'Parcel']);
    await expectInSync(scenario);
  }
});

function itemId(scenario: Scenario, title: string): string {
  return scenario.world.todoist.snapshot().items.find(({ content }) => content === title)?.id ?? '';
}
