import { describe, expect, it } from 'vitest';
import { remoteId } from '../../../model/ids.ts';
import type { ChecklistItem, SomeFields } from '../../../model/task.ts';
import type { EncodeContext } from '../todoist-port.ts';
import { encodeTask } from './encode-task.ts';
import { temporaryId, temporaryItemId } from '../wire/identifiers.ts';
import {
  contextOf,
  day,
  fieldsWith,
  FREE_ACCOUNT,
  linkWith,
  on,
  operationOf,
} from '../../../../test/support/todoist-fields.ts';

type Command = readonly [type: string, args: Readonly<Record<string, unknown>>];

const TEMP = temporaryId('op-1');
const ID = 'item-1';
const series = { owner: 'todoist', rule: 'every day' } as const;
const PROJECT = { kind: 'project', id: 'project-1' } as const;
const HEADING = { kind: 'heading', id: 'section-1' } as const;

function line(key: string, done = false, title = key): ChecklistItem {
  return { key, title, done };
}

function created(fields: SomeFields, some: Partial<EncodeContext> = {}): readonly Command[] {
  const commands = encodeTask(operationOf('create', fields), contextOf(fieldsWith(fields), some));
  return commands.map(({ type, args }) => [type, args]);
}

interface Update {
  readonly hub?: SomeFields;
  readonly shadow?: SomeFields;
  readonly fields: SomeFields;
  readonly refs?: Readonly<Record<string, string>>;
  readonly context?: Partial<EncodeContext>;
}

function updated({ hub = {}, shadow = {}, fields, refs = {}, context = {} }: Update): readonly Command[] {
  const checklistRefs = Object.fromEntries(Object.entries(refs).map(([key, id]) => [key, remoteId(id)]));
  const held = fieldsWith(shadow);
  const link = linkWith(held, { checklistRefs });
  const commands = encodeTask(
    operationOf('update', fields),
    contextOf({ ...held, ...fields, ...hub }, { link, ...context }),
  );
  return commands.map(({ type, args }) => [type, args]);
}

describe('a creation', () => {
  it('[T9] sends no empty values', () => {
    const fields = fieldsWith({ title: 'Task' });
    expect(created(fields)).toEqual([['item_add', { content: 'Task', priority: 1 }]]);
  });

  it('[T9] sends every value, with the markers among the labels', () => {
    const fields: SomeFields = {
      title: '* star',
      notes: 'n',
      start: on('2026-02-28', null, true),
      deadline: day('2026-03-01'),
      tags: ['a'],
      priority: 4,
      duration: { amount: 2, unit: 'day' },
    };
    expect(created(fields, { place: PROJECT })).toEqual([
      [
        'item_add',
        {
          content: '\\* star',
          description: 'n',
          due: { date: '2026-02-28' },
          deadline: { date: '2026-03-01' },
          duration: { amount: 2, unit: 'day' },
          priority: 4,
          labels: ['a', 'evening'],
          project_id: 'project-1',
        },
      ],
    ]);
  });

  it.each([
    [null, {}],
    [{ kind: 'area', id: 'p' } as const, { project_id: 'p' }],
    [PROJECT, { project_id: 'project-1' }],
    [HEADING, { section_id: 'section-1' }],
  ])('[T18] in %j is filed by %j', (place, args) => {
    expect(created({ title: 'x' }, { place })).toEqual([['item_add', { content: 'x', ...args }]]);
  });

  it('[T8] leaves out what the plan lacks', () => {
    const fields: SomeFields = {
      title: 'x',
      deadline: day('2026-03-01'),
      duration: { amount: 1, unit: 'day' },
    };
    expect(created(fields, { account: FREE_ACCOUNT })).toEqual([['item_add', { content: 'x' }]]);
  });

  it('[T10] makes sub-tasks in order and closes the done ones', () => {
    const [a, b] = [temporaryItemId('op-1', 'a'), temporaryItemId('op-1', 'b')];
    expect(created({ title: 'x', checklist: [line('a'), line('b', true)] })).toEqual([
      ['item_add', { content: 'x' }],
      ['item_add', { content: 'a', parent_id: TEMP }],
      ['item_add', { content: 'b', parent_id: TEMP }],
      ['item_close', { id: b }],
    ]);
    const commands = encodeTask(
      operationOf('create', { checklist: [line('a'), line('b', true)] }),
      contextOf(fieldsWith()),
    );
    expect(commands.map((command) => command.temp_id)).toEqual([TEMP, a, b, undefined]);
  });

  it.each([
    ['completed', {}],
    ['canceled', { labels: ['canceled'] }],
  ] as const)('[T11] of a %s task closes it at the end', (status, args) => {
    expect(created({ title: 'x', status })).toEqual([
      ['item_add', { content: 'x', ...args }],
      ['item_close', { id: TEMP }],
    ]);
  });

  it('[T7] of a series brings its rule back, with its day', () => {
    expect(created({ title: 'x', start: on('2026-02-28'), repeat: series })).toEqual([
      [
        'item_add',
        {
          content: 'x',
          due: { date: '2026-02-28', string: 'every day', lang: 'en', is_recurring: true, timezone: null },
        },
      ],
    ]);
  });

  it('[T7] of a repeating task of Things is of a plain task with a day', () => {
    const fields: SomeFields = {
      title: 'x',
      start: on('2026-02-28'),
      repeat: { owner: 'things', rule: 'weekly' },
    };
    expect(created(fields)).toEqual([['item_add', { content: 'x', due: { date: '2026-02-28' } }]]);
  });

  it('[T7] of a closed series is of a plain closed task', () => {
    const fields: SomeFields = { title: 'x', start: on('2026-02-28'), repeat: series, status: 'completed' };
    expect(created(fields)).toEqual([
      ['item_add', { content: 'x', due: { date: '2026-02-28' } }],
      ['item_close', { id: TEMP }],
    ]);
  });
});

describe('a restoration', () => {
  it('[T12] makes the task anew with all that it was planned with, and nothing else', () => {
    const hub = fieldsWith({ notes: 'n', priority: 2, tags: ['a'], checklist: [line('k')] });
    const { title, notes, tags, checklist } = hub;
    const link = linkWith(hub, { state: 'deleted' });
    const operation = operationOf('restore', { title, notes, tags, checklist });
    const commands = encodeTask(operation, contextOf(hub, { link, place: PROJECT }));
    expect(commands.map(({ type, args, temp_id: id }) => [type, args, id])).toEqual([
      ['item_add', { content: 'Task', description: 'n', labels: ['a'], project_id: 'project-1' }, TEMP],
      ['item_add', { content: 'k', parent_id: TEMP }, temporaryItemId('op-1', 'k')],
    ]);
  });
});

describe('an update', () => {
  it.each<[string, Update, Record<string, unknown>]>([
    ['a title', { fields: { title: '' } }, { content: '(no title)' }],
    ['notes', { shadow: { notes: 'n' }, fields: { notes: null } }, { description: '' }],
    ['a deadline', { fields: { deadline: day('2026-03-01') } }, { deadline: { date: '2026-03-01' } }],
    ['no deadline', { fields: { deadline: null } }, { deadline: null }],
    ['no duration', { fields: { duration: null } }, { duration: null }],
    ['a priority', { fields: { priority: 3 } }, { priority: 3 }],
    [
      'another day',
      { shadow: { start: on('2026-02-27') }, fields: { start: on('2026-02-28') } },
      { due: { date: '2026-02-28' } },
    ],
  ])('[T9] of %s sends only that', (_title, update, args) => {
    expect(updated(update)).toEqual([['item_update', { id: ID, ...args }]]);
  });

  it.each<[string, Update, Record<string, unknown>]>([
    [
      'tags keeps the evening',
      { shadow: { start: on('2026-02-28', null, true), tags: ['a'] }, fields: { tags: ['b'] } },
      { labels: ['b', 'evening'] },
    ],
    [
      'the evening keeps the tags',
      { shadow: { start: on('2026-02-28'), tags: ['a'] }, fields: { start: on('2026-02-28', null, true) } },
      { due: { date: '2026-02-28' }, labels: ['a', 'evening'] },
    ],
    [
      'some day takes the day away',
      { shadow: { start: on('2026-02-28'), tags: ['a'] }, fields: { start: 'someday' } },
      { due: null, labels: ['a', 'someday'] },
    ],
    [
      'a day that goes uncovers no marker left behind',
      { shadow: { start: on('2026-02-28'), tags: ['a'] }, fields: { start: 'anytime' } },
      { due: null, labels: ['a'] },
    ],
  ])('[T9] of %s', (_title, update, args) => {
    expect(updated(update)).toEqual([['item_update', { id: ID, ...args }]]);
  });

  it.each<[SomeFields, Record<string, unknown>]>([
    [{ start: on('2026-02-28', null, true) }, { due: { date: '2026-02-28' }, labels: ['a', 'evening'] }],
    [{ status: 'open' }, { labels: ['a'] }],
    [{ title: 'x' }, { content: 'x' }],
  ])('[T9] of %j sends the labels where the markers of before are not known', (fields, args) => {
    const hub = fieldsWith({ tags: ['a'], ...fields });
    const commands = encodeTask(operationOf('update', fields), contextOf(hub, { link: linkWith({}) }));
    expect(commands.filter(({ type }) => type === 'item_update').map((command) => command.args)).toEqual([
      { id: ID, ...args },
    ]);
  });

  it.each<[string, Update, readonly Command[]]>([
    ['completed', { fields: { status: 'completed' } }, [['item_close', { id: ID }]]],
    [
      'canceled',
      { shadow: { tags: ['a'] }, fields: { status: 'canceled' } },
      [
        ['item_update', { id: ID, labels: ['a', 'canceled'] }],
        ['item_close', { id: ID }],
      ],
    ],
    [
      'canceled after it was completed',
      { shadow: { status: 'completed' }, fields: { status: 'canceled' } },
      [['item_update', { id: ID, labels: ['canceled'] }]],
    ],
    [
      'opened after it was canceled',
      { shadow: { status: 'canceled', tags: ['a'] }, fields: { status: 'open' } },
      [
        ['item_uncomplete', { id: ID }],
        ['item_update', { id: ID, labels: ['a'] }],
      ],
    ],
    ['completed once more', { shadow: { status: 'completed' }, fields: { status: 'completed' } }, []],
  ])('[T11] of a task that is %s', (_title, update, commands) => {
    expect(updated(update)).toEqual(commands);
  });

  it.each<[string, Update, readonly Command[]]>([
    ['never closes it', { shadow: { repeat: series }, fields: { status: 'completed' } }, []],
    ['never cancels it', { shadow: { repeat: series }, fields: { status: 'canceled' } }, []],
    [
      'never takes its day',
      { shadow: { repeat: series, start: on('2026-02-27') }, fields: { start: 'inbox' } },
      [],
    ],
    [
      'sends its whole due with a new day',
      { shadow: { repeat: series, start: on('2026-02-27') }, fields: { start: on('2026-02-28') } },
      [
        [
          'item_update',
          {
            id: ID,
            due: { date: '2026-02-28', string: 'every day', lang: 'en', is_recurring: true, timezone: null },
          },
        ],
      ],
    ],
    [
      'sends its whole due with a new rule',
      {
        shadow: { repeat: series, start: on('2026-02-27') },
        fields: { repeat: { owner: 'todoist', rule: 'jede Woche {lang:de}' } },
      },
      [
        [
          'item_update',
          {
            id: ID,
            due: { date: '2026-02-27', string: 'jede Woche', lang: 'de', is_recurring: true, timezone: null },
          },
        ],
      ],
    ],
  ])('[T7] of a series %s', (_title, update, commands) => {
    expect(updated(update)).toEqual(commands);
  });

  it.each([
    [null, { project_id: 'inbox' }],
    [PROJECT, { project_id: 'project-1' }],
    [HEADING, { section_id: 'section-1' }],
  ])('[T18] to the place %j moves it by %j', (place, args) => {
    expect(updated({ fields: { place: null }, context: { place } })).toEqual([
      ['item_move', { id: ID, ...args }],
    ]);
  });

  it('[T8] sends nothing that the plan lacks', () => {
    expect(
      updated({
        fields: { deadline: day('2026-03-01'), duration: null },
        context: { account: FREE_ACCOUNT },
      }),
    ).toEqual([]);
  });

  it('[T10] takes one checklist to another, item by item', () => {
    const N = temporaryItemId('op-1', 'n');
    expect(
      updated({
        shadow: {
          checklist: [line('same'), line('gone'), line('done'), line('undone', true), line('named')],
        },
        fields: {
          checklist: [
            line('same'),
            line('n', true, '* new'),
            line('done', true),
            line('undone'),
            line('named', false, 'other'),
          ],
        },
        refs: { same: 'r1', gone: 'r2', done: 'r3', undone: 'r4', named: 'r5' },
      }),
    ).toEqual([
      ['item_delete', { id: 'r2' }],
      ['item_close', { id: 'r3' }],
      ['item_uncomplete', { id: 'r4' }],
      ['item_update', { id: 'r5', content: 'other' }],
      ['item_add', { content: '\\* new', parent_id: ID, child_order: 1 }],
      ['item_close', { id: N }],
    ]);
  });

  it('[T10] opens the undone items of a task that is opened again', () => {
    const checklist = [line('a'), line('b', true), line('c')];
    expect(
      updated({
        shadow: { status: 'completed', checklist },
        hub: { checklist },
        fields: { status: 'open' },
        refs: { a: 'r1', b: 'r2', c: 'r3' },
      }),
    ).toEqual([
      ['item_uncomplete', { id: ID }],
      ['item_uncomplete', { id: 'r1' }],
      ['item_uncomplete', { id: 'r3' }],
    ]);
  });
});

describe('any operation', () => {
  it.each([
    ['delete', 'item_delete'],
    ['complete_occurrence', 'item_close'],
  ] as const)('[T11] that is to %s is one %s', (kind, type) => {
    const commands = encodeTask(operationOf(kind), contextOf(fieldsWith(), { link: linkWith({}) }));
    expect(commands.map((command) => [command.type, command.args])).toEqual([[type, { id: ID }]]);
  });

  it('[T12] gives the same bytes each time, and no uuid twice', () => {
    const fields: SomeFields = { title: 'x', status: 'completed', checklist: [line('a'), line('b', true)] };
    const encode = (id: string): string =>
      JSON.stringify(encodeTask(operationOf('create', fields, id), contextOf(fieldsWith(fields))));
    expect(encode('op-1')).toBe(encode('op-1'));
    const uuids = ['op-1', 'op-2'].flatMap((id) =>
      encodeTask(operationOf('create', fields, id), contextOf(fieldsWith(fields))).map(({ uuid }) => uuid),
    );
    expect(new Set(uuids).size).toBe(uuids.length);
  });

  it('[T12] on an existing task needs its link', () => {
    expect(() => encodeTask(operationOf('delete'), contextOf(fieldsWith()))).toThrow('broken invariant');
  });
});
