// Paired devices: what they report is merged like any replica's edits, without a shadow for each of them.

import { describe, expect, it } from 'vitest';
import { begun, editInThings, hubId, mobileTask, outcomes, PlayedDevice } from './played-device.ts';
import { Stage } from './stage.ts';

describe('a task that a device creates', () => {
  it('[S1] is in both apps, once, with its fields', async () => {
    const { stage, device } = await begun();
    const task = mobileTask('m-1', 'Buy milk', {
      notes: 'two litres',
      due: '2026-11-25',
      labels: ['shop'],
    });
    expect(await outcomes(device.report({ created: [task] }))).toEqual(['done']);
    await stage.settle();
    expect(stage.task('Buy milk')).toMatchObject({
      description: 'two litres',
      labels: ['shop'],
      due: { date: '2026-11-25' },
    });
    expect(stage.library.titled('Buy milk')).toMatchObject({ startDate: '2026-11-25', tags: ['shop'] });
  });

  it('[S1] [S4] whose answer was lost is the same task when it is sent again, also by another installation', async () => {
    const { stage, device } = await begun();
    const task = mobileTask('m-1', 'Buy milk');
    await device.report({ created: [task] }, { isLost: true });
    await stage.settle();
    expect(await outcomes(device.report({ created: [task] }))).toEqual(['done']);
    expect(await outcomes(new PlayedDevice(stage, 'new-phone').report({ created: [task] }))).toEqual([
      'done',
    ]);
    await stage.settle();
    expect(stage.task('Buy milk').content).toBe('Buy milk');
  });

  it('[S73] that comes again with an edit that followed it takes back neither that edit nor later ones', async () => {
    const { stage, device } = await begun();
    const created = [mobileTask('m-1', 'Buy milk')];
    const edited = [
      { id: 'm-1', intent: 'i-1', fields: { title: { from: 'Buy milk', to: 'Buy oat milk' } } },
    ];
    const first = await device.report({ created, edited }, { isLost: true });
    expect(await device.report({ created, edited }, { isLost: true })).toEqual(first);
    await stage.settle();
    expect(stage.task('Buy oat milk').content).toBe('Buy oat milk');
    editInThings(stage, 'Buy oat milk', { title: 'Buy soy milk' });
    await stage.settle();
    expect(await device.report({ created, edited })).toEqual(first);
    await stage.settle();
    expect(stage.task('Buy soy milk').content).toBe('Buy soy milk');
  });

  it('[S73] that comes again with other values is an edit of it', async () => {
    const { stage, device } = await begun();
    await device.report({ created: [mobileTask('m-1', 'Buy milk')] }, { isLost: true });
    expect(await outcomes(device.report({ created: [mobileTask('m-1', 'Buy oat milk')] }))).toEqual(['done']);
    await stage.settle();
    expect(stage.task('Buy oat milk').content).toBe('Buy oat milk');
  });

  it('[H47] is in the history under the name of the device', async () => {
    const { stage, device } = await begun();
    const [pairedAt, seenAt] = [stage.now, stage.now];
    stage.devices.put({
      id: 'phone',
      name: 'Anna’s phone',
      platform: 'ios',
      appVersion: '1',
      pairedAt,
      seenAt,
      seenUpTo: 0,
      revokedAt: null,
    });
    await device.report({ created: [mobileTask('m-1', 'Buy milk')] });
    await stage.settle();
    const entries = stage.account.history({ task: hubId(stage, 'Buy milk'), limit: 5, before: null });
    expect(entries).toMatchObject([
      { replica: 'things', from: 'mobile:phone', fromTitle: 'Anna’s phone' },
      { replica: 'todoist', from: 'mobile:phone', fromTitle: 'Anna’s phone' },
    ]);
  });

  it.each(['completed', 'canceled'])(
    '[S70] and ends as %s before it was ever synced is in both, once, and done there',
    async (status) => {
      const { stage, device } = await begun();
      const created = [mobileTask('m-1', 'Buy milk'), mobileTask('m-2', 'Buy bread')];
      const edited = [{ id: 'm-1', intent: 'i-1', fields: { status: { from: 'open', to: status } } }];
      expect(await outcomes(device.report({ created, edited }))).toEqual(['done', 'done', 'done']);
      await stage.settle();
      expect(stage.todoist.snapshot().items.filter(({ content }) => content === 'Buy milk')).toMatchObject([
        { checked: true },
      ]);
      expect(stage.library.titled('Buy milk').status).toBe(status);
      expect([stage.task('Buy bread').checked, stage.library.titled('Buy bread').status]).toEqual([
        false,
        'open',
      ]);
      const before = stage.todoist.snapshot().items.length;
      expect(await outcomes(device.report({ created, edited }))).toEqual(['done', 'done', 'done']);
      await stage.settle();
      expect(stage.todoist.snapshot().items).toHaveLength(before);
    },
  );

  it('[S4] and edits before it was ever synced stays as it was edited when the same is sent again', async () => {
    const { stage, device } = await begun();
    const created = [mobileTask('m-1', 'Buy milk')];
    const fields = {
      title: { from: 'Buy milk', to: 'Buy oat milk' },
      status: { from: 'open', to: 'completed' },
    };
    const changes = { created, edited: [{ id: 'm-1', intent: 'i-1', fields }] };
    await device.report(changes, { isLost: true });
    expect(await outcomes(device.report(changes))).toEqual(['done', 'done']);
    await stage.settle();
    expect(stage.library.titled('Buy oat milk').status).toBe('completed');
  });

  it('[S71] and completes while only one app has it is in the other one as well, and done', async () => {
    const { stage, device } = await begun();
    await device.report({ created: [mobileTask('m-1', 'Buy milk')] });
    await stage.account.poll();
    expect(stage.task('Buy milk').checked).toBe(false);
    await device.report({ completed: ['m-1'] });
    await stage.account.poll();
    expect(stage.task('Buy milk').checked).toBe(true);
    await stage.settle();
    expect(stage.library.titled('Buy milk').status).toBe('completed');
  });

  it('[S71] and reopens again before the other app has it is open in both', async () => {
    const { stage, device } = await begun();
    await device.report({ created: [mobileTask('m-1', 'Buy milk')], completed: ['m-1'] });
    await device.report({ reopened: ['m-1'] });
    await stage.settle();
    expect([stage.task('Buy milk').checked, stage.library.titled('Buy milk').status]).toEqual([
      false,
      'open',
    ]);
  });

  it('[S71] and completes and deletes before it was ever synced is in neither', async () => {
    const { stage, device } = await begun();
    await device.report({ created: [mobileTask('m-1', 'Buy milk')], completed: ['m-1'], deleted: ['m-1'] });
    await stage.settle();
    expect(stage.todoist.snapshot().items.map(({ content }) => content)).toEqual(['Call Anna']);
  });

  it('[S9] and completes once it is synced is completed in both', async () => {
    const { stage, device } = await begun();
    await device.report({ created: [mobileTask('m-1', 'Buy milk')] });
    await stage.settle();
    await device.report({ completed: ['m-1'] });
    await stage.settle();
    expect(stage.task('Buy milk').checked).toBe(true);
    expect(stage.library.titled('Buy milk').status).toBe('completed');
  });

  it('[S2] is refused by itself where it can’t be read', async () => {
    const { stage, device } = await begun();
    const answer = device.report({
      created: [mobileTask('m-1', 'Good'), mobileTask('m-2', 'Bad', { due: 'soon' }), { id: 'm-3' }, 7],
    });
    expect(await outcomes(answer)).toEqual(['done', 'refused', 'refused', 'refused']);
    await stage.settle();
    expect(stage.task('Good').content).toBe('Good');
  });
});

describe('an edit on a device', () => {
  it('[S3] is in both apps', async () => {
    const { stage, device, id } = await begun();
    expect(
      await outcomes(
        device.report({ updated: [mobileTask(id, 'Call Anna now', { notes: 'about the boat' })] }),
      ),
    ).toEqual(['done']);
    await stage.settle();
    expect(stage.task('Call Anna now').description).toBe('about the boat');
    expect(stage.library.titled('Call Anna now').notes).toBe('about the boat');
  });

  it('[S3] of one field leaves what changed elsewhere in another', async () => {
    const { stage, device, id } = await begun();
    editInThings(stage, 'Call Anna', { notes: 'about the mast' });
    await stage.settle();
    // The device has not seen that, and sends the whole task.
    await device.report({ updated: [mobileTask(id, 'Call Anna now', { notes: 'about the boat' })] });
    await stage.settle();
    expect(stage.task('Call Anna now').description).toBe('about the mast');
  });

  it('[S3] with the values that the person saw needs no time', async () => {
    const { stage, device, id } = await begun();
    editInThings(stage, 'Call Anna', { notes: 'about the mast' });
    await stage.settle();
    const fields = {
      title: { from: 'Call Anna', to: 'Call Anna now' },
      notes: { from: 'about the boat', to: 'about the boat' },
    };
    expect(await outcomes(device.report({ edited: [{ id, fields }] }))).toEqual(['conflict']);
    await stage.settle();
    expect(stage.task('Call Anna now').description).toBe('about the mast');
  });

  it('[S4] that is sent again changes nothing, also where it was changed elsewhere since', async () => {
    const { stage, device, id } = await begun();
    const edited = [{ id, intent: 'i-1', fields: { title: { from: 'Call Anna', to: 'Call Anna now' } } }];
    const first = await device.report({ edited }, { isLost: true });
    await stage.settle();
    editInThings(stage, 'Call Anna now', { title: 'Write to Anna' });
    await stage.settle();
    expect(await device.report({ edited })).toEqual(first);
    device.seenAt = null;
    expect(
      await outcomes(
        device.report({ updated: [mobileTask(id, 'Call Anna now', { notes: 'about the boat' })] }),
      ),
    ).toEqual(['done']);
    await stage.settle();
    expect(stage.task('Write to Anna').content).toBe('Write to Anna');
  });

  it('[S5] of what both sides changed is decided like any conflict, and said', async () => {
    const { stage, device, id } = await begun();
    editInThings(stage, 'Call Anna', { title: 'Write to Anna' });
    await stage.settle();
    const at = new Date(stage.now - 60_000).toISOString();
    const edited = [{ id, at, fields: { title: { from: 'Call Anna', to: 'Visit Anna' } } }];
    const answer = device.report({ edited });
    expect(await outcomes(answer)).toEqual(['conflict']);
    await stage.settle();
    expect(stage.task('Write to Anna').content).toBe('Write to Anna');
    expect(stage.account.conflicts({ waitingOnly: false, limit: 10 })).toHaveLength(1);
  });

  it('[S75] that a later one of the same request replaces has lost to nobody', async () => {
    const { stage, device, id } = await begun();
    const edit = (intent: string, from: string, to: string): object => ({
      id,
      intent,
      fields: { title: { from, to } },
    });
    const edited = [edit('i-1', 'Call Anna', 'Visit Anna'), edit('i-2', 'Visit Anna', 'Write to Anna')];
    expect(await outcomes(device.report({ edited, deleted: [] }))).toEqual(['done', 'done']);
    await stage.settle();
    expect(stage.task('Write to Anna').content).toBe('Write to Anna');
    const more = [edit('i-3', 'Write to Anna', 'Forget Anna')];
    expect(await outcomes(device.report({ edited: more, deleted: [id] }))).toEqual(['done', 'done']);
  });

  it.each([
    [
      'is ahead, and that was made before the other one, loses',
      { clockMs: 240_000, agoMs: 60_000, wins: false },
    ],
    ['is behind, and that was made after the other one, wins', { clockMs: -240_000, agoMs: 0, wins: true }],
    ['was days ahead and is right again, loses', { clockMs: 0, agoMs: -172_800_000, wins: false }],
  ])('[S76] by a clock that %s', async (_case, { clockMs, agoMs, wins }) => {
    const { stage, device, id } = await begun();
    stage.now += 1000;
    editInThings(stage, 'Call Anna', { title: 'Write to Anna' });
    await stage.settle();
    device.aheadMs = clockMs;
    const at = new Date(stage.now + clockMs - agoMs).toISOString();
    const edited = [{ id, at, fields: { title: { from: 'Call Anna', to: 'Visit Anna' } } }];
    expect(await outcomes(device.report({ edited }))).toEqual([wins ? 'done' : 'conflict']);
    await stage.settle();
    const title = wins ? 'Visit Anna' : 'Write to Anna';
    expect(stage.task(title).content).toBe(title);
    const conflicts = stage.account.conflicts({ waitingOnly: false, limit: 10 });
    expect(JSON.stringify(conflicts)).toContain('Visit Anna');
    expect(JSON.stringify(conflicts)).toContain('Write to Anna');
  });

  it('[S2] of a task that nobody knows is said to be unknown', async () => {
    const { device } = await begun();
    const answer = device.report({ updated: [mobileTask('x', 'What')], completed: ['y'], deleted: ['z'] });
    expect(await outcomes(answer)).toEqual(['unknown', 'unknown', 'unknown']);
  });
});

describe('a deletion on a device', () => {
  it('[S6] deletes in both apps, and an edit that it had not seen keeps the task', async () => {
    const { stage, device, id } = await begun();
    editInThings(stage, 'Call Anna', { notes: 'about the mast' });
    await stage.settle();
    expect(await outcomes(device.report({ deleted: [id] }))).toEqual(['conflict']);
    await stage.settle();
    expect(stage.task('Call Anna').description).toBe('about the mast');
    expect(await outcomes(device.report({ deleted: [id] }))).toEqual(['done']);
    await stage.settle();
    expect(stage.todoist.snapshot().items.filter(({ is_deleted: gone }) => !gone)).toEqual([]);
  });
});

describe('the hub', () => {
  it('[S7] writes no row for devices when something changes, and none for what a device repeats', async () => {
    const { stage, device, id } = await begun();
    const before = stage.store.rowsWritten();
    await device.report({ updated: [mobileTask(id, 'Call Anna', { notes: 'about the boat' })] });
    expect(stage.store.rowsWritten()).toBe(before);
  });

  it('[S8] processes nothing before the first sync, and nothing while everything waits at a plan', async () => {
    const stage = new Stage();
    const device = new PlayedDevice(stage);
    expect(await device.report({ created: [mobileTask('m-1', 'Buy milk')] })).toBeNull();
    expect([...stage.store.tasks.all()]).toEqual([]);
  });
});
