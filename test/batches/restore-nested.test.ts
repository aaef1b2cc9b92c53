// A restore brings back what stands below what in Todoist: without it, tasks of their own would go with the task above them.

import { expect, it } from 'vitest';
import { SYNC_STATE_KEY } from '../../src/checkpoint/documents/sync-state.ts';
import { Scenario } from '../scenarios/scenario.ts';
import { HostileKv } from '../support/hostile-kv.ts';
import { openBatches } from './world-batches.ts';

it.each([
  ['of today', (document: Record<string, unknown>) => document],
  ['of before, which does not tell it', ({ nested: _nested, ...rest }: Record<string, unknown>) => rest],
])('[T44] a task below another one stays after a restore from a document %s', async (_which, asWritten) => {
  const scenario = new Scenario();
  const { world } = scenario;
  const kv = new HostileKv({ now: () => world.now });
  const house = await scenario.todoist('item_add', { content: 'House' });
  const guest = await scenario.todoist('item_add', { content: 'Guest' });
  await scenario.approving();
  await scenario.todoist('item_move', { id: guest, parent_id: house });
  await scenario.sync();
  const batches = openBatches(world, kv);
  batches.noteChange();
  await batches.checkpoint({ force: true });
  const document = JSON.parse(kv.actual(SYNC_STATE_KEY) ?? '{}') as Record<string, unknown>;
  world.pass(60_000);
  await kv.put(SYNC_STATE_KEY, JSON.stringify(asWritten(document)));
  world.pass(3_600_000);
  world.forgetCoordinator();
  expect((await openBatches(world, kv).ready()).ok).toBe(true);
  await scenario.approving();
  scenario.things.trash(scenario.todo('House').id);
  await scenario.sync();
  expect([scenario.openInThings, scenario.openInTodoist]).toEqual([['Guest'], ['Guest']]);
});
