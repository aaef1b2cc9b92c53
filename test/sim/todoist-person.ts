// A person in Todoist: random, sensible acts through the public API, each told to the story.

import { isPutAway } from './places-oracle.ts';
import { noteOpenedAgain } from './strangers.ts';
import type { World } from './world.ts';
import type { Ledger } from './ledger.ts';

type Item = ReturnType<World['todoist']['snapshot']>['items'][number];
type Command = { readonly type: string; readonly args: Record<string, unknown>; readonly temp_id?: string };

const DUES = [
  null,
  { date: '2026-03-25' },
  { date: '2026-03-29' },
  { date: '2026-04-30' },
  { date: '2026-03-27T09:30:00' },
  { date: '2026-10-25T02:30:00' },
  { date: '2026-03-15' },
] as const;

const LABELS = ['home', 'errand', 'Überfällig', 'calls'] as const;

/** Acts once at random. Nothing happens when there is nothing to act on. */
export async function actInTodoist(world: World, ledger: Ledger): Promise<void> {
  const acts = [
    add,
    add,
    add,
    retitle,
    renote,
    redate,
    relabel,
    deadline,
    prioritize,
    move,
    complete,
    complete,
    reopen,
    remove,
  ];
  const more = [addLine, checkLine, renameLine, addProject, renameProject, addRepeating];
  await world.random.pick([...acts, ...more])(world, ledger);
}

/** Adds one task, and nothing else: what a person may do while a sync is under way. */
export async function addInTodoist(world: World, ledger: Ledger): Promise<void> {
  await add(world, ledger);
}

async function add(world: World, ledger: Ledger): Promise<void> {
  const birth = ledger.newTask('todoist');
  const project = pickProject(world);
  const args = {
    content: birth.title,
    description: birth.notes,
    due: world.random.pick(DUES),
    labels: world.random.chance(0.3) ? [world.random.pick(LABELS)] : [],
    ...(project === null ? {} : { project_id: project }),
  };
  await send(world, `adds ${birth.title}`, { type: 'item_add', args, temp_id: crypto.randomUUID() });
}

async function addRepeating(world: World, ledger: Ledger): Promise<void> {
  const birth = ledger.newTask('todoist');
  const args = {
    content: birth.title,
    description: birth.notes,
    due: { string: world.random.pick(['every day', 'every week', 'every! 3 days']) },
  };
  await send(world, `adds repeating ${birth.title}`, {
    type: 'item_add',
    args,
    temp_id: crypto.randomUUID(),
  });
}

async function retitle(world: World, ledger: Ledger): Promise<void> {
  const item = pickOpen(world);
  if (item === null) return;
  const title = ledger.typed('todoist', `${item.id}:title`);
  await send(world, `retitles “${item.content}” to “${title}”`, {
    type: 'item_update',
    args: { id: item.id, content: title },
  });
}

async function renote(world: World, ledger: Ledger): Promise<void> {
  const item = pickOpen(world);
  if (item === null) return;
  const notes = `${ledger.birthOf(item.description)} ${ledger.typed('todoist', `${item.id}:notes`)}`;
  await send(world, `notes on “${item.content}”: ${notes}`, {
    type: 'item_update',
    args: { id: item.id, description: notes },
  });
}

async function redate(world: World): Promise<void> {
  const item = pickOpen(world);
  if (item === null || item.due?.is_recurring === true) return;
  const due = world.random.pick(DUES);
  await send(world, `dates “${item.content}” ${JSON.stringify(due)}`, {
    type: 'item_update',
    args: { id: item.id, due },
  });
}

async function relabel(world: World): Promise<void> {
  const item = pickOpen(world);
  if (item === null) return;
  const label = world.random.pick(LABELS);
  const labels = item.labels.includes(label)
    ? item.labels.filter((name) => name !== label)
    : [...item.labels, label];
  await send(world, `labels “${item.content}” ${labels.join(',')}`, {
    type: 'item_update',
    args: { id: item.id, labels },
  });
}

async function deadline(world: World): Promise<void> {
  const item = pickOpen(world);
  if (item === null || world.plan === 'free') return;
  const date = world.random.pick([null, { date: '2026-04-01' }, { date: '2026-05-31' }]);
  await send(world, `deadline of “${item.content}” ${JSON.stringify(date)}`, {
    type: 'item_update',
    args: { id: item.id, deadline: date },
  });
}

async function prioritize(world: World): Promise<void> {
  const item = pickOpen(world);
  if (item === null) return;
  const priority = 1 + world.random.below(4);
  await send(world, `priority of “${item.content}” ${priority}`, {
    type: 'item_update',
    args: { id: item.id, priority },
  });
}

async function move(world: World): Promise<void> {
  const item = pickOpen(world);
  if (item === null) return;
  const { projects } = world.todoist.snapshot();
  const project = world.random.pick(projects.filter((known) => !known.is_archived && !known.is_deleted));
  await send(world, `moves “${item.content}” to ${project.name}`, {
    type: 'item_move',
    args: { id: item.id, project_id: project.id },
  });
}

async function complete(world: World): Promise<void> {
  const item = pickOpen(world);
  if (item === null) return;
  await send(world, `completes “${item.content}”`, { type: 'item_close', args: { id: item.id } });
}

async function reopen(world: World, ledger: Ledger): Promise<void> {
  const closed = world.todoist.snapshot().items.filter((item) => item.checked && item.parent_id === null);
  if (closed.length === 0) return;
  const item = world.random.pick(closed);
  noteOpenedAgain(world, ledger, item.description);
  await send(world, `reopens “${item.content}”`, { type: 'item_uncomplete', args: { id: item.id } });
}

async function remove(world: World, ledger: Ledger): Promise<void> {
  const item = pickOpen(world);
  if (item === null || world.random.chance(0.5)) return;
  ledger.deleted(item.description);
  const lines = world.todoist.snapshot().items.filter((line) => line.parent_id === item.id);
  ledger.takenBack(
    'todoist',
    [item.content, item.description, ...lines.map((line) => line.content)].join('\n'),
  );
  await send(world, `deletes “${item.content}”`, { type: 'item_delete', args: { id: item.id } });
}

async function addLine(world: World, ledger: Ledger): Promise<void> {
  const item = pickOpen(world);
  if (item === null) return;
  const content = ledger.typed('todoist', `${item.id}:new-line:${ledger.size}`);
  const args = { content, parent_id: item.id };
  await send(world, `adds line ${content} to “${item.content}”`, {
    type: 'item_add',
    args,
    temp_id: crypto.randomUUID(),
  });
}

async function checkLine(world: World, ledger: Ledger): Promise<void> {
  const line = pickLine(world);
  if (line === null) return;
  // A whole read leaves out what is done: a line that was done before anybody read it goes, unseen, with its task.
  const isKnown = JSON.stringify([...world.store.tasks.all()]).includes(line.content);
  if (!isKnown) ledger.takenBack('todoist', line.content);
  await send(world, `checks line ${line.content}`, { type: 'item_close', args: { id: line.id } });
}

async function renameLine(world: World, ledger: Ledger): Promise<void> {
  const line = pickLine(world);
  if (line === null) return;
  ledger.takenBack('todoist', line.content);
  const content = ledger.typed('todoist', `${line.id}:line`);
  await send(world, `renames line ${line.content} to ${content}`, {
    type: 'item_update',
    args: { id: line.id, content },
  });
}

async function addProject(world: World, ledger: Ledger): Promise<void> {
  if (world.todoist.snapshot().projects.length > 4) return;
  await send(world, 'adds a project', {
    type: 'project_add',
    args: { name: `Project ${ledger.size}` },
    temp_id: crypto.randomUUID(),
  });
}

async function renameProject(world: World, ledger: Ledger): Promise<void> {
  const projects = world.todoist
    .snapshot()
    .projects.filter((project) => !project.inbox_project && !project.is_archived);
  if (projects.length === 0) return;
  const project = world.random.pick(projects);
  await send(world, `renames project ${project.name}`, {
    type: 'project_update',
    args: { id: project.id, name: `Renamed ${ledger.size}` },
  });
}

function pickProject(world: World): string | null {
  const projects = world.todoist.snapshot().projects.filter((project) => !project.is_archived);
  return world.random.chance(0.5) ? null : world.random.pick(projects).id;
}

/** One open task at random of those that the app shows; null when there is none. */
export function pickOpen(world: World): Item | null {
  const open = shownItems(world).filter((item) => !item.checked && item.parent_id === null);
  return open.length === 0 ? null : world.random.pick(open);
}

function pickLine(world: World): Item | null {
  const lines = shownItems(world).filter((item) => !item.checked && item.parent_id !== null);
  return lines.length === 0 ? null : world.random.pick(lines);
}

function shownItems(world: World): readonly Item[] {
  const account = world.todoist.snapshot();
  return account.items.filter((item) => !isPutAway(item, account));
}

/** Carries out one command and tells of it. */
export async function send(world: World, told: string, command: Command): Promise<void> {
  world.tell(`Todoist person ${told}`);
  const body = { sync_token: '*', resource_types: [], commands: [{ ...command, uuid: crypto.randomUUID() }] };
  await world.todoist.fetch(
    new Request('http://todoist.test/api/v1/sync', {
      method: 'POST',
      headers: { authorization: 'Bearer test-token', 'content-type': 'application/json' },
      body: JSON.stringify(body),
    }),
  );
}
