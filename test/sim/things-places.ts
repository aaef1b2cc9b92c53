// What a person in Things does to areas, projects and headings.

import type { Ledger } from './ledger.ts';
import { linesOf, query, withOpen, withRow } from './things-person.ts';
import type { World } from './world.ts';

const MAX_AREAS = 2;
const MAX_HEADINGS = 4;
const OPEN_PROJECT = 'type = 1 AND status = 0 AND trashed = 0 AND rt1_recurrenceRule IS NULL';
const LIVING_HEADING = `type = 2 AND status = 0 AND trashed = 0 AND project IN (SELECT uuid FROM TMTask WHERE ${OPEN_PROJECT})`;

/** Two areas, and projects with headings and to-dos in and outside of them: a library in which there is something to move. */
export function furnish(world: World, ledger: Ledger): void {
  const { person } = world.things;
  const area = person.addArea('Area of old');
  person.addArea('Area to come');
  for (const [at, place] of [{ area }, {}, {}].entries()) {
    const project = person.addProject({
      title: `Project of old ${at}`,
      headings: [`Heading of old ${at}`],
      ...place,
    });
    const heading = rows(world, `type = 2 AND project = '${project}'`)[0]?.id ?? '';
    for (const to of [{ project }, { heading }]) {
      const birth = ledger.newTask('things');
      person.addTodo({ title: birth.title, notes: birth.notes, when: 'anytime', ...to });
    }
  }
}

/** Moves something once, in a library that has something to move. Nothing happens when there is nothing to act on. */
export function moveInThings(world: World, ledger: Ledger): void {
  const acts = [
    addArea,
    addHeading,
    moveToHeading,
    moveToArea,
    moveProject,
    moveProject,
    moveHeading,
    moveHeading,
  ];
  world.random.pick(acts)(world, ledger);
}

/** Acts once at random. Nothing happens when there is nothing to act on. */
export function rearrangeThings(world: World, ledger: Ledger): void {
  const acts = [
    addArea,
    addHeading,
    addHeading,
    moveToHeading,
    moveToHeading,
    moveToArea,
    moveProject,
    moveProject,
    moveHeading,
    moveHeading,
    renameArea,
    renameHeading,
    archiveHeading,
    closeProject,
    reopenProject,
    trashProject,
    restoreProject,
    deleteArea,
  ];
  world.random.pick(acts)(world, ledger);
}

function addArea(world: World, ledger: Ledger): void {
  if (areas(world).length >= MAX_AREAS) return;
  const title = `Area ${ledger.size}`;
  world.tell(`Things person adds ${title}`);
  world.things.person.addArea(title);
}

function addHeading(world: World, ledger: Ledger): void {
  if (rows(world, LIVING_HEADING).length >= MAX_HEADINGS) return;
  withRow(world, OPEN_PROJECT, (project) => {
    const title = `Heading ${ledger.size}`;
    world.tell(`Things person adds ${title} to ${project.title}`);
    world.things.person.addHeading(project.id, title);
  });
}

function moveToHeading(world: World): void {
  withRow(world, LIVING_HEADING, (heading) =>
    withOpen(world, (row) => {
      world.tell(`Things person moves “${row.title}” below ${heading.title}`);
      world.things.person.move(row.id, { heading: heading.id });
    }),
  );
}

function moveToArea(world: World): void {
  const known = areas(world);
  if (known.length === 0) return;
  const area = world.random.pick(known);
  withOpen(world, (row) => {
    world.tell(`Things person moves “${row.title}” to ${area.title}`);
    world.things.person.move(row.id, { area: area.id });
  });
}

function moveProject(world: World): void {
  const known = areas(world);
  withRow(world, OPEN_PROJECT, (project) => {
    const area = known.length === 0 || world.random.chance(0.3) ? null : world.random.pick(known);
    world.tell(`Things person moves ${project.title} to ${area?.title ?? 'no area'}`);
    world.things.person.move(project.id, area === null ? null : { area: area.id });
  });
}

function moveHeading(world: World): void {
  withRow(world, LIVING_HEADING, (heading) =>
    withRow(world, OPEN_PROJECT, (project) => {
      world.tell(`Things person moves ${heading.title} to ${project.title}`);
      world.things.person.move(heading.id, { project: project.id });
    }),
  );
}

function renameArea(world: World, ledger: Ledger): void {
  const known = areas(world);
  if (known.length === 0) return;
  const area = world.random.pick(known);
  world.tell(`Things person renames ${area.title}`);
  world.things.person.renameArea(area.id, `Renamed area ${ledger.size}`);
}

function renameHeading(world: World, ledger: Ledger): void {
  withRow(world, LIVING_HEADING, (heading) => {
    world.tell(`Things person renames ${heading.title}`);
    world.things.person.renameHeading(heading.id, `Renamed heading ${ledger.size}`);
  });
}

function archiveHeading(world: World): void {
  withRow(world, LIVING_HEADING, (heading) => {
    world.tell(`Things person archives ${heading.title}`);
    world.things.person.complete(heading.id);
  });
}

function closeProject(world: World): void {
  if (world.random.chance(0.5)) return;
  withRow(world, OPEN_PROJECT, (project) => {
    const isCanceled = world.random.chance(0.3);
    world.tell(`Things person ${isCanceled ? 'cancels' : 'completes'} ${project.title}`);
    if (isCanceled) world.things.person.cancel(project.id);
    else world.things.person.complete(project.id);
  });
}

function reopenProject(world: World): void {
  withRow(world, 'type = 1 AND status <> 0 AND trashed = 0', (project) => {
    world.tell(`Things person reopens ${project.title}`);
    world.things.person.reopen(project.id);
  });
}

function trashProject(world: World, ledger: Ledger): void {
  if (world.random.chance(0.5)) return;
  withRow(world, OPEN_PROJECT, (project) => {
    world.tell(`Things person trashes ${project.title}`);
    forgetInside(world, ledger, insideOf([project.id]));
    world.things.person.trash(project.id);
  });
}

function restoreProject(world: World): void {
  withRow(world, 'type = 1 AND trashed = 1', (project) => {
    world.tell(`Things person restores ${project.title}`);
    world.things.person.restore(project.id);
  });
}

function deleteArea(world: World, ledger: Ledger): void {
  const known = areas(world);
  if (known.length === 0 || world.random.chance(0.6)) return;
  const area = world.random.pick(known);
  world.tell(`Things person deletes ${area.title}`);
  const projects = rows(world, `type = 1 AND area = '${area.id}'`).map(({ id }) => id);
  forgetInside(world, ledger, `area = '${area.id}' OR ${insideOf(projects)}`);
  world.things.person.deleteArea(area.id);
}

/** The condition of to-dos in these projects, below their headings too. */
function insideOf(projects: readonly string[]): string {
  const ids = projects.map((id) => `'${id}'`).join(', ');
  return `project IN (${ids}) OR heading IN (SELECT uuid FROM TMTask WHERE project IN (${ids}))`;
}

/** To-dos that go with what holds them are deleted by the person. */
function forgetInside(world: World, ledger: Ledger, condition: string): void {
  for (const row of rows(world, `type = 0 AND (${condition})`)) {
    ledger.deleted(row.notes);
    ledger.takenBack('things', [row.title, row.notes, ...linesOf(world, row.id)].join('\n'));
  }
}

function areas(world: World): ReturnType<typeof query> {
  return query(world, `SELECT uuid AS id, title, '' AS notes FROM TMArea ORDER BY title`);
}

function rows(world: World, condition: string): ReturnType<typeof query> {
  return query(world, `SELECT uuid AS id, title, notes FROM TMTask WHERE ${condition}`);
}
