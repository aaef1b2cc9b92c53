// What was taken back is marked, is not told again, and is in force again when its undo is taken back. The test plays the agent.

import { describe, expect, it } from 'vitest';
import type { SourceChange } from '../../src/model/webhook.ts';
import { createWebhookSource } from '../../src/replicas/webhooks/replica.ts';
import { visitOfWebhooks } from '../../src/replicas/webhooks/visit.ts';
import { Stage } from './stage.ts';

async function stageWith(...titles: readonly string[]): Promise<Stage> {
  const stage = new Stage();
  for (const title of titles) stage.library.add(title);
  await stage.settle();
  stage.now += 60_000;
  return stage;
}

async function rename(stage: Stage, from: string, to: string): Promise<void> {
  stage.now += 60_000;
  stage.library.edit(stage.library.titled(from).id, { title: to });
  await stage.settle();
}

const history = (stage: Stage, run?: number) =>
  stage.account.history({ task: null, limit: 500, before: null, ...(run !== undefined && { run }) });

/** The newest entry about a task of this title. */
function entryOf(stage: Stage, title: string) {
  const entry = history(stage).find((each) => each.title === title);
  if (entry === undefined) throw new Error(`nothing was done about ${title}`);
  return entry;
}

function toldSince(stage: Stage, since: number) {
  const answer = stage.account.undoSince(since, { dryRun: true });
  return answer.ok ? answer.value.undone.map(({ title, kind }) => `${kind} ${title}`) : answer.error.detail;
}

const ALL_UNDONE = 'everything since then has been taken back already';

describe('what was taken back', () => {
  it.each(['entry', 'run', 'time'] as const)(
    '[H40] by its %s is marked in the history, with its decision, and is refused a second time',
    async (by) => {
      const stage = await stageWith('A', 'B');
      const since = stage.now;
      await rename(stage, 'A', 'A2');
      const { id, run } = entryOf(stage, 'A2');
      stage.now += 60_000;
      const undo = () => {
        if (by === 'entry') return stage.account.undo(id);
        return by === 'run' ? stage.account.undoRun(run) : stage.account.undoSince(since);
      };
      expect(undo()).toMatchObject({ ok: true });
      const undoneAt = stage.now;
      await stage.settle();
      const marks = history(stage, run).map(({ kind, undoneAt: at }) => [kind, at]);
      expect(marks).toEqual([
        ['update', undoneAt],
        ['changed', undoneAt],
      ]);
      expect(history(stage).find((each) => each.id === id)).toMatchObject({ undoneAt });
      expect(stage.account.undo(id)).toMatchObject({ ok: false, error: { kind: 'out_of_date' } });
      expect(stage.account.undoRun(run)).toMatchObject({ ok: false, error: { kind: 'out_of_date' } });
      expect(toldSince(stage, since)).toBe(ALL_UNDONE);
      expect(stage.task('A').checked).toBe(false);
    },
  );

  it('[H41] since a time is neither told nor done again, however often, and whatever is done in between', async () => {
    const stage = await stageWith('A', 'B');
    const since = stage.now;
    await rename(stage, 'A', 'A2');
    await rename(stage, 'A2', 'A3');
    stage.library.add('New');
    await stage.settle();
    expect(toldSince(stage, since)).toEqual(['made New', 'changed A3', 'changed A2']);
    stage.now += 60_000;
    expect(stage.account.undoSince(since)).toMatchObject({ ok: true });
    await stage.settle();
    for (const turn of ['second', 'third'] as const) {
      await rename(stage, 'B', turn);
      expect(toldSince(stage, since)).toEqual([`changed ${turn}`]);
      stage.now += 60_000;
      expect(stage.account.undoSince(since)).toMatchObject({ ok: true });
      await stage.settle();
      const stored = stage.store.events.last();
      for (let again = 0; again < 3; again += 1) {
        stage.now += 60_000;
        expect(stage.account.undoSince(since)).toMatchObject({ ok: false, error: { detail: ALL_UNDONE } });
      }
      expect(stage.store.events.last()).toBe(stored);
      expect(entryOf(stage, turn)).toMatchObject({ undoneAt: expect.any(Number) });
    }
    expect(stage.task('A').checked).toBe(false);
    expect(stage.account.status()).toMatchObject({ inSync: true });
  });

  it('[H41] of a project is not told again either', async () => {
    const stage = new Stage();
    const garden = stage.library.addContainer('project', 'Garden');
    stage.library.add('Plants', { project: garden });
    await stage.settle();
    const since = (stage.now += 60_000);
    stage.library.renameContainer(garden, 'Yard');
    await stage.settle();
    for (const told of [['changed Yard'], ALL_UNDONE, ALL_UNDONE]) {
      expect(toldSince(stage, since)).toEqual(told);
      stage.now += 60_000;
      stage.account.undoSince(since);
      await stage.settle();
      expect(stage.projectNames()).toEqual(['Garden']);
    }
  });

  it('[H42] is in force again when its undo is taken back, says so, and can be taken back anew', async () => {
    const stage = await stageWith('A');
    const since = stage.now;
    await rename(stage, 'A', 'A2');
    const { id, run } = entryOf(stage, 'A2');
    for (let turn = 0; turn < 2; turn += 1) {
      stage.now += 60_000;
      expect(stage.account.undo(id)).toMatchObject({ ok: true });
      await stage.settle();
      const undoing = entryOf(stage, 'A');
      expect(undoing).toMatchObject({ from: 'person', undoes: true, undoneAt: null });
      stage.now += 60_000;
      expect(stage.account.undo(undoing.id)).toMatchObject({ ok: true });
      await stage.settle();
      expect(stage.task('A2').checked).toBe(false);
      expect(history(stage, run).map(({ undoneAt }) => undoneAt)).toEqual([null, null]);
      expect(history(stage).find((each) => each.id === undoing.id)?.undoneAt).toEqual(expect.any(Number));
      expect(toldSince(stage, since)).toEqual(['changed A2']);
      const explained = stage.account.explain(undoing.task);
      const texts = explained.ok ? explained.value.steps.map(({ text }) => text) : [];
      expect(texts.filter((text) => text.startsWith('You took back'))).toHaveLength(2 * (turn + 1));
      expect(texts).toContain('You took back an earlier undo.');
    }
  });

  it('[H42] of a run that was taken back and restored deletes what it made, as before', async () => {
    const stage = await stageWith('A');
    const since = stage.now;
    stage.library.add('New');
    await stage.settle();
    const { run } = entryOf(stage, 'New');
    const openInTodoist = () => stage.todoist.snapshot().items.map(({ content }) => content);
    expect(stage.account.undoRun(run)).toMatchObject({ ok: true });
    await stage.settle();
    expect(openInTodoist()).toEqual(['A']);
    const [undoing] = stage.store.events.list({ before: null, limit: 1, withDecisions: false });
    stage.now += 60_000;
    stage.account.undo(String(undoing?.seq));
    await stage.settle();
    expect(openInTodoist().toSorted()).toEqual(['A', 'New']);
    expect(toldSince(stage, since)).toEqual(['made New']);
    expect(stage.account.undoRun(run)).toMatchObject({ ok: true });
    await stage.settle();
    expect(openInTodoist()).toEqual(['A']);
  });
});

it('[H43] an entry has the same run wherever it is shown, and by that number its run is shown and taken back', async () => {
  const stage = await stageWith('A', 'B', 'C');
  // Todoist's change is decided in one exchange and carried out with the next, which decides something else.
  await stage.inTodoist('POST', `/tasks/${stage.task('A').id}`, { content: 'A2' });
  const { operations } = await stage.exchange();
  stage.library.edit(stage.library.titled('B').id, { title: 'B2' });
  await stage.exchange({ acknowledgements: operations.map((each) => stage.library.carryOut(each)) });
  await stage.settle();
  const all = history(stage);
  const runs = new Set(all.map(({ run }) => run));
  expect(new Set(all.slice(0, 2).map(({ run }) => run)).size).toBe(2);
  for (const run of runs) {
    const ofRun = history(stage, run);
    expect(ofRun.map((entry) => entry.run)).toEqual(ofRun.map(() => run));
    const carriedOut = ofRun.filter(({ kind }) => !['made', 'changed', 'noted'].includes(kind));
    expect(carriedOut).toEqual(all.filter((entry) => entry.run === run));
  }
  const { run } = entryOf(stage, 'A2');
  expect(stage.account.undoRun(run)).toMatchObject({ ok: true, value: { undone: [{ run, title: 'A2' }] } });
  await stage.settle();
  expect(stage.library.titled('A').trashed).toBe(false);
  expect(stage.library.titled('B2').trashed).toBe(false);
});

it('[H43] a run that only carried out what another one decided shows that, under the number of the other', async () => {
  const stage = await stageWith('A');
  await stage.inTodoist('POST', `/tasks/${stage.task('A').id}`, { content: 'A2' });
  const { operations } = await stage.exchange();
  await stage.exchange({ acknowledgements: operations.map((each) => stage.library.carryOut(each)) });
  const { run, id } = entryOf(stage, 'A2');
  const carrying = stage.store.events.get(Number(id))?.run ?? 0;
  expect(carrying).not.toBe(run);
  expect(history(stage, carrying)).toEqual([expect.objectContaining({ id, run })]);
});

it('[H44] says from whom a change is: the other app, the owner, or the sender of an event', async () => {
  const stage = new Stage({ replicas: [createWebhookSource()] });
  stage.library.add('A');
  await stage.settle();
  const issue: SourceChange = {
    object: 'github:issue:anna/boat#12',
    does: 'open',
    title: 'boat#12',
    notes: '',
    tags: [],
    deadline: null,
    changedAt: null,
    place: null,
  };
  const runs = stage.runs.length;
  await stage.account.visit(visitOfWebhooks({ changes: [issue], taken: () => undefined }));
  await stage.settle();
  expect(stage.runs[runs]).toMatchObject({ by: 'github' });
  const made = history(stage).filter(({ title }) => title === 'boat#12');
  expect(made.map(({ replica, from }) => `${from} > ${replica}`)).toEqual([
    'github > things',
    'github > todoist',
  ]);
  const explained = stage.account.explain(made[0]?.task ?? '');
  expect(explained.ok && explained.value.steps.map(({ replica }) => replica)).toContain('github');
  await rename(stage, 'A', 'A2');
  const { id } = entryOf(stage, 'A2');
  expect(entryOf(stage, 'A2')).toMatchObject({ from: 'things', replica: 'todoist' });
  stage.account.undo(id);
  await stage.settle();
  expect(history(stage)[0]).toMatchObject({ from: 'person', undoes: true });
});
