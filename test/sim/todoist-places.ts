// What a person in Todoist does to projects and sections.

import type { Ledger } from './ledger.ts';
import { pickOpen, send } from './todoist-person.ts';
import type { World } from './world.ts';

type Snapshot = ReturnType<World['todoist']['snapshot']>;

const MAX_SECTIONS = 4;

/** Moves something once, in an account that has something to move. Nothing happens when there is nothing to act on. */
export async function moveInTodoist(world: World, ledger: Ledger): Promise<void> {
  const acts = [addSection, moveToSection, moveSection, moveSection, moveProject, moveProject];
  await world.random.pick(acts)(world, ledger);
}

/** Acts once at random. Nothing happens when there is nothing to act on. */
export async function rearrangeTodoist(world: World, ledger: Ledger): Promise<void> {
  const acts = [
    addSection,
    addSection,
    moveToSection,
    moveToSection,
    moveSection,
    moveSection,
    moveProject,
    moveProject,
    renameSection,
    archiveSection,
    deleteSection,
    archiveProject,
    unarchiveProject,
    deleteProject,
    putAside,
  ];
  await world.random.pick(acts)(world, ledger);
}

async function addSection(world: World, ledger: Ledger): Promise<void> {
  const { projects, sections } = world.todoist.snapshot();
  if (sections.length >= MAX_SECTIONS) return;
  const project = world.random.pick(projects.filter((known) => !known.is_archived));
  const name = `Section ${ledger.size}`;
  await send(world, `adds ${name} to ${project.name}`, {
    type: 'section_add',
    args: { name, project_id: project.id },
    temp_id: crypto.randomUUID(),
  });
}

async function moveToSection(world: World): Promise<void> {
  const [section, item] = [pickSection(world), pickOpen(world)];
  if (section === null || item === null) return;
  await send(world, `moves “${item.content}” to ${section.name}`, {
    type: 'item_move',
    args: { id: item.id, section_id: section.id },
  });
}

async function moveSection(world: World): Promise<void> {
  const [section, project] = [pickSection(world), pickProject(world, (known) => !known.is_archived)];
  if (section === null || project === null) return;
  await send(world, `moves ${section.name} to ${project.name}`, {
    type: 'section_move',
    args: { id: section.id, project_id: project.id },
  });
}

async function moveProject(world: World): Promise<void> {
  const project = pickProject(world, (known) => !known.is_archived);
  if (project === null) return;
  const { projects } = world.todoist.snapshot();
  const isWithin = (id: string | null): boolean =>
    id !== null &&
    (id === project.id || isWithin(projects.find((known) => known.id === id)?.parent_id ?? null));
  const to = world.random.chance(0.3)
    ? null
    : pickProject(world, (known) => !known.is_archived && !isWithin(known.id));
  await send(world, `moves ${project.name} to ${to?.name ?? 'the top'}`, {
    type: 'project_move',
    args: { id: project.id, parent_id: to?.id ?? null },
  });
}

async function renameSection(world: World, ledger: Ledger): Promise<void> {
  const section = pickSection(world);
  if (section === null) return;
  await send(world, `renames ${section.name}`, {
    type: 'section_update',
    args: { id: section.id, name: `Renamed section ${ledger.size}` },
  });
}

async function archiveSection(world: World): Promise<void> {
  const section = pickSection(world);
  if (section === null) return;
  await send(world, `archives ${section.name}`, { type: 'section_archive', args: { id: section.id } });
}

async function deleteSection(world: World, ledger: Ledger): Promise<void> {
  const section = pickSection(world);
  if (section === null || world.random.chance(0.4)) return;
  forgetInside(world, ledger, (item) => item.section_id === section.id);
  await send(world, `deletes ${section.name}`, { type: 'section_delete', args: { id: section.id } });
}

async function archiveProject(world: World): Promise<void> {
  const project = pickProject(world, (known) => !known.is_archived);
  if (project === null) return;
  await send(world, `archives ${project.name}`, { type: 'project_archive', args: { id: project.id } });
}

async function unarchiveProject(world: World): Promise<void> {
  const project = pickProject(world, (known) => known.is_archived);
  if (project === null) return;
  await send(world, `brings ${project.name} back`, { type: 'project_unarchive', args: { id: project.id } });
}

async function deleteProject(world: World, ledger: Ledger): Promise<void> {
  const project = pickProject(world, () => true);
  if (project === null || world.random.chance(0.5)) return;
  const { projects } = world.todoist.snapshot();
  const inside = new Set([project.id]);
  // A set goes on with what is added meanwhile: projects stand below projects to any depth.
  for (const id of inside) for (const known of projects) if (known.parent_id === id) inside.add(known.id);
  forgetInside(world, ledger, (item) => inside.has(item.project_id));
  await send(world, `deletes ${project.name}`, { type: 'project_delete', args: { id: project.id } });
}

async function putAside(world: World): Promise<void> {
  const item = pickOpen(world);
  if (item === null || item.due !== null) return;
  const { someday } = world.account.config().markerLabels;
  await send(world, `puts “${item.content}” aside`, {
    type: 'item_update',
    args: { id: item.id, labels: [...new Set([...item.labels, someday])] },
  });
}

/** Tasks that go with what holds them are deleted by the person. */
function forgetInside(
  world: World,
  ledger: Ledger,
  isInside: (item: Snapshot['items'][number]) => boolean,
): void {
  const { items } = world.todoist.snapshot();
  for (const item of items.filter(isInside)) {
    ledger.deleted(item.description);
    ledger.takenBack('todoist', `${item.content}\n${item.description}`);
  }
}

function pickSection(world: World): Snapshot['sections'][number] | null {
  const { projects, sections } = world.todoist.snapshot();
  const isShown = (id: string): boolean => projects.some((known) => known.id === id && !known.is_archived);
  const living = sections.filter((section) => !section.is_archived && isShown(section.project_id));
  return living.length === 0 ? null : world.random.pick(living);
}

function pickProject(
  world: World,
  isRight: (project: Snapshot['projects'][number]) => boolean,
): Snapshot['projects'][number] | null {
  const projects = world.todoist
    .snapshot()
    .projects.filter((known) => !known.inbox_project && isRight(known));
  return projects.length === 0 ? null : world.random.pick(projects);
}
