// One pair, one keeper, and libraries that are not what they seem: a file that the app left, a backup, a Mac that lags.

import { describe, expect, it, onTestFinished } from 'vitest';
import { copyLibrary } from './libraries.ts';
import { Scenario } from './scenario.ts';

describe('a library that the app does not write to', () => {
  it('[G60] gets no to-do twice, and the account says why it waits', async () => {
    const scenario = new Scenario();
    const { world } = scenario;
    scenario.things.addTodo({ title: 't' });
    await scenario.approving();
    const agent = world.addAgent('other', copyLibrary(world.databasePath, `${world.databasePath}.old`));
    onTestFinished(() => agent.close());
    await scenario.todoist('item_add', { content: 'from the phone' });
    await scenario.todoist('item_add', { content: 'and another' });
    for (let run = 0; run < 6; run += 1) {
      await agent.exchangeOnce();
      world.pass(300_000);
    }
    expect(scenario.todos.map(({ title }) => title).toSorted()).toEqual(['from the phone', 't']);
    expect(scenario.status.inSync).toBe(false);
    expect(scenario.waitingFor('from the phone')).toMatchObject([
      {
        state: 'sent',
        reason: expect.stringContaining('reads a different library from the one that the app writes to'),
      },
    ]);
  });
});

describe('an installation that can not look whether it still keeps the pair', () => {
  it('[R114] hands nothing to Things until Todoist can be read again', async () => {
    const scenario = new Scenario();
    const { world } = scenario;
    scenario.things.addTodo({ title: 't' });
    await scenario.approving();
    await scenario.todoist('item_add', { content: 'from the phone' });
    scenario.pass(60_000);
    await world.account.poll();
    world.insteadOfTodoist = () => new Response('down', { status: 503 });
    for (let round = 0; round < 3; round += 1) {
      scenario.pass(600_000);
      expect((await world.exchange())?.operations).toEqual([]);
    }
    expect(scenario.openInThings).toEqual(['t']);
    expect(scenario.status.inSync).toBe(false);
    world.insteadOfTodoist = () => null;
    scenario.pass(3_600_000);
    await scenario.sync();
    expect(scenario.openInThings).toEqual(['from the phone', 't']);
  });
});
