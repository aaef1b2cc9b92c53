// The hub's clock as runs move it. The test plays the agent.

import { describe, expect, it } from 'vitest';
import { linkedStage } from './linked-stage.ts';

describe('the hub’s clock', () => {
  it('[M51] [R11] stands still and costs no row in a run without news', async () => {
    const stage = await linkedStage();
    await stage.settle();
    const [tick, rows] = [stage.store.clock.now(), stage.store.rowsWritten()];
    await stage.exchange();
    await stage.account.poll();
    expect([stage.store.clock.now(), stage.store.rowsWritten() - rows]).toEqual([tick, 0]);
  });

  it('[M50] tells an edit of one field by its stamp, on whichever side it was made', async () => {
    const stage = await linkedStage();
    const first = stage.store.clock.now();
    stage.library.edit(stage.library.titled('Plants').id, { title: 'Ferns' });
    await stage.settle();
    const second = stage.store.clock.now();
    await stage.inTodoist('POST', `/tasks/${stage.task('Ferns').id}`, { description: 'daily' });
    await stage.settle();
    const [task] = [...stage.store.tasks.all()];
    const ticks = [task?.stamps.title.tick, task?.stamps.notes.tick, task?.stamps.status.tick];
    expect(ticks).toEqual([second, stage.store.clock.now(), first]);
    expect(first < second && second < stage.store.clock.now()).toBe(true);
  });

  it('[M51] does not move for a run that stops at a plan', async () => {
    const stage = await linkedStage();
    const tick = stage.store.clock.now();
    stage.library.add('Stamps');
    await stage.exchange({ dryRun: true });
    expect(stage.store.clock.now()).toBe(tick);
  });

  it('[M52] [M53] tells a deletion as a tombstone for 90 days, and then sends whoever missed it back to the beginning', async () => {
    const stage = await linkedStage();
    const since = String(stage.store.clock.now());
    stage.library.edit(stage.library.titled('Plants').id, { trashed: true });
    await stage.settle();
    const ask = () => stage.account.changes({ since, time: null, limit: 50 });
    expect(ask()).toMatchObject({ ok: true, value: { changes: [{ kind: 'task', deletedAt: stage.now }] } });
    for (const [days, title] of [
      [91, 'Three months later'],
      [1, 'A day after that'],
    ] as const) {
      stage.now += days * 86_400_000;
      stage.library.add(title);
      await stage.settle();
    }
    expect(ask()).toMatchObject({ ok: false, error: { kind: 'start_afresh' } });
  });
});
