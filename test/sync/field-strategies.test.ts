// Strategies of single fields as an owner sets them, from the settings to what both sides show.

import { expect, it } from 'vitest';
import type { RemoteId } from '../../src/model/ids.ts';
import { linkedStage } from './linked-stage.ts';

it('[M60] decides what both sides changed, field by field', async () => {
  const stage = await linkedStage();
  const set = stage.account.changeConfig({ strategy: 'todoist_wins', strategies: { notes: 'things_wins' } });
  expect(set).toMatchObject({ ok: true, value: { strategies: { notes: 'things_wins', title: null } } });
  const [todo] = stage.library.todos.keys();
  const { id } = stage.task('Plants');
  await stage.inTodoist('POST', `/tasks/${String(id)}`, { content: 'of Todoist', description: 'of Todoist' });
  stage.library.edit(todo as RemoteId, { title: 'of Things', notes: 'of Things' });
  await stage.settle();
  const shown = { content: 'of Todoist', description: 'of Things' };
  expect(stage.todoist.snapshot().items).toMatchObject([shown]);
  expect([...stage.library.todos.values()]).toMatchObject([
    { title: shown.content, notes: shown.description },
  ]);
});

it('[M60] takes a strategy back with null, and leaves the others', async () => {
  const stage = await linkedStage();
  stage.account.changeConfig({ strategies: { notes: 'merge', title: 'manual' } });
  stage.account.changeConfig({ strategies: { notes: null } });
  expect(stage.account.config().strategies).toMatchObject({ notes: null, title: 'manual', place: null });
  stage.restart();
  expect(stage.account.config().strategies).toMatchObject({ notes: null, title: 'manual' });
});
