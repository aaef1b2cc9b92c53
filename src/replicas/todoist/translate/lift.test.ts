import { describe, expect, it } from 'vitest';
import { DEFAULT_CONFIG } from '../../../model/config.ts';
import type { ObservedFields } from '../../../model/link.ts';
import type { TodoistTask } from '../todoist-port.ts';
import { liftItem } from './lift.ts';
import { ACCOUNT, day, floating, on, wireDue, wireItem } from '../../../../test/support/todoist-fields.ts';
import { readItem } from '../wire/wire.ts';

function lift(some: Readonly<Record<string, unknown>>): TodoistTask {
  const read = readItem(wireItem(some));
  if (read.kind !== 'read') throw new Error(read.kind);
  return liftItem(read.row, { account: ACCOUNT, config: DEFAULT_CONFIG });
}

describe('an item', () => {
  it('[T1] is read whole', () => {
    const task = lift({
      project_id: 'project-1',
      section_id: 'section-1',
      parent_id: 'item-0',
      content: ' Buy\r\nmilk ',
      description: ' a\r\nb ',
      due: wireDue('2026-02-28T17:00:00', { string: 'every day at 5pm', is_recurring: true }),
      deadline: { date: '2026-03-01', lang: 'en' },
      duration: { amount: 15, unit: 'minute' },
      priority: 4,
      labels: ['work', 'Evening', 'errand'],
      completed_count: 7,
      updated_at: '2026-11-02T08:00:00.123456Z',
    });
    expect(task).toEqual({
      remoteId: 'item-1',
      parentRemoteId: 'item-0',
      order: 3,
      placeRemoteId: 'section-1',
      asChecklistItem: {
        ref: 'item-1',
        title: 'Buy milk',
        done: false,
        details: {
          parentRef: 'item-0',
          values: {
            description: ' a\r\nb ',
            due: {
              date: '2026-02-28T17:00:00',
              string: 'every day at 5pm',
              lang: 'en',
              is_recurring: true,
            },
            deadline: { date: '2026-03-01' },
            duration: { amount: 15, unit: 'minute' },
            priority: 4,
            labels: ['work', 'Evening', 'errand'],
          },
        },
      },
      observation: {
        replica: 'todoist',
        remoteId: 'item-1',
        deleted: false,
        changedAt: Date.UTC(2026, 10, 2, 8, 0, 0, 123),
        revision: '2026-11-02T08:00:00.123456Z',
        occurrence: 7,
        strayTags: [],
        isRow: false,
        fields: {
          title: 'Buy milk',
          notes: 'a\nb',
          start: on('2026-02-28', floating('17:00'), true),
          repeat: { owner: 'todoist', rule: 'every day at 5pm' },
          deadline: day('2026-03-01'),
          tags: ['errand', 'work'],
          status: 'open',
          priority: 4,
          duration: { amount: 15, unit: 'minute' },
        },
      },
    });
  });

  const away = { project_id: 'project-1' };
  it.each<[string, Record<string, unknown>, Partial<ObservedFields>]>([
    ['[T3] in the inbox without a day is in the inbox', {}, { start: 'inbox', repeat: null }],
    ['[T3] elsewhere without a day is for any time', away, { start: 'anytime' }],
    ['[T3] in a section of the inbox is for any time', { section_id: 's' }, { start: 'anytime' }],
    ['[T3] with the label is for some day', { labels: ['Someday', 'x'] }, { start: 'someday', tags: ['x'] }],
    [
      '[T3] with a day is not for some day, whatever the label says',
      { labels: ['someday'], due: wireDue('2026-02-28') },
      { start: on('2026-02-28'), tags: [] },
    ],
    ['[T5] keeps markers that mean nothing now out of its tags', { labels: ['evening'] }, { tags: [] }],
    ['[T6] that is checked is completed', { checked: true }, { status: 'completed' }],
    [
      '[T6] that is checked and so labeled is canceled',
      { checked: true, labels: ['CANCELED'] },
      { status: 'canceled', tags: [] },
    ],
    [
      '[T6] that is open is open, whatever the label says',
      { labels: ['canceled'] },
      { status: 'open', tags: [] },
    ],
    ['[T1] without a description has no notes', { description: ' \n' }, { notes: null }],
    [
      '[T7] keeps the words and the language of its rule',
      { due: wireDue('2026-02-28', { string: 'jeden Tag', lang: 'de', is_recurring: true }) },
      { repeat: { owner: 'todoist', rule: 'jeden Tag {lang:de}' } },
    ],
  ])('%s', (_title, some, fields) => {
    expect(lift(some).observation.fields).toMatchObject(fields);
  });

  it.each([
    [{}, null],
    [{ project_id: 'p' }, 'p'],
    [{ project_id: 'p', section_id: 's' }, 's'],
    [{ section_id: 's' }, 's'],
  ])('[T18] of %j is filed in %j', (some, place) => {
    expect(lift(some).placeRemoteId).toBe(place);
  });

  it.each([
    [{ is_deleted: true }, true],
    [{ is_deleted: false, checked: true, completed_at: '2026-11-02T08:00:00Z' }, false],
    [{ is_deleted: true, checked: true, completed_at: '2026-11-02T08:00:00Z' }, true],
  ])('[T6] with %j has deleted %j', (some, deleted) => {
    expect(lift(some).observation.deleted).toBe(deleted);
  });

  it('[T6] that was completed after its last change changed then', () => {
    const task = lift({ checked: true, completed_at: '2026-11-03T08:00:00.5Z' });
    expect(task.observation.changedAt).toBe(Date.UTC(2026, 10, 3, 8, 0, 0, 500));
  });

  it.each([
    ['due', 'soon', ['start', 'repeat']],
    ['due', wireDue('someday soon'), ['start', 'repeat']],
    ['deadline', { date: '2026-13-01' }, ['deadline']],
    ['duration', { amount: 'long' }, ['duration']],
    ['priority', 9, ['priority']],
    ['description', 7, ['notes']],
  ] as const)('[T17] with an unreadable %s of %j leaves out %j', (key, value, names) => {
    const whole = Object.keys(lift({}).observation.fields);
    const left = Object.keys(lift({ [key]: value }).observation.fields);
    expect(whole.filter((name) => !left.includes(name)).toSorted()).toEqual([...names].toSorted());
  });
});
