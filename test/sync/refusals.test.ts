// What becomes of a refusal and of the question about it: asked again where nobody answered, told again where an edit came between,
// and counted where a write has no effect at all.

import { describe, expect, it } from 'vitest';
import { CUT, cut, cutStage, LONG, settleKeeping, waiting, type Keep } from './keeps-otherwise.ts';
import { Stage } from './stage.ts';

describe('a question about a read-back that ended without an answer', () => {
  const history = (stage: Stage) => stage.account.history({ task: null, limit: 50, before: null });
  const question = { field: 'title', replica: 'things', hubValue: LONG, replicaValue: CUT };

  it('[L34] is asked again when a deleted task comes back before its counterpart went', async () => {
    const { stage, id } = await cutStage();
    const creation = history(stage).find(({ kind, replica }) => kind === 'create' && replica === 'things');
    stage.account.undo(creation?.id ?? '');
    expect(waiting(stage)).toEqual([]);
    await stage.inTodoist('POST', `/tasks/${id}`, { description: 'with rain water' });
    await settleKeeping(stage, cut);
    expect(waiting(stage)).toMatchObject([question]);
    stage.account.resolveConflict(waiting(stage)[0]?.id ?? '', 'replica');
    await settleKeeping(stage, cut);
    expect([stage.task(CUT).id, stage.account.status().inSync]).toEqual([id, true]);
  });

  it('[L34] is asked again when a deleted task is restored and cut once more', async () => {
    const { stage } = await cutStage();
    stage.library.edit(stage.library.titled(CUT).id, { trashed: true });
    await settleKeeping(stage, cut);
    expect(waiting(stage)).toEqual([]);
    const deletion = history(stage).find(({ kind }) => kind === 'delete');
    stage.account.undo(deletion?.id ?? '');
    await settleKeeping(stage, cut);
    expect(waiting(stage)).toMatchObject([question]);
    stage.account.resolveConflict(waiting(stage)[0]?.id ?? '', 'hub');
    await stage.settle();
    expect([stage.library.titled(LONG).status, stage.account.status().inSync]).toEqual(['open', true]);
  });

  it('[L34] is asked again when the hub wants the same value a second time', async () => {
    const { stage, id } = await cutStage();
    for (const content of ['Short', LONG]) {
      await stage.inTodoist('POST', `/tasks/${id}`, { content });
      await settleKeeping(stage, cut);
    }
    expect(waiting(stage)).toMatchObject([question]);
  });

  it('[L30] [L34] is not asked again where a person has kept the value of the hub', async () => {
    const { stage, id } = await cutStage();
    stage.account.resolveConflict(waiting(stage)[0]?.id ?? '', 'hub');
    await settleKeeping(stage, cut);
    const creation = history(stage).find(({ kind, replica }) => kind === 'create' && replica === 'things');
    stage.account.undo(creation?.id ?? '');
    await stage.inTodoist('POST', `/tasks/${id}`, { description: 'with rain water' });
    await settleKeeping(stage, cut);
    expect([waiting(stage), stage.library.titled(CUT).notes]).toEqual([[], 'with rain water']);
  });
});

describe('an operation during which somebody edits the to-do', () => {
  it('[L35] is told again where the edit took the place of the field that it was to set', async () => {
    const stage = new Stage();
    stage.account.changeConfig({ priorityTags: ['p1', 'p2', 'p3'] });
    const { id } = await stage.inTodoist('POST', '/tasks', { content: 'Plants' });
    await stage.settle();
    await stage.inTodoist('POST', `/tasks/${String(id)}`, { priority: 4 });
    const [operation] = (await stage.exchange()).operations;
    const todo = stage.library.titled('Plants');
    stage.library.edit(todo.id, { tags: ['Home'] });
    const row = stage.library.todo(todo.id);
    const told = { outcome: 'ignored', thingsId: todo.id, row, error: null } as const;
    await stage.exchange({ acknowledgements: [{ ...told, operation: operation?.id ?? '' }] });
    await stage.settle();
    expect(stage.library.titled('Plants').tags.toSorted()).toEqual(['Home', 'p1']);
    expect(stage.task('Plants')).toMatchObject({ labels: ['Home'], priority: 4 });
    expect([waiting(stage), stage.account.status().inSync]).toEqual([[], true]);
  });
});

describe('a field that Things leaves as it is', () => {
  const nothing: Keep = () => ({ notes: '' });

  /** Tasks with notes that Things took and did not keep. */
  async function ignoredOn(count: number): Promise<Stage> {
    const stage = new Stage();
    for (let nth = 1; nth <= count; nth += 1) {
      await stage.inTodoist('POST', '/tasks', { content: `Task ${nth}`, description: 'words' });
      await settleKeeping(stage, nothing);
    }
    return stage;
  }

  it('[L10] [L36] on two tasks is asked about on none, and goes on being written', async () => {
    const stage = await ignoredOn(2);
    expect([waiting(stage), stage.account.status().notices]).toEqual([[], []]);
    await stage.inTodoist('POST', `/tasks/${stage.task('Task 1').id}`, { description: 'others' });
    await stage.settle();
    expect(stage.library.titled('Task 1').notes).toBe('others');
  });

  it('[L36] on three tasks is not written any more, and then told to all of them when the owner says so', async () => {
    const stage = await ignoredOn(3);
    const [notice] = stage.account.status().notices;
    expect(notice).toContain('npm run cli -- conflicts resume things notes');
    stage.restart();
    await stage.inTodoist('POST', '/tasks', { content: 'Task 4', description: 'words' });
    await stage.settle();
    expect([...stage.library.todos.values()].map(({ notes }) => notes)).toEqual(['', '', '', '']);
    expect(stage.account.resumeField('things', 'notes')).toMatchObject({ ok: true });
    await stage.settle();
    expect([...stage.library.todos.values()].map(({ notes }) => notes)).toEqual(Array(4).fill('words'));
    expect([stage.account.status().notices, stage.account.status().inSync]).toEqual([[], true]);
  });

  it('[L36] counts a task once, and no more when it has another value or is gone', async () => {
    const stage = await ignoredOn(2);
    const [first, second] = [stage.task('Task 1').id, stage.task('Task 2').id];
    await stage.inTodoist('POST', `/tasks/${first}`, { description: 'others' });
    await settleKeeping(stage, nothing);
    expect(stage.account.status().notices).toEqual([]);
    await stage.inTodoist('POST', `/tasks/${first}`, { description: '' });
    await stage.inTodoist('DELETE', `/tasks/${second}`);
    await stage.inTodoist('POST', '/tasks', { content: 'Task 3', description: 'words' });
    await settleKeeping(stage, nothing);
    expect(stage.account.status().notices).toEqual([]);
  });

  it('[L36] counts together with one that it keeps otherwise', async () => {
    const stage = await ignoredOn(2);
    await stage.inTodoist('POST', '/tasks', { content: 'Task 3', description: 'words' });
    await settleKeeping(stage, () => ({ notes: 'w' }));
    expect(stage.account.status().notices[0]).toContain('npm run cli -- conflicts resume things notes');
  });
});

describe('a counterpart that is gone', () => {
  it('[L37] refuses nothing: while the title is stopped the task waits with its reason, and is restored then', async () => {
    const stage = new Stage();
    for (const nth of [1, 2, 3]) {
      await stage.inTodoist('POST', '/tasks', { content: `${nth} ${LONG}` });
      await settleKeeping(stage, cut);
    }
    const gone = stage.library.titled(`1 ${LONG}`.slice(0, CUT.length));
    stage.library.edit(gone.id, { trashed: true });
    await stage.inTodoist('POST', `/tasks/${stage.task(`1 ${LONG}`).id}`, { description: 'typed meanwhile' });
    await stage.settle();
    const held = stage.account.status().waiting.filter(({ state }) => state === 'held');
    expect(held).toMatchObject([
      { title: `1 ${LONG}`, reason: expect.stringContaining('resume things title') },
    ]);
    stage.account.resumeField('things', 'title');
    await stage.settle();
    expect(stage.library.titled(`1 ${LONG}`)).toMatchObject({ trashed: false, notes: 'typed meanwhile' });
  });
});
