// The lists that there is one of: inbox, today, upcoming, anytime, someday, logbook.

import { Empty } from '../../ui/empty.tsx';
import { Icon, type IconName } from '../../ui/icon.tsx';
import { useApp } from '../app-context.ts';
import { AddBar } from '../adding/add-bar.tsx';
import { Page } from '../frame/page.tsx';
import { allProjects } from '../state/all-projects.ts';
import type { PlaceGroup, Project } from '../state/types.ts';
import { fullDay, headingOfDay, monthName, shortDay } from '../words/days.ts';
import { LIST_INFO } from './list-info.ts';
import { DayHeading, PartHeading, PlaceHeading } from './part-heading.tsx';
import { TaskList, type Part } from './task-list.tsx';
import type { RowLook } from './task-row.tsx';

type ListName = keyof typeof LIST_INFO;

interface ListBody {
  readonly list: ListName;
  readonly parts: readonly Part[];
  readonly empty: { readonly title: string; readonly words: string };
  readonly look?: RowLook;
  readonly subtitle?: string;
  /** Parts stand there even where no task does. */
  readonly isNeverEmpty?: boolean;
}

/** What all of them look like. */
function ListPage({ list, parts, empty, look, subtitle, isNeverEmpty = false }: ListBody) {
  const { title, icon, tone } = LIST_INFO[list];
  const isEmpty = !isNeverEmpty && parts.every(({ tasks }) => tasks.length === 0);
  return (
    <Page title={title} sign={<Icon name={icon} tone={tone} />} {...(subtitle !== undefined && { subtitle })}>
      {list !== 'logbook' && <AddBar />}
      <TaskList name={title} parts={isEmpty ? [] : parts} {...(look !== undefined && { look })} />
      {isEmpty && (
        <Empty icon={icon} tone={tone} title={empty.title}>
          {empty.words}
        </Empty>
      )}
    </Page>
  );
}

/** What has no place yet. */
export function InboxPage() {
  const tasks = useApp().store.views.inbox.value;
  return (
    <ListPage
      list="inbox"
      parts={[{ key: 'all', heading: null, tasks }]}
      empty={{
        title: 'Your inbox is empty',
        words: 'Whatever comes to mind can wait here until you decide about it.',
      }}
    />
  );
}

/** The day: what is overdue, what is planned, and the evening. */
export function TodayPage() {
  const { views, state } = useApp().store;
  const { overdue, today, evening } = views.today.value;
  return (
    <ListPage
      list="today"
      subtitle={fullDay(state.today.value)}
      look={{ hidesDay: state.today.value }}
      parts={[
        part('overdue', 'Overdue', overdue, { icon: 'alert', tone: 'danger' }),
        {
          key: 'today',
          heading: overdue.length > 0 && today.length > 0 ? <PartHeading>Today</PartHeading> : null,
          tasks: today,
        },
        part('evening', 'This Evening', evening, { icon: 'evening', tone: 'evening' }),
      ]}
      empty={{ title: 'Nothing left for today', words: 'Enjoy it, or look at what is upcoming.' }}
    />
  );
}

/** The days to come, then the months. */
export function UpcomingPage() {
  const { views, state } = useApp().store;
  const today = state.today.value;
  const parts = views.upcoming.value.map(({ key, kind, tasks }): Part => ({
    key,
    tasks,
    look: kind === 'day' ? { hidesDay: key } : {},
    heading:
      kind === 'day' ? (
        <DayHeading {...headingOfDay(key, today)} />
      ) : (
        <DayHeading
          number={monthName(key, today)}
          name={tasks.length === 1 ? '1 task' : `${tasks.length} tasks`}
        />
      ),
  }));
  return (
    <ListPage list="upcoming" parts={parts} isNeverEmpty empty={{ title: 'Nothing is planned', words: '' }} />
  );
}

/** What can be done at any time, by where it is. */
export function AnytimePage() {
  return (
    <ByPlacePage
      list="anytime"
      empty={{
        title: 'Nothing to do at any time',
        words: 'Tasks that have no day and are not set aside show up here.',
      }}
    />
  );
}

/** What is set aside, by where it is. */
export function SomedayPage() {
  return (
    <ByPlacePage
      list="someday"
      empty={{ title: 'Nothing is set aside', words: 'Ideas for later are kept here, out of the way.' }}
    />
  );
}

function ByPlacePage({ list, empty }: Pick<ListBody, 'empty'> & { readonly list: 'anytime' | 'someday' }) {
  const { views } = useApp().store;
  const projects = new Map(allProjects(views).map((one) => [one.id, one]));
  const parts = views[list].value.map((group) => placePart(group, projects));
  return <ListPage list={list} parts={parts} look={{ hidesPlace: true }} empty={empty} />;
}

/** What is done, newest first. */
export function LogbookPage() {
  const { views, state } = useApp().store;
  const today = state.today.value;
  return (
    <ListPage
      list="logbook"
      parts={views.logbook.value.map(({ day, tasks }) => part(day, shortDay(day, today), tasks))}
      look={{ hidesDay: 'all' }}
      empty={{ title: 'Nothing is done yet', words: 'What you complete is kept here.' }}
    />
  );
}

function part(
  key: string,
  name: string,
  tasks: Part['tasks'],
  look: { readonly icon?: IconName; readonly tone?: string } = {},
): Part {
  return { key, heading: tasks.length === 0 ? null : <PartHeading {...look}>{name}</PartHeading>, tasks };
}

function placePart({ area, project, tasks }: PlaceGroup, projects: ReadonlyMap<string, Project>): Part {
  if (project !== null) {
    const share = shareOf(projects.get(project.id));
    return {
      key: project.id,
      heading: <PlaceHeading to={{ page: 'project', id: project.id }} name={project.name} share={share} />,
      tasks,
    };
  }
  if (area === null) return { key: 'none', heading: null, tasks };
  return {
    key: area.id,
    heading: <PlaceHeading to={{ page: 'area', id: area.id }} name={area.name} share={null} />,
    tasks,
  };
}

/** How much of a project is done, 0 to 1. */
export function shareOf(project: Project | undefined): number {
  if (project === undefined || project.open + project.done === 0) return 0;
  return project.done / (project.open + project.done);
}
