// What follows from answers that were lost while people went on with their lives: each of these was once found by a simulated
// story, and is told here in a few lines.

import { describe, expect, it } from 'vitest';
import { parseCivilDate } from '../../src/model/dates.ts';
import { remoteId, type RemoteId } from '../../src/model/ids.ts';
import { Stage } from './stage.ts';

const MINUTE_MS = 60_000;

const PACKING = [
  { id: remoteId('line-1'), title: 'socks', done: true },
  { id: remoteId('line-2'), title: 'shirt', done: false },
  { id: remoteId('line-3'), title: 'shoes', done: false },
];

/** The checklist of a to-do as text. */
function linesOf(stage: Stage, id: RemoteId): readonly string[] {
  return stage.library.todo(id).checklist.map(({ title, done }) => `${done ? 'x' : '-'} ${title}`);
}

/** Titles of the open sub-tasks of a task, in order of the alphabet. */
function openSubtasksOf(stage: Stage, title: string): readonly string[] {
  const parent = stage.task(title).id;
  const lines = stage.todoist.snapshot().items.filter((item) => item.parent_id === parent && !item.checked);
  return lines.map((item) => item.content).toSorted();
}

/** One task that both sides have. */
async function linkedStage(): Promise<Stage> {
  const stage = new Stage();
  stage.library.add('Water plants');
  await stage.settle();
  return stage;
}

/** Todoist answers again, a minute later. */
async function recover(stage: Stage): Promise<void> {
  stage.writeTrouble = 'none';
  stage.now += MINUTE_MS;
  await stage.settle();
}

describe('a creation whose answer was lost', () => {
  it('[J15] [L31] is known again by its notes although it has another title, which waits for a person', async () => {
    const stage = await linkedStage();
    const id = stage.library.add('Buy stamps', { notes: 'ten of them' });
    stage.writeTrouble = 'lose_answer';
    await stage.exchange();
    await stage.inTodoist('POST', `/tasks/${stage.task('Buy stamps').id}`, { content: 'Buy envelopes' });
    await recover(stage);
    expect([stage.library.todo(id).title, stage.library.todos.size]).toEqual(['Buy stamps', 2]);
    expect(stage.task('Buy envelopes').description).toBe('ten of them');
    const [conflict, ...more] = stage.account.conflicts({ waitingOnly: true, limit: 9 });
    expect([conflict, more]).toMatchObject([
      { hubValue: 'Buy stamps', replicaValue: 'Buy envelopes', cause: 'read_back' },
      [],
    ]);
    stage.account.resolveConflict(conflict?.id ?? '', 'replica');
    await stage.settle();
    expect(stage.library.todo(id).title).toBe('Buy envelopes');
    expect(stage.account.status().inSync).toBe(true);
  });

  it('[J50] keeps its lines: one that is done is hidden by a whole read, and one that is missing is made again', async () => {
    const stage = await linkedStage();
    const id = stage.library.add('Pack', { checklist: PACKING });
    stage.writeTrouble = 'lose_answer';
    await stage.exchange();
    await stage.inTodoist('DELETE', `/tasks/${stage.task('shirt').id}`);
    stage.todoist.chaos.failNext('unknown_token');
    await recover(stage);
    expect(linesOf(stage, id)).toEqual(['x socks', '- shirt', '- shoes']);
    expect(stage.account.status()).toMatchObject({ inSync: true, waiting: [] });
    stage.library.edit(id, { checklist: PACKING.map((line) => ({ ...line, done: false })) });
    await stage.settle();
    expect(linesOf(stage, id)).toEqual(['- socks', '- shirt', '- shoes']);
    expect(openSubtasksOf(stage, 'Pack')).toEqual(['shirt', 'shoes', 'socks']);
  });

  it('[J50] keeps a line that Todoist refused to make: it is told again', async () => {
    const stage = await linkedStage();
    const id = stage.library.add('Pack', { checklist: PACKING });
    stage.refuse = ({ args }) =>
      args['content'] === 'shoes' ? { error_tag: 'INTERNAL', http_code: 503 } : null;
    stage.writeTrouble = 'lose_answer';
    await stage.exchange();
    stage.refuse = () => null;
    await recover(stage);
    expect(linesOf(stage, id)).toEqual(['x socks', '- shirt', '- shoes']);
    expect(openSubtasksOf(stage, 'Pack')).toEqual(['shirt', 'shoes']);
  });

  it('[H10] is in the history once it is found again, and can be taken back', async () => {
    const stage = await linkedStage();
    stage.library.add('Buy stamps');
    stage.writeTrouble = 'lose_answer';
    await stage.exchange();
    await recover(stage);
    const history = stage.account.history({ task: null, limit: 50, before: null });
    expect(history.map(({ kind, title }) => [kind, title])).toEqual([
      ['create', 'Buy stamps'],
      ['create', 'Water plants'],
    ]);
    expect(stage.account.undo(history[0]?.id ?? '')).toMatchObject({ ok: true });
    await stage.settle();
    expect(stage.todoist.snapshot().items.map(({ content }) => content)).toEqual(['Water plants']);
  });

  it('[J53] and that somebody moved before it was known is an edit of theirs, and no other place that Todoist chose', async () => {
    const stage = await linkedStage();
    const project = stage.library.addContainer('project', 'Garden');
    stage.library.add('Call the florist', { project });
    await stage.settle();
    const id = stage.library.add('Buy seeds', { project });
    stage.writeTrouble = 'lose_answer';
    await stage.exchange();
    const inbox = stage.task('Water plants').project_id;
    await stage.inTodoist('POST', `/tasks/${stage.task('Buy seeds').id}/move`, { project_id: inbox });
    await recover(stage);
    expect(stage.library.todo(id).project).toBeNull();
    expect(stage.task('Buy seeds').project_id).toBe(inbox);
    expect(stage.account.status()).toMatchObject({ inSync: true, waiting: [] });
  });
});

describe('settings that change while an answer is lost', () => {
  it('[L25] other marker labels wait until it is known what became of it', async () => {
    const stage = await linkedStage();
    const id = stage.library.add('Learn to sail', { list: 'someday' });
    stage.writeTrouble = 'lose_answer';
    await stage.exchange();
    stage.account.changeConfig({ markerLabels: { someday: 'one-day' } });
    expect(stage.account.config().markerLabels.someday).toBe('one-day');
    await recover(stage);
    expect(stage.library.todo(id)).toMatchObject({ list: 'someday', tags: [] });
    expect(stage.task('Learn to sail').labels).toEqual(['one-day']);
  });

  it('[J20] what another plan can not hold is planned anew without it', async () => {
    const stage = await linkedStage();
    const { id } = stage.library.titled('Water plants');
    stage.library.edit(id, { deadline: parseCivilDate('2026-12-01') });
    stage.writeTrouble = 'rate_limit';
    await stage.exchange();
    const body = JSON.stringify({ plan: 'free' });
    await stage.todoist.fetch(new Request('http://todoist.test/_emulator/plan', { method: 'POST', body }));
    stage.now += 60 * MINUTE_MS;
    await recover(stage);
    expect(stage.task('Water plants').deadline).toBeNull();
    expect(stage.library.todo(id).deadline).toBe('2026-12-01');
    expect(stage.account.status()).toMatchObject({ waiting: [], inSync: true });
  });
});

describe('an update whose answer was lost', () => {
  it.each([
    ['lose_answer', [['notes'], ['title']]],
    ['lose_request', [['title', 'notes']]],
  ] as const)(
    '[H10] is in the history where it was carried out, although the task was edited again (%s)',
    async (trouble, updates) => {
      const stage = await linkedStage();
      const { id } = stage.library.titled('Water plants');
      stage.library.edit(id, { title: 'Water ferns' });
      stage.writeTrouble = trouble;
      await stage.exchange();
      stage.library.edit(id, { notes: 'with rain water' });
      await recover(stage);
      const history = stage.account.history({ task: null, limit: 50, before: null });
      const changed = history.filter(({ kind }) => kind === 'update').map(({ after }) => Object.keys(after));
      expect(changed).toEqual(updates);
      expect(stage.task('Water ferns').description).toBe('with rain water');
    },
  );

  it('[J16] is not repeated over what somebody did to it since', async () => {
    const stage = await linkedStage();
    const { id } = stage.library.titled('Water plants');
    stage.library.edit(id, { status: 'completed' });
    stage.writeTrouble = 'lose_answer';
    await stage.exchange();
    await stage.inTodoist('POST', `/tasks/${stage.task('Water plants').id}/reopen`);
    await recover(stage);
    expect(stage.task('Water plants').checked).toBe(false);
    expect(stage.library.todo(id).status).toBe('open');
  });

  it('[J16] is not repeated over what somebody did to it since, although the same words were first turned away', async () => {
    const stage = await linkedStage();
    const { id } = stage.library.titled('Water plants');
    stage.library.edit(id, { status: 'completed' });
    stage.writeTrouble = 'lose_answer';
    await stage.exchange();
    await stage.inTodoist('POST', `/tasks/${stage.task('Water plants').id}/reopen`);
    stage.writeTrouble = 'rate_limit';
    stage.now += MINUTE_MS;
    await stage.exchange();
    await recover(stage);
    expect(stage.task('Water plants').checked).toBe(false);
    expect(stage.library.todo(id).status).toBe('open');
  });

  it.each(['a new to-do', 'an edit'] as const)(
    '[R58] and that is refused as a whole from then on holds up nothing else: %s',
    async (kind) => {
      const stage = await linkedStage();
      const { id } = stage.library.titled('Water plants');
      if (kind === 'an edit') stage.library.edit(id, { notes: 'poison' });
      else stage.library.add('poison');
      stage.writeTrouble = 'lose_request';
      await stage.exchange();
      stage.todoist.chaos.refuseRequestsWith('poison');
      stage.library.add('Buy stamps');
      await stage.inTodoist('POST', '/tasks', { content: 'Buy milk' });
      stage.writeTrouble = 'none';
      for (let hour = 0; hour < 3; hour += 1) {
        stage.now += 60 * MINUTE_MS;
        await stage.exchange();
      }
      await stage.settle();
      expect(stage.task('Buy stamps').checked).toBe(false);
      expect(stage.library.titled('Buy milk').status).toBe('open');
      expect(stage.account.status().todoist.problem).toBeNull();
      expect(stage.account.status().waiting).toMatchObject([{ state: 'failed' }]);
    },
  );

  it('[T42] which ticked a sub-task that comes again leaves its line open, and the sub-task is closed once', async () => {
    const stage = await linkedStage();
    const { id } = stage.library.titled('Water plants');
    const parent = stage.task('Water plants').id;
    await stage.inTodoist('POST', '/tasks', { content: 'ferns', parent_id: parent, due_string: 'every day' });
    await stage.settle();
    const before = stage.task('ferns').due?.date ?? '';
    const lines = stage.library.todo(id).checklist;
    stage.library.edit(id, { checklist: lines.map((line) => ({ ...line, done: true })) });
    stage.writeTrouble = 'lose_answer';
    await stage.exchange();
    await recover(stage);
    expect(linesOf(stage, id)).toEqual(['- ferns']);
    expect(Date.parse(stage.task('ferns').due?.date ?? '') - Date.parse(before)).toBe(24 * 60 * MINUTE_MS);
    expect(stage.account.status()).toMatchObject({ inSync: true, waiting: [] });
  });

  it('[J18] whose effect a whole read is too old to show is looked up', async () => {
    const stage = await linkedStage();
    const { id } = stage.library.titled('Water plants');
    stage.library.edit(id, { status: 'completed' });
    stage.refuse = () => {
      stage.todoist.chaos.failNext('force_full_sync');
      stage.todoist.chaos.failNext('stale_full_sync');
      return null;
    };
    await stage.exchange();
    stage.refuse = () => null;
    expect(stage.task('Water plants').checked).toBe(true);
    await stage.inTodoist('POST', `/tasks/${stage.task('Water plants').id}/reopen`);
    await recover(stage);
    expect(stage.task('Water plants').checked).toBe(false);
    expect(stage.library.todo(id).status).toBe('open');
    expect(stage.account.status().waiting).toEqual([]);
  });

  it('[J18] [L31] whose effect a whole read is too old to show, and that Todoist keeps otherwise, is no edit', async () => {
    const stage = await linkedStage();
    const { id } = stage.library.titled('Water plants');
    const title = 'Water the plants on the balcony';
    stage.library.edit(id, { title });
    stage.refuse = () => {
      stage.todoist.chaos.failNext('force_full_sync');
      stage.todoist.chaos.failNext('stale_full_sync');
      stage.todoist.chaos.storeDifferently({ kind: 'truncate', length: 9 });
      return null;
    };
    await stage.exchange();
    stage.refuse = () => null;
    stage.todoist.chaos.clear();
    await recover(stage);
    expect([stage.library.todo(id).title, stage.task('Water the').checked]).toEqual([title, false]);
    expect(stage.account.conflicts({ waitingOnly: true, limit: 9 })).toMatchObject([
      { field: 'title', replica: 'todoist', hubValue: title, replicaValue: 'Water the', cause: 'read_back' },
    ]);
  });

  it('[J19] is told again where a whole read hides what it made: a line that was done at once is no second one', async () => {
    const stage = await linkedStage();
    const { id } = stage.library.titled('Water plants');
    const line = { id: remoteId('line-1'), title: 'ferns', done: false };
    stage.library.edit(id, { checklist: [line] });
    stage.writeTrouble = 'lose_answer';
    await stage.exchange();
    await stage.inTodoist('POST', `/tasks/${stage.task('ferns').id}/close`);
    stage.todoist.chaos.failNext('unknown_token');
    await recover(stage);
    expect(stage.todoist.snapshot().items.filter(({ content }) => content === 'ferns')).toHaveLength(1);
    expect(stage.library.todo(id).checklist.map(({ title, done }) => [title, done])).toEqual([
      ['ferns', true],
    ]);
  });

  it('[J21] of a task that was deleted since is not brought back by a line that is looked up', async () => {
    const stage = await linkedStage();
    const { id } = stage.library.titled('Water plants');
    stage.library.edit(id, { checklist: [{ id: remoteId('line-1'), title: 'ferns', done: false }] });
    await stage.settle();
    const line = remoteId(stage.task('ferns').id);
    stage.library.edit(id, { trashed: true });
    await stage.settle();
    stage.store.suspects.of('todoist').add(line);
    await stage.settle();
    expect(stage.todoist.snapshot().items).toEqual([]);
    expect(stage.library.todo(id).trashed).toBe(true);
  });

  it('[J17] of a completed task, which a whole read does not show, is looked up', async () => {
    const stage = await linkedStage();
    const { id } = stage.library.titled('Water plants');
    stage.library.edit(id, { status: 'completed' });
    await stage.settle();
    stage.library.edit(id, { notes: 'with rain water' });
    stage.writeTrouble = 'lose_answer';
    await stage.exchange();
    stage.todoist.chaos.failNext('unknown_token');
    await recover(stage);
    expect(stage.task('Water plants').description).toBe('with rain water');
    expect(stage.library.todo(id).notes).toBe('with rain water');
  });

  it.for(['ok', 'done before'] as const)(
    '[J51] of a completed task, which Todoist cut unseen, is no edit (%s)',
    async (outcome) => {
      const stage = await linkedStage();
      const { id } = stage.library.titled('Water plants');
      stage.library.edit(id, { status: 'completed' });
      await stage.settle();
      const title = 'Water the plants on the balcony';
      stage.library.edit(id, { title });
      stage.todoist.chaos.storeDifferently({ kind: 'truncate', length: 9 });
      stage.writeTrouble = 'lose_answer';
      await stage.exchange();
      stage.todoist.chaos.clear();
      stage.todoist.chaos.failNext('unknown_token');
      if (outcome === 'done before')
        stage.refuse = () => ({
          error: 'Sync item already processed. Ignored',
          error_code: 37,
          http_code: 400,
        });
      await recover(stage);
      stage.now += MINUTE_MS;
      await stage.settle();
      expect(stage.library.todo(id).title).toBe(title);
      expect(stage.account.conflicts({ waitingOnly: true, limit: 9 })).toMatchObject([
        {
          field: 'title',
          replica: 'todoist',
          hubValue: title,
          replicaValue: 'Water the',
          cause: 'read_back',
        },
      ]);
      const before = stage.requests.length;
      await stage.exchange();
      expect(stage.requests.length - before).toBe(1);
    },
  );

  it('[J51] of a completed task, which somebody took back unseen, is taken back', async () => {
    const stage = await linkedStage();
    const { id } = stage.library.titled('Water plants');
    stage.library.edit(id, { status: 'completed' });
    await stage.settle();
    stage.library.edit(id, { title: 'Water the ferns' });
    stage.writeTrouble = 'lose_answer';
    await stage.exchange();
    await stage.inTodoist('POST', `/tasks/${stage.task('Water the ferns').id}`, { content: 'Water plants' });
    stage.todoist.chaos.failNext('unknown_token');
    await recover(stage);
    stage.now += MINUTE_MS;
    await stage.settle();
    expect(stage.library.todo(id).title).toBe('Water plants');
    expect(stage.task('Water plants').checked).toBe(true);
    const before = stage.requests.length;
    await stage.exchange();
    expect(stage.requests.length - before).toBe(1);
  });
});
