// What an archive hides may be changed there, and a whole read of Todoist does not show it.

import { describe, expect, it } from 'vitest';
import { remoteId, type RemoteId } from '../../src/model/ids.ts';
import { Stage } from './stage.ts';

const MINUTE_MS = 60_000;

describe('a line of a task that an archive hides', () => {
  /** A task with one line, in a project that is archived after a person renamed the line; the next read is a whole one. */
  async function archivedStage(): Promise<{ readonly stage: Stage; readonly id: RemoteId }> {
    const stage = new Stage();
    stage.library.add('Water plants');
    await stage.settle();
    const { id: project } = (await stage.inTodoist('POST', '/projects', { name: 'Garden' })) as {
      readonly id: string;
    };
    const { id: parent } = stage.task('Water plants');
    const { id } = stage.library.titled('Water plants');
    await stage.inTodoist('POST', `/tasks/${parent}/move`, { project_id: project });
    stage.library.edit(id, { checklist: [{ id: remoteId('line-1'), title: 'ferns', done: false }] });
    await stage.settle();
    await stage.inTodoist('POST', `/tasks/${stage.task('ferns').id}`, { content: 'ferns, twice' });
    await stage.inTodoist('POST', `/projects/${project}/archive`);
    stage.todoist.chaos.failNext('unknown_token');
    return { stage, id };
  }

  /** All words that the product or Todoist still has. */
  function keptBy(stage: Stage): string {
    return JSON.stringify([
      stage.todoist.snapshot().items,
      stage.account.history({ task: null, limit: 99, before: null }),
      stage.account.conflicts({ waitingOnly: false, limit: 9 }),
    ]);
  }

  it('[R14] is looked up like the task, so that what was typed there is never overwritten unseen', async () => {
    const { stage, id } = await archivedStage();
    stage.library.edit(id, { checklist: [{ id: remoteId('line-1'), title: 'tall ferns', done: false }] });
    await stage.settle();
    expect(keptBy(stage)).toContain('ferns, twice');
    expect(keptBy(stage)).toContain('tall ferns');
  });

  it('[R59] is not written while it can not be looked up, and nothing else waits for that', async () => {
    const { stage, id } = await archivedStage();
    const line = stage.task('ferns, twice').id;
    stage.answerLookUp = (asked) => (asked === line ? Response.json({}, { status: 503 }) : null);
    stage.library.edit(id, { checklist: [{ id: remoteId('line-1'), title: 'tall ferns', done: false }] });
    stage.library.add('Buy stamps');
    for (let round = 0; round < 3; round += 1) await stage.exchange();
    expect([stage.task('ferns, twice').checked, stage.task('Buy stamps').checked]).toEqual([false, false]);
    expect(stage.account.status().waiting).not.toEqual([]);
    stage.answerLookUp = () => null;
    stage.now += 24 * 60 * MINUTE_MS;
    await stage.settle();
    expect(keptBy(stage)).toContain('ferns, twice');
    expect(keptBy(stage)).toContain('tall ferns');
  });
});
