// What users of other syncs complain of, played here: each title says what holds instead.

import { describe, expect, it } from 'vitest';
import { Scenario } from './scenario.ts';
import { standardScenario } from './standard.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

const ZONES = [
  'Pacific/Pago_Pago',
  'America/St_Johns',
  'UTC',
  'Europe/Berlin',
  'Asia/Kathmandu',
  'Australia/Lord_Howe',
  'Pacific/Chatham',
  'Pacific/Kiritimati',
] as const;

describe('dates', () => {
  it.for(ZONES)('never drift: ten edited days over the change of clocks in %s', async (zone) => {
    const scenario = new Scenario({ zone });
    const dates = ['2026-04-01', '2026-04-05', '2026-10-25', '2027-03-28'];
    for (const date of dates) {
      scenario.things.addTodo({ title: `T ${date}`, when: date, deadline: date });
      scenario.things.addTodo({ title: `TR ${date}`, when: date, reminder: '02:30' });
      await scenario.todoist('item_add', { content: `D ${date}`, due: { date } });
      await scenario.todoist('item_add', { content: `DR ${date}`, due: { date: `${date}T23:45:00` } });
    }
    await scenario.approving();
    for (let day = 0; day < 10; day += 1) {
      const [todo, item] = [scenario.todo('T 2026-04-01'), scenario.item('DR 2026-04-05')];
      scenario.things.editTodo(todo.id, { notes: `day ${day}` });
      await scenario.todoist('item_update', { id: item.id, description: `day ${day}` });
      await scenario.sync();
      scenario.pass(DAY_MS - 5 * 60_000);
    }
    for (const date of dates) {
      expect(scenario.todo(`T ${date}`)).toMatchObject({ when: date, deadline: date });
      expect(scenario.item(`T ${date}`)).toMatchObject({ due: date, deadline: date });
      expect(scenario.todo(`TR ${date}`).when).toBe(`${date} 02:30`);
      expect(scenario.item(`TR ${date}`).due).toBe(`${date}T02:30:00`);
      expect(scenario.todo(`D ${date}`).when).toBe(date);
      expect(scenario.item(`D ${date}`).due).toBe(date);
      expect(scenario.todo(`DR ${date}`).when).toBe(`${date} 23:45`);
      expect(scenario.item(`DR ${date}`).due).toBe(`${date}T23:45:00`);
    }
    await scenario.sync();
    await scenario.expectQuiet();
  });

  it('a fixed time of another zone stays fixed in Todoist when something else is edited in Things', async () => {
    const scenario = new Scenario();
    const due = { date: '2026-04-10T13:00:00Z', timezone: 'America/New_York' };
    await scenario.todoist('item_add', { content: 'Meeting', due });
    await scenario.approving();
    expect(scenario.todo('Meeting').when).toBe('2026-04-10 15:00');
    scenario.things.editTodo(scenario.todo('Meeting').id, { title: 'Meeting with Jo' });
    await scenario.sync();
    expect(scenario.item('Meeting with Jo').due).toBe('2026-04-10T13:00:00Z');
    await scenario.expectQuiet();
  });

  it('an overdue task keeps its day in Todoist while Things shows it today', async () => {
    const scenario = new Scenario();
    await scenario.todoist('item_add', { content: 'Late', due: { date: '2026-03-01' } });
    scenario.things.addTodo({ title: 'Soon', when: '2026-03-21' });
    await scenario.approving();
    for (let day = 0; day < 4; day += 1) {
      scenario.pass(DAY_MS);
      await scenario.sync();
    }
    expect(scenario.item('Late').due).toBe('2026-03-01');
    expect(scenario.item('Soon').due).toBe('2026-03-21');
    expect(scenario.todo('Soon').when).toBe('2026-03-21');
    await scenario.expectQuiet();
  });

  it('an evening of yesterday is no edit', async () => {
    const scenario = new Scenario();
    scenario.things.addTodo({ title: 'Read', when: 'evening' });
    await scenario.approving();
    expect(scenario.item('Read').labels).toEqual(['evening']);
    scenario.pass(DAY_MS);
    await scenario.sync();
    await scenario.sync();
    expect(scenario.item('Read').due).toBe('2026-03-20');
    expect(scenario.status.inSync).toBe(true);
    await scenario.expectQuiet();
  });
});

describe('tasks', () => {
  it('are edited in place: no copy, no new id, no bounce to the side that edited', async () => {
    const { scenario } = await standardScenario();
    const [todo, item] = [scenario.todo('Call Anna').id, scenario.item('Call Anna').id];
    for (let round = 0; round < 5; round += 1) {
      scenario.things.editTodo(todo, { title: `Title ${round}` });
      const events = scenario.world.things.events.length;
      await scenario.sync();
      expect(scenario.world.things.events, 'nothing comes back to Things').toHaveLength(events);
      const notes = `notes ${round}`;
      await scenario.todoist('item_update', { id: item, description: notes });
      const { commands } = scenario.world.todoist.stats;
      await scenario.sync();
      expect(scenario.world.todoist.stats.commands, 'nothing comes back to Todoist').toBe(commands);
      expect(scenario.todo(`Title ${round}`)).toMatchObject({ id: todo, notes });
      expect(scenario.item(`Title ${round}`)).toMatchObject({ id: item, notes });
    }
    expect(scenario.todos).toHaveLength(4);
    expect(scenario.items).toHaveLength(4);
  });

  it('moved to and fro between projects stay the same tasks', async () => {
    const { scenario, places } = await standardScenario();
    const [todo, item] = [scenario.todo('Call Anna').id, scenario.item('Call Anna').id];
    for (let round = 0; round < 4; round += 1) {
      if (round % 2 === 0) scenario.things.move(todo, { project: places.house });
      else await scenario.todoist('item_move', { id: item, project_id: scenario.projectId('Work') });
      await scenario.sync();
    }
    expect(scenario.todo('Call Anna')).toMatchObject({ id: todo, place: 'Work' });
    expect(scenario.item('Call Anna')).toMatchObject({ id: item, place: 'Work' });
    await scenario.expectQuiet();
  });

  it('of a project put off to someday are not made again and again', async () => {
    const scenario = new Scenario();
    const project = scenario.things.addProject({ title: 'Someday project', when: 'someday' });
    scenario.things.addTodo({ title: 'Hidden', project });
    await scenario.approving();
    for (let round = 0; round < 5; round += 1) {
      scenario.pass(DAY_MS);
      await scenario.sync();
    }
    expect(scenario.openInTodoist).toEqual(['Hidden']);
    expect(scenario.openInThings).toEqual(['Hidden']);
    await scenario.expectQuiet();
  });

  it('that are done stay done, and reopening travels, over and over', async () => {
    const { scenario } = await standardScenario();
    const [todo, item] = [scenario.todo('Call Anna').id, scenario.item('Call Anna').id];
    for (let round = 0; round < 3; round += 1) {
      scenario.things.complete(todo);
      await scenario.sync();
      scenario.pass(DAY_MS);
      await scenario.sync();
      expect([scenario.todo('Call Anna').status, scenario.item('Call Anna').checked]).toEqual([
        'completed',
        true,
      ]);
      await scenario.todoist('item_uncomplete', { id: item });
      await scenario.sync();
      expect([scenario.todo('Call Anna').status, scenario.item('Call Anna').checked]).toEqual([
        'open',
        false,
      ]);
    }
    await scenario.expectQuiet();
  });

  it('of a project completed in Things are completed in Todoist, not deleted', async () => {
    const { scenario, places } = await standardScenario();
    scenario.things.complete(places.house);
    await scenario.sync();
    expect(scenario.openInTodoist).toEqual(['Call Anna', 'Pay rent']);
    expect(scenario.items).toHaveLength(4);
    await scenario.expectQuiet();
  });

  it('of a project trashed and restored in Things go and come back with it', async () => {
    const { scenario, places } = await standardScenario();
    scenario.things.trash(places.house);
    await scenario.sync();
    expect(scenario.openInTodoist).toEqual(['Call Anna', 'Pay rent']);
    scenario.things.restore(places.house);
    await scenario.sync();
    expect(scenario.openInTodoist).toEqual(['Call Anna', 'Oven', 'Pay rent', 'Weed the beds']);
    expect(scenario.openInThings).toEqual(scenario.openInTodoist);
    expect(scenario.item('Oven').place).toBe(scenario.todo('Oven').place);
    await scenario.expectQuiet();
  });

  it('that were deleted do not return, whatever is read anew', async () => {
    const { scenario } = await standardScenario();
    scenario.things.trash(scenario.todo('Call Anna').id);
    await scenario.todoist('item_delete', { id: scenario.item('Oven').id });
    await scenario.sync();
    scenario.world.forgetAgent();
    scenario.world.todoist.chaos.failNext('unknown_token');
    await scenario.sync();
    scenario.things.emptyTrash();
    scenario.pass(100 * DAY_MS);
    await scenario.sync();
    scenario.world.forgetAgent();
    await scenario.sync();
    expect(scenario.openInThings).toEqual(['Pay rent', 'Weed the beds']);
    expect(scenario.openInTodoist).toEqual(['Pay rent', 'Weed the beds']);
    await scenario.expectQuiet();
  });

  it('are not doubled by a lost answer, a repeated request or a position that is not known any more', async () => {
    const { scenario } = await standardScenario();
    for (const kind of ['lose_answer', 'repeat_request', 'unknown_token', 'force_full_sync'] as const) {
      let requests = 0;
      scenario.things.addTodo({ title: `New ${kind}`, checklist: [{ title: 'one', done: false }] });
      await scenario.todoist('item_add', { content: `Other ${kind}` });
      scenario.world.insteadOfTodoist = () => {
        // The second request is the one that writes.
        if ((requests += 1) === 2) scenario.world.todoist.chaos.failNext(kind);
        return null;
      };
      await scenario.world.exchange();
      scenario.world.insteadOfTodoist = () => null;
      scenario.world.todoist.chaos.clear();
      scenario.pass(HOUR_MS);
      await scenario.sync();
      expect(scenario.item(`New ${kind}`).subtasks, kind).toEqual(['- one']);
      expect(scenario.todo(`Other ${kind}`).status).toBe('open');
    }
    expect(scenario.openInThings).toEqual(scenario.openInTodoist);
    expect(scenario.openInThings).toHaveLength(12);
    await scenario.expectQuiet();
  });

  it('edited by field while the Mac sleeps for three days all arrive at the first run', async () => {
    const { scenario } = await standardScenario();
    const [todo, item] = [scenario.todo('Call Anna').id, scenario.item('Call Anna').id];
    await scenario.todoist('item_update', { id: item, content: 'Call Anna today', priority: 4 });
    await scenario.todoist('item_close', { id: scenario.item('Oven').id });
    await scenario.todoist('item_add', { content: 'On the phone', due: { date: '2026-03-21' } });
    await scenario.world.account.poll();
    scenario.pass(3 * DAY_MS);
    scenario.things.editTodo(todo, { notes: 'woke up', when: '2026-04-01' });
    await scenario.sync();
    expect(scenario.todo('Call Anna today')).toMatchObject({ notes: 'woke up', when: '2026-04-01' });
    expect(scenario.item('Call Anna today')).toMatchObject({
      notes: 'woke up',
      due: '2026-04-01',
      priority: 4,
    });
    expect(scenario.todo('Oven').status).toBe('completed');
    expect(scenario.todo('On the phone').status).toBe('open');
    expect(scenario.conflictsOf(todo)).toEqual([]);
    await scenario.expectQuiet();
  });

  it('archived with their project in Todoist are left alone in Things', async () => {
    const { scenario } = await standardScenario();
    await scenario.todoist('project_archive', { id: scenario.projectId('Work') });
    await scenario.sync();
    expect(scenario.todo('Call Anna').status).toBe('open');
    await scenario.todoist('project_unarchive', { id: scenario.projectId('Work') });
    await scenario.sync();
    expect(scenario.openInThings).toEqual(scenario.openInTodoist);
    expect(scenario.todos).toHaveLength(4);
    await scenario.expectQuiet();
  });

  it('arrive although Things was closed, ignored a link or did it twice', async () => {
    const { scenario } = await standardScenario();
    const trouble = [
      () => scenario.world.things.quit(),
      () => scenario.world.things.faults.ignoreNext(1),
      () => scenario.world.things.faults.duplicateNext(1),
      () => scenario.world.things.faults.crashOnNext(1),
    ];
    for (const [at, begin] of trouble.entries()) {
      await scenario.todoist('item_add', {
        content: `New ${at}`,
        labels: ['calls'],
        due: { date: '2026-04-01T10:00:00' },
      });
      await scenario.todoist('item_update', { id: scenario.item('Call Anna').id, description: `n ${at}` });
      begin();
      await scenario.world.exchange();
      scenario.world.things.launch();
      scenario.pass(HOUR_MS);
      await scenario.sync();
      expect(scenario.todo(`New ${at}`)).toMatchObject({ tags: ['calls'], when: '2026-04-01 10:00' });
      expect(scenario.todo('Call Anna').notes).toBe(`n ${at}`);
    }
    expect(scenario.openInThings).toEqual(scenario.openInTodoist);
    await scenario.expectQuiet();
  });
});

describe('tags and labels', () => {
  it('never repeat, whatever case they are typed in, over ten syncs', async () => {
    const { scenario } = await standardScenario();
    const [todo, item] = [scenario.todo('Call Anna').id, scenario.item('Call Anna').id];
    for (let round = 0; round < 10; round += 1) {
      if (round % 2 === 0) scenario.things.editTodo(todo, { notes: `round ${round}` });
      else {
        const labels = round % 4 === 1 ? ['Calls', 'sea'] : ['calls', 'sea'];
        await scenario.todoist('item_update', { id: item, labels });
      }
      await scenario.sync();
    }
    expect(scenario.item('Call Anna').labels.map((label) => label.toLowerCase())).toEqual(['calls', 'sea']);
    expect(scenario.todo('Call Anna').tags.map((tag) => tag.toLowerCase())).toEqual(['calls', 'sea']);
    await scenario.expectQuiet();
  });

  it('with blanks, quotes and signs arrive, all of them', async () => {
    const { scenario } = await standardScenario();
    const names = ['10 %', 'a & b', 'it’s', 'wait/for', 'zwölf', '#hash', 'with blank'];
    await scenario.todoist('item_update', { id: scenario.item('Call Anna').id, labels: names });
    scenario.things.editTodo(scenario.todo('Oven').id, { tags: names.map((name) => `t ${name}`) });
    await scenario.sync();
    expect(scenario.todo('Call Anna').tags).toEqual(names.toSorted(byText));
    expect(scenario.item('Oven').labels).toEqual(names.map((name) => `t ${name}`).toSorted(byText));
    await scenario.expectQuiet();
  });

  it('renamed in Things are renamed on every task', async () => {
    const { scenario } = await standardScenario();
    scenario.things.renameTag(scenario.things.addTag('calls'), 'phone');
    await scenario.sync();
    expect(scenario.item('Call Anna').labels).toEqual(['phone']);
    await scenario.expectQuiet();
  });

  it('that only carry the evening, someday or a cancellation never show in Things', async () => {
    const { scenario } = await standardScenario();
    const id = scenario.item('Oven').id;
    await scenario.todoist('item_update', { id, labels: ['someday', 'Evening', 'heat'] });
    await scenario.sync();
    expect(scenario.todo('Oven').tags).toEqual(['heat']);
    await scenario.expectQuiet();
  });
});

function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
