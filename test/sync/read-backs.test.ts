// What a replica makes of our own write: no edit of anybody's. The test plays a Things that can't hold what it is told.

import { describe, expect, it } from 'vitest';
import type { ThingsAcknowledgement, ThingsOperation } from '../../src/protocol/things-operation.ts';
import type { ThingsTodo } from '../../src/protocol/things-row.ts';
import { Stage } from './stage.ts';

const LONG = 'Water the plants in the kitchen and on the balcony';
const CUT = LONG.slice(0, 16);

type Keep = (row: ThingsTodo) => Partial<ThingsTodo>;

/** Exchanges until nothing is left to do; Things keeps what it is told in its own way. */
async function settle(stage: Stage, keep: Keep, error: string | null = null): Promise<void> {
  let acknowledgements: readonly ThingsAcknowledgement[] = [];
  for (let round = 0; round < 9; round += 1) {
    const { operations, plan } = await stage.exchange({ acknowledgements: [...acknowledgements] });
    if (plan !== null) stage.account.approve(plan.hash);
    acknowledgements = operations.map((operation) => carryOut(stage, operation, keep, error));
    if (plan === null && operations.length === 0) return;
  }
  throw new Error('never at rest');
}

function carryOut(stage: Stage, operation: ThingsOperation, keep: Keep, error: string | null) {
  const told = stage.library.carryOut(operation);
  if (told.row === null) return told;
  stage.library.edit(told.row.id, keep(told.row));
  return { ...told, outcome: 'ignored' as const, row: stage.library.todo(told.row.id), error };
}

const cut: Keep = ({ title }) => ({ title: title.slice(0, CUT.length) });

function waiting(stage: Stage) {
  return stage.account.conflicts({ waitingOnly: true, limit: 99 });
}

/** A task of Todoist whose title Things has cut. */
async function cutStage(): Promise<{ readonly stage: Stage; readonly id: string }> {
  const stage = new Stage();
  const { id } = await stage.inTodoist('POST', '/tasks', { content: LONG });
  await settle(stage, cut);
  return { stage, id: String(id) };
}

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
      `Things did not take the title “${LONG}”: it shows “${CUT}”. Choose between the two: npm run sync -- conflicts`,
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
      await settle(stage, keep, 'Can’t make class tag.');
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
      await settle(stage, () => ({}));
      expect(stage.task('Trip').labels).toEqual(['Errand', 'mine', 'packing']);
      stage.library.edit(todo.id, { tags: ['mine', 'packing'] });
      await settle(stage, () => ({}));
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
    await settle(stage, cut);
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

describe('a question about a read-back that ended without an answer', () => {
  const history = (stage: Stage) => stage.account.history({ task: null, limit: 50, before: null });
  const question = { field: 'title', replica: 'things', hubValue: LONG, replicaValue: CUT };

  it('[L34] is asked again when a deleted task comes back before its counterpart went', async () => {
    const { stage, id } = await cutStage();
    const creation = history(stage).find(({ kind, replica }) => kind === 'create' && replica === 'things');
    stage.account.undo(creation?.id ?? '');
    expect(waiting(stage)).toEqual([]);
    await stage.inTodoist('POST', `/tasks/${id}`, { description: 'with rain water' });
    await settle(stage, cut);
    expect(waiting(stage)).toMatchObject([question]);
    stage.account.resolveConflict(waiting(stage)[0]?.id ?? '', 'replica');
    await settle(stage, cut);
    expect([stage.task(CUT).id, stage.account.status().inSync]).toEqual([id, true]);
  });

  it('[L34] is asked again when a deleted task is restored and cut once more', async () => {
    const { stage } = await cutStage();
    stage.library.edit(stage.library.titled(CUT).id, { trashed: true });
    await settle(stage, cut);
    expect(waiting(stage)).toEqual([]);
    const deletion = history(stage).find(({ kind }) => kind === 'delete');
    stage.account.undo(deletion?.id ?? '');
    await settle(stage, cut);
    expect(waiting(stage)).toMatchObject([question]);
    stage.account.resolveConflict(waiting(stage)[0]?.id ?? '', 'hub');
    await stage.settle();
    expect([stage.library.titled(LONG).status, stage.account.status().inSync]).toEqual(['open', true]);
  });

  it('[L34] is asked again when the hub wants the same value a second time', async () => {
    const { stage, id } = await cutStage();
    for (const content of ['Short', LONG]) {
      await stage.inTodoist('POST', `/tasks/${id}`, { content });
      await settle(stage, cut);
    }
    expect(waiting(stage)).toMatchObject([question]);
  });

  it('[L30] [L34] is not asked again where a person has kept the value of the hub', async () => {
    const { stage, id } = await cutStage();
    stage.account.resolveConflict(waiting(stage)[0]?.id ?? '', 'hub');
    await settle(stage, cut);
    const creation = history(stage).find(({ kind, replica }) => kind === 'create' && replica === 'things');
    stage.account.undo(creation?.id ?? '');
    await stage.inTodoist('POST', `/tasks/${id}`, { description: 'with rain water' });
    await settle(stage, cut);
    expect([waiting(stage), stage.library.titled(CUT).notes]).toEqual([[], 'with rain water']);
  });
});

describe('an operation during which somebody edits the to-do', () => {
  it('[L35] is told again where the edit took the place of the field that it was to set', async () => {
    const stage = new Stage();
    stage.account.changeConfig({ priorityTags: ['p1', 'p2', 'p3'] });
    const { id } = await stage.inTodoist('POST', '/tasks', { content: 'Plants' });
    await stage.settle();
    await stage.inTodoist('POST', `/tasks/${id}`, { priority: 4 });
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

describe('a field that Things keeps otherwise', () => {
  async function thirdCase(): Promise<Stage> {
    const stage = new Stage();
    for (const nth of [1, 2]) {
      await stage.inTodoist('POST', '/tasks', { content: `${LONG} ${nth}` });
      await settle(stage, cut);
    }
    expect(stage.account.status().notices).toEqual([]);
    await stage.inTodoist('POST', '/tasks', { content: `${LONG} 3` });
    await settle(stage, cut);
    return stage;
  }

  it('[P15] on three tasks is not written any more until the owner says so', async () => {
    const stage = await thirdCase();
    const [notice] = stage.account.status().notices;
    expect(notice).toContain('npm run sync -- resume things title');
    stage.restart();
    await stage.inTodoist('POST', `/tasks/${stage.task(`${LONG} 1`).id}`, { content: 'Short' });
    await stage.inTodoist('POST', '/tasks', { content: 'New' });
    await stage.settle();
    expect([...stage.library.todos.values()].map(({ title }) => title)).toEqual([CUT, CUT, CUT]);
    expect(stage.account.resumeField('things', 'notes')).toMatchObject({ ok: false });
    expect(stage.account.resumeField('things', 'title')).toMatchObject({ ok: true });
    await stage.settle();
    expect([...stage.library.todos.values()].map(({ title }) => title)).toEqual(['Short', CUT, CUT, 'New']);
    expect(stage.account.status().notices).toEqual([]);
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
    await settle(stage, cut);
    expect(stage.account.status().notices).toEqual([]);
    for (const nth of [5, 6]) await stage.inTodoist('POST', '/tasks', { content: `${LONG} ${nth}` });
    await settle(stage, cut);
    expect(stage.account.status().notices).toHaveLength(1);
  });
});
