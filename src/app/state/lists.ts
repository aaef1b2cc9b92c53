// What the lists of a person are made of: the sorted tasks in, what a page shows out. Pure.

import type { CivilDate } from '../../model/dates.ts';
import { comingWeek } from './day.ts';
import { byDeadline, compareText } from './order.ts';
import type { Places } from './places.ts';
import { isPlanned } from './task-of.ts';
import type { HeadingGroup, LogbookGroup, PlaceGroup, Task, TodayView, UpcomingGroup } from './types.ts';

/** Sorted as the index has them: `planned` by day, `due` by deadline. */
export interface Dated {
  readonly planned: readonly Task[];
  readonly due: readonly Task[];
}

/** What is for today: planned for it or before, or due by it. */
export function todayView({ planned, due }: Dated, today: string): TodayView {
  const byNow = upTo(planned, (task) => dayOf(task) > today);
  const dueByNow = upTo(due, ({ deadline }) => (deadline ?? '') > today);
  const isLate = (task: Task): boolean =>
    (dayOf(task) !== '' && dayOf(task) < today) || (task.deadline !== null && task.deadline < today);
  const others = dueByNow.filter((task) => dayOf(task) === '' || dayOf(task) > today);
  const late = [...byNow.filter(isLate), ...others.filter(isLate)];
  const now = byNow.filter((task) => !isLate(task));
  return {
    overdue: late.toSorted((a, b) => compareText(lateSince(a), lateSince(b))),
    today: [...now.filter((task) => !isEvening(task)), ...others.filter((task) => !isLate(task))],
    evening: now.filter(isEvening),
  };
}

/** The week to come day by day, then month by month. */
export function upcomingGroups({ planned, due }: Dated, today: CivilDate): readonly UpcomingGroup[] {
  const later = planned.filter((task) => dayOf(task) > today);
  const dueLater = due.filter((task) => dayOf(task) === '' && (task.deadline ?? '') > today);
  const week = comingWeek(today);
  const lastDay = week.at(-1) ?? today;
  const dated = [
    ...later.map((task) => ({ day: dayOf(task), task })),
    ...dueLater.toSorted(byDeadline).map((task) => ({ day: task.deadline ?? '', task })),
  ];
  const byKey = Map.groupBy(dated, ({ day }) => (day <= lastDay ? day : day.slice(0, 7)));
  const months = [...byKey.keys()].filter((key) => key.length === 7).toSorted(compareText);
  // Within a month by the day, whether it is planned or due.
  const tasksOf = (key: string): readonly Task[] =>
    (byKey.get(key) ?? []).toSorted((a, b) => compareText(a.day, b.day)).map(({ task }) => task);
  return [
    ...week.map((key) => ({ key, kind: 'day', tasks: tasksOf(key) }) as const),
    ...months.map((key) => ({ key, kind: 'month', tasks: tasksOf(key) }) as const),
  ];
}

/** Tasks by where they are: those without a place first, then by area, each with its projects. */
export function placeGroups(tasks: readonly Task[], places: Places): readonly PlaceGroup[] {
  const byPlace = Map.groupBy(tasks, ({ area, project }) => `${area ?? ''}/${project ?? ''}`);
  const named = (id: string | null) => {
    const found = id === null ? undefined : places.byId.get(id);
    return found === undefined ? null : { id: found.id, name: found.name };
  };
  const projectsIn = (area: string | null) =>
    places.projects.filter(({ parent }) => (named(parent)?.id ?? null) === area);
  const wanted: readonly { readonly area: string | null; readonly project: string | null }[] = [
    { area: null, project: null },
    ...projectsIn(null).map(({ id }) => ({ area: null, project: id })),
    ...places.areas.flatMap(({ id: area }) => [
      { area, project: null },
      ...projectsIn(area).map(({ id }) => ({ area, project: id })),
    ]),
  ];
  return wanted.flatMap(({ area, project }) => {
    const found = byPlace.get(`${area ?? ''}/${project ?? ''}`);
    return found === undefined ? [] : [{ area: named(area), project: named(project), tasks: found }];
  });
}

/** A project's tasks under its headings. Headings without tasks are there as well. */
export function headingGroups(
  tasks: readonly Task[],
  headings: readonly { readonly id: string; readonly name: string }[],
): readonly HeadingGroup[] {
  const byHeading = Map.groupBy(tasks, ({ heading }) =>
    headings.some(({ id }) => id === heading) ? heading : null,
  );
  return [
    { heading: null, tasks: byHeading.get(null) ?? [] },
    ...headings.map(({ id, name }) => ({ heading: { id, name }, tasks: byHeading.get(id) ?? [] })),
  ];
}

/** Done tasks by day. `dayAt` tells the day of an ISO 8601 time. */
export function logbookGroups(
  done: readonly Task[],
  dayAt: (time: string) => string,
): readonly LogbookGroup[] {
  const byDay = Map.groupBy(done, ({ updatedAt }) => dayAt(updatedAt));
  return [...byDay].map(([day, tasks]) => ({ day, tasks }));
}

/** Those before the first one that is beyond. */
function upTo(tasks: readonly Task[], isBeyond: (task: Task) => boolean): readonly Task[] {
  const end = tasks.findIndex(isBeyond);
  return end === -1 ? tasks : tasks.slice(0, end);
}

/** '' if the task is not planned for a day. */
function dayOf({ start }: Task): string {
  return isPlanned(start) ? start.date : '';
}

function isEvening({ start }: Task): boolean {
  return isPlanned(start) && start.evening;
}

/** The day since which a task is late. */
function lateSince(task: Task): string {
  const [planned, due] = [dayOf(task), task.deadline ?? ''];
  if (planned === '' || due === '') return planned + due;
  return planned < due ? planned : due;
}
