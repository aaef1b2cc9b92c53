// The lists: what is in which, in which order, and that keeping them up to date one change at a time comes to the same as working
// them out anew.

import { signal } from '@preact/signals';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hubTask } from '../../../test/support/played-hub.ts';
import type { CivilDate } from '../../model/dates.ts';
import type { Container } from '../../mobile-client/types.ts';
import { Places } from './places.ts';
import { TaskIndex } from './task-index.ts';
import { taskOf } from './task-of.ts';
import type { Task, Views } from './types.ts';
import { createViews } from './views.ts';

const TODAY = '2026-11-30' as CivilDate;
const CONTAINERS: readonly Container[] = [
  { id: 'home', kind: 'area', name: 'Home', parent: null },
  { id: 'work', kind: 'area', name: 'Work', parent: null },
  { id: 'boat', kind: 'project', name: 'Boat', parent: 'home' },
  { id: 'trip', kind: 'project', name: 'Trip', parent: null },
  { id: 'paint', kind: 'heading', name: 'Paint', parent: 'boat' },
];
const places = new Places(CONTAINERS);

function made(id: string, title: string, fields: Readonly<Record<string, unknown>> = {}): Task {
  const task = taskOf({ ...hubTask(id, title, fields), isPending: false }, places);
  if (task === null) throw new Error('a task that is not sound');
  return task;
}

function viewsOf(index: TaskIndex): Views {
  return createViews({ index, places: signal(places), today: signal(TODAY), conflicts: signal([]) });
}

function shown(tasks: readonly Task[]): Views {
  const index = new TaskIndex();
  index.put(tasks.map((task) => [task.id, task]));
  return viewsOf(index);
}

const on = (date: string, evening = false, at: string | null = null) => ({
  start: { date, evening, time: at === null ? null : { kind: 'floating', at } },
});
const titles = (tasks: readonly Task[]): readonly string[] => tasks.map(({ title }) => title);

/** Everything that the lists show, as plain values. */
function everything(views: Views): unknown {
  const ids = (tasks: readonly Task[]): readonly string[] => tasks.map(({ id }) => id);
  const { overdue, today, evening } = views.today.value;
  return {
    inbox: ids(views.inbox.value),
    today: [ids(overdue), ids(today), ids(evening)],
    upcoming: views.upcoming.value.map(({ key, tasks }) => [key, ids(tasks)]),
    anytime: views.anytime.value.map(({ area, project, tasks }) => [area?.id, project?.id, ids(tasks)]),
    someday: views.someday.value.map(({ area, project, tasks }) => [area?.id, project?.id, ids(tasks)]),
    logbook: views.logbook.value.map(({ day, tasks }) => [day, ids(tasks)]),
    counts: views.counts.value,
    areas: views.areas.value,
    projects: views.projects.value,
    tags: views.tags.value,
    inProjects: ['boat', 'trip'].map((id) => {
      const view = views.project(id).value;
      return [view?.groups.map(({ heading, tasks }) => [heading?.id, ids(tasks)]), ids(view?.done ?? [])];
    }),
    inAreas: ['home', 'work'].map((id) => ids(views.area(id).value?.tasks ?? [])),
    tagged: ['one', 'two'].map((name) => ids(views.tag(name).value)),
  };
}

const anyDay = fc.constantFrom(
  '2026-11-28',
  '2026-11-30',
  '2026-12-01',
  '2026-12-07',
  '2026-12-20',
  '2027-02-01',
);
const anyStart = fc.oneof(
  fc.constantFrom('inbox', 'anytime', 'someday'),
  fc.record({
    date: anyDay,
    evening: fc.boolean(),
    time: fc.constantFrom(null, { kind: 'floating', at: '09:00' }),
  }),
);
const anyFields = fc.record({
  start: anyStart,
  deadline: fc.option(anyDay),
  place: fc.constantFrom(null, 'home', 'boat', 'paint', 'trip', 'gone'),
  tags: fc.subarray(['one', 'two', 'Two', 'THREE']),
  status: fc.constantFrom('open', 'open', 'open', 'completed', 'canceled'),
  priority: fc.constantFrom(1, 4),
});

describe('the lists', () => {
  it('[U27] show a tag that is spelled in several ways once, as its oldest task has it', () => {
    const index = new TaskIndex();
    const views = viewsOf(index);
    index.put([
      ['1', made('1', 'Buy stamps', { tags: ['Errand'] })],
      ['2', made('2', 'Fetch the parcel', { tags: ['errand', 'phone'] })],
    ]);
    expect(views.tags.value).toEqual([
      { name: 'Errand', open: 2 },
      { name: 'phone', open: 1 },
    ]);
    expect(views.tag('ERRAND').value.map(({ id }) => id)).toEqual(['1', '2']);
    index.put([['1', null]]);
    expect(views.tags.value).toEqual([
      { name: 'errand', open: 1 },
      { name: 'phone', open: 1 },
    ]);
  });

  it('[U15] kept up to date come to the same as worked out anew, after any changes', () => {
    const change = fc.tuple(fc.nat(30), fc.option(anyFields, { freq: 4 }));
    fc.assert(
      fc.property(fc.array(fc.array(change, { maxLength: 25 }), { maxLength: 8 }), (batches) => {
        const index = new TaskIndex();
        const views = viewsOf(index);
        const now = new Map<string, Task>();
        for (const changes of batches) {
          const put = changes.map(([number, fields]): readonly [string, Task | null] => {
            const id = `t-${number}`;
            return [id, fields === null ? null : made(id, `Task ${number % 7}`, fields)];
          });
          index.put(put);
          for (const [id, task] of put) {
            if (task === null) now.delete(id);
            else now.set(id, task);
          }
          expect(everything(views)).toEqual(everything(shown([...now.values()])));
        }
      }),
      { numRuns: 60 },
    );
  });

  it('[U15] have every open task in at least one, and every done one in the logbook', () => {
    fc.assert(
      fc.property(anyFields, (fields) => {
        const views = shown([made('a', 'A', fields)]);
        const { overdue, today, evening } = views.today.value;
        const groups = [...views.upcoming.value, ...views.anytime.value, ...views.someday.value];
        const open = [
          ...views.inbox.value,
          ...overdue,
          ...today,
          ...evening,
          ...groups.flatMap(({ tasks }) => tasks),
        ];
        const done = views.logbook.value.flatMap(({ tasks }) => tasks);
        expect([open.length > 0, done.length > 0]).toEqual([
          fields.status === 'open',
          fields.status !== 'open',
        ]);
      }),
    );
  });

  it('[U16] of today: what is late, what is for the day by its time, and the evening', () => {
    const { overdue, today, evening } = shown([
      made('1', 'late', on('2026-11-20')),
      made('2', 'due before', { start: 'someday', deadline: '2026-11-10' }),
      made('3', 'without a time', on('2026-11-30')),
      made('4', 'at nine', on('2026-11-30', false, '09:00')),
      made('5', 'in the evening', on('2026-11-30', true)),
      made('6', 'due today', { ...on('2026-12-24'), deadline: '2026-11-30' }),
      made('7', 'tomorrow', on('2026-12-01')),
      made('8', 'late, of this evening', { ...on('2026-11-30', true), deadline: '2026-11-29' }),
    ]).today.value;
    expect([overdue, today, evening].map(titles)).toEqual([
      ['due before', 'late', 'late, of this evening'],
      ['at nine', 'without a time', 'due today'],
      ['in the evening'],
    ]);
  });

  it('[U16] of the days to come: a week day by day, then by month; a deadline counts where no day is planned', () => {
    const { upcoming, counts } = shown([
      made('1', 'tomorrow', on('2026-12-01')),
      made('2', 'in a week', on('2026-12-07')),
      made('3', 'due', { start: 'anytime', deadline: '2026-12-05' }),
      made('4', 'later', on('2026-12-20')),
      made('5', 'due before that', { deadline: '2026-12-10' }),
      made('6', 'next year', on('2027-02-01')),
      made('7', 'today', on('2026-11-30')),
    ]);
    expect(upcoming.value.map(({ key, tasks }) => [key, ...titles(tasks)])).toEqual([
      ['2026-12-01', 'tomorrow'],
      ['2026-12-02'],
      ['2026-12-03'],
      ['2026-12-04'],
      ['2026-12-05', 'due'],
      ['2026-12-06'],
      ['2026-12-07', 'in a week'],
      ['2026-12', 'due before that', 'later'],
      ['2027-02', 'next year'],
    ]);
    expect(counts.value).toMatchObject({ upcoming: 6, today: 1, overdue: 0 });
  });

  it('[U16] by place: without one first, then projects without an area, then each area with its projects', () => {
    const views = shown([
      made('1', 'paint', { start: 'anytime', place: 'paint' }),
      made('2', 'loose', { start: 'anytime' }),
      made('3', 'home', { start: 'anytime', place: 'home' }),
      made('4', 'trip', { start: 'anytime', place: 'trip' }),
      made('5', 'rope', { start: 'someday', place: 'boat' }),
      made('6', 'done', { status: 'completed', place: 'boat' }),
    ]);
    expect(
      views.anytime.value.map(({ area, project, tasks }) => [area?.name, project?.name, ...titles(tasks)]),
    ).toEqual([
      [undefined, undefined, 'loose'],
      [undefined, 'Trip', 'trip'],
      ['Home', undefined, 'home'],
      ['Home', 'Boat', 'paint'],
    ]);
    expect(views.project('boat').value).toMatchObject({
      project: { name: 'Boat', area: 'home', open: 2, done: 1 },
      groups: [
        { heading: null, tasks: [{ title: 'rope' }] },
        { heading: { name: 'Paint' }, tasks: [{ title: 'paint' }] },
      ],
    });
    expect(titles(views.area('home').value?.tasks ?? [])).toEqual(['home']);
    expect(views.areas.value.map(({ name, open }) => [name, open])).toEqual([
      ['Home', 3],
      ['Work', 0],
    ]);
  });

  it('[U17] are searched by all words, without case and accents, the best first', () => {
    const { search } = shown([
      made('1', 'Buy café filters', { tags: ['shop'] }),
      made('2', 'Call Anna', { notes: 'about the CAFÉ' }),
      made('3', 'Cafe to try', { status: 'completed' }),
      made('4', 'Paint', { place: 'boat', checklist: [{ key: 'a', title: 'a brush', done: false }] }),
    ]);
    expect(titles(search('cafe'))).toEqual(['Buy café filters', 'Call Anna', 'Cafe to try']);
    expect(titles(search(' CAFÉ  #shop '))).toEqual(['Buy café filters']);
    expect(titles(search('boat brush'))).toEqual(['Paint']);
    expect(search('  ')).toEqual([]);
    expect(search('cafe anna filters')).toEqual([]);
  });
});
