// Done sub-tasks that no read showed are looked for before what is above them is deleted: what that costs, and what it waits for.

import { describe, expect, it } from 'vitest';
import { Stage } from './stage.ts';

/** As many tasks as that, each with a done sub-task that was never seen. */
async function withHidden(count: number): Promise<Stage> {
  const stage = new Stage();
  for (let at = 0; at < count; at += 1) {
    const { id } = await stage.inTodoist('POST', '/tasks', { content: `Task ${at}` });
    const line = await stage.inTodoist('POST', '/tasks', { content: `Line ${at}`, parent_id: id });
    await stage.inTodoist('POST', `/tasks/${String(line['id'])}/close`);
  }
  await stage.settle();
  return stage;
}

function trashAll(stage: Stage): void {
  for (const { id } of stage.library.todos.values()) stage.library.edit(id, { trashed: true });
}

function liveIn(stage: Stage): number {
  return stage.todoist.snapshot().items.filter((item) => !item.is_deleted).length;
}

describe('before a task is deleted in Todoist', () => {
  it('[T46] nothing is sent while Todoist can’t tell what is hidden below it', async () => {
    const stage = await withHidden(1);
    trashAll(stage);
    stage.answerRead = (request) =>
      request.resource_types?.includes('completed_info') === true ? new Response('', { status: 503 }) : null;
    await stage.exchange();
    expect(liveIn(stage)).toBe(2);
    stage.answerRead = () => null;
    stage.now += 3_600_000;
    await stage.settle();
    expect(liveIn(stage)).toBe(0);
    expect(JSON.stringify(stage.account.history({ task: null, limit: 100, before: null }))).toContain(
      'Line 0',
    );
  });

  it('[T46] it is not waited for where Todoist has no such list', async () => {
    const stage = await withHidden(1);
    trashAll(stage);
    stage.answerRead = (request) =>
      request.resource_types?.includes('completed_info') === true
        ? Response.json({ error_tag: 'INVALID_ARGUMENT_VALUE', http_code: 400 }, { status: 400 })
        : null;
    await stage.settle();
    expect(liveIn(stage)).toBe(0);
  });

  it('[T46] what a run has no requests left for goes with the next one', async () => {
    const stage = await withHidden(60);
    trashAll(stage);
    const requests = (): number => stage.requests.length + stage.lookUps.length;
    const before = requests();
    await stage.exchange();
    for (let round = 0; round < 10 && liveIn(stage) > 0; round += 1) {
      const { plan } = stage.account.status();
      if (plan !== null) stage.account.approve(plan.hash);
      stage.now += 60_000;
      const from = requests();
      await stage.exchange();
      expect(requests() - from).toBeLessThanOrEqual(40);
    }
    expect(requests() - before).toBeLessThan(90);
    expect(liveIn(stage)).toBe(0);
    const told = JSON.stringify(stage.account.history({ task: null, limit: 1000, before: null }));
    for (let at = 0; at < 60; at += 1) expect(told).toContain(`"Line ${at}"`);
  });
});
