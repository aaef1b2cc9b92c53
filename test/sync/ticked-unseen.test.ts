// A creation whose answer was lost, and of which a person ticks sub-tasks before we know them: a full read hides those, and only
// Todoist's list of completed tasks tells that they exist.

import { describe, expect, it } from 'vitest';
import { remoteId } from '../../src/model/ids.ts';
import { Stage, type SentRequest } from './stage.ts';

const MINUTE_MS = 60_000;

function lineOf(title: string, done = false) {
  return { id: remoteId(`line ${title}`), title, done };
}

type Line = ReturnType<typeof lineOf>;

/** To-dos with lines whose creation was carried out and never answered; the next read of Todoist is a full one. */
async function withLostCreation(todos: Readonly<Record<string, readonly Line[]>>): Promise<Stage> {
  const stage = new Stage();
  stage.library.add('Water plants');
  await stage.settle();
  for (const [title, checklist] of Object.entries(todos))
    stage.library.add(title, { checklist: [...checklist] });
  stage.writeTrouble = 'lose_answer';
  await stage.exchange();
  stage.writeTrouble = 'none';
  stage.todoist.chaos.failNext('unknown_token');
  stage.now += MINUTE_MS;
  return stage;
}

async function tick(stage: Stage, line: string): Promise<void> {
  await stage.inTodoist('POST', `/tasks/${stage.task(line).id}/close`);
}

/** Each sub-task of Todoist, as many times as there are of it. */
function subTasks(stage: Stage): readonly string[] {
  const lines = stage.todoist.snapshot().items.filter((item) => item.parent_id !== null && !item.is_deleted);
  return lines.map(({ content, checked }) => `${checked ? 'x' : '-'} ${content}`).toSorted();
}

function lines(stage: Stage, title: string): readonly string[] {
  return stage.library.titled(title).checklist.map((line) => `${line.done ? 'x' : '-'} ${line.title}`);
}

function asksForCompleted({ resource_types: types }: SentRequest): boolean {
  return types?.includes('completed_info') === true;
}

describe('a line of a creation that was ticked before the creation was known', () => {
  it('[L44] is ticked in Things, and is in Todoist once', async () => {
    const stage = await withLostCreation({ Pack: [lineOf('socks'), lineOf('shirt'), lineOf('shoes')] });
    await tick(stage, 'shirt');
    await stage.settle();
    expect(lines(stage, 'Pack')).toEqual(['- socks', 'x shirt', '- shoes']);
    expect(subTasks(stage)).toEqual(['- shoes', '- socks', 'x shirt']);
    expect(stage.account.status()).toMatchObject({ inSync: true, waiting: [] });
  });

  it('[L44] is not looked for if the read shows every line', async () => {
    const stage = await withLostCreation({ Pack: [lineOf('socks'), lineOf('shirt')] });
    await stage.settle();
    expect(stage.requests.filter(asksForCompleted)).toEqual([]);
    expect(subTasks(stage)).toEqual(['- shirt', '- socks']);
  });

  it('[L44] is opened again as what it is, although it was created completed', async () => {
    const stage = await withLostCreation({ Pack: [lineOf('socks', true), lineOf('shirt')] });
    await stage.settle();
    stage.library.edit(stage.library.titled('Pack').id, { checklist: [lineOf('socks'), lineOf('shirt')] });
    await stage.settle();
    expect(subTasks(stage)).toEqual(['- shirt', '- socks']);
  });

  it('[L44] is created again if it was deleted instead', async () => {
    const stage = await withLostCreation({ Pack: [lineOf('socks'), lineOf('shirt')] });
    await stage.inTodoist('DELETE', `/tasks/${stage.task('shirt').id}`);
    await stage.settle();
    expect(lines(stage, 'Pack').toSorted()).toEqual(['- shirt', '- socks']);
    expect(subTasks(stage)).toEqual(['- shirt', '- socks']);
  });
});

describe('a creation of which a full read does not show every line', () => {
  it('[L45] waits while Todoist can’t tell what is completed, also if the process ends', async () => {
    const stage = await withLostCreation({ Pack: [lineOf('socks'), lineOf('shirt')] });
    await tick(stage, 'shirt');
    stage.answerRead = (request) => (asksForCompleted(request) ? new Response('', { status: 503 }) : null);
    const before = stage.requests.length;
    await stage.exchange();
    expect(stage.requests.slice(before).some(asksForCompleted)).toBe(true);
    expect(stage.commandsSince(before)).toEqual([]);
    expect(lines(stage, 'Pack')).toEqual(['- socks', '- shirt']);
    stage.restart();
    stage.answerRead = () => null;
    stage.todoist.chaos.failNext('unknown_token');
    stage.now += 60 * MINUTE_MS;
    await stage.settle();
    expect(lines(stage, 'Pack')).toEqual(['- socks', 'x shirt']);
    expect(subTasks(stage)).toEqual(['- socks', 'x shirt']);
  });

  it('[L45] does not wait if Todoist has no list of completed tasks', async () => {
    const stage = await withLostCreation({ Pack: [lineOf('socks'), lineOf('shirt')] });
    stage.answerRead = (request) =>
      asksForCompleted(request)
        ? Response.json({ error_tag: 'INVALID_ARGUMENT_VALUE', http_code: 400 }, { status: 400 })
        : null;
    await stage.inTodoist('DELETE', `/tasks/${stage.task('shirt').id}`);
    await stage.settle();
    expect(subTasks(stage)).toEqual(['- shirt', '- socks']);
    expect(stage.account.status()).toMatchObject({ inSync: true, waiting: [] });
  });

  it('[L46] waits for the next run if the requests of this one are not enough: each run takes up what it looked at', async () => {
    const titles = Array.from({ length: 45 }, (_, at) => `Task ${at}`);
    const stage = await withLostCreation(
      Object.fromEntries(titles.map((title) => [title, [lineOf(`line of ${title}`)]])),
    );
    for (const title of titles) await tick(stage, `line of ${title}`);
    const requests = (): number => stage.requests.length + stage.lookUps.length;
    const before = requests();
    for (let run = 0; run < 4; run += 1) {
      const from = requests();
      await stage.exchange();
      expect(requests() - from).toBeLessThanOrEqual(40);
      stage.restart();
      stage.todoist.chaos.failNext('unknown_token');
      stage.now += MINUTE_MS;
    }
    expect(requests() - before).toBeLessThan(70);
    await stage.settle();
    expect(subTasks(stage)).toEqual(titles.map((title) => `x line of ${title}`).toSorted());
    for (const title of titles) expect(lines(stage, title)).toEqual([`x line of ${title}`]);
    expect(stage.library.todos.size).toBe(46);
  });
});
