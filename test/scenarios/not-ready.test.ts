// Things that can't be written to for a while, between two people who go on: what was on its way never comes over a newer edit.

import { describe, expect, it } from 'vitest';
import { Scenario } from './scenario.ts';

/** A task on both sides, whose deadline is on its way to a Things that can't be written to. */
async function onItsWay(hold: (scenario: Scenario) => void): Promise<Scenario> {
  const scenario = new Scenario();
  scenario.things.addTodo({ title: 'dentist', when: '2026-12-01' });
  await scenario.approving();
  await scenario.todoist('item_update', { id: scenario.item('dentist').id, due: { date: '2026-12-05' } });
  hold(scenario);
  scenario.pass(60_000);
  await scenario.world.exchange();
  await scenario.world.exchange();
  return scenario;
}

/** What the person writes meanwhile, and that both sides show it in the end. */
async function expectTyped(scenario: Scenario, release: (scenario: Scenario) => void): Promise<void> {
  scenario.pass(60_000);
  scenario.things.editTodo(scenario.todo('dentist').id, { when: '2026-12-20' });
  await scenario.world.exchange();
  await scenario.world.exchange();
  release(scenario);
  scenario.pass(60_000);
  for (let run = 0; run < 4; run += 1) {
    await scenario.world.exchange();
    scenario.pass(60_000);
  }
  await scenario.sync();
  expect([scenario.todo('dentist').when, scenario.item('dentist').due]).toEqual(['2026-12-20', '2026-12-20']);
  await scenario.expectQuiet();
}

describe('while Things can not be written to', () => {
  it('[D22] because URLs are switched off, a newer edit stays on both sides', async () => {
    const scenario = await onItsWay(({ world }) => world.things.faults.urlsDisabled(true));
    expect(scenario.world.things.events.filter(({ kind }) => kind === 'modal')).toEqual([]);
    await expectTyped(scenario, ({ world }) => world.things.faults.urlsDisabled(false));
  });

  it('[D22] because URLs are held up without a word, a newer edit stays on both sides', async () => {
    const scenario = await onItsWay(({ world }) => {
      world.things.faults.savesUrlSetting(false);
      world.things.faults.urlsDisabled(true);
    });
    await expectTyped(scenario, ({ world }) => world.things.faults.urlsDisabled(false));
  });

  it('[D22] because a sheet is open, a newer edit stays on both sides', async () => {
    const scenario = await onItsWay(({ world }) => world.things.faults.openModal(true));
    await expectTyped(scenario, ({ world }) => world.things.faults.openModal(false));
  });

  it('[D22] because the permission is missing, a newer edit stays on both sides', async () => {
    const scenario = await onItsWay(({ world }) => world.things.faults.denyAutomation(-1743));
    await expectTyped(scenario, ({ world }) => world.things.faults.denyAutomation(null));
  });
});
