// A client that makes a to-do of the inbox and dies before it says so: nothing is handed out again too early, and where two to-dos of
// one task turn up all the same, one is left. The test plays the agent and the clients.

import { describe, expect, it } from 'vitest';
import type { RemoteId } from '../../src/model/ids.ts';
import type { ThingsTodo } from '../../src/protocol/things-row.ts';
import { handed, mark, sync } from './older-client.ts';
import { Stage } from './stage.ts';

const MINUTE_MS = 60_000;

async function withAgent(): Promise<Stage> {
  const stage = new Stage();
  stage.library.add('There from the start');
  await stage.settle();
  return stage;
}

async function add(stage: Stage, content: string): Promise<string> {
  await stage.inTodoist('POST', '/tasks', { content, description: 'two litres' });
  return stage.task(content).id;
}

/** What an importer makes; with a mark where it writes one. */
function make(stage: Stage, title: string, markOf: string | null, more: Partial<ThingsTodo> = {}): RemoteId {
  const notes = markOf === null ? 'two litres' : `two litres\n\n[todoist-id:${markOf}]`;
  return stage.library.add(title, { notes, createdAt: stage.now, ...more });
}

const openIn = (stage: Stage) => ({
  things: [...stage.library.todos.values()]
    .filter(({ status, trashed }) => status === 'open' && !trashed)
    .map(({ title }) => title)
    .filter((title) => title !== 'There from the start'),
  todoist: stage.todoist
    .snapshot()
    .items.filter(({ checked }) => !checked)
    .map(({ content }) => content)
    .filter((title) => title !== 'There from the start'),
});

describe('what a client was handed out and did not say to have imported', () => {
  it('[O101] is shown to no other client until an agent came after its time was over', async () => {
    const stage = await withAgent();
    const id = await add(stage, 'Milk');
    expect(await handed(stage, 'A')).toEqual(['Milk']);
    make(stage, 'Milk', id);
    stage.now += 16 * MINUTE_MS;
    expect(await handed(stage, 'B')).toEqual([]);
    expect(await handed(stage, 'A')).toEqual(['Milk']);
    stage.now += 16 * MINUTE_MS;
    await stage.settle();
    expect(await handed(stage, 'B')).toEqual([]);
    await stage.settle();
    expect(openIn(stage)).toEqual({ things: ['Milk'], todoist: ['Milk'] });
  });

  it('[O101] is shown to others after fifteen minutes where no agent ever came, and after a day in any case', async () => {
    const alone = new Stage();
    await add(alone, 'Milk');
    expect(await handed(alone, 'A')).toEqual(['Milk']);
    alone.now += 14 * MINUTE_MS;
    expect(await handed(alone, 'B')).toEqual([]);
    alone.now += 2 * MINUTE_MS;
    expect(await handed(alone, 'B')).toEqual(['Milk']);
    const away = await withAgent();
    await add(away, 'Milk');
    expect(await handed(away, 'A')).toEqual(['Milk']);
    away.now += 23 * 60 * MINUTE_MS;
    expect(await handed(away, 'B')).toEqual([]);
    away.now += 61 * MINUTE_MS;
    expect(await handed(away, 'B')).toEqual(['Milk']);
  });
});

/** Two clients have made a to-do of one task, and no agent was there. */
async function twice(marks: readonly boolean[], edit: Partial<ThingsTodo> = {}) {
  const stage = new Stage();
  const id = await add(stage, 'Milk');
  await handed(stage, 'A');
  const first = make(stage, 'Milk', marks[0] === true ? id : null);
  stage.now += 16 * MINUTE_MS;
  expect(await handed(stage, 'B')).toEqual(['Milk']);
  mark(stage, 'B');
  const second = make(stage, 'Milk', marks[1] === true ? id : null, edit);
  return { stage, id, first, second };
}

describe('two to-dos of one task', () => {
  it.each([
    ['both marked', [true, true]],
    ['the first marked', [true, false]],
    ['the second marked', [false, true]],
    ['none marked', [false, false]],
  ] as const)('[O102] are one, with %s, when the agent shows them', async (_which, marks) => {
    const { stage } = await twice(marks);
    await stage.settle();
    await stage.settle();
    expect(openIn(stage)).toEqual({ things: ['Milk'], todoist: ['Milk'] });
    expect(stage.account.status()).toMatchObject({ inSync: true });
  });

  it('[O102] are one when a client tells of them, and the answer names the task of both; an agent removes the copy', async () => {
    const { stage, id, first, second } = await twice([true, false]);
    const told = [first, second].map((one) => stage.library.todo(one));
    for (let again = 0; again < 2; again += 1) {
      const { results } = await sync(stage, ...told.map((todo) => ({ ...todo, due: null })));
      expect(results.map((result) => 'todoist_id' in result && result.todoist_id)).toEqual([id, id]);
    }
    expect(openIn(stage).todoist).toEqual(['Milk']);
    await stage.settle();
    await stage.settle();
    expect(openIn(stage)).toEqual({ things: ['Milk'], todoist: ['Milk'] });
  });

  it('[O102] the copy comes back, as a task of its own, when its deletion is taken back', async () => {
    const stage = await withAgent();
    const id = await add(stage, 'Milk');
    await handed(stage, 'A');
    const createdAt = stage.now + 14 * MINUTE_MS;
    stage.now += 16 * MINUTE_MS;
    await stage.settle();
    expect(openIn(stage).things).toEqual(['Milk']);
    // What the client has made shows late: the agent has made it, too.
    make(stage, 'Milk', id, { createdAt });
    await stage.settle();
    await stage.settle();
    expect(openIn(stage)).toEqual({ things: ['Milk'], todoist: ['Milk'] });
    const [entry] = stage.account.history({ task: null, limit: 1, before: null });
    expect(entry).toMatchObject({ kind: 'delete', replica: 'things', title: 'Milk' });
    expect(stage.account.undoRun(entry?.run ?? 0)).toMatchObject({ ok: true });
    await stage.settle();
    expect(openIn(stage)).toEqual({ things: ['Milk', 'Milk'], todoist: ['Milk', 'Milk'] });
  });

  it('[O102] words that somebody typed into the copy are taken over by the task', async () => {
    const { stage, id } = await twice([true, true], { title: 'Oat milk' });
    expect(stage.library.titled('Oat milk').notes).toContain(id);
    await stage.settle();
    await stage.settle();
    expect(openIn(stage)).toEqual({ things: ['Oat milk'], todoist: ['Oat milk'] });
  });

  it.each([
    ['tags', { tags: ['Home'] }],
    ['a checklist', { checklist: [{ id: 'line-1', title: 'one', done: false }] }],
    ['a deadline', { deadline: '2026-12-24' }],
  ])('[O103] a copy that somebody gave %s stays, as a task of its own', async (_what, more) => {
    const { stage } = await twice([true, true], more as Partial<ThingsTodo>);
    await stage.settle();
    await stage.settle();
    expect(openIn(stage).things).toEqual(['Milk', 'Milk']);
    expect(openIn(stage).todoist.filter((title) => title === 'Milk')).toHaveLength(2);
  });

  it('[O103] one that a person made anew with the same words, or duplicated, is a task of its own', async () => {
    const stage = await withAgent();
    const id = await add(stage, 'Milk');
    await handed(stage, 'A');
    make(stage, 'Milk', id);
    mark(stage, 'A');
    await stage.settle();
    make(stage, 'Milk', id);
    make(stage, 'Milk', null);
    await stage.settle();
    await stage.settle();
    expect(openIn(stage).things).toEqual(['Milk', 'Milk', 'Milk']);
    const other = await twice([true, true]);
    await other.stage.settle();
    await other.stage.settle();
    other.stage.now += 60 * MINUTE_MS;
    make(other.stage, 'Milk', null);
    await other.stage.settle();
    expect(openIn(other.stage).things).toEqual(['Milk', 'Milk']);
  });
});
