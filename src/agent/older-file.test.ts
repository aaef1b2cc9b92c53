// A killed agent, and a backup that was put back before the next one starts.

import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { copyLibrary, putBack } from '../../test/scenarios/libraries.ts';
import { createTodo, Stage } from '../../test/support/agent.ts';

/** A to-do was made and the agent killed before it knew its id; then the library is as it was before. */
async function killedWhileMaking(): Promise<{ readonly stage: Stage; readonly newer: string }> {
  const stage = new Stage();
  onTestFinished(() => stage.close());
  stage.app.person.addTodo({ title: 'there before' });
  await stage.exchange();
  const backup = copyLibrary(stage.path, join(stage.folder, 'backup.sqlite'));
  stage.worker.outbox = [createTodo({ title: 'made once' })];
  stage.now += 60_000;
  stage.onCut = (cut) => {
    if (cut === 'script done' && titlesOf(stage).length > 1) throw new Error('killed');
  };
  await expect(stage.exchange()).rejects.toThrow('killed');
  stage.onCut = () => undefined;
  stage.crash();
  const newer = copyLibrary(stage.path, join(stage.folder, 'newer.sqlite'));
  stage.whileThingsIsQuit(() => putBack(backup, stage.path, 'over'));
  return { stage, newer };
}

function titlesOf(stage: Stage): readonly string[] {
  const ids = [...stage.worker.todos.keys()];
  const marked = stage.worker.outbox.map(({ id }) => `ttsync:${id}`);
  return [...stage.rows(ids), ...stage.rowsWithNotes(marked)].map(({ title }) => title);
}

describe('what an earlier run left', () => {
  it('[G63] is not done again in a library that the Worker does not take', async () => {
    const { stage, newer } = await killedWhileMaking();
    stage.worker.verdict = 'not_taken';
    const waiting = stage.worker.outbox;
    stage.worker.outbox = [];
    for (let run = 0; run < 3; run += 1) {
      await stage.exchange();
      stage.now += 300_000;
    }
    stage.worker.outbox = waiting;
    expect(titlesOf(stage)).toEqual(['there before']);
    stage.worker.verdict = 'taken';
    stage.whileThingsIsQuit(() => putBack(newer, stage.path, 'over'));
    for (let run = 0; run < 3; run += 1) await stage.exchange();
    expect([...stage.worker.todos.values()].map(({ title }) => title).toSorted()).toEqual([
      'made once',
      'there before',
    ]);
    expect([...stage.worker.answers.values()].map(({ outcome }) => outcome)).toEqual(['done']);
  });

  it('[G63] is done in it once the Worker has taken what it shows', async () => {
    const { stage } = await killedWhileMaking();
    for (let run = 0; run < 3; run += 1) await stage.exchange();
    expect([...stage.worker.todos.values()].map(({ title }) => title).toSorted()).toEqual([
      'made once',
      'there before',
    ]);
  });
});
