// A person at a device: random, sensible acts in its app, each told to the story.

import type { TaskEdit } from '../../../src/mobile-client/types.ts';
import type { Ledger, Side } from '../ledger.ts';
import type { Random } from '../random.ts';
import { noteOpenedAgain } from '../strangers.ts';
import type { World } from '../world.ts';
import type { DeviceApp, SeenTask } from './app.ts';

const STARTS: readonly NonNullable<TaskEdit['start']>[] = [
  'anytime',
  'someday',
  { date: '2026-03-25', evening: false, time: null },
  { date: '2026-03-29', evening: false, time: null },
  { date: '2026-04-30', evening: false, time: null },
  { date: '2026-03-27', evening: false, time: { kind: 'floating', at: '09:30' } },
];
const TAGS = ['home', 'errand', 'Überfällig', 'calls'] as const;

/** Who acts, and where. */
export interface Person {
  readonly world: World;
  readonly ledger: Ledger;
  readonly random: Random;
  readonly side: Side;
  readonly app: DeviceApp;
  /** Notes a task that was made here: its birth mark, and the device's id of it. */
  readonly noteMade: (birth: string, id: string) => void;
  /** Notes that a line has another title now. */
  readonly noteRenamed: (from: string, to: string) => void;
}

type Act = (person: Person) => Promise<void>;

/** Acts once at random. Nothing happens when there is nothing to act on. */
export async function actOnDevice(person: Person): Promise<void> {
  const plain: readonly Act[] = [
    add,
    add,
    add,
    retitle,
    retitle,
    renote,
    reschedule,
    retag,
    complete,
    reopen,
  ];
  const more: readonly Act[] = [setDeadline, prioritize, move, addLine, changeLine, changeLine, complete];
  const acts = [...plain, remove, ...(person.app.kind === 'library' ? more : [])];
  await person.random.pick(acts)(person);
}

async function add(person: Person): Promise<void> {
  const { ledger, app, side } = person;
  const birth = ledger.newTask(side);
  tell(person, `adds ${birth.title}`);
  person.noteMade(birth.notes, await app.add(birth.title, birth.notes));
}

async function retitle(person: Person): Promise<void> {
  await withOpen(person, async (task) => {
    const title = person.ledger.typed(person.side, `${task.id}:title`);
    tell(person, `retitles “${task.title}” to “${title}”`);
    await person.app.edit(task.id, { title });
  });
}

async function renote(person: Person): Promise<void> {
  const { ledger, side } = person;
  await withOpen(person, async (task) => {
    const notes = `${ledger.birthOf(task.notes)} ${ledger.typed(side, `${task.id}:notes`)}`.trim();
    tell(person, `notes on “${task.title}”: ${notes}`);
    await person.app.edit(task.id, { notes });
  });
}

async function reschedule(person: Person): Promise<void> {
  await withOpen(person, async (task) => {
    const start = person.random.pick(STARTS);
    tell(person, `schedules “${task.title}” ${JSON.stringify(start)}`);
    await person.app.edit(task.id, { start });
  });
}

async function retag(person: Person): Promise<void> {
  await withOpen(person, async (task) => {
    const tag = person.random.pick(TAGS);
    const before = task.fields['tags'] as readonly string[];
    const tags = before.includes(tag) ? before.filter((name) => name !== tag) : [...before, tag].toSorted();
    tell(person, `tags “${task.title}” ${tags.join(',')}`);
    await person.app.edit(task.id, { tags });
  });
}

async function setDeadline(person: Person): Promise<void> {
  await withOpen(person, async (task) => {
    const deadline = person.random.pick([null, '2026-04-01', '2026-05-31']);
    tell(person, `sets the deadline of “${task.title}” ${deadline}`);
    await person.app.edit(task.id, { deadline });
  });
}

async function prioritize(person: Person): Promise<void> {
  await withOpen(person, async (task) => {
    const priority = person.random.pick([1, 2, 3, 4] as const);
    tell(person, `priority of “${task.title}” ${priority}`);
    await person.app.edit(task.id, { priority });
  });
}

async function move(person: Person): Promise<void> {
  const places = await person.app.places();
  await withOpen(person, async (task) => {
    const place = places.length === 0 || person.random.chance(0.2) ? null : person.random.pick(places);
    tell(person, `moves “${task.title}” to ${place ?? 'nowhere'}`);
    await person.app.edit(task.id, { place });
  });
}

async function complete(person: Person): Promise<void> {
  await withOpen(person, async (task) => {
    tell(person, `completes “${task.title}”`);
    await person.app.edit(task.id, { status: 'completed' });
  });
}

async function reopen(person: Person): Promise<void> {
  const closed = (await person.app.tasks()).filter(({ status }) => status === 'completed');
  if (closed.length === 0) return;
  const task = person.random.pick(closed);
  tell(person, `reopens “${task.title}”`);
  noteOpenedAgain(person.world, person.ledger, task.notes);
  await person.app.edit(task.id, { status: 'open' });
}

async function remove(person: Person): Promise<void> {
  if (person.random.chance(0.3)) return;
  await withOpen(person, async (task) => {
    person.ledger.deleted(task.notes);
    person.ledger.takenBack(person.side, JSON.stringify(task));
    tell(person, `deletes “${task.title}”`);
    await person.app.remove(task.id);
  });
}

async function addLine(person: Person): Promise<void> {
  await withOpen(person, async (task) => {
    const title = person.ledger.typed(person.side, `${task.id}:new-line:${person.ledger.size}`);
    const line = { key: person.world.newId('line'), title, done: false };
    const checklist = [...linesOf(task), line];
    tell(person, `adds line ${title} to “${task.title}”`);
    await person.app.edit(task.id, { checklist });
  });
}

/** Renames, ticks, deletes or moves one line. */
async function changeLine(person: Person): Promise<void> {
  const { app, random, ledger, side } = person;
  const tasks = (await app.tasks()).filter((task) => task.status === 'open' && linesOf(task).length > 0);
  if (tasks.length === 0) return;
  const task = random.pick(tasks);
  const lines = linesOf(task);
  const line = random.pick(lines);
  const kind = random.pick(['rename', 'tick', 'delete', 'move'] as const);
  const others = lines.filter((one) => one !== line);
  if (kind === 'rename' || kind === 'delete') ledger.takenBack(side, line.title);
  const title = kind === 'rename' ? ledger.typed(side, `${line.key}:line`) : line.title;
  if (kind === 'rename') person.noteRenamed(line.title, title);
  tell(person, `${kind}s line ${line.title} of “${task.title}”${kind === 'rename' ? ` to ${title}` : ''}`);
  const changed = lines.map((one) => (one === line ? { ...one, title } : one));
  const ticked = lines.map((one) => (one === line ? { ...one, done: !one.done } : one));
  const checklist = { rename: changed, tick: ticked, delete: others, move: [line, ...others] }[kind];
  await app.edit(task.id, { checklist });
}

function linesOf({ fields }: SeenTask): NonNullable<TaskEdit['checklist']> {
  return (fields['checklist'] ?? []) as NonNullable<TaskEdit['checklist']>;
}

async function withOpen(person: Person, act: (task: SeenTask) => Promise<void>): Promise<void> {
  const open = (await person.app.tasks()).filter(({ status }) => status === 'open');
  if (open.length > 0) await act(person.random.pick(open));
}

function tell({ world, side }: Person, line: string): void {
  world.tell(`${side}: the person ${line}`);
}
