// What a device tells late: of a task that has moved on, that was deleted and restored, that left the scope or lost its place, or that
// another device made under the same name.

import { describe, expect, it } from 'vitest';
import { taskId } from '../../src/model/ids.ts';
import { begun, hubId, mobileTask, outcomes, PlayedDevice } from './played-device.ts';
import { Stage } from './stage.ts';

const edit = (id: string, intent: string, fields: object, more: object = {}): object => ({
  id,
  intent,
  fields,
  ...more,
});

/** A task that Todoist repeats every day, of 23 November, and a device that has seen it. */
async function daily() {
  const stage = new Stage();
  await stage.inTodoist('POST', '/tasks', { content: 'Bins', due_string: 'every day', due_date: null });
  await stage.settle();
  const device = new PlayedDevice(stage);
  stage.now += 1000;
  device.pull();
  stage.now += 1000;
  return { stage, device, id: hubId(stage, 'Bins') };
}

describe('an occurrence that a device completes', () => {
  const ways = [
    [
      'as an edit',
      (id: string) => ({ edited: [edit(id, 'i-1', { status: { from: 'open', to: 'completed' } })] }),
    ],
    ['by its id', (id: string) => ({ completed: [id] })],
  ] as const;

  it.each(ways)('[S78] %s is completed where it repeats, once', async (_way, changes) => {
    const { stage, device, id } = await daily();
    await device.report(changes(id), { isLost: true });
    await stage.settle();
    expect(stage.task('Bins')).toMatchObject({ checked: false, due: { date: '2026-11-24' } });
    await device.report(changes(id), { isLost: true });
    await stage.settle();
    expect(stage.task('Bins')).toMatchObject({ checked: false, due: { date: '2026-11-24' } });
  });

  it.each(ways)(
    '[S78] %s and that was completed elsewhere meanwhile leaves the next one',
    async (_way, changes) => {
      const { stage, device, id } = await daily();
      await stage.inTodoist('POST', `/tasks/${stage.task('Bins').id}/close`);
      await stage.settle();
      expect(stage.task('Bins')).toMatchObject({ due: { date: '2026-11-24' } });
      expect(await outcomes(device.report(changes(id)))).toEqual(['done']);
      await stage.settle();
      expect(stage.task('Bins')).toMatchObject({ checked: false, due: { date: '2026-11-24' } });
      expect(await outcomes(device.report({ completed: [id] }))).toEqual(['done']);
      await stage.settle();
      expect(stage.task('Bins')).toMatchObject({ checked: false, due: { date: '2026-11-25' } });
    },
  );
});

describe('the next occurrence', () => {
  it('[S78] is completed by a device that saw it, also where the hub lost how far that device is', async () => {
    const { stage, device, id } = await daily();
    device.confirmedAt = stage.now;
    await stage.inTodoist('POST', `/tasks/${stage.task('Bins').id}/close`);
    await stage.settle();
    stage.now += 1000;
    device.pull();
    expect(await outcomes(device.report({ completed: [id] }))).toEqual(['done']);
    await stage.settle();
    expect(stage.task('Bins')).toMatchObject({ checked: false, due: { date: '2026-11-25' } });
  });
});

describe('a device', () => {
  it('[S6] whose deletion comes again leaves a task that was restored meanwhile', async () => {
    const { stage, device, id } = await begun();
    await device.report({ deleted: [id] }, { isLost: true });
    await stage.settle();
    const [deletion] = stage.account.history({ task: id, limit: 1, before: null });
    expect(stage.account.undo(deletion?.id ?? '').ok).toBe(true);
    await stage.settle();
    expect(stage.task('Call Anna').checked).toBe(false);
    await device.report({ deleted: [id] });
    await stage.settle();
    expect(stage.task('Call Anna').checked).toBe(false);
  });

  it('[S79] that goes on from a backup is believed in what it says then, under a name that it used before', async () => {
    const { stage, device, id } = await begun();
    await device.report({ edited: [edit(id, 'i-1', { title: { from: 'Call Anna', to: 'Visit Anna' } })] });
    await stage.settle();
    device.seenAt = stage.now - 60_000;
    const other = edit(id, 'i-1', {
      title: { from: 'Call Anna', to: 'Visit Anna' },
      notes: { from: 'about the boat', to: 'about the mast' },
    });
    await device.report({ edited: [other] });
    await stage.settle();
    expect(stage.task('Visit Anna').description).toBe('about the mast');
  });

  it('[S1] that makes a task under the id of another device’s gives its edits to that', async () => {
    const { stage, device } = await begun();
    const other = new PlayedDevice(stage, 'tablet');
    await device.report({ created: [mobileTask('m-1', 'Buy milk')] });
    await other.report({ created: [mobileTask('m-1', 'Buy bread')] });
    await stage.settle();
    expect(stage.task('Buy bread').content).toBe('Buy bread');
    expect(() => stage.task('Buy milk')).toThrow('0 tasks');
    const events = [...stage.store.events.ofTask(taskId(hubId(stage, 'Buy bread')))];
    expect(events.map(({ before }) => before)).toContainEqual({ title: 'Buy milk' });
  });

  it('[S3] edits a task that left the scope, and it leaves the apps alone', async () => {
    const { stage, device, id } = await begun();
    const attic = stage.library.addContainer('area', 'Attic');
    await stage.settle();
    stage.library.edit(stage.library.titled('Call Anna').id, { area: attic, list: 'anytime' }, stage.now);
    await stage.settle();
    stage.account.changeConfig({ scope: { areas: { include: [], exclude: ['Attic'] } } });
    await stage.settle();
    const answer = device.report({
      edited: [edit(id, 'i-1', { title: { from: 'Call Anna', to: 'Visit Anna' } })],
    });
    expect(await outcomes(answer)).toEqual(['done']);
    await stage.settle();
    expect(stage.task('Call Anna').content).toBe('Call Anna');
  });

  it('[S3] moves a task to a project that was completed meanwhile, and to none that there never was', async () => {
    const { stage, device, id } = await begun();
    const garden = stage.library.addContainer('project', 'Garden');
    stage.library.add('Plants', { project: garden, list: 'anytime' });
    await stage.settle();
    const place = stage.store.tasks.get(taskId(hubId(stage, 'Plants')))?.fields.place ?? '';
    stage.library.closeContainer(garden);
    await stage.settle();
    const edited = [edit(id, 'i-1', { place: { from: null, to: place } })];
    expect(await outcomes(device.report({ edited }))).toEqual(['done']);
    await stage.settle();
    expect(stage.account.status()).toMatchObject({ inSync: true, waiting: [] });
    const nowhere = [edit(id, 'i-2', { place: { from: place, to: 'nowhere' } })];
    expect(await outcomes(device.report({ edited: nowhere }))).toEqual(['refused']);
  });

  it('[H27] takes part in an undo of a run', async () => {
    const { stage, device, id } = await begun();
    await device.report({ edited: [edit(id, 'i-1', { title: { from: 'Call Anna', to: 'Visit Anna' } })] });
    await stage.settle();
    const events = [...stage.store.events.ofTask(taskId(id))];
    const run = events.find(({ replica }) => replica === 'mobile:phone')?.run ?? 0;
    expect(stage.account.undoRun(run)).toMatchObject({ ok: true });
    await stage.settle();
    expect(stage.task('Call Anna').content).toBe('Call Anna');
    expect(stage.library.titled('Call Anna').title).toBe('Call Anna');
    await device.report({ edited: [edit(id, 'i-1', { title: { from: 'Call Anna', to: 'Visit Anna' } })] });
    await stage.settle();
    expect(stage.task('Call Anna').content).toBe('Call Anna');
  });
});
