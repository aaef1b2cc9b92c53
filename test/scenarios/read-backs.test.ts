// The apps keep something else than they are told, as real ones may: played through both apps' public doors. What a person wrote
// on the other side is never touched by it.

import { describe, expect, it } from 'vitest';
import { Scenario } from './scenario.ts';

const LONG = 'Water the plants in the kitchen and on the balcony';
const CUT = LONG.slice(0, 20);

function waitingConflicts(scenario: Scenario) {
  return scenario.world.account.conflicts({ waitingOnly: true, limit: 500 });
}

/** Every conflict waits for a person, and nothing more is sent or written because of them. */
async function expectAtRest(scenario: Scenario, field: string): Promise<void> {
  await scenario.expectQuiet();
  expect(
    new Set(waitingConflicts(scenario).map((conflict) => [conflict.field, conflict.cause].join())),
  ).toEqual(new Set([`${field},read_back`]));
  expect(scenario.status.inSync).toBe(false);
}

describe('Things that can not make a tag', () => {
  it('costs no label of a first sync, and is asked for no tag any more', async () => {
    const scenario = new Scenario();
    const names = Array.from({ length: 60 }, (_, nth) => `Task ${nth + 10}`);
    await scenario.addItems(names.map((content) => ({ content, labels: ['Errand', `context ${content}`] })));
    scenario.world.things.faults.refuseScriptStep('make tag');
    await scenario.approving();
    expect(scenario.items.map((item) => item.labels)).toEqual(
      names.map((name) => ['Errand', `context ${name}`]),
    );
    expect(scenario.todos.map((todo) => todo.tags)).toEqual(names.map(() => ['Errand']));
    await expectAtRest(scenario, 'tags');
    expect(scenario.waitingFor('Task 10')[0]?.reason).toContain("Things said: Can't make tag.");
    expect(scenario.status.notices[0]).toContain('npm run cli -- conflicts resume things tags');
  });

  it('has it later: what waits is told again when the owner says so', async () => {
    const scenario = new Scenario();
    await scenario.todoist('item_add', { content: 'Trip', labels: ['Errand', 'packing'] });
    scenario.world.things.faults.refuseScriptStep('make tag');
    await scenario.approving();
    scenario.world.things.faults.allowScriptStep('make tag');
    const [conflict] = waitingConflicts(scenario);
    scenario.world.account.resolveConflict(conflict?.id ?? '', 'hub');
    await scenario.sync();
    expect([scenario.todo('Trip').tags, scenario.status.inSync]).toEqual([['Errand', 'packing'], true]);
  });
});

describe('Things that takes only the beginning of a checklist', () => {
  it('costs no sub-task, in a new task or in one that grows', async () => {
    const scenario = new Scenario();
    const trip = await scenario.todoist('item_add', { content: 'Trip' });
    const lines = Array.from({ length: 99 }, (_, nth) => `${nth + 1} ${'ä'.repeat(200)}`);
    await scenario.addItems(lines.map((content) => ({ content, parent_id: trip })));
    scenario.world.things.faults.storeDifferently({ kind: 'drop_checklist_tail', length: 30 });
    await scenario.approving();
    expect(scenario.item('Trip').subtasks).toEqual(lines.map((line) => `- ${line}`));
    expect(scenario.todo('Trip').checklist).toHaveLength(30);
    await expectAtRest(scenario, 'checklist');
    await scenario.todoist('item_add', { content: 'one more', parent_id: trip });
    await scenario.sync();
    expect(scenario.item('Trip').subtasks).toHaveLength(100);
    await expectAtRest(scenario, 'checklist');
  });

  it('takes a line that a person ticks there for ticked', async () => {
    const scenario = new Scenario();
    const trip = await scenario.todoist('item_add', { content: 'Trip' });
    await scenario.addItems(['tent', 'stove', 'rope'].map((content) => ({ content, parent_id: trip })));
    scenario.world.things.faults.storeDifferently({ kind: 'drop_checklist_tail', length: 2 });
    await scenario.approving();
    const line = scenario.lineId('Trip', 'stove');
    scenario.things.checkChecklistItem(line, true);
    await scenario.sync();
    expect(scenario.item('Trip').subtasks).toEqual(['- tent', 'x stove', '- rope']);
  });
});

describe.each([
  ['cuts what it is told', { kind: 'truncate', length: 20 }, LONG, CUT],
  ['makes one blank of two', { kind: 'collapse_blanks' }, 'Milk  and  honey', 'Milk and honey'],
] as const)('an app that %s', (_case, distortion, title, kept) => {
  it('as Todoist, leaves the titles of Things alone', async () => {
    const scenario = new Scenario();
    scenario.world.todoist.chaos.storeDifferently(distortion);
    const id = scenario.things.addTodo({ title });
    await scenario.approving();
    expect([scenario.todo(title).id, scenario.item(kept).checked]).toEqual([id, false]);
    await expectAtRest(scenario, 'title');
    scenario.things.editTodo(id, { title: `${title}!` });
    await scenario.sync();
    expect(scenario.todos.map((todo) => todo.title)).toEqual([`${title}!`]);
  });

  it('as Things, leaves the titles of Todoist alone', async () => {
    const scenario = new Scenario();
    scenario.world.things.faults.storeDifferently(distortion);
    const id = await scenario.todoist('item_add', { content: title });
    await scenario.approving();
    expect([scenario.item(title).id, scenario.todo(kept).status]).toEqual([id, 'open']);
    await expectAtRest(scenario, 'title');
    await scenario.todoist('item_update', { id, content: `${title}!` });
    await scenario.sync();
    expect(scenario.items.map((item) => item.title)).toEqual([`${title}!`]);
  });

  it('is asked with an edit there: that is taken over', async () => {
    const scenario = new Scenario();
    scenario.world.todoist.chaos.storeDifferently(distortion);
    scenario.things.addTodo({ title });
    await scenario.approving();
    scenario.world.todoist.chaos.clear();
    await scenario.todoist('item_update', { id: scenario.item(kept).id, content: 'Short' });
    await scenario.sync();
    expect([scenario.todo('Short').status, scenario.status.inSync]).toEqual(['open', true]);
  });
});

describe('an app that writes names of labels otherwise', () => {
  const tags = ['HIGH & dry', 'Waiting for'];
  const kept = ['HIGH_&_dry', 'Waiting_for'];

  it('as Todoist, costs Things no tag', async () => {
    const scenario = new Scenario();
    scenario.world.todoist.chaos.storeDifferently({ kind: 'underscore_labels' });
    scenario.things.addTodo({ title: 'Trip', tags });
    await scenario.approving();
    expect([scenario.todo('Trip').tags, scenario.item('Trip').labels]).toEqual([tags, kept]);
    await expectAtRest(scenario, 'tags');
  });

  it('as Things, costs Todoist no label', async () => {
    const scenario = new Scenario();
    scenario.world.things.faults.storeDifferently({ kind: 'underscore_tags' });
    await scenario.todoist('item_add', { content: 'Trip', labels: tags });
    await scenario.approving();
    expect([scenario.item('Trip').labels, scenario.todo('Trip').tags]).toEqual([tags, kept]);
    await expectAtRest(scenario, 'tags');
  });

  it('is stopped after three tasks, and what it was not told waits', async () => {
    const scenario = new Scenario();
    scenario.world.todoist.chaos.storeDifferently({ kind: 'underscore_labels' });
    for (const title of ['One', 'Two', 'Three']) scenario.things.addTodo({ title, tags });
    await scenario.approving();
    scenario.things.addTodo({ title: 'Four', tags });
    await scenario.sync();
    expect([scenario.item('Four').labels, scenario.todo('Four').tags]).toEqual([[], tags]);
    expect(scenario.waitingFor('Four')[0]?.reason).toContain('npm run cli -- conflicts resume todoist tags');
    scenario.world.todoist.chaos.clear();
    scenario.world.account.resumeField('todoist', 'tags');
    await scenario.sync();
    expect(scenario.item('Four').labels).toEqual(tags);
  });
});

/** What both apps may do to text without losing anything of it. */
const HARMLESS = [
  ['sets letters together otherwise', { kind: 'decompose' }],
  ['drops outer blanks', { kind: 'trim' }],
] as const;
const TEXTS = { title: 'Café ', notes: 'Zoë\nand Jürgen' };

describe('an app that', () => {
  it.each([...HARMLESS, ['writes labels small', { kind: 'lowercase_labels' }] as const])(
    '[L32] %s, as Todoist, holds what it was told',
    async (_case, distortion) => {
      const scenario = new Scenario();
      scenario.world.todoist.chaos.storeDifferently(distortion);
      scenario.things.addTodo({
        ...TEXTS,
        tags: ['Zoë', 'Home'],
        checklist: [{ title: 'Crème', done: false }],
      });
      const before = scenario.todos;
      await scenario.approving();
      await scenario.expectQuiet();
      expect([waitingConflicts(scenario), scenario.status.inSync]).toEqual([[], true]);
      expect(scenario.todos).toEqual(before);
    },
  );

  it.each(HARMLESS)('[L32] %s, as Things, holds what it was told', async (_case, distortion) => {
    const scenario = new Scenario();
    scenario.world.things.faults.storeDifferently(distortion);
    await scenario.todoist('item_add', { content: TEXTS.title, description: TEXTS.notes });
    const before = scenario.items;
    await scenario.approving();
    await scenario.expectQuiet();
    expect([waitingConflicts(scenario), scenario.status.inSync]).toEqual([[], true]);
    expect(scenario.items).toEqual(before);
  });
});

describe('a to-do that was edited just before it went into the trash', () => {
  it('[L35] comes back with the edit, which is nothing that Things made of our write', async () => {
    const scenario = new Scenario();
    for (let at = 0; at < 40; at += 1) scenario.things.addTodo({ title: `Task ${at}`, notes: 'as it was' });
    await scenario.approving();
    const ids = scenario.todos.slice(0, 3).map(({ id }) => id);
    for (const id of ids) {
      scenario.things.editTodo(id, { notes: 'typed' });
      scenario.things.trash(id);
    }
    await scenario.sync();
    const [deleted] = scenario.world.store.events
      .list({ before: null, limit: 50, withDecisions: true })
      .filter(({ kind }) => kind === 'deleted');
    expect(scenario.world.account.undoRun(deleted?.run ?? 0)).toMatchObject({ ok: true });
    await scenario.sync();
    await scenario.sync();
    expect(waitingConflicts(scenario)).toEqual([]);
    for (const side of [scenario.todos, scenario.items])
      expect(side.filter(({ notes }) => notes === 'typed')).toHaveLength(3);
    expect(scenario.status.inSync).toBe(true);
    await scenario.expectQuiet();
  });
});
