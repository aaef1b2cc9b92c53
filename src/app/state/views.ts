// The lists of the app as signals, each worked out when it is read and only if something in it changed.

import { computed, type ReadonlySignal } from '@preact/signals';
import { isSame } from '../../model/same.ts';
import type { CivilDate } from '../../model/dates.ts';
import { localDay } from '../../mobile-client/local-day.ts';
import type { Container } from '../../mobile-client/types.ts';
import { headingGroups, logbookGroups, placeGroups, todayView, upcomingGroups, type Dated } from './lists.ts';
import { byAge } from './order.ts';
import type { Places } from './places.ts';
import { Search } from './search.ts';
import { isPlanned } from './task-of.ts';
import type { TaskIndex } from './task-index.ts';
import type { Area, AppConflict, Counts, Project, ProjectView, Views } from './types.ts';

/** What lists follow from. */
export interface Sources {
  readonly index: TaskIndex;
  readonly places: ReadonlySignal<Places>;
  readonly today: ReadonlySignal<CivilDate>;
  readonly conflicts: ReadonlySignal<readonly AppConflict[]>;
}

/** Makes the lists. */
export function createViews(sources: Sources): Views {
  const { index, places, today } = sources;
  const search = new Search();
  const dated = computed((): Dated => ({
    planned: index.list('planned').value,
    due: index.list('due').value,
  }));
  const days = computed(() => todayView(dated.value, today.value));
  const upcoming = computed(() => upcomingGroups(dated.value, today.value));
  const tree = createTree(sources);
  const anytime = computed(() => {
    const now = dated.value.planned.filter(({ start }) => isPlanned(start) && start.date <= today.value);
    const tasks =
      now.length === 0
        ? index.list('anytime').value
        : [...now, ...index.list('anytime').value].toSorted(byAge);
    return placeGroups(tasks, places.value);
  });
  return {
    inbox: index.list('inbox'),
    today: days,
    upcoming,
    anytime,
    someday: computed(() => placeGroups(index.list('someday').value, places.value)),
    logbook: computed(() => logbookGroups(index.list('done').value, (time) => localDay(Date.parse(time)))),
    counts: stable(() =>
      countsOf(sources, { days: days.value, upcoming: upcoming.value, anytime: anytime.value }),
    ),
    areas: tree.areas,
    projects: tree.loose,
    tags: computed(() => index.tags.value.map((name) => ({ name, open: index.tagged(name).value.length }))),
    task: (id) => index.task(id),
    project: cached((id: string) => computed(() => projectView(sources, tree.project(id).value))),
    area: cached((id: string) =>
      computed(() => {
        const area = tree.areas.value.find((one) => one.id === id);
        const tasks = index.list(`area:${id}`).value.filter(({ project }) => project === null);
        return area === undefined ? null : { area, tasks };
      }),
    ),
    tag: (name) => index.tagged(name),
    search: (text) => search.find(text, index.all(), places.value),
  };
}

interface Tree {
  readonly areas: ReadonlySignal<readonly Area[]>;
  /** Projects without an area. */
  readonly loose: ReadonlySignal<readonly Project[]>;
  readonly project: (id: string) => ReadonlySignal<Project | null>;
}

function createTree({ index, places }: Sources): Tree {
  const project = cached((id: string) =>
    stable((): Project | null => {
      const found = places.value.byId.get(id);
      return found?.kind === 'project' ? projectOf(found, { index, places }) : null;
    }),
  );
  const projectsIn = (area: string | null): readonly Project[] =>
    places.value.projects.flatMap(({ id }) => {
      const one = project(id).value;
      return one === null || one.area !== area ? [] : [one];
    });
  return {
    project,
    loose: stable(() => projectsIn(null)),
    areas: stable(() =>
      places.value.areas.map(({ id, name }) => ({
        id,
        name,
        projects: projectsIn(id),
        open: index.list(`area:${id}`).value.length,
      })),
    ),
  };
}

function projectOf({ id, name }: Container, { index, places }: Pick<Sources, 'index' | 'places'>): Project {
  const { area } = places.value.holding(id);
  const headings = places.value.headingsOf(id).map((heading) => ({ id: heading.id, name: heading.name }));
  const [open, done] = [index.list(`project:${id}`).value.length, index.list(`done in:${id}`).value.length];
  return { id, name, area, headings, open, done };
}

function projectView({ index }: Sources, project: Project | null): ProjectView | null {
  if (project === null) return null;
  return {
    project,
    groups: headingGroups(index.list(`project:${project.id}`).value, project.headings),
    done: index.list(`done in:${project.id}`).value,
  };
}

function countsOf(
  { index, conflicts }: Sources,
  shown: {
    readonly days: Views['today']['value'];
    readonly upcoming: Views['upcoming']['value'];
    readonly anytime: Views['anytime']['value'];
  },
): Counts {
  const { overdue, today, evening } = shown.days;
  const sum = (groups: readonly { readonly tasks: readonly unknown[] }[]): number =>
    groups.reduce((total, { tasks }) => total + tasks.length, 0);
  return {
    inbox: index.list('inbox').value.length,
    today: overdue.length + today.length + evening.length,
    overdue: overdue.length,
    upcoming: sum(shown.upcoming),
    anytime: sum(shown.anytime),
    someday: index.list('someday').value.length,
    conflicts: conflicts.value.length,
  };
}

/** A signal whose value stays the same object while nothing in it differs. */
function stable<T>(compute: () => T): ReadonlySignal<T> {
  let last: { readonly value: T } | null = null;
  return computed(() => {
    const value = compute();
    if (last === null || !isSame(last.value, value)) last = { value };
    return last.value;
  });
}

/** The same result for the same word. */
function cached<T>(make: (name: string) => T): (name: string) => T {
  const made = new Map<string, T>();
  return (name) => {
    const known = made.get(name);
    if (known !== undefined) return known;
    const one = make(name);
    made.set(name, one);
    return one;
  };
}
