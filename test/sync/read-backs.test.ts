// What a replica makes of our own write: no edit of anybody's. The test plays a Things that can't hold what it is told.

import { describe, expect, it } from 'vitest';
import { CUT, cut, cutStage, LONG, settleKeeping, waiting, type Keep } from './keeps-otherwise.ts';
import { Stage } from './stage.ts';

describe('a value that Things can not hold', () => {
  it('[L26] stays in Todoist and waits for a person with what Things made of it', async () => {
    const { stage, id } = await cutStage();
    expect(stage.task(LONG).id).toBe(id);
    expect(waiting(stage)).toMatchObject([
      { field: 'title', replica: 'things', hubValue: LONG, replicaValue: CUT, cause: 'read_back' },
    ]);
    expect(stage.account.status()).toMatchObject({ inSync: false, run: { conflicts: 1, failed: 1 } });
    const [line] = stage.account.status().waiting;
    expect(line?.reason).toBe(
      `Things did not take the title “${LONG}”: it shows “${CUT}”. To choose between the two: npm run cli -- conflicts`,
    );
    const before = stage.requests.length;
    const rows = stage.store.rowsWritten();
    expect((await stage.exchange()).operations).toEqual([]);
    expect([stage.commandsSince(before), stage.store.rowsWritten()]).toEqual([[], rows]);
  });

  it.each(['todoist_wins', 'things_wins', 'newest_wins', 'merge', 'manual'] as const)(
    '[L26] [L29] loses no label and no sub-task of a new task under %s',
    async (strategy) => {
      const stage = new Stage();
      stage.account.changeConfig({ strategy });
      const { id } = await stage.inTodoist('POST', '/tasks', {
        content: 'Trip',
        labels: ['Errand', 'packing'],
      });
      for (const content of ['tent', 'stove', 'rope']) {
        await stage.inTodoist('POST', '/tasks', { content, parent_id: id });
      }
      const keep: Keep = ({ tags, checklist }) => ({
        tags: tags.filter((tag) => tag === 'Errand'),
        checklist: checklist.slice(0, 1),
      });
      await settleKeeping(stage, keep, 'Can’t make class tag.');
      expect(stage.task('Trip').labels).toEqual(['Errand', 'packing']);
      expect(stage.todoist.snapshot().items).toHaveLength(4);
      expect(
        waiting(stage)
          .map(({ field }) => field)
          .toSorted(),
      ).toEqual(['checklist', 'tags']);
      expect(stage.account.status().waiting[0]?.reason).toContain('Things said: Can’t make class tag.');
      const todo = stage.library.titled('Trip');
      stage.library.edit(todo.id, { tags: ['Errand', 'mine'] });
      await settleKeeping(stage, () => ({}));
      expect(stage.task('Trip').labels).toEqual(['Errand', 'mine', 'packing']);
      stage.library.edit(todo.id, { tags: ['mine', 'packing'] });
      await settleKeeping(stage, () => ({}));
      expect(stage.task('Trip').labels).toEqual(['mine', 'packing']);
    },
  );

  it('[L28] is edited in Things afterwards: that is an edit of the task, on both sides', async () => {
    const { stage } = await cutStage();
    stage.library.edit(stage.library.titled(CUT).id, { title: 'Water them' });
    await stage.settle();
    expect(stage.task('Water them').checked).toBe(false);
    expect([waiting(stage), stage.account.status().inSync]).toEqual([[], true]);
    const [kept] = stage.account.conflicts({ waitingOnly: false, limit: 9 });
    expect(kept).toMatchObject({ hubValue: LONG, replicaValue: 'Water them', outcome: 'replica' });
  });

  it('[L30] is over when the task gets another value in Todoist', async () => {
    const { stage, id } = await cutStage();
    await stage.inTodoist('POST', `/tasks/${id}`, { content: 'Water them' });
    await stage.settle();
    expect(stage.library.titled('Water them').status).toBe('open');
    expect([waiting(stage), stage.account.status().inSync]).toEqual([[], true]);
  });

  it('[L30] is told once more when a person keeps it, and is then left as it is', async () => {
    const { stage } = await cutStage();
    const [conflict] = waiting(stage);
    stage.account.resolveConflict(conflict?.id ?? '', 'hub');
    await settleKeeping(stage, cut);
    expect([stage.task(LONG).checked, stage.library.titled(CUT).status]).toEqual([false, 'open']);
    expect([waiting(stage), stage.outbox('things')]).toEqual([[], []]);
  });

  it('[L30] is as it should be when a person keeps it and Things can hold it now', async () => {
    const { stage } = await cutStage();
    const [conflict] = waiting(stage);
    stage.account.resolveConflict(conflict?.id ?? '', 'hub');
    await stage.settle();
    expect([stage.library.titled(LONG).status, stage.account.status().inSync]).toEqual(['open', true]);
  });

  it('[L30] is given up when a person keeps what Things has', async () => {
    const { stage } = await cutStage();
    const [conflict] = waiting(stage);
    stage.account.resolveConflict(conflict?.id ?? '', 'replica');
    await stage.settle();
    expect([stage.task(CUT).checked, stage.account.status().inSync]).toEqual([false, true]);
  });
});

describe('a field that Things keeps otherwise', () => {
  async function thirdCase(): Promise<Stage> {
    const stage = new Stage();
    for (const nth of [1, 2]) {
      await stage.inTodoist('POST', '/tasks', { content: `${LONG} ${nth}` });
      await settleKeeping(stage, cut);
    }
    expect(stage.account.status().notices).toEqual([]);
    await stage.inTodoist('POST', '/tasks', { content: `${LONG} 3` });
    await settleKeeping(stage, cut);
    return stage;
  }

  it('[P15] on three tasks is not written any more until the owner says so', async () => {
    const stage = await thirdCase();
    const [notice] = stage.account.status().notices;
    expect(notice).toContain('npm run cli -- conflicts resume things title');
    stage.restart();
    await stage.inTodoist('POST', `/tasks/${stage.task(`${LONG} 1`).id}`, { content: 'Short' });
    await stage.inTodoist('POST', '/tasks', { content: 'New' });
    await stage.settle();
    expect([...stage.library.todos.values()].map(({ title }) => title)).toEqual([CUT, CUT, CUT]);
    const detail = 'bar is not stopped in foo. What is stopped: things title.';
    expect(stage.account.resumeField('foo', 'bar')).toMatchObject({ ok: false, error: { detail } });
    expect(stage.account.resumeField('things', 'notes')).toMatchObject({ ok: false });
    expect(stage.account.resumeField('things', 'title')).toMatchObject({ ok: true });
    await stage.settle();
    expect([...stage.library.todos.values()].map(({ title }) => title)).toEqual(['Short', CUT, CUT, 'New']);
    expect(stage.account.status().notices).toEqual([]);
  });

  it('[P15] is not written either where a deleted task is made anew in Todoist', async () => {
    const stage = new Stage();
    stage.todoist.chaos.storeDifferently({ kind: 'underscore_labels' });
    for (const title of ['One', 'Two', 'Three']) stage.library.add(title, { tags: ['Waiting for'] });
    await stage.settle();
    expect(stage.account.status().notices[0]).toContain('npm run cli -- conflicts resume todoist tags');
    const id = stage.library.add('Four', { tags: ['Home'] });
    await stage.settle();
    const before = stage.requests.length;
    // The tags that somebody typed since are an edit that Todoist was not told of: with it the task comes back.
    stage.library.edit(id, { tags: ['Garden'] });
    await stage.settle();
    await stage.inTodoist('DELETE', `/tasks/${stage.task('Four').id}`);
    await stage.settle();
    expect(
      stage.commandsSince(before).map(({ type, args }) => [type, args['content'], args['labels']]),
    ).toEqual([['item_add', 'Four', undefined]]);
    expect(stage.library.titled('Four').tags).toEqual(['Garden']);
  });

  it('[J52] and was never sent brings no deleted task back', async () => {
    const stage = new Stage();
    stage.todoist.chaos.storeDifferently({ kind: 'underscore_labels' });
    for (const title of ['One', 'Two', 'Three']) stage.library.add(title, { tags: ['Waiting for'] });
    await stage.settle();
    const id = stage.library.add('Four', { tags: ['Home'] });
    await stage.settle();
    await stage.inTodoist('DELETE', `/tasks/${stage.task('Four').id}`);
    await stage.settle();
    expect(stage.library.todo(id).trashed).toBe(true);
    expect(JSON.stringify(stage.account.history({ task: id, limit: 100, before: null }))).toContain('Home');
  });

  it('[P16] waits with its reason, while the rest of the task is synced', async () => {
    const stage = await thirdCase();
    const { id } = stage.task(`${LONG} 1`);
    await stage.inTodoist('POST', `/tasks/${id}`, { content: 'Short', description: 'with rain water' });
    await stage.settle();
    expect([...stage.library.todos.values()][0]).toMatchObject({ title: CUT, notes: 'with rain water' });
    expect(stage.account.status().waiting.find(({ title }) => title === 'Short')).toMatchObject({
      state: 'held',
      reason: expect.stringContaining('resume things title'),
    });
  });

  it('[P15] after it went on is stopped by three further tasks, not by the former ones', async () => {
    const stage = await thirdCase();
    stage.account.resumeField('things', 'title');
    await stage.inTodoist('POST', '/tasks', { content: `${LONG} 4` });
    await settleKeeping(stage, cut);
    expect(stage.account.status().notices).toEqual([]);
    for (const nth of [5, 6]) await stage.inTodoist('POST', '/tasks', { content: `${LONG} ${nth}` });
    await settleKeeping(stage, cut);
    expect(stage.account.status().notices).toHaveLength(1);
  });
});
