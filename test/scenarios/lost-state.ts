// Loses the state of a pair that is in sync, and expects that a first sync does nothing to it.

import { expect } from 'vitest';
import type { Scenario } from './scenario.ts';
import { readProjects } from './things-side.ts';

type Settings = Parameters<Scenario['world']['account']['changeConfig']>[0];

/** Everything that either app holds, times of change left out. */
function shown({ items, todos, world }: Scenario) {
  const { projects, sections, items: all } = world.todoist.snapshot();
  return {
    items,
    todos,
    projects: projects.map(({ name, parent_id }) => [name, parent_id]),
    sections: sections.map(({ name }) => name),
    dues: all.map(({ content, due, labels }) => [content, due?.date, due?.timezone, labels]),
    inThings: readProjects(world.databasePath),
  };
}

/**
 * Forgets everything and syncs anew: nothing is there twice, and nothing is sent to either app besides one command, by which the
 * installation takes over. `settings` are set again. `cut`: how many tasks an app holds in part only, which is said.
 */
export async function loseState(
  scenario: Scenario,
  settings: Settings = {},
  { cut = 0 }: { readonly cut?: number } = {},
): Promise<void> {
  const before = shown(scenario);
  const { world } = scenario;
  world.forgetCoordinator();
  world.forgetAgent();
  expect(world.account.changeConfig(settings)).toMatchObject({ ok: true });
  await scenario.takeOver();
  const [commands, events] = [world.todoist.stats.commands, world.things.events.length];
  await scenario.approving();
  expect(shown(scenario)).toEqual(before);
  expect(world.things.events.length - events, 'effects in Things').toBe(0);
  expect(world.todoist.stats.commands - commands, 'commands to Todoist').toBeLessThanOrEqual(1);
  expect(world.account.conflicts({ waitingOnly: false, limit: 10 })).toEqual([]);
  expect(scenario.status.waiting).toHaveLength(cut);
  expect(scenario.status.inSync).toBe(cut === 0);
  await scenario.expectQuiet();
}
