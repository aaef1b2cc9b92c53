// What a side can't take, and answers that nobody asked for: said with its reason, nothing lost, and everything else goes on.

import { describe, expect, it } from 'vitest';
import { loseState } from './lost-state.ts';
import { Scenario } from './scenario.ts';
import { standardScenario } from './standard.ts';

const LONG = 'x'.repeat(30_000);

describe('texts', () => {
  it('notes that are too long for Todoist are held, the rest of the task goes, and shorter ones follow', async () => {
    const scenario = await empty();
    const id = scenario.things.addTodo({ title: 'Book', notes: LONG, tags: ['sea'], when: '2026-04-01' });
    await scenario.sync();
    expect(scenario.item('Book')).toMatchObject({ notes: '', labels: ['sea'], due: '2026-04-01' });
    expect(scenario.waitingFor('Book')).toMatchObject([
      { replica: 'todoist', state: 'held', reason: expect.stringContaining('16383') },
    ]);
    await scenario.expectQuiet();

    await scenario.todoist('item_update', { id: scenario.item('Book').id, content: 'Novel' });
    await scenario.sync();
    expect(scenario.todo('Novel').notes).toBe(LONG);

    scenario.things.editTodo(id, { notes: 'short' });
    await scenario.sync();
    expect(scenario.item('Novel').notes).toBe('short');
    expect(scenario.status).toMatchObject({ inSync: true, waiting: [] });
    await scenario.expectQuiet();
  });

  it('notes that grew too long leave the former ones in Todoist, and an edit there is a conflict that loses nothing', async () => {
    const scenario = await empty();
    const id = scenario.things.addTodo({ title: 'Book', notes: 'first' });
    await scenario.sync();
    scenario.things.editTodo(id, { notes: LONG });
    await scenario.sync();
    expect(scenario.item('Book').notes).toBe('first');
    await scenario.todoist('item_update', { id: scenario.item('Book').id, description: 'second' });
    await scenario.sync();
    expect(scenario.todo('Book').notes).toBe('second');
    expect(JSON.stringify([scenario.conflictsOf(id), scenario.historyOf(id)])).toContain(LONG);
    await scenario.expectQuiet();
  });

  it('[T52] a title that is too long for Todoist is cut there and said, and stays whole in Things', async () => {
    const scenario = await empty();
    const title = 'y'.repeat(600);
    const id = scenario.things.addTodo({ title, notes: 'n', tags: ['sea'] });
    await scenario.sync();
    const cut = `${'y'.repeat(499)}…`;
    expect(scenario.item(cut)).toMatchObject({ notes: 'n', labels: ['sea'] });
    expect(scenario.waitingFor(title)).toMatchObject([
      { state: 'held', reason: expect.stringContaining('500') },
    ]);
    await scenario.expectQuiet();

    // What is read back is no edit, and neither is it with an edit of something else, nor after a loss of the state.
    await scenario.todoist('item_update', { id: scenario.item(cut).id, description: 'other' });
    await scenario.sync();
    expect(scenario.todo(title)).toMatchObject({ id, notes: 'other' });
    await loseState(scenario, {}, { cut: 1 });
    expect(scenario.todo(title).id).toBe(id);

    scenario.things.editTodo(id, { title: 'short' });
    await scenario.sync();
    expect(scenario.openInTodoist).toEqual(['First', 'short']);
    expect(scenario.status.inSync).toBe(true);
  });

  it('an empty title is made visible in Todoist and stays empty in Things', async () => {
    const scenario = await empty();
    const id = scenario.things.addTodo({ title: '', notes: 'only notes' });
    await scenario.sync();
    const item = scenario.items.find(({ notes }) => notes === 'only notes');
    expect(item?.title).toBe('(no title)');
    await scenario.todoist('item_update', { id: item?.id, priority: 4 });
    await scenario.sync();
    expect(scenario.todos.find((todo) => todo.id === id)?.title).toBe('');
    await scenario.expectQuiet();
  });

  it.for([
    ['emoji of several parts', '👩‍👩‍👧‍👦 family 🏳️‍🌈 ok'],
    ['right to left', 'שלום עולם – مرحبا'],
    ['zero-width marks inside', 'zero\u200Bwidth\u200Djoin'],
    ['accents', 'Café Łódź Ångström'],
    ['a leading bullet', '* not a list'],
    ['markup and links', '**bold** [x](https://example.com) `code` #1 @me !!1 //'],
    ['quotes and slashes', `"'\\/&<>%3D+?=#`],
    ['words that Todoist would read as a date', 'tomorrow at 9 every day p1 @home'],
  ] as const)('%s travel both ways unchanged', async ([, title]) => {
    const scenario = await empty();
    scenario.things.addTodo({ title, notes: title });
    const content = title.startsWith('* ') ? `\\${title}` : title;
    await scenario.todoist('item_add', { content: `${content} 2`, description: title });
    await scenario.sync();
    expect(scenario.item(content)).toMatchObject({ notes: title, due: null, labels: [] });
    expect(scenario.todo(`${title} 2`).notes).toBe(title);
    await scenario.expectQuiet();
  });

  it('accents in two pieces come out in one and make no echo', async () => {
    const scenario = await empty();
    scenario.things.addTodo({ title: 'Cafe\u0301' });
    await scenario.todoist('item_add', { content: 'Bucher\u0301' });
    await scenario.sync();
    expect(scenario.openInTodoist.map((title) => title.normalize('NFC'))).toContain('Café');
    expect(scenario.openInThings).toHaveLength(3);
    await scenario.expectQuiet();
  });

  it('a lone surrogate does not stop the run, and the other tasks go', async () => {
    const scenario = await empty();
    scenario.things.addTodo({ title: 'half \uD83D emoji', notes: 'n' });
    scenario.things.addTodo({ title: 'Other' });
    await scenario.sync();
    expect(scenario.openInTodoist).toHaveLength(3);
    expect(scenario.openInTodoist).toContain('Other');
    await scenario.expectQuiet();
  });

  it('line breaks in a title and trailing blanks make no echo', async () => {
    const scenario = await empty();
    await scenario.todoist('item_add', { content: 'two  blanks ', description: 'end \n\n' });
    scenario.things.addTodo({ title: 'tab\tand blank ', notes: '\n\nbegin' });
    await scenario.sync();
    expect(scenario.openInThings).toHaveLength(3);
    expect(scenario.openInTodoist).toHaveLength(3);
    await scenario.expectQuiet();
  });

  it('a tag with a comma stays one tag', async () => {
    const scenario = await empty();
    await scenario.todoist('item_add', { content: 'Tagged', labels: ['a, b', 'c'] });
    await scenario.sync();
    expect(scenario.todo('Tagged').tags).toEqual(['a, b', 'c']);
    await scenario.expectQuiet();
  });
});

describe('more than a side can take', () => {
  it('305 tasks of one project: 5 are held with the reason, and follow when others are done', async () => {
    const scenario = await empty();
    const project = scenario.things.addProject({ title: 'Full' });
    for (let at = 0; at < 305; at += 1) scenario.things.addTodo({ title: `T${at}`, project });
    await scenario.approving();
    expect(scenario.openInTodoist).toHaveLength(301);
    expect(scenario.status).toMatchObject({ inSync: false, run: { held: 5 } });
    expect(scenario.status.waiting.filter(({ state }) => state === 'held')).toHaveLength(5);
    for (const { reason } of scenario.status.waiting) expect(reason).toMatch(/full|300|limit/i);
    expect(scenario.openInThings).toHaveLength(306);

    const placed = scenario.items.filter((item) => item.place === 'Full').slice(0, 7);
    for (const item of placed) await scenario.todoist('item_close', { id: item.id });
    await scenario.approving();
    scenario.pass(24 * 3_600_000);
    await scenario.sync();
    expect(scenario.status.run.held).toBe(0);
    expect(scenario.openInTodoist).toEqual(scenario.openInThings);
    await scenario.expectQuiet();
  });

  it('6 projects on a free plan: the tasks of the sixth stand in with its name, and nothing moves in Things', async () => {
    const scenario = await empty({ plan: 'free' });
    for (let at = 1; at <= 6; at += 1) {
      const project = scenario.things.addProject({ title: `Project ${at}` });
      scenario.things.addTodo({ title: `Task ${at}`, project });
    }
    await scenario.sync();
    expect(scenario.openInTodoist).toHaveLength(7);
    const standIns = scenario.items.filter((item) => item.place === '' && item.title !== 'First');
    for (const item of standIns) expect(item.labels).toEqual([item.title.replace('Task', 'Project')]);
    expect(standIns.length).toBeGreaterThan(0);
    expect(scenario.status.notices.join()).toContain(standIns[0]?.labels[0]);
    for (let at = 1; at <= 6; at += 1)
      expect(scenario.todo(`Task ${at}`)).toMatchObject({ place: `Project ${at}`, tags: [] });
    await scenario.expectQuiet();

    const [standIn] = standIns;
    await scenario.todoist('item_update', { id: standIn?.id, description: 'edited' });
    await scenario.sync();
    expect(scenario.todo(standIn?.title ?? '')).toMatchObject({
      notes: 'edited',
      tags: [],
      place: standIn?.labels[0],
    });
    await scenario.expectQuiet();
  });

  it('a deadline on a free plan stays in Things alone and is said', async () => {
    const scenario = await empty({ plan: 'free' });
    const id = scenario.things.addTodo({ title: 'Tax', deadline: '2026-05-31', tags: ['paper'] });
    await scenario.sync();
    expect(scenario.item('Tax')).toMatchObject({ deadline: null, labels: ['paper'] });
    expect(scenario.status.notices.join()).toContain('deadline');
    await scenario.todoist('item_update', { id: scenario.item('Tax').id, content: 'Taxes' });
    await scenario.sync();
    expect(scenario.todo('Taxes')).toMatchObject({ id, deadline: '2026-05-31' });
    expect(scenario.status.inSync).toBe(true);
    await scenario.expectQuiet();
  });

  it('120 sub-tasks are held for Things with the reason, and the task itself goes', async () => {
    const scenario = await empty();
    const parent_id = await scenario.todoist('item_add', { content: 'Long list', description: 'n' });
    await scenario.addItems(Array.from({ length: 120 }, (_, at) => ({ content: `line ${at}`, parent_id })));
    await scenario.sync();
    expect(scenario.todo('Long list')).toMatchObject({ notes: 'n', checklist: [] });
    expect(scenario.waitingFor('Long list')).toMatchObject([
      { replica: 'things', state: 'held', reason: expect.stringContaining('100') },
    ]);
    expect(scenario.item('Long list').subtasks).toHaveLength(120);
    await scenario.expectQuiet();
  });

  it('a sub-task of a sub-task is not lost and makes no echo', async () => {
    const scenario = await empty();
    const parent = await scenario.todoist('item_add', { content: 'Parent' });
    const child = await scenario.todoist('item_add', { content: 'Child', parent_id: parent });
    await scenario.todoist('item_add', { content: 'Grandchild', parent_id: child });
    await scenario.sync();
    expect(scenario.todo('Parent').checklist).toContain('- Child');
    expect(JSON.stringify(scenario.todos)).toContain('Grandchild');
    await scenario.expectQuiet();
  });
});

describe('answers that are none', () => {
  it('a time in a zone that nobody knows is read in the zone of the account', async () => {
    const scenario = await empty();
    const { todoist } = scenario.world;
    scenario.world.insteadOfTodoist = async (request) => {
      const answer = await todoist.fetch(request);
      return new Response((await answer.text()).replaceAll('America/New_York', 'Mars/Olympus'), answer);
    };
    const due = { date: '2026-04-02T10:00:00Z', timezone: 'America/New_York' };
    const id = await scenario.todoist('item_add', { content: 'Zoned', due });
    await scenario.sync();
    expect(scenario.todo('Zoned').when).toBe('2026-04-02 12:00');
    await scenario.todoist('item_update', { id, content: 'Zoned 2' });
    await scenario.sync();
    expect(scenario.todo('Zoned 2').when).toBe('2026-04-02 12:00');
    expect(scenario.item('Zoned 2').due).toBe('2026-04-02T10:00:00Z');
    await scenario.expectQuiet();
  });

  it.for([
    ['an HTML page with 503', 503, '<html>Service Unavailable</html>', /can't be reached/],
    ['401', 401, '{"error":"Unauthorized","error_tag":"UNAUTHORIZED","http_code":401}', /token/],
    ['410', 410, '{"error":"This endpoint is gone"}', /token is not the cause/],
    ['a page of something else with 200', 200, '<html>login</html>', /./],
    ['JSON of something else with 200', 200, '{"hello":"world"}', /./],
    ['429', 429, '{"error_extra":{"retry_after":7}}', /7 s/],
  ] as const)('%s changes nothing, is said, and what waits goes later', async ([, status, body, said]) => {
    const { scenario } = await standardScenario();
    scenario.things.editTodo(scenario.todo('Call Anna').id, { title: 'Call Bob' });
    scenario.things.trash(scenario.todo('Oven').id);
    scenario.things.addTodo({ title: 'New' });
    scenario.world.insteadOfTodoist = () => new Response(body, { status });
    const before = scenario.openInThings;
    for (let round = 0; round < 3; round += 1) {
      const answer = await scenario.world.exchange();
      expect(answer?.problems[0]?.detail ?? '').toMatch(said);
      scenario.pass(10 * 60_000);
    }
    expect(scenario.status.todoist.problem).toMatch(said);
    expect(scenario.status.inSync).toBe(false);
    expect(scenario.openInThings).toEqual(before);
    scenario.world.insteadOfTodoist = () => null;
    scenario.pass(24 * 3_600_000);
    await scenario.sync();
    expect(scenario.openInTodoist).toEqual(['Call Bob', 'New', 'Pay rent', 'Weed the beds']);
    expect(scenario.status.todoist.problem).toBeNull();
    await scenario.expectQuiet();
  });
});

async function empty(setup: ConstructorParameters<typeof Scenario>[0] = {}): Promise<Scenario> {
  const scenario = new Scenario(setup);
  scenario.things.addTodo({ title: 'First' });
  await scenario.approving();
  return scenario;
}
