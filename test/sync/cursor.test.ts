// What Todoist may answer to a cursor that it does not know, and to a command that it has carried out before: nothing public says.

import { describe, expect, it } from 'vitest';
import { Stage } from './stage.ts';

async function linkedStage(titles: readonly string[]): Promise<Stage> {
  const stage = new Stage();
  for (const title of titles) stage.library.add(title);
  await stage.settle();
  return stage;
}

describe('a read that is refused', () => {
  it.each([
    ['403', 403, { error_tag: 'FORBIDDEN', http_code: 403 }],
    ['404', 404, { error_tag: 'NOT_FOUND', http_code: 404 }],
    ['410', 410, 'gone'],
    ['200 and an error', 200, { error: 'Invalid sync token', error_code: 34 }],
    ['500 each time', 500, 'oops'],
  ])('[R56] with %s because of its cursor is made again as a whole one', async (_how, status, body) => {
    const stage = await linkedStage(['Plants']);
    stage.answerRead = ({ sync_token: token }) =>
      token === '*' ? null : new Response(JSON.stringify(body), { status });
    await stage.inTodoist('POST', '/tasks', { content: 'Call' });
    for (let round = 0; round < 6; round += 1) {
      stage.now += 3_600_000;
      await stage.exchange();
    }
    stage.answerRead = () => null;
    stage.now += 3_600_000;
    await stage.settle();
    expect(stage.library.titled('Call').status).toBe('open');
    expect(stage.library.todos.size).toBe(2);
    expect(stage.account.status()).toMatchObject({ inSync: true, todoist: { problem: null } });
  });

  it('[R57] in a dry run leaves the cursor', async () => {
    const stage = await linkedStage(['Plants']);
    const cursor = stage.store.meta.get('todoist_cursor');
    stage.todoist.chaos.failNext('unknown_token');
    await stage.exchange({ dryRun: true });
    expect(stage.store.meta.get('todoist_cursor')).toBe(cursor);
  });
});

describe('a repeated command that is answered by “already processed”', () => {
  const PROCESSED = { error: 'Sync item already processed. Ignored', error_code: 37 };

  /** An exchange whose answer is lost, then Todoist as those servers answer. */
  async function loseAnswer(stage: Stage): Promise<void> {
    stage.writeTrouble = 'lose_answer';
    await stage.exchange();
    stage.writeTrouble = 'none';
    const told = new Set(stage.commandsSince(0).map(({ uuid }) => uuid));
    stage.refuse = ({ uuid }) => (told.has(uuid) ? PROCESSED : null);
    stage.now += 60_000;
  }

  it('[J36] was carried out: an update', async () => {
    const stage = await linkedStage(['Plants']);
    stage.library.edit(stage.library.titled('Plants').id, { title: 'Ferns' });
    await loseAnswer(stage);
    await stage.settle();
    expect(stage.task('Ferns').checked).toBe(false);
    expect(stage.account.status()).toMatchObject({ inSync: true, waiting: [] });
  });

  it('[J36] was carried out: a creation of which somebody changed title and notes meanwhile', async () => {
    const stage = await linkedStage(['Plants']);
    stage.library.add('Call');
    await loseAnswer(stage);
    const { id } = stage.task('Call');
    await stage.inTodoist('POST', `/tasks/${id}`, { content: 'Write a letter', description: 'by hand' });
    await stage.settle();
    const waiting = stage.account.conflicts({ waitingOnly: true, limit: 9 });
    expect(waiting.map(({ field, cause }) => `${field}: ${cause}`).toSorted()).toEqual([
      'notes: read_back',
      'title: read_back',
    ]);
    for (const conflict of waiting) stage.account.resolveConflict(conflict.id, 'replica');
    await stage.settle();
    expect([...stage.library.todos.values()].map(({ title }) => title).toSorted()).toEqual([
      'Plants',
      'Write a letter',
    ]);
    expect(stage.todoist.snapshot().items).toHaveLength(2);
    expect(stage.account.status()).toMatchObject({ inSync: true, waiting: [] });
  });
});
