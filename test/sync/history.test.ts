// History, undo and conflicts that wait for a person. The test plays the agent.

import { describe, expect, it } from 'vitest';
import { linkedStage } from './linked-stage.ts';
import type { Stage } from './stage.ts';

const entries = (stage: Stage) => stage.account.history({ task: null, limit: 50, before: null });
const conflicts = (stage: Stage, waitingOnly = true) => stage.account.conflicts({ waitingOnly, limit: 50 });

/** The title edited on both sides, held for a person. */
async function heldStage(): Promise<Stage> {
  const stage = await linkedStage();
  stage.account.changeConfig({ strategy: 'manual' });
  await stage.inTodoist('POST', `/tasks/${stage.task('Plants').id}`, { content: 'Ferns' });
  stage.library.edit(stage.library.titled('Plants').id, { title: 'Cacti' });
  await stage.settle();
  return stage;
}

describe('undo', () => {
  it('[H1] of an edit is an ordinary change that gives both sides the value of before', async () => {
    const stage = await linkedStage();
    stage.library.edit(stage.library.titled('Plants').id, { title: 'Ferns' });
    await stage.settle();
    const [edit] = entries(stage);
    stage.account.undo(edit?.id ?? '');
    await stage.settle();
    expect(stage.task('Plants').description).toBe('twice a week');
    expect(stage.library.titled('Plants').notes).toBe('twice a week');
  });

  it('[H3] of a deletion brings the task back, and of a creation deletes it', async () => {
    const stage = await linkedStage();
    stage.library.edit(stage.library.titled('Plants').id, { trashed: true });
    await stage.settle();
    const deletion = entries(stage).find(({ kind }) => kind === 'delete');
    stage.account.undo(deletion?.id ?? '');
    await stage.settle();
    expect(stage.library.titled('Plants').trashed).toBe(false);
    expect(stage.task('Plants').checked).toBe(false);
    const creation = entries(stage).find(({ kind }) => kind === 'create');
    stage.account.undo(creation?.id ?? '');
    await stage.settle();
    expect(stage.library.titled('Plants').trashed).toBe(true);
    expect(stage.todoist.snapshot().items).toEqual([]);
  });

  it('[H4] is taken once', async () => {
    const stage = await linkedStage();
    const [creation] = entries(stage);
    expect(stage.account.undo(creation?.id ?? '')).toMatchObject({ ok: true });
    expect(stage.account.undo(creation?.id ?? '')).toMatchObject({
      ok: false,
      error: { kind: 'out_of_date' },
    });
    expect(stage.account.undo('nothing')).toMatchObject({ ok: false, error: { kind: 'not_found' } });
  });
});

describe('history', () => {
  it('[H2] has every operation that a replica carried out, with what was before and after', async () => {
    const stage = await linkedStage();
    stage.library.edit(stage.library.titled('Plants').id, { title: 'Ferns' });
    await stage.settle();
    expect(entries(stage)).toMatchObject([
      { replica: 'todoist', kind: 'update', before: { title: 'Plants' }, after: { title: 'Ferns' } },
      { replica: 'todoist', kind: 'create', before: {}, after: { title: 'Plants', notes: 'twice a week' } },
    ]);
  });

  it('[H8] is kept for 30 days, and a deleted task for 90', async () => {
    const stage = await linkedStage();
    stage.library.add('Stamps');
    await stage.settle();
    const created = stage.library.titled('Plants').id;
    stage.library.edit(created, { trashed: true });
    await stage.settle();
    const passDays = async (days: number, title: string) => {
      stage.now += days * 86_400_000;
      stage.library.edit(stage.library.add(title), {});
      await stage.settle();
    };
    await passDays(31, 'A month later');
    expect(entries(stage).map(({ title }) => title)).toEqual(['A month later']);
    expect([...stage.store.tasks.all()].map(({ fields }) => fields.title)).toContain('Plants');
    await passDays(60, 'Three months later');
    expect([...stage.store.tasks.all()].map(({ fields }) => fields.title)).not.toContain('Plants');
  });
});

describe('a conflict that waits', () => {
  it('[H5] changes nothing on either side and has both values', async () => {
    const stage = await heldStage();
    expect(conflicts(stage)).toMatchObject([{ field: 'title', base: 'Plants', outcome: 'waiting' }]);
    const values = conflicts(stage).flatMap(({ hubValue, replicaValue }) => [hubValue, replicaValue]);
    expect(new Set(values)).toEqual(new Set(['Cacti', 'Ferns']));
    expect(stage.task('Ferns').checked).toBe(false);
    expect(stage.library.titled('Cacti').status).toBe('open');
    expect(stage.account.status().inSync).toBe(false);
  });

  it.each(['hub', 'replica'] as const)(
    '[H6] is ended by keeping the value of the %s on both sides',
    async (keep) => {
      const stage = await heldStage();
      const [conflict] = conflicts(stage);
      const kept = String(keep === 'hub' ? conflict?.hubValue : conflict?.replicaValue);
      stage.account.resolveConflict(conflict?.id ?? '', keep);
      await stage.settle();
      expect(stage.task(kept).checked).toBe(false);
      expect(stage.library.titled(kept).status).toBe('open');
      expect(conflicts(stage, false)).toMatchObject([{ outcome: keep }]);
      expect(stage.account.resolveConflict(conflict?.id ?? '', keep)).toMatchObject({
        ok: false,
        error: { kind: 'out_of_date' },
      });
    },
  );
});

describe('a conflict that waits when its task is deleted', () => {
  it('[H12] waits no more, and stays on record', async () => {
    const stage = await heldStage();
    for (const todo of stage.library.todos.values()) stage.library.edit(todo.id, { trashed: true });
    await stage.settle();
    for (const item of stage.todoist.snapshot().items) await stage.inTodoist('DELETE', `/tasks/${item.id}`);
    await stage.settle();
    expect(conflicts(stage)).toEqual([]);
    const kept = conflicts(stage, false).find(({ field }) => field === 'title');
    expect(kept).toMatchObject({ outcome: 'hub', base: 'Plants' });
    stage.now += 100 * 86_400_000;
    stage.library.add('Much later');
    await stage.settle();
    expect(stage.account.status()).toMatchObject({ inSync: true });
  });
});

describe('an explanation', () => {
  it('[H7] is found by the name that the hub, Todoist or Things has for a task', async () => {
    const stage = await linkedStage();
    stage.library.edit(stage.library.titled('Plants').id, { title: 'Ferns' });
    await stage.settle();
    const byTodoist = stage.account.explain(stage.task('Ferns').id);
    const hub = byTodoist.ok ? byTodoist.value.task : '';
    expect(stage.account.explain(stage.library.titled('Ferns').id)).toEqual(byTodoist);
    expect(stage.account.explain(hub)).toEqual(byTodoist);
    expect(byTodoist).toMatchObject({ ok: true, value: { fields: { title: 'Ferns' } } });
    expect(byTodoist.ok && byTodoist.value.steps.map(({ rule }) => rule)).toContain('M2');
  });
});
