// What follows from answers that were lost while people went on with their lives: each of these was once found by a simulated
// story, and is told here in a few lines.

import { describe, expect, it } from 'vitest';
import { parseCivilDate } from '../../src/model/dates.ts';
import { remoteId } from '../../src/model/ids.ts';
import { Stage } from './stage.ts';

const MINUTE_MS = 60_000;

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
  it('[J15] is known again by its notes although somebody gave it another title', async () => {
    const stage = await linkedStage();
    const id = stage.library.add('Buy stamps', { notes: 'ten of them' });
    stage.writeTrouble = 'lose_answer';
    await stage.exchange();
    await stage.inTodoist('POST', `/tasks/${stage.task('Buy stamps').id}`, { content: 'Buy envelopes' });
    await recover(stage);
    expect([stage.library.todo(id).title, stage.library.todos.size]).toEqual(['Buy envelopes', 2]);
    expect(stage.task('Buy envelopes').description).toBe('ten of them');
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
    stage.store.suspects.add(line);
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
});
