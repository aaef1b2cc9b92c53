// One project, one area, one tag.

import { useState } from 'preact/hooks';
import { Button } from '../../ui/button.tsx';
import { Empty } from '../../ui/empty.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Ring } from '../../ui/ring.tsx';
import { useApp } from '../app-context.ts';
import { AddBar } from '../adding/add-bar.tsx';
import { Page } from '../frame/page.tsx';
import { hrefOf } from '../routing/route.ts';
import type { Project } from '../state/types.ts';
import { shareOf } from './list-pages.tsx';
import { PartHeading } from './part-heading.tsx';
import { TaskList, type Part } from './task-list.tsx';
import './area.css';

/** A project with its headings, and what is done of it. */
export function ProjectPage({ id }: { readonly id: string }) {
  const { store, names } = useApp();
  const view = store.views.project(id).value;
  const [showsDone, setShowsDone] = useState(false);
  if (view === null) return <Gone what="project" />;
  const { project, groups, done } = view;
  const parts: Part[] = groups.map(({ heading, tasks }) => ({
    key: heading?.id ?? 'none',
    heading: heading === null ? null : <PartHeading>{heading.name}</PartHeading>,
    tasks,
  }));
  const shownDone: Part = {
    key: 'done',
    heading: (
      <PartHeading icon="logbook" tone="logbook">
        Done
      </PartHeading>
    ),
    tasks: done,
  };
  const isEmpty = groups.every(({ heading, tasks }) => heading === null && tasks.length === 0);
  return (
    <Page
      title={project.name}
      sign={<Ring share={shareOf(project)} size={24} />}
      subtitle={<Progress project={project} />}
    >
      <AddBar />
      <TaskList
        name={project.name}
        parts={showsDone ? [...parts, shownDone] : parts}
        look={{ hidesPlace: true }}
      />
      {isEmpty && (
        <Empty icon="project" tone="accent" title="Nothing to do here">
          {names.value.get(project.area ?? '') === undefined
            ? 'Add the first task, or move one here.'
            : `A project of ${names.value.get(project.area ?? '') ?? ''}.`}
        </Empty>
      )}
      {done.length > 0 && (
        <div class="page-foot">
          <Button kind="quiet" onClick={() => setShowsDone(!showsDone)} aria-expanded={showsDone}>
            {showsDone ? 'Hide what is done' : `Show ${done.length} done`}
          </Button>
        </div>
      )}
    </Page>
  );
}

function Progress({ project }: { readonly project: Project }) {
  const { names } = useApp();
  const area = project.area === null ? undefined : names.value.get(project.area);
  return (
    <>
      {area !== undefined && project.area !== null && (
        <>
          <a href={hrefOf({ page: 'area', id: project.area })}>{area}</a>
          <span aria-hidden="true"> · </span>
        </>
      )}
      {project.open} to do{project.done > 0 && `, ${project.done} done`}
    </>
  );
}

/** An area: its projects, and the tasks directly in it. */
export function AreaPage({ id }: { readonly id: string }) {
  const view = useApp().store.views.area(id).value;
  if (view === null) return <Gone what="area" />;
  const { area, tasks } = view;
  return (
    <Page
      title={area.name}
      sign={<Icon name="area" tone="anytime" />}
      subtitle={area.open === 1 ? '1 to do' : `${area.open} to do`}
    >
      <AddBar />
      {area.projects.length > 0 && (
        <nav aria-label="Projects" class="cards">
          {area.projects.map((project) => (
            <a key={project.id} class="card" href={hrefOf({ page: 'project', id: project.id })}>
              <Ring share={shareOf(project)} />
              <span class="card-name">{project.name}</span>
              <span class="card-count">{project.open === 0 ? 'done' : `${project.open} to do`}</span>
            </a>
          ))}
        </nav>
      )}
      <TaskList name={area.name} parts={[{ key: 'all', heading: null, tasks }]} look={{ hidesPlace: true }} />
      {tasks.length === 0 && area.projects.length === 0 && (
        <Empty icon="area" tone="anytime" title="This area is empty">
          Add a task, or move one here.
        </Empty>
      )}
    </Page>
  );
}

/** Open tasks with a tag. */
export function TagPage({ name }: { readonly name: string }) {
  const tasks = useApp().store.views.tag(name).value;
  return (
    <Page title={name} sign={<Icon name="tag" tone="soft" />}>
      <AddBar />
      <TaskList name={name} parts={[{ key: 'all', heading: null, tasks }]} />
      {tasks.length === 0 && (
        <Empty icon="tag" title="No open task has this tag">
          A tag stays in both apps while a task has it.
        </Empty>
      )}
    </Page>
  );
}

function Gone({ what }: { readonly what: 'project' | 'area' }) {
  return (
    <Page title={what === 'project' ? 'No such project' : 'No such area'}>
      <Empty icon={what} title={`This ${what} is not here`}>
        <p>It may have been completed or deleted, or was not synced to this device yet.</p>
        <a href={hrefOf({ page: 'today' })}>Go to Today</a>
      </Empty>
    </Page>
  );
}
