// A person in Things: random, sensible acts in the app, each told to the story.

import { DatabaseSync } from 'node:sqlite';
import { remoteId } from '../../src/model/ids.ts';
import type { Ledger } from './ledger.ts';
import { noteOpenedAgain } from './strangers.ts';
import type { World } from './world.ts';

interface Row {
  readonly id: string;
  readonly title: string;
  readonly notes: string;
}

const WHENS = [
  'inbox',
  'anytime',
  'someday',
  'today',
  'evening',
  '2026-03-25',
  '2026-03-29',
  '2026-04-30',
] as const;
const TAGS = ['home', 'errand', 'Überfällig', 'calls', 'p1', 'p3'] as const;

/** Of a to-do: no project that is in the trash holds it, directly or below a heading. */
const OUT_OF_TRASH = `NOT EXISTS (SELECT 1 FROM TMTask AS holder LEFT JOIN TMTask AS outer ON outer.uuid = holder.project
  WHERE holder.uuid IN (TMTask.project, TMTask.heading) AND (holder.trashed = 1 OR outer.trashed = 1))`;

/** Acts once at random. Nothing happens when there is nothing to act on. */
export function actInThings(world: World, ledger: Ledger): void {
  const acts = [
    add,
    add,
    add,
    retitle,
    renote,
    reschedule,
    retag,
    deadline,
    move,
    complete,
    complete,
    cancel,
    reopen,
    trash,
  ];
  const more = [
    restore,
    addLine,
    checkLine,
    renameLine,
    deleteLine,
    addProject,
    renameProject,
    addRepeating,
    emptyTrash,
  ];
  world.random.pick([...acts, ...more])(world, ledger);
}

/** Adds one to-do, and nothing else: what a person may do while a sync is under way. */
export function addInThings(world: World, ledger: Ledger): void {
  add(world, ledger);
}

function add(world: World, ledger: Ledger): void {
  const birth = ledger.newTask('things');
  const project = pickProject(world);
  world.tell(`Things person adds ${birth.title}`);
  const when = world.random.pick(WHENS);
  world.things.person.addTodo({
    title: birth.title,
    notes: birth.notes,
    when: project !== null && when === 'inbox' ? 'anytime' : when,
    ...(world.random.chance(0.3) ? { tags: [world.random.pick(TAGS)] } : {}),
    ...(world.random.chance(0.3)
      ? {
          checklist: [
            { title: ledger.typed('things', `${birth.title}:line`), done: world.random.chance(0.3) },
          ],
        }
      : {}),
    ...(world.random.chance(0.2) ? { deadline: '2026-04-15' } : {}),
    ...(project === null || when === 'inbox' ? {} : { project }),
  });
}

function addRepeating(world: World, ledger: Ledger): void {
  // Which of two Macs makes an occurrence is Things Cloud's business.
  if (world.hasCloud || world.random.chance(0.6)) return;
  const title = ledger.repeatingTitle();
  world.tell(`Things person makes ${title} repeat`);
  world.things.person.addRepeatingTemplate({
    title,
    rule: { every: 2, unit: 'day' },
    start: new Date(world.now).toISOString().slice(0, 10),
  });
}

function retitle(world: World, ledger: Ledger): void {
  withOpen(world, (row) => {
    const title = ledger.typed('things', `${row.id}:title`);
    world.tell(`Things person retitles “${row.title}” to “${title}”`);
    world.things.person.editTodo(row.id, { title });
  });
}

function renote(world: World, ledger: Ledger): void {
  withOpen(world, (row) => {
    const notes = `${ledger.birthOf(row.notes)} ${ledger.typed('things', `${row.id}:notes`)}`;
    world.tell(`Things person notes on “${row.title}”: ${notes}`);
    world.things.person.editTodo(row.id, { notes });
  });
}

function reschedule(world: World): void {
  withOpen(world, (row) => {
    const when = world.random.pick(WHENS.filter((word) => word !== 'inbox'));
    const reminder = when.startsWith('2026') && world.random.chance(0.4) ? '09:15' : undefined;
    world.tell(`Things person schedules “${row.title}” ${when} ${reminder ?? ''}`);
    world.things.person.editTodo(row.id, reminder === undefined ? { when } : { when, reminder });
  });
}

function retag(world: World): void {
  withOpen(world, (row) => {
    const tags = TAGS.filter(() => world.random.chance(0.25));
    world.tell(`Things person tags “${row.title}” ${tags.join(',')}`);
    world.things.person.editTodo(row.id, { tags });
  });
}

function deadline(world: World): void {
  withOpen(world, (row) => {
    const date = world.random.pick([null, '2026-04-01', '2026-05-31']);
    world.tell(`Things person sets the deadline of “${row.title}” ${date}`);
    world.things.person.editTodo(row.id, { deadline: date });
  });
}

function move(world: World): void {
  withOpen(world, (row) => {
    const project = pickProject(world);
    world.tell(`Things person moves “${row.title}” to ${project ?? 'nowhere'}`);
    world.things.person.move(row.id, project === null ? null : { project });
  });
}

function complete(world: World): void {
  withOpen(world, (row) => {
    world.tell(`Things person completes “${row.title}”`);
    world.things.person.complete(row.id);
  });
}

function cancel(world: World): void {
  withOpen(world, (row) => {
    world.tell(`Things person cancels “${row.title}”`);
    world.things.person.cancel(row.id);
  });
}

function reopen(world: World, ledger: Ledger): void {
  withRow(world, 'status <> 0 AND trashed = 0 AND type = 0', (row) => {
    world.tell(`Things person reopens “${row.title}”`);
    if (world.store.links.isRetired('things', remoteId(row.id))) ledger.reborn(row.notes);
    noteOpenedAgain(world, ledger, row.notes);
    world.things.person.reopen(row.id);
  });
}

function trash(world: World, ledger: Ledger): void {
  if (world.random.chance(0.5)) return;
  withOpen(world, (row) => {
    ledger.deleted(row.notes);
    ledger.takenBack('things', [row.title, row.notes, ...linesOf(world, row.id)].join('\n'));
    world.tell(`Things person trashes “${row.title}”`);
    world.things.person.trash(row.id);
  });
}

function restore(world: World, ledger: Ledger): void {
  withRow(world, 'trashed = 1 AND status = 0 AND type = 0 AND rt1_recurrenceRule IS NULL', (row) => {
    world.tell(`Things person restores “${row.title}”`);
    if (world.store.links.isRetired('things', remoteId(row.id))) ledger.reborn(row.notes);
    noteOpenedAgain(world, ledger, row.notes);
    world.things.person.restore(row.id);
  });
}

function emptyTrash(world: World, ledger: Ledger): void {
  if (world.random.chance(0.7)) return;
  // What was typed on the other Mac came into the trash from there.
  if (world.hasCloud)
    for (const row of query(world, 'SELECT uuid AS id, title, notes FROM TMTask WHERE trashed = 1'))
      ledger.takenBack('things', [row.title, row.notes, ...linesOf(world, row.id)].join('\n'));
  world.tell('Things person empties the trash');
  world.things.person.emptyTrash();
}

function addLine(world: World, ledger: Ledger): void {
  withOpen(world, (row) => {
    const title = ledger.typed('things', `${row.id}:line:${ledger.size}`);
    world.tell(`Things person adds line ${title} to “${row.title}”`);
    world.things.person.addChecklistItem(row.id, title);
  });
}

function checkLine(world: World): void {
  withLine(world, (row) => {
    const done = world.random.chance(0.7);
    world.tell(`Things person ${done ? 'checks' : 'unchecks'} line ${row.title}`);
    world.things.person.checkChecklistItem(row.id, done);
  });
}

function renameLine(world: World, ledger: Ledger): void {
  withLine(world, (row) => {
    ledger.takenBack('things', row.title);
    const title = ledger.typed('things', `${row.id}:line`);
    world.tell(`Things person renames line ${row.title} to ${title}`);
    world.things.person.renameChecklistItem(row.id, title);
  });
}

function deleteLine(world: World, ledger: Ledger): void {
  withLine(world, (row) => {
    ledger.takenBack('things', row.title);
    world.tell(`Things person deletes line ${row.title}`);
    world.things.person.deleteChecklistItem(row.id);
  });
}

function addProject(world: World, ledger: Ledger): void {
  if (query(world, 'SELECT uuid AS id, title, notes FROM TMTask WHERE type = 1').length > 3) return;
  world.tell('Things person adds a project');
  world.things.person.addProject({ title: `Project ${ledger.size}` });
}

function renameProject(world: World, ledger: Ledger): void {
  withRow(world, 'type = 1 AND status = 0 AND trashed = 0', (row) => {
    world.tell(`Things person renames project ${row.title}`);
    world.things.person.renameProject(row.id, `Renamed ${ledger.size}`);
  });
}

function pickProject(world: World): string | null {
  const projects = query(
    world,
    'SELECT uuid AS id, title, notes FROM TMTask WHERE type = 1 AND status = 0 AND trashed = 0',
  );
  return projects.length === 0 || world.random.chance(0.5) ? null : world.random.pick(projects).id;
}

/** Acts on one open to-do at random. */
export function withOpen(world: World, act: (row: Row) => void): void {
  withRow(
    world,
    `type = 0 AND status = 0 AND trashed = 0 AND rt1_recurrenceRule IS NULL AND notes NOT LIKE 'ttsync:%' AND ${OUT_OF_TRASH}`,
    act,
  );
}

/** Acts on one row at random of those that meet an SQL condition. */
export function withRow(world: World, condition: string, act: (row: Row) => void): void {
  const rows = query(
    world,
    `SELECT uuid AS id, title, notes FROM TMTask WHERE ${condition} ORDER BY creationDate, uuid`,
  );
  if (rows.length > 0) act(world.random.pick(rows));
}

function withLine(world: World, act: (row: Row) => void): void {
  const rows = query(
    world,
    `SELECT c.uuid AS id, c.title AS title, '' AS notes FROM TMChecklistItem c JOIN TMTask t ON t.uuid = c.task
     WHERE t.uuid IN (SELECT uuid FROM TMTask WHERE status = 0 AND trashed = 0 AND rt1_recurrenceRule IS NULL AND ${OUT_OF_TRASH}) ORDER BY c.title, c.uuid`,
  );
  if (rows.length > 0) act(world.random.pick(rows));
}

/** The titles of a to-do’s checklist. */
export function linesOf(world: World, id: string): readonly string[] {
  return query(world, `SELECT uuid AS id, title, '' AS notes FROM TMChecklistItem WHERE task = '${id}'`).map(
    (row) => row.title,
  );
}

/** Rows of the library, as the person sees them. */
export function query(world: World, sql: string): readonly Row[] {
  const database = new DatabaseSync(world.databasePath, { readOnly: true });
  try {
    return database.prepare(sql).all() as unknown as readonly Row[];
  } finally {
    database.close();
  }
}
