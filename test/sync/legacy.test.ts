// What older code had paired stays a pair: before anything is compared by its texts, and whenever the counterparts turn up.

import { describe, expect, it } from 'vitest';
import { remoteId } from '../../src/model/ids.ts';
import {
  openLegacyRecords,
  openLegacyCounterparts,
  type LegacyPair,
} from '../../src/hub/sqlite/tables/legacy-tables.ts';
import { openStore } from '../../src/hub/sqlite/open-store.ts';
import { openNodeDatabase } from '../support/node-database.ts';
import { Stage } from './stage.ts';

function pair(oldId: string, todoistId: string | null, thingsId: string | null, lastSynced = ''): LegacyPair {
  return { oldId, todoistId, thingsId, fingerprint: '', lastSynced };
}

describe('the counterpart that older code knew', () => {
  const now = '2025-08-02T00:00:00.000Z';
  it.each<[string, readonly LegacyPair[], string | null, string | null]>([
    ['is told both ways', [pair('1', 'X', 'T')], 'T', 'X'],
    ['is none while its id is not translated', [pair('1', null, 'T')], null, null],
    ['is none where Todoist does not know it any more', [pair('1', '', 'T')], null, null],
    ['is none where only a placeholder was known', [pair('1', 'X', null)], null, null],
    [
      'is not one that was named by something else later',
      [pair('1', 'X', 'T'), pair('2', 'Y', 'T', now)],
      null,
      'Y',
    ],
  ])('%s', (_name, pairs, ofTodoist, ofThings) => {
    const sql = openNodeDatabase(':memory:');
    openStore(sql);
    for (const one of pairs) openLegacyRecords(sql).pairs.put(one);
    const counterparts = openLegacyCounterparts(sql);
    expect([
      counterparts.counterpartOf('todoist', remoteId('X')),
      counterparts.counterpartOf('things', remoteId('T')),
    ]).toEqual([
      ofTodoist === null ? null : { replica: 'things', remoteId: ofTodoist },
      ofThings === null ? null : { replica: 'todoist', remoteId: ofThings },
    ]);
    sql.close();
  });
});

describe('pairing after a migration', () => {
  async function addTask(stage: Stage, content: string): Promise<string> {
    return String((await stage.inTodoist('POST', '/tasks', { content }))['id']);
  }

  it('[B8] makes one task of two that older code had paired, whatever their titles are', async () => {
    const stage = new Stage();
    const plants = stage.library.add('Water plants');
    stage.library.add('Water the plants');
    const [first, second] = [await addTask(stage, 'Water the plants'), await addTask(stage, 'Ferns')];
    stage.legacy.pairs.put(pair('1', first, plants));
    await stage.settle();
    expect(stage.store.tasks.counts(['todoist', 'things'])).toMatchObject({ hub: 3, linked: 3 });
    const link = stage.store.links.byRemoteId('things', plants);
    expect(link === null ? null : stage.store.links.get(link.taskId, 'todoist')?.remoteId).toBe(first);
    expect(second).not.toBe(first);
  });

  it('[B8] finds the counterpart of a task that is in the other one alone, and makes none', async () => {
    const stage = new Stage();
    stage.library.add('Stamps');
    await stage.settle();
    const id = await addTask(stage, 'Water plants');
    stage.legacy.pairs.put(pair('1', id, 'ThingsLater'));
    await stage.account.poll();
    expect(stage.outbox('things')).toMatchObject([{ kind: 'create', state: 'queued' }]);
    const late = remoteId('ThingsLater');
    stage.library.add('Plants', { id: late });
    await stage.settle();
    expect(stage.store.tasks.counts(['todoist', 'things'])).toMatchObject({ hub: 2, linked: 2 });
    expect(stage.library.todos.size).toBe(2);
    expect(stage.store.links.byRemoteId('things', late)?.taskId).toBe(
      stage.store.links.byRemoteId('todoist', remoteId(id))?.taskId,
    );
  });

  it('[B9] looks for to-dos that it does not know, and not again once they are linked', async () => {
    const stage = new Stage();
    const asked: (readonly string[])[] = [];
    stage.lookUpLegacy = async (ids) => {
      asked.push(ids);
    };
    const id = stage.library.add('Stamps');
    await stage.settle();
    await stage.exchange();
    expect(new Set(asked.flat())).toEqual(new Set([id]));
    const before = asked.length;
    stage.library.edit(id, { title: 'More stamps' });
    await stage.exchange();
    expect(asked.length).toBe(before);
  });
});
