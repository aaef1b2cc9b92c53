// A run as a whole: shown, and taken back. The test plays the agent.

import { describe, expect, it } from 'vitest';
import type { HistoryEntry } from '../../src/protocol/history.ts';
import { Stage } from './stage.ts';

const TITLES = ['Edited here', 'Deleted here', 'Edited there', 'Deleted there', 'Left alone'];

/** What a person sees on both sides, but for ids. */
function shown(stage: Stage) {
  const items = stage.todoist
    .snapshot()
    .items.map(({ content, description, labels, checked }) => ({ content, description, labels, checked }));
  const todos = [...stage.library.todos.values()].map(({ title, notes, tags, status, trashed }) => ({
    title,
    notes,
    tags,
    status,
    trashed,
  }));
  return {
    todoist: items.toSorted((a, b) => (a.content < b.content ? -1 : 1)),
    things: todos.filter(({ trashed }) => !trashed).toSorted((a, b) => (a.title < b.title ? -1 : 1)),
  };
}

async function fiveTasks(): Promise<Stage> {
  const stage = new Stage();
  for (const title of TITLES) stage.library.add(title, { notes: `about ${title}` });
  await stage.settle();
  return stage;
}

/** One run that takes in edits and deletions of both sides, and a new to-do. Gives its number. */
async function busyRun(stage: Stage): Promise<number> {
  const { library } = stage;
  library.edit(library.titled('Edited here').id, { title: 'Other here', notes: 'new notes' });
  library.edit(library.titled('Deleted here').id, { trashed: true });
  library.add('New here');
  await stage.inTodoist('POST', `/tasks/${stage.task('Edited there').id}`, { content: 'Other there' });
  await stage.inTodoist('DELETE', `/tasks/${stage.task('Deleted there').id}`);
  const response = await stage.exchange();
  const { run } = newest(stage);
  await stage.exchange({
    acknowledgements: response.operations.map((operation) => library.carryOut(operation)),
  });
  await stage.settle();
  return run;
}

function newest(stage: Stage): HistoryEntry {
  const [entry] = stage.account.history({ task: null, limit: 1, before: null });
  if (entry === undefined) throw new Error('nothing was done');
  return entry;
}

const ofRun = (stage: Stage, run: number) =>
  stage.account.history({ task: null, limit: 500, before: null, run });

describe('a run', () => {
  it('[H33] is the one that decided it, for what a later one carried out: by that number it is taken back', async () => {
    const stage = await fiveTasks();
    await stage.inTodoist('POST', '/tasks', { content: 'New there' });
    await stage.settle();
    const entry = newest(stage);
    expect([entry.title, entry.replica]).toEqual(['New there', 'things']);
    expect(stage.account.undoRun(entry.run).ok).toBe(true);
    await stage.settle();
    expect(shown(stage).todoist.map(({ content }) => content)).not.toContain('New there');
    expect(shown(stage).todoist).toHaveLength(TITLES.length);
  });

  it('[H26] is shown whole: what it decided, and what was carried out for it on both sides', async () => {
    const stage = await fiveTasks();
    const run = await busyRun(stage);
    const told = ofRun(stage, run).map(({ kind, replica, title }) => `${kind} ${replica} ${title}`);
    expect(told.toSorted()).toEqual([
      'changed things Other here',
      'changed todoist Other there',
      'create todoist New here',
      'delete things Deleted there',
      'delete todoist Deleted here',
      'deleted things Deleted here',
      'deleted todoist Deleted there',
      'made things New here',
      'update things Other there',
      'update todoist Other here',
    ]);
  });

  it('[H27] that changed both sides is taken back, deletions included: both are as before', async () => {
    const stage = await fiveTasks();
    const before = shown(stage);
    const run = await busyRun(stage);
    expect(shown(stage)).not.toEqual(before);
    const answer = stage.account.undoRun(run);
    expect(answer).toMatchObject({ ok: true, value: { run, left: [] } });
    await stage.settle();
    expect(shown(stage)).toEqual(before);
    expect(stage.account.status()).toMatchObject({ inSync: true });
  });

  it('[H27] is taken back where its operations still wait', async () => {
    const stage = await fiveTasks();
    const before = shown(stage);
    await stage.inTodoist('POST', `/tasks/${stage.task('Edited there').id}`, { content: 'Other there' });
    await stage.exchange();
    const [{ run } = newest(stage)] = stage.store.events.list({
      before: null,
      limit: 1,
      withDecisions: true,
    });
    expect(stage.account.undoRun(run)).toMatchObject({ ok: true });
    await stage.settle();
    expect(shown(stage)).toEqual(before);
  });

  it('[H28] says what it can’t take back: what was changed since stays', async () => {
    const stage = await fiveTasks();
    const run = await busyRun(stage);
    stage.library.edit(stage.library.titled('Other here').id, { title: 'Newest here' });
    stage.library.edit(stage.library.titled('New here').id, { notes: 'wanted' });
    await stage.settle();
    expect(stage.account.undoRun(run)).toMatchObject({
      ok: true,
      value: {
        left: [
          { title: 'New here', why: 'it has been changed since' },
          { title: 'Other here', why: 'it has been changed since: title' },
        ],
      },
    });
    await stage.settle();
    expect(stage.task('Newest here')).toMatchObject({ description: 'about Edited here', checked: false });
    expect(stage.task('New here')).toMatchObject({ description: 'wanted', checked: false });
    expect(stage.library.titled('Deleted there').trashed).toBe(false);
  });

  it('[H28] of which nothing can be taken back is refused with the reason: a first sync, one taken back, one of nobody', async () => {
    const stage = await fiveTasks();
    const first = newest(stage).run;
    const before = shown(stage);
    const refused = (run: number, detail: string) =>
      expect(stage.account.undoRun(run)).toMatchObject({
        ok: false,
        error: { detail: expect.stringContaining(detail) },
      });
    refused(first, 'first sync');
    refused(999, 'no run 999');
    const run = await busyRun(stage);
    stage.account.undoRun(run);
    refused(run, 'taken back already');
    await stage.settle();
    expect(shown(stage)).toEqual(before);
  });

  it('[H29] that took a run back is one itself, and is taken back like any other', async () => {
    const stage = await fiveTasks();
    const run = await busyRun(stage);
    const after = shown(stage);
    stage.account.undoRun(run);
    const [last] = stage.store.events.list({ before: null, limit: 1, withDecisions: true });
    await stage.settle();
    expect(shown(stage)).not.toEqual(after);
    expect(stage.account.undoRun(last?.run ?? 0)).toMatchObject({ ok: true, value: { left: [] } });
    await stage.settle();
    expect(shown(stage)).toEqual(after);
  });

  it('[H27] that renamed and moved a project is taken back; one that made a project leaves it and says so', async () => {
    const stage = new Stage();
    const garden = stage.library.addContainer('project', 'Garden');
    stage.library.add('Plants', { project: garden });
    await stage.settle();
    stage.library.renameContainer(garden, 'Yard');
    stage.library.add('Roof', { project: stage.library.addContainer('project', 'House') });
    await stage.exchange();
    const { run } = newest(stage);
    await stage.settle();
    expect(stage.projectNames().toSorted()).toEqual(['House', 'Yard']);
    const answer = stage.account.undoRun(run);
    await stage.settle();
    expect(stage.projectNames().toSorted()).toEqual(['Garden', 'House']);
    expect(answer).toMatchObject({
      ok: true,
      value: { left: [{ title: 'House', why: 'a project, heading or section that was created stays' }] },
    });
  });
});

describe('everything since a time', () => {
  it('[G133] is taken back: both sides are as they were then, whatever runs there were', async () => {
    const stage = await fiveTasks();
    await busyRun(stage);
    const then = shown(stage);
    const since = stage.now + 1;
    stage.now += 60_000;
    const { library } = stage;
    library.edit(library.titled('Left alone').id, { title: 'First', notes: 'one' });
    await stage.settle();
    stage.now += 60_000;
    library.edit(library.titled('First').id, { title: 'Second' });
    library.edit(library.titled('Other here').id, { trashed: true });
    library.add('Later');
    await stage.settle();
    expect(shown(stage)).not.toEqual(then);
    expect(stage.account.undoSince(since)).toMatchObject({ ok: true, value: { run: null, since, left: [] } });
    await stage.settle();
    expect(shown(stage)).toEqual(then);
    expect(stage.account.status()).toMatchObject({ inSync: true });
  });

  it('[G133] is taken back with what was undone since: an undo of an earlier run comes to nothing, too', async () => {
    const stage = await fiveTasks();
    const run = await busyRun(stage);
    const then = shown(stage);
    const since = stage.now + 1;
    stage.now += 60_000;
    stage.account.undoRun(run);
    await stage.settle();
    stage.now += 60_000;
    const { library } = stage;
    library.edit(library.titled('Left alone').id, { title: 'Other' });
    library.add('Made and taken back');
    await stage.settle();
    const [{ run: second } = newest(stage)] = stage.account.history({ task: null, limit: 1, before: null });
    stage.now += 60_000;
    stage.account.undoRun(second);
    await stage.settle();
    expect(stage.account.undoSince(since)).toMatchObject({ ok: true, value: { left: [] } });
    await stage.settle();
    expect(shown(stage)).toEqual(then);
  });

  it('[G140] is told without what was undone since already, and nothing of that is done', async () => {
    const stage = await fiveTasks();
    const since = stage.now + 1;
    stage.now += 60_000;
    const { library } = stage;
    library.edit(library.titled('Left alone').id, { title: 'Once' });
    await stage.settle();
    const told = () => {
      const answer = stage.account.undoSince(since, { dryRun: true });
      return answer.ok ? answer.value.undone.map(({ title }) => title) : answer.error;
    };
    const { run } = newest(stage);
    stage.now += 60_000;
    stage.account.undoRun(run);
    await stage.settle();
    expect(told()).toMatchObject({ kind: 'out_of_date' });
    stage.now += 60_000;
    library.edit(library.titled('Edited here').id, { title: 'Twice' });
    await stage.settle();
    expect(told()).toEqual(['Twice']);
    stage.now += 60_000;
    const [undoing] = stage.store.events
      .list({ before: null, limit: 20, withDecisions: true })
      .filter(({ kind, title }) => kind === 'changed' && title === 'Left alone');
    stage.account.undoRun(undoing?.run ?? 0);
    await stage.settle();
    expect(told()).toEqual(['Twice', 'Once']);
  });

  it('[G133] is refused with the reason where nothing was done since, or all that was is the first sync', async () => {
    const stage = await fiveTasks();
    expect(stage.account.undoSince(stage.now + 1)).toMatchObject({
      ok: false,
      error: { kind: 'not_found', detail: 'nothing has been done since then' },
    });
    expect(stage.account.undoSince(0)).toMatchObject({ ok: false, error: { kind: 'out_of_date' } });
  });
});

describe('a rehearsal', () => {
  it('[G134] tells what taking back would do, keeps nothing of it, and is what is then done', async () => {
    const stage = await fiveTasks();
    const since = stage.now + 1;
    stage.now += 60_000;
    const run = await busyRun(stage);
    const before = shown(stage);
    const stored = stage.store.events.last();
    const plain = (entry: HistoryEntry) => ({ ...entry, undoneAt: null });
    for (const undo of [
      (dryRun: boolean) => stage.account.undoRun(run, { dryRun }),
      (dryRun: boolean) => stage.account.undoSince(since, { dryRun }),
    ]) {
      const told = undo(true);
      expect(told).toMatchObject({ ok: true, value: { dryRun: true } });
      expect(undo(true)).toEqual(told);
      await stage.settle();
      expect(shown(stage)).toEqual(before);
      expect(stage.store.events.last()).toBe(stored);
      expect(stage.account.status()).toMatchObject({ inSync: true });
    }
    const told = stage.account.undoSince(since, { dryRun: true });
    const done = stage.account.undoSince(since);
    if (!told.ok || !done.ok) throw new Error('refused');
    expect(done.value.undone.map(plain)).toEqual(told.value.undone);
  });
});
