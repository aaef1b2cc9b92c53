import { expect, it } from 'vitest';
import { remoteId, taskId } from '../model/ids.ts';
import { EMPTY_FIELDS } from '../model/task.ts';
import { newHubTask } from './new-task.ts';
import { reconcile } from './reconcile.ts';
import { fullProfile, line, comparisonInputOf, NOW, place, shows } from '../../test/support/engine.ts';

const profile = fullProfile('todoist');

it('[L17] makes a hub task with every told value, which a second look does not change', () => {
  const checklist = [{ ref: remoteId('r1'), title: 'one', done: true }];
  const observation = shows('todoist', { title: 'a', tags: ['b', 'a'], place: place('home'), checklist });
  const { hub, link } = newHubTask({ id: taskId('new'), observation, profile, now: NOW });
  const lines = [line('todoist:r1', 'one', true)];
  const told = { title: 'a', tags: ['a', 'b'], place: place('home'), checklist: lines };
  expect(hub).toMatchObject({ id: 'new', deletedAt: null, createdAt: NOW });
  expect(hub.fields).toEqual({ ...EMPTY_FIELDS, ...told, start: 'anytime' });
  expect(hub.stamps.notes).toEqual({ at: 500, by: 'todoist' });
  expect(link).toMatchObject({
    taskId: 'new',
    replica: 'todoist',
    remoteId: 'todoist-1',
    state: 'active',
    revision: 'r1',
  });
  expect(link.shadow).toEqual({ ...told, tags: ['b', 'a'] });
  expect(link.checklistRefs).toEqual({ 'todoist:r1': 'r1' });
  expect(reconcile(comparisonInputOf(profile, {}, { hub, link, observation })).reasons).toEqual([]);
});
