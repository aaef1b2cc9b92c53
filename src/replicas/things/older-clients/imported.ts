// To-dos that an older client made for tasks that it was handed out: they are linked to these, and nothing is made twice.

import type { CivilDate } from '../../../model/dates.ts';
import { remoteId, type RemoteId, type TaskId } from '../../../model/ids.ts';
import { newLink, type Link } from '../../../model/link.ts';
import type { SomeFields } from '../../../model/task.ts';
import { canonicalLine, canonicalNotes } from '../../../model/text.ts';
import { importedFrom, withoutMarks } from '../../../protocol/older/marks.ts';
import type { ThingsTodo } from '../../../protocol/things-row.ts';
import { isOpenTask, type Pass } from '../../../sync/unit-of-work.ts';
import { leaseOf } from '../agents/lease.ts';
import { THINGS } from '../known.ts';
import { allOf, handedOut, NOBODY, noteImported, takeOut, type HandedOut } from './handed-out.ts';
import { dayHandedOut } from './inbox-words.ts';
import type { Told } from './told.ts';

/** The replica whose tasks are handed out. */
const SOURCE = 'todoist';

/** A to-do that a client may have made. */
export interface Imported {
  readonly id: RemoteId;
  readonly title: string;
  readonly notes: string;
  readonly deadline: CivilDate | null;
}

/**
 * Links a to-do that was made for a task that was handed out: its notes name that, or it has the very words. null where it is no such
 * one. What the client made of the words is nobody's edit.
 */
export function linkImported(pass: Pass, todo: Imported): Link | null {
  const task = taskNamedBy(pass, todo) ?? taskWorded(pass, todo);
  const record = task === null ? null : handedOut(pass.store, task);
  if (task === null || record === null || isLinked(pass, task)) return null;
  return link(pass, { task, id: todo.id, shadow: asMade(pass, todo, record) });
}

/** The same for what an agent tells. */
export function linkImportedRows(pass: Pass, rows: readonly ThingsTodo[]): void {
  if (allOf(pass.store).length === 0) return;
  for (const row of rows) {
    const isOpen = row.status === 'open' && !row.trashed;
    const isNamed = importedFrom(row.notes) !== null;
    const link = pass.store.links.byRemoteId(THINGS, row.id);
    if (link !== null) agreeAsShown(pass, link, row);
    else if (isOpen || isNamed) linkImported(pass, row);
  }
}

/** A to-do that a client named shows for the first time: as its importer left it, which is nobody's edit. Gives the link as it is then. */
export function agreeAsShown(pass: Pass, link: Link, todo: Imported): Link {
  const { store } = pass;
  const record = handedOut(store, link.taskId);
  if (record === null || !isNamed(record)) return link;
  const agreed = { ...link, shadow: { ...link.shadow, ...asMade(pass, todo, record) } };
  store.links.put(agreed);
  takeOut(store, link.taskId);
  pass.touched.add(link.taskId);
  return agreed;
}

function taskNamedBy(pass: Pass, { notes }: Imported): TaskId | null {
  const source = importedFrom(notes);
  return source === null ? null : taskOf(pass, remoteId(source));
}

function taskWorded(pass: Pass, todo: Imported): TaskId | null {
  if (importedFrom(todo.notes) !== null) return null;
  const found = allOf(pass.store).find((task) => {
    const record = handedOut(pass.store, task);
    return record !== null && !isLinked(pass, task) && isMade(pass, task, record) && isWorded(todo, record);
  });
  return found ?? null;
}

/** Of what was done meanwhile only a client that said so has made a to-do: a new one of the same words is a new task. */
function isMade({ store }: Pass, task: TaskId, { importedAt }: HandedOut): boolean {
  const hub = store.tasks.get(task);
  return importedAt !== null || (hub !== null && isOpenTask(hub));
}

function isWorded(todo: Imported, { title, notes }: HandedOut): boolean {
  const shown = wordsOf(todo);
  const isTitle = shown.title === title || shown.title === canonicalLine(cutShort(title));
  return isTitle && (shown.notes === notes || shown.notes === canonicalNotes(cutShort(notes ?? '')));
}

/** Tells whether a client named its to-do before that showed. */
function isNamed({ to, importedAt }: HandedOut): boolean {
  return to === NOBODY && importedAt !== null;
}

/** Links the to-dos that a client names itself, as far as neither end has another one. What they show is not known yet. */
export function linkMade(pass: Pass, made: Told['made']): void {
  for (const { thingsId, todoistId } of made) {
    const task = taskOf(pass, todoistId);
    const hub = task === null ? null : pass.store.tasks.get(task);
    if (task === null || hub === null || hub.deletedAt !== null || isLinked(pass, task)) continue;
    if (pass.store.links.byRemoteId(THINGS, thingsId) !== null) continue;
    const { title, notes } = hub.fields;
    const { store, now } = pass;
    const record = handedOut(store, task) ?? { at: now, title, notes, day: dayHandedOut(hub.fields) };
    link(pass, { task, id: thingsId, shadow: { title: record.title, notes: record.notes, status: 'open' } });
    noteImported(store, task, { ...record, to: NOBODY, importedAt: now });
  }
}

function taskOf({ store }: Pass, source: RemoteId): TaskId | null {
  return store.links.byRemoteId(SOURCE, source)?.taskId ?? null;
}

function isLinked({ store }: Pass, task: TaskId): boolean {
  return store.links.get(task, THINGS) !== null;
}

function link(
  pass: Pass,
  made: { readonly task: TaskId; readonly id: RemoteId; readonly shadow: SomeFields },
): Link {
  const { store } = pass;
  for (const { id, replica, kind, state } of store.outbox.ofTask(made.task)) {
    // What an agent was told is made: one of the two goes when it tells of that.
    if (replica !== THINGS || kind !== 'create' || state === 'sent') continue;
    store.outbox.remove(id);
    if (state === 'asked') pass.withdrawn.add(made.task);
  }
  const linked = { ...newLink(made.task, THINGS, made.id), shadow: made.shadow };
  store.links.put(linked);
  takeOut(store, made.task);
  pass.touched.add(made.task);
  return linked;
}

/** What was handed out, but for what the client garbled: that was agreed on as it shows, and is put right by whoever can write. */
function asMade(pass: Pass, todo: Imported, { title, notes, day }: HandedOut): SomeFields {
  const shown = wordsOf(todo);
  const date = day !== null && todo.deadline === day ? dateShown(pass, day) : {};
  return {
    title: shown.title === canonicalLine(cutShort(title)) ? shown.title : title,
    notes: shown.notes === canonicalNotes(cutShort(notes ?? '')) ? shown.notes : notes,
    status: 'open',
    ...date,
  };
}

function wordsOf({ title, notes }: Imported): { readonly title: string; readonly notes: string | null } {
  return { title: canonicalLine(title), notes: canonicalNotes(withoutMarks(notes)) };
}

function dateShown({ store }: Pass, day: CivilDate): SomeFields {
  return leaseOf(store) === null ? { start: { date: day, evening: false, time: null } } : { deadline: day };
}

/** The importer has no parser: it takes what stands between quotes, splits between objects, and leaves escapes as they are. */
function cutShort(text: string): string {
  const raw = JSON.stringify(text).slice(1, -1);
  const end = raw.indexOf('"');
  return (end === -1 ? raw : raw.slice(0, end)).split('},{')[0] ?? '';
}
