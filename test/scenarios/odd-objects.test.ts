// Todoist shows something in a shape that nobody can read: it is named, and everything else goes on.

import { expect, it } from 'vitest';
import { Scenario } from './scenario.ts';

type Shown = Record<string, unknown>;

/** From now on Todoist shows every task of this title, in each of its answers, with this instead of what it has. */
function showOddly(scenario: Scenario, title: string, odd: Shown | null): void {
  const { world } = scenario;
  world.insteadOfTodoist = async (request) => {
    const answer = await world.todoist.fetch(request);
    if (odd === null || !request.url.endsWith('/sync')) return answer;
    const told = (await answer.json()) as Shown & { items?: readonly Shown[] };
    const items = told.items?.map((item) => (item['content'] === title ? { ...item, ...odd } : item));
    return Response.json({ ...told, ...(items !== undefined && { items }) }, { status: answer.status });
  };
}

it.for([{ content: null }, { labels: 'x' }, { checked: 'yes' }])(
  '[R112] with %j a task is named by the status until it can be read, and all else is synced',
  async (odd) => {
    const scenario = new Scenario();
    await scenario.todoist('item_add', { content: 'known' });
    await scenario.approving();
    const id = await scenario.todoist('item_add', { content: 'odd' });
    showOddly(scenario, 'odd', odd);
    await scenario.todoist('item_update', { id: scenario.item('known').id, description: 'edited' });
    await scenario.sync();
    expect(scenario.todo('known').notes).toBe('edited');
    expect(scenario.status.notices).toEqual([expect.stringContaining(`can’t be read: task ${id}.`)]);
    await scenario.expectQuiet();
    showOddly(scenario, 'odd', null);
    await scenario.todoist('item_update', { id, description: 'readable' });
    await scenario.sync();
    expect(scenario.todo('odd').notes).toBe('readable');
    expect(scenario.status.notices).toEqual([]);
  },
);

it('[R112] a linked task that can not be read is named by its title, and nothing follows from it', async () => {
  const scenario = new Scenario();
  await scenario.todoist('item_add', { content: 'known' });
  await scenario.todoist('item_add', { content: 'fine' });
  await scenario.approving();
  showOddly(scenario, 'known', { content: null });
  scenario.world.todoist.chaos.failNext('force_full_sync', 1);
  await scenario.todoist('item_update', { id: scenario.item('known').id, description: 'unseen' });
  await scenario.sync();
  expect(scenario.openInThings).toEqual(['fine', 'known']);
  expect(scenario.status.notices).toEqual([expect.stringContaining('can’t be read: “known”.')]);
});
