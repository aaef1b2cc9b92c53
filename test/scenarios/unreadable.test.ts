// Rows of Things that can't be read, and notes that look like marks of ours: each stands alone, and both sides go on.

import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { markerOf } from '../../src/protocol/marker.ts';
import { Scenario } from './scenario.ts';

/** Writes past the app, as a fault of the disk does. */
function damage(scenario: Scenario, sql: string, id: string): void {
  const database = new DatabaseSync(scenario.world.databasePath);
  database.prepare(sql).run(id);
  database.close();
}

describe('a to-do that can not be read', () => {
  it('[D20] keeps its task, is named by the status, and lets everything else be synced, also when all is told anew', async () => {
    const scenario = new Scenario();
    const bad = scenario.things.addTodo({ title: 'bad', when: '2026-12-01' });
    scenario.things.addTodo({ title: 'good' });
    await scenario.approving();
    damage(scenario, 'UPDATE TMTask SET startDate = 5 WHERE uuid = ?', bad);
    scenario.things.editTodo(scenario.todo('good').id, { title: 'better' });
    await scenario.sync();
    expect(scenario.openInTodoist).toEqual(['bad', 'better']);
    expect(scenario.status.notices.join()).toMatch(
      /1 to-do could not be read: “bad” \(its start date is not a date\)/,
    );
    scenario.world.forgetAgent();
    await scenario.sync();
    expect(scenario.openInTodoist).toEqual(['bad', 'better']);
    damage(scenario, 'UPDATE TMTask SET startDate = NULL WHERE uuid = ?', bad);
    scenario.things.editTodo(bad, { title: 'mended' });
    await scenario.sync();
    expect(scenario.openInTodoist).toEqual(['better', 'mended']);
    expect(scenario.status.notices).toEqual([]);
  });
});

describe('notes in the form of a mark', () => {
  it('[G53] from Todoist freeze nothing in Things', async () => {
    const scenario = new Scenario();
    await scenario.approving();
    await scenario.todoist('item_add', { content: 'shared', description: 'ttsync:12345' });
    await scenario.sync();
    const { id } = scenario.todo('shared');
    scenario.things.editTodo(id, { title: 'renamed' });
    await scenario.sync();
    expect(scenario.openInTodoist).toEqual(['renamed']);
    scenario.things.complete(id);
    await scenario.sync();
    expect(scenario.openInTodoist).toEqual([]);
  });

  it('[D21] of a creation under way make no second task where the agent has lost its memory', async () => {
    const scenario = new Scenario();
    await scenario.approving();
    await scenario.todoist('item_add', { content: 'Plants', description: 'ferns' });
    scenario.world.things.faults.denyAutomation(-1743);
    const answer = await scenario.world.exchange();
    const operation =
      answer?.operations[0]?.id ?? scenario.world.store.outbox.ofReplica('things', ['sent'], 1)[0]?.id ?? '';
    expect(operation).not.toBe('');
    scenario.things.addTodo({ title: 'Plants', notes: markerOf(operation) });
    scenario.world.things.faults.denyAutomation(null);
    scenario.world.forgetAgent();
    await scenario.sync();
    expect(scenario.openInTodoist).toEqual(['Plants']);
    expect(scenario.todo('Plants').notes).toBe('ferns');
    await scenario.expectQuiet();
  });
});
