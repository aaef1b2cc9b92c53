// What is around the tasks changes: clocks, zones, settings, the account itself. Nothing is lost or doubled by it.

import { describe, expect, it } from 'vitest';
import { createTodoistEmulator } from '../../emulators/todoist/server.ts';
import { Scenario } from './scenario.ts';
import { standardScenario } from './standard.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

describe('clocks and zones', () => {
  it.for([-3 * HOUR_MS, -5 * 60_000, 5 * 60_000, 3 * HOUR_MS])(
    'a Mac whose clock is %i ms ahead syncs edits of both sides and keeps the losing ones',
    async (agentSkewMs) => {
      const { scenario } = await standardScenario({ agentSkewMs });
      const [todo, item] = [scenario.todo('Call Anna').id, scenario.item('Call Anna').id];
      scenario.things.editTodo(todo, { notes: 'from things' });
      await scenario.sync();
      await scenario.todoist('item_update', { id: item, description: 'from todoist' });
      await scenario.sync();
      expect(scenario.todo('Call Anna').notes).toBe('from todoist');
      scenario.things.editTodo(todo, { title: 'Call Tina' });
      scenario.pass(HOUR_MS);
      await scenario.todoist('item_update', { id: item, content: 'Call Theo' });
      await scenario.sync();
      const titles = [scenario.openInThings, scenario.openInTodoist].map((all) => all[0]);
      expect(titles[0]).toBe(titles[1]);
      const loser = titles[0] === 'Call Tina' ? 'Call Theo' : 'Call Tina';
      expect(JSON.stringify(scenario.conflictsOf(todo))).toContain(loser);
      await scenario.expectQuiet();
    },
  );

  it.for([
    ['Europe/Berlin', 'America/Los_Angeles'],
    ['Pacific/Kiritimati', 'Pacific/Pago_Pago'],
    ['America/New_York', 'Asia/Tokyo'],
  ] as const)(
    'a Mac in %s and an account in %s agree on days and floating times',
    async ([zone, accountZone]) => {
      const scenario = new Scenario({ zone, accountZone });
      scenario.things.addTodo({ title: 'Day', when: '2026-04-01', deadline: '2026-04-03' });
      scenario.things.addTodo({ title: 'Time', when: '2026-04-01', reminder: '23:30' });
      scenario.things.addTodo({ title: 'Today', when: 'today' });
      scenario.things.addTodo({ title: 'Tonight', when: 'evening' });
      await scenario.todoist('item_add', { content: 'Floating', due: { date: '2026-04-02T00:15:00' } });
      await scenario.approving();
      const shown = (): unknown => [scenario.todos, scenario.items];
      const before = shown();
      for (let step = 0; step < 8; step += 1) {
        await scenario.sync();
        scenario.pass(6 * HOUR_MS);
      }
      await scenario.sync();
      expect(scenario.items).toEqual((before as readonly unknown[])[1]);
      expect(scenario.item('Day')).toMatchObject({ due: '2026-04-01', deadline: '2026-04-03' });
      expect(scenario.item('Time').due).toBe('2026-04-01T23:30:00');
      expect(scenario.todo('Floating').when).toBe('2026-04-02 00:15');
      expect(scenario.item('Today').due).toBe(scenario.todo('Today').when);
      await scenario.expectQuiet();
    },
  );
});

describe('the token of another Todoist account', () => {
  it('[R24] is said and not used: nothing in Things is deleted, and the first account syncs on afterwards', async () => {
    const { scenario } = await standardScenario();
    const other = createTodoistEmulator({ seed: 77, now: () => scenario.world.now, zone: 'Europe/Berlin' });
    scenario.world.insteadOfTodoist = (request) => other.fetch(request);
    for (let round = 0; round < 4; round += 1) {
      await scenario.world.exchange();
      scenario.pass(HOUR_MS);
    }
    expect(scenario.openInThings).toHaveLength(4);
    expect(other.snapshot().items).toEqual([]);
    expect(scenario.status).toMatchObject({ inSync: false, plan: null });
    expect(scenario.status.todoist.problem).toContain('a different Todoist account');
    scenario.world.insteadOfTodoist = () => null;
    scenario.pass(HOUR_MS);
    await scenario.sync();
    expect(scenario.openInThings).toEqual(scenario.openInTodoist);
    expect(scenario.openInThings).toHaveLength(4);
    await scenario.expectQuiet();
  });
});

describe('settings', () => {
  it('[L24] other marker labels take the place of the former ones', async () => {
    const { scenario } = await standardScenario();
    scenario.things.editTodo(scenario.todo('Oven').id, { when: 'someday' });
    await scenario.sync();
    expect(scenario.item('Oven').labels).toEqual(['someday']);
    scenario.world.account.changeConfig({ markerLabels: { someday: 'one-day' } });
    await scenario.approving();
    scenario.things.editTodo(scenario.todo('Weed the beds').id, { when: 'someday' });
    await scenario.sync();
    expect(scenario.item('Weed the beds').labels).toEqual(['one-day']);
    expect(scenario.todo('Oven').when).toBe('someday');
    expect(scenario.item('Oven').labels).toContain('one-day');
    await scenario.expectQuiet();
  });

  it('[L24] canceled tasks keep the former label until somebody touches them, and stay canceled', async () => {
    const { scenario } = await standardScenario();
    const { id } = scenario.todo('Oven');
    scenario.things.cancel(id);
    await scenario.sync();
    const item = scenario.item('Oven').id;
    scenario.world.account.changeConfig({ markerLabels: { canceled: 'dropped' } });
    await scenario.approving();
    await scenario.expectQuiet();
    expect(scenario.todo('Oven').status).toBe('canceled');
    await scenario.todoist('item_update', { id: item, description: 'too late' });
    await scenario.sync();
    expect(scenario.todo('Oven')).toMatchObject({ status: 'canceled', notes: 'too late', tags: [] });
    expect(scenario.item('Oven').labels).toEqual(['dropped']);
    await scenario.expectQuiet();
  });

  it('[L24] other priority tags take the place of the former ones', async () => {
    const { scenario } = await standardScenario();
    await scenario.todoist('item_update', { id: scenario.item('Oven').id, priority: 4 });
    await scenario.sync();
    expect(scenario.todo('Oven').tags).toEqual(['p1']);
    scenario.world.account.changeConfig({ priorityTags: ['high', 'middle', 'low'] });
    await scenario.approving();
    expect(scenario.todo('Oven').tags).toEqual(['high']);
    expect(scenario.item('Oven')).toMatchObject({ priority: 4, labels: [] });
    await scenario.expectQuiet();
  });

  it('[L24] priority tags that are given up leave Things, and the priorities stay in Todoist', async () => {
    const { scenario } = await standardScenario();
    await scenario.todoist('item_update', { id: scenario.item('Oven').id, priority: 3 });
    await scenario.sync();
    scenario.world.account.changeConfig({ priorityTags: null });
    await scenario.approving();
    expect(scenario.todo('Oven').tags).toEqual([]);
    expect(scenario.item('Oven')).toMatchObject({ priority: 3, labels: [] });
    await scenario.expectQuiet();
    scenario.world.account.changeConfig({ priorityTags: ['p1', 'p2', 'p3'] });
    await scenario.approving();
    expect(scenario.todo('Oven').tags).toEqual(['p2']);
    await scenario.expectQuiet();
  });

  it('without priority tags, p1 is a tag like others and priorities stay in Todoist', async () => {
    const { scenario } = await standardScenario();
    scenario.world.account.changeConfig({ priorityTags: null });
    await scenario.approving();
    scenario.things.editTodo(scenario.todo('Oven').id, { tags: ['p1'] });
    await scenario.todoist('item_update', { id: scenario.item('Call Anna').id, priority: 4 });
    await scenario.sync();
    expect(scenario.item('Oven')).toMatchObject({ priority: 1, labels: ['p1'] });
    expect(scenario.todo('Call Anna').tags).toEqual(['calls']);
    scenario.things.editTodo(scenario.todo('Call Anna').id, { tags: [] });
    await scenario.sync();
    expect(scenario.item('Call Anna')).toMatchObject({ priority: 4, labels: [] });
    await scenario.expectQuiet();
  });

  it('a narrower guard asks for one deletion, a wider one for none', async () => {
    const { scenario } = await standardScenario();
    scenario.world.account.changeConfig({ guard: { maxTasks: 0, maxShare: 0 } });
    scenario.things.trash(scenario.todo('Oven').id);
    expect(await scenario.stop()).toMatchObject({ reason: 'mass_change', counts: { 'todoist.delete': 1 } });
    scenario.world.account.discard(scenario.world.account.plan()?.hash ?? '');
    await scenario.sync();
    scenario.world.account.changeConfig({ guard: { maxTasks: 5, maxShare: 1 } });
    scenario.things.trash(scenario.todo('Oven').id);
    await scenario.sync();
    expect(scenario.openInTodoist).not.toContain('Oven');
  });
});

describe('a conflict that waits', () => {
  it('lets all other fields of the task sync, and takes later values of its own field along', async () => {
    const { scenario, todo, item } = await waiting();
    scenario.things.editTodo(todo, { notes: 'other field', tags: ['sea'] });
    await scenario.todoist('item_update', { id: item, due: { date: '2026-04-09' } });
    await scenario.sync();
    expect(scenario.item('Call Theo')).toMatchObject({ notes: 'other field', labels: ['sea'] });
    expect(scenario.todo('Call Tina').when).toBe('2026-04-09');
    await scenario.todoist('item_update', { id: item, content: 'Call Thea' });
    await scenario.sync();
    expect(scenario.todo('Call Tina').id).toBe(todo);
    const [conflict] = scenario.conflictsOf(todo);
    expect(JSON.stringify(conflict)).toContain('Call Thea');
    const keep = conflict?.replicaValue === 'Call Thea' ? 'replica' : 'hub';
    scenario.world.account.resolveConflict(conflict?.id ?? '', keep);
    await scenario.sync();
    expect(scenario.todo('Call Thea').id).toBe(todo);
    expect(scenario.item('Call Thea').id).toBe(item);
    expect(scenario.status).toMatchObject({ inSync: true, run: { conflicts: 0 } });
    await scenario.expectQuiet();
  });

  it('can be decided once only', async () => {
    const { scenario, todo } = await waiting();
    const [conflict] = scenario.conflictsOf(todo);
    expect(scenario.world.account.resolveConflict(conflict?.id ?? '', 'hub')).toMatchObject({ ok: true });
    const again = scenario.world.account.resolveConflict(conflict?.id ?? '', 'replica');
    expect(again).toMatchObject({ error: { kind: 'out_of_date' } });
    expect(scenario.world.account.resolveConflict('none', 'hub')).toMatchObject({
      error: { kind: 'not_found' },
    });
  });

  it('does not keep the task from being completed, or deleted on both sides', async () => {
    const { scenario, todo, item } = await waiting();
    scenario.things.complete(todo);
    await scenario.sync();
    expect(scenario.items.find(({ id }) => id === item)?.checked).toBe(true);
    await scenario.todoist('item_delete', { id: item });
    scenario.things.trash(todo);
    await scenario.sync();
    expect(scenario.openInThings).toEqual(scenario.openInTodoist);
    await scenario.expectQuiet();
  });

  it('survives restarts and a loss of the agent’s state', async () => {
    const { scenario, todo } = await waiting();
    scenario.world.restartCoordinator();
    scenario.world.forgetAgent();
    await scenario.sync();
    expect(scenario.todo('Call Tina').id).toBe(todo);
    expect(scenario.item('Call Theo').checked).toBe(false);
    expect(scenario.conflictsOf(todo)).toMatchObject([{ outcome: 'waiting' }]);
    await scenario.expectQuiet();
  });
});

describe('without the agent', () => {
  it('a mass deletion in Todoist stops a poll, and the agent finds that very plan', async () => {
    const scenario = new Scenario();
    for (let at = 0; at < 15; at += 1) scenario.things.addTodo({ title: `T${at}` });
    await scenario.approving();
    for (const item of scenario.items) await scenario.todoist('item_delete', { id: item.id });
    expect(await scenario.world.account.poll()).toEqual({ waitingForVisit: 0 });
    const plan = scenario.world.account.plan();
    expect(plan).toMatchObject({ reason: 'mass_change', counts: { 'things.delete': 15 } });
    expect((await scenario.stop()).hash).toBe(plan?.hash);
    expect(scenario.openInThings).toHaveLength(15);
    scenario.world.account.approve(plan?.hash ?? '');
    expect(await scenario.world.account.poll()).toEqual({ waitingForVisit: 15 });
    await scenario.sync();
    expect(scenario.openInThings).toEqual([]);
    await scenario.expectQuiet();
  });
});

async function waiting(): Promise<{
  readonly scenario: Scenario;
  readonly todo: string;
  readonly item: string;
}> {
  const { scenario } = await standardScenario();
  scenario.world.account.changeConfig({ strategy: 'manual' });
  const [todo, item] = [scenario.todo('Call Anna').id, scenario.item('Call Anna').id];
  scenario.things.editTodo(todo, { title: 'Call Tina' });
  scenario.pass(DAY_MS / 48);
  await scenario.todoist('item_update', { id: item, content: 'Call Theo' });
  await scenario.sync();
  return { scenario, todo, item };
}
