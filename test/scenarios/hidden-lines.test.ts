// Done sub-tasks that no read of Todoist ever showed: what is deleted above them in Things may not take their words along.

import { describe, expect, it } from 'vitest';
import { Scenario } from './scenario.ts';

/** `House` > `hall`, and below each a sub-task that was done, with `House`, before anything of them was ever read. */
async function houseReopened(): Promise<Scenario> {
  const scenario = new Scenario();
  const root = await scenario.todoist('item_add', { content: 'House' });
  const hall = await scenario.todoist('item_add', { content: 'hall', parent_id: root });
  await scenario.approving();
  await scenario.todoist('item_add', { content: 'paint', parent_id: hall, description: 'white' });
  await scenario.todoist('item_add', { content: 'sweep', parent_id: root });
  await scenario.todoist('item_close', { id: root });
  scenario.world.todoist.chaos.failNext('unknown_token');
  await scenario.sync();
  await scenario.todoist('item_uncomplete', { id: hall });
  await scenario.sync();
  expect(scenario.todo('House')).toMatchObject({ status: 'open', checklist: ['- hall'] });
  return scenario;
}

/** Live items of Todoist with what they stand below. */
function tree({ world }: Scenario): Readonly<Record<string, string>> {
  const live = world.todoist.snapshot().items.filter((item) => !item.is_deleted);
  const titleOf = (id: string | null): string => live.find((item) => item.id === id)?.content ?? 'nothing';
  return Object.fromEntries(
    live.map((item) => [item.content, `${item.checked ? 'x' : '-'} below ${titleOf(item.parent_id)}`]),
  );
}

async function undoDeletion(scenario: Scenario, id: string): Promise<void> {
  const entry = scenario
    .historyOf(id)
    .find(({ replica, kind }) => replica === 'todoist' && kind === 'delete');
  expect(scenario.world.account.undo(entry?.id ?? '')).toMatchObject({ ok: true });
  await scenario.sync();
}

describe('a done sub-task that was never seen', () => {
  it('[T45] stays, as a line, when the line above it is deleted in Things', async () => {
    const scenario = await houseReopened();
    scenario.things.deleteChecklistItem(scenario.lineId('House', 'hall'));
    await scenario.sync();
    expect(tree(scenario)).toEqual({
      House: '- below nothing',
      paint: 'x below House',
      sweep: 'x below House',
    });
    expect(scenario.todo('House').checklist).toEqual(['x paint']);
    await scenario.expectQuiet();
  });

  it('[T45] is in the history with all that it had when its task is deleted in Things, and comes back by undo', async () => {
    const scenario = await houseReopened();
    const { id } = scenario.todo('House');
    scenario.things.trash(id);
    await scenario.sync();
    expect(tree(scenario)).toEqual({});
    const told = JSON.stringify(scenario.historyOf(id));
    for (const words of ['paint', 'white', 'sweep']) expect(told).toContain(words);
    await undoDeletion(scenario, id);
    expect(tree(scenario)).toEqual({
      House: '- below nothing',
      hall: '- below House',
      paint: 'x below hall',
      sweep: 'x below House',
    });
    await scenario.expectQuiet();
  });

  it('[T45] done long before the first sync is found, too', async () => {
    const scenario = new Scenario();
    const root = await scenario.todoist('item_add', { content: 'House' });
    const old = await scenario.todoist('item_add', { content: 'paint', parent_id: root });
    await scenario.todoist('item_close', { id: old });
    scenario.pass(400 * 86_400_000);
    await scenario.approving();
    const { id } = scenario.todo('House');
    scenario.things.trash(id);
    await scenario.sync();
    expect(JSON.stringify(scenario.historyOf(id))).toContain('paint');
  });

  it('[T46] is looked for with one request where there is none', async () => {
    const scenario = new Scenario();
    for (let at = 0; at < 5; at += 1) await scenario.todoist('item_add', { content: `Task ${at}` });
    await scenario.approving();
    const before = scenario.world.todoist.stats.requests;
    scenario.things.trash(scenario.todo('Task 0').id);
    scenario.things.trash(scenario.todo('Task 1').id);
    await scenario.world.exchange();
    expect(scenario.openInTodoist).toHaveLength(3);
    expect(scenario.world.todoist.stats.requests - before).toBe(3);
  });
});
