// An agent whose state directory was put back: its journal knows nothing of what it has carried out since, and its base is old.

import { describe, expect, it } from 'vitest';
import { Scenario } from './scenario.ts';

const MINUTE_MS = 60_000;

/** Six tasks on both sides. */
async function aPair(): Promise<Scenario> {
  const scenario = new Scenario();
  for (let at = 0; at < 6; at += 1) {
    scenario.things.addTodo({ title: `Task ${at}` });
    scenario.pass(MINUTE_MS);
  }
  await scenario.approving();
  return scenario;
}

/** A task made, two changed and one deleted by a person in Todoist. */
async function workInTodoist(scenario: Scenario): Promise<void> {
  await scenario.todoist('item_add', { content: 'Made in Todoist' });
  await scenario.todoist('item_update', { id: scenario.item('Task 0').id, content: 'Zero' });
  await scenario.todoist('item_close', { id: scenario.item('Task 1').id });
  await scenario.todoist('item_delete', { id: scenario.item('Task 2').id });
  await scenario.todoist('project_add', { name: 'Garden' });
  await scenario.todoist('item_add', { content: 'Dig', project_id: scenario.projectId('Garden') });
}

function sidesOf(scenario: Scenario): unknown {
  return structuredClone([scenario.todos, scenario.items]);
}

describe('an agent whose state was put back', () => {
  it('[G84] does nothing again of what it had done', async () => {
    const scenario = await aPair();
    const older = scenario.world.copyAgentState();
    await workInTodoist(scenario);
    await scenario.sync();
    await scenario.expectQuiet();
    const before = sidesOf(scenario);
    scenario.world.putAgentStateBack(older);
    await scenario.sync();
    expect(sidesOf(scenario)).toEqual(before);
    await scenario.expectQuiet();
  });

  it('[G84] reverts no edit that was made since on either side', async () => {
    const scenario = await aPair();
    const older = scenario.world.copyAgentState();
    await workInTodoist(scenario);
    await scenario.sync();
    scenario.things.editTodo(scenario.todo('Zero').id, { title: 'Zero, in Things' });
    scenario.things.editTodo(scenario.todo('Made in Todoist').id, { notes: 'typed in Things' });
    scenario.things.complete(scenario.todo('Task 3').id);
    scenario.things.trash(scenario.todo('Task 4').id);
    await scenario.todoist('item_update', { id: scenario.item('Task 5').id, content: 'Five' });
    scenario.world.putAgentStateBack(older);
    await scenario.sync();
    await scenario.sync();
    expect(scenario.openInThings).toEqual(['Dig', 'Five', 'Made in Todoist', 'Zero, in Things']);
    expect(scenario.openInTodoist).toEqual(scenario.openInThings);
    expect(scenario.item('Made in Todoist').notes).toBe('typed in Things');
    await scenario.expectQuiet();
  });

  it('[G84] does nothing again that it had done and not told yet', async () => {
    const scenario = await aPair();
    const older = scenario.world.copyAgentState();
    await workInTodoist(scenario);
    scenario.pass(MINUTE_MS);
    // Carried out, and the outcomes are in the journal that is about to be lost.
    await scenario.world.exchange();
    scenario.world.putAgentStateBack(older);
    await scenario.sync();
    await scenario.sync();
    expect(scenario.openInThings).toEqual(['Dig', 'Made in Todoist', 'Task 3', 'Task 4', 'Task 5', 'Zero']);
    expect(scenario.openInTodoist).toEqual(scenario.openInThings);
    await scenario.expectQuiet();
  });

  it.for([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])(
    '[G85] does not finish (%i) what it had begun at that time and has finished since',
    async (tenth) => {
      const scenario = await aPair();
      await workInTodoist(scenario);
      const copies: string[] = [];
      scenario.world.meanwhile = () => void copies.push(scenario.world.copyAgentState());
      await scenario.sync();
      scenario.world.meanwhile = () => undefined;
      scenario.things.editTodo(scenario.todo('Zero').id, { title: 'Zero, in Things' });
      scenario.things.reopen(scenario.todo('Task 1').id);
      scenario.things.trash(scenario.todo('Made in Todoist').id);
      await scenario.sync();
      const before = sidesOf(scenario);
      scenario.world.putAgentStateBack(copies[Math.floor((copies.length * tenth) / 10)] ?? '');
      await scenario.sync();
      await scenario.sync();
      expect(sidesOf(scenario)).toEqual(before);
      await scenario.expectQuiet();
    },
  );
});
