// What the log is told of runs.

import { expect, it } from 'vitest';
import type { RemoteId } from '../../src/model/ids.ts';
import type { Visit } from '../../src/sync/unit-of-work.ts';
import { linkedStage } from './linked-stage.ts';
import { Stage } from './stage.ts';

function onlyTodo(stage: Stage): RemoteId {
  const [id] = stage.library.todos.keys();
  if (id === undefined) throw new Error('the library is empty');
  return id;
}

it('[A61] a run that changed something is told with its number and what came of it', async () => {
  const stage = await linkedStage();
  stage.runs.length = 0;
  stage.library.edit(onlyTodo(stage), { title: 'Water the plants' });
  await stage.exchange();
  const run = stage.store.events.list({ before: null, limit: 1, withDecisions: true })[0]?.run;
  expect(run).toBeGreaterThan(0);
  const told = { run, by: 'things', ms: expect.any(Number) as number, stoppedBy: null };
  expect(stage.runs).toEqual([{ ...told, decided: 1, carriedOut: { todoist: 1 } }]);
  await stage.exchange();
  await stage.account.poll();
  expect(stage.runs.slice(1)).toMatchObject([
    { run: null, by: 'things', decided: 0, carriedOut: {}, stoppedBy: null },
    { run: null, by: null, decided: 0, carriedOut: {}, stoppedBy: null },
  ]);
});

it('[A61] what the owner decides meanwhile is no part of a run', async () => {
  const stage = await linkedStage();
  stage.library.edit(onlyTodo(stage), { title: 'Water the plants' });
  await stage.settle();
  const [entry] = stage.account.history({ task: null, limit: 1, before: null });
  stage.runs.length = 0;
  let isUndone = false;
  stage.meanwhile = () => {
    if (!isUndone) isUndone = stage.account.undo(entry?.id ?? '').ok;
  };
  stage.library.edit(onlyTodo(stage), { notes: 'every day' });
  await stage.exchange();
  expect(isUndone).toBe(true);
  expect(stage.runs).toMatchObject([{ decided: 1 }]);
});

it('[A61] what stops a run is told', async () => {
  const stage = new Stage();
  stage.library.add('Plants');
  await stage.exchange();
  expect(stage.runs).toMatchObject([{ stoppedBy: 'plan:first_sync' }]);
  await stage.settle();
  stage.offline = true;
  await stage.account.poll();
  expect(stage.runs.at(-1)).toMatchObject({ by: null, stoppedBy: 'unreachable:todoist' });
  stage.offline = false;
  stage.now += 3_600_000;
  const broken = {
    show: () => {
      throw new Error('broken');
    },
  } as unknown as Visit<never>;
  await expect(stage.account.visit({ ...broken, replica: 'things', acknowledge: null })).rejects.toThrow();
  expect(stage.runs.at(-1)).toMatchObject({ by: 'things', stoppedBy: 'failed' });
});
