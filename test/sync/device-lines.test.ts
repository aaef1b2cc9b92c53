// Lines of checklists that a device adds: it knows them by keys of its own until it is shown the hub's.

import { describe, expect, it } from 'vitest';
import { remoteId } from '../../src/model/ids.ts';
import { begun, editInThings, outcomes, type PlayedDevice } from './played-device.ts';
import type { Stage } from './stage.ts';

const line = (key: string, title: string, done = false) => ({ key, title, done });

/** The checklist in Things. */
function linesOf(stage: Stage): readonly unknown[] {
  return stage.library.titled('Call Anna').checklist.map(({ title, done }) => [title, done]);
}

/** Sends one edit of a checklist at a time. */
function editing(device: PlayedDevice, id: string) {
  return (intent: string, from: readonly object[], to: readonly object[]) =>
    device.report({ edited: [{ id, intent, fields: { checklist: { from, to } } }] });
}

describe('an edit on a device', () => {
  it('[U13] of a checklist knows a line that the device added by the key that it chose, until it pulls', async () => {
    const { stage, device, id } = await begun();
    const edit = editing(device, id);
    const [socks, tent] = [line('new:1', 'Socks'), line('new:2', 'Tent')];
    await edit('i-1', [], [socks, tent]);
    await stage.settle();
    await edit('i-2', [socks, tent], [{ ...socks, done: true }, tent]);
    await stage.settle();
    await edit('i-3', [{ ...socks, done: true }, tent], [tent, { ...socks, done: true }]);
    await stage.settle();
    expect(linesOf(stage)).toEqual([
      ['Tent', false],
      ['Socks', true],
    ]);
  });

  it('[S74] of a line that it added itself, under its own key, is an edit of that line', async () => {
    const { stage, device, id } = await begun();
    const mast = line('own-1', 'Ask for the mast');
    const [renamed, second] = [line('own-1', 'Ask for the sails'), line('own-2', 'Ask for the mast')];
    const edit = (intent: string, from: readonly object[], to: readonly object[]): object => ({
      id,
      intent,
      fields: { checklist: { from, to } },
    });
    await device.report({ edited: [edit('i-1', [], [mast])] }, { isLost: true });
    await stage.settle();
    const again = [edit('i-1', [], [mast]), edit('i-2', [mast], [renamed])];
    expect(await outcomes(device.report({ edited: again }, { isLost: true }))).toEqual(['done', 'done']);
    await stage.settle();
    expect(stage.library.titled('Call Anna').checklist).toMatchObject([{ title: 'Ask for the sails' }]);
    const both = [edit('i-3', [renamed], [renamed, second]), edit('i-4', [renamed, second], [])];
    expect(await outcomes(device.report({ edited: both }))).toEqual(['done', 'done']);
    await stage.settle();
    expect(stage.library.titled('Call Anna').checklist).toEqual([]);
  });

  it('[S74] of a line that it added, and that was renamed elsewhere since, keeps both', async () => {
    const { stage, device, id } = await begun();
    const edit = editing(device, id);
    const [socks, tent] = [line('new:1', 'Socks'), line('new:2', 'Tent')];
    await edit('i-1', [], [socks, tent]);
    await stage.settle();
    const { checklist } = stage.library.titled('Call Anna');
    editInThings(stage, 'Call Anna', {
      checklist: checklist.map((one) => (one.title === 'Socks' ? { ...one, title: 'Wool socks' } : one)),
    });
    await stage.settle();
    await edit('i-2', [socks, tent], [line('new:1', 'Socks', true), tent]);
    await stage.settle();
    expect(linesOf(stage)).toEqual([
      ['Wool socks', true],
      ['Tent', false],
    ]);
  });

  it('[S74] of a line that it added, and that was there of that title, is one of that line', async () => {
    const { stage, device, id } = await begun();
    const edit = editing(device, id);
    const there = [{ id: remoteId('line-1'), title: 'Socks', done: false }];
    editInThings(stage, 'Call Anna', { checklist: there });
    await stage.settle();
    const socks = line('new:1', 'Socks');
    await edit('i-1', [], [socks]);
    await stage.settle();
    await edit('i-2', [socks], [line('new:1', 'Wool socks', true)]);
    await stage.settle();
    expect(linesOf(stage)).toEqual([['Wool socks', true]]);
  });

  it('[S74] of lines that came without keys, in the same request, keeps them apart', async () => {
    const { stage, device, id } = await begun();
    const unnamed = (title: string, done = false) => ({ title, done });
    const edit = (intent: string, to: readonly object[]) => ({ id, intent, fields: { checklist: { to } } });
    const edited = [
      edit('i-1', [unnamed('Socks'), unnamed('Tent'), unnamed('Rope')]),
      edit('i-2', [unnamed('Socks'), unnamed('Tent', true), unnamed('Rope')]),
    ];
    await device.report({ edited });
    await stage.settle();
    expect(linesOf(stage)).toEqual([
      ['Socks', false],
      ['Tent', true],
      ['Rope', false],
    ]);
  });
});
