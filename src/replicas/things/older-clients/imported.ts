// Matches to-dos that an older client created with the tasks it was handed out, so that nothing is created twice.

import type { CivilDate } from '../../../model/dates.ts';
import type { RemoteId, TaskId } from '../../../model/ids.ts';
import { newLink, type Link } from '../../../model/link.ts';
import type { SomeFields } from '../../../model/task.ts';
import { canonicalLine, canonicalNotes } from '../../../model/text.ts';
import { importedFrom } from '../../../protocol/older/marks.ts';
import type { ThingsTodo } from '../../../protocol/things-row.ts';
import { isOpenTask, type Pass } from '../../../sync/unit-of-work.ts';
import { observeRow } from '../conversation/observe-row.ts';
import { leaseOf } from '../agents/lease.ts';
import { THINGS } from '../known.ts';
import { agreeOnDouble, linkDouble } from './doubles.ts';
import {
  asGarbledByImporter,
  isWorded,
  taskNamedBy,
  taskOf,
  wordsOf,
  type Imported,
} from './importer-text.ts';
import { allMade, allOf, handedOut, NOBODY, noteImported, noteMade, type HandedOut } from './handed-out.ts';
import { dayHandedOut } from './inbox-format.ts';
import type { ClientReport } from './client-report.ts';

/**
 * Links a to-do to the task it was created for: its notes name the task, or its text is the same. null if it was not created for
 * one. What the client changed in the text does not count as an edit.
 */
export function linkImported(pass: Pass, todo: Imported): Link | null {
  const task = taskNamedBy(pass, todo) ?? taskWorded(pass, todo);
  const record = task === null ? null : handedOut(pass.store, task);
  if (task === null || record === null || isLinked(pass, task)) return null;
  return link(pass, { task, id: todo.id, shadow: expectedFields(pass, todo, record) });
}

/** The same for to-dos that an agent reports, and for second ones of a task. */
export function linkImportedRows(pass: Pass, rows: readonly ThingsTodo[]): void {
  if (allOf(pass.store).length + allMade(pass.store).length === 0) return;
  for (const row of rows) {
    const isOpen = row.status === 'open' && !row.trashed;
    const isNamed = importedFrom(row.notes) !== null;
    const link = pass.store.links.byRemoteId(THINGS, row.id);
    if (link !== null) agreeOnDouble(pass, agreeAsShown(pass, link, row), observeRow(pass, row));
    else if ((isOpen || isNamed) && linkImported(pass, row) === null && isOpen)
      linkDouble(pass, row, observeRow(pass, row));
  }
}

/**
 * A to-do that a client named shows for the first time, in the form that its importer gave it, which is not an edit. Returns the
 * updated link.
 */
export function agreeAsShown(pass: Pass, link: Link, todo: Imported): Link {
  const { store } = pass;
  const record = handedOut(store, link.taskId);
  if (record === null || !isNamed(record)) return link;
  const agreed = { ...link, shadow: { ...link.shadow, ...expectedFields(pass, todo, record) } };
  store.links.put(agreed);
  noteMade(store, link.taskId, pass.now);
  pass.touched.add(link.taskId);
  return agreed;
}

function taskWorded(pass: Pass, todo: Imported): TaskId | null {
  if (importedFrom(todo.notes) !== null) return null;
  const found = allOf(pass.store).find((task) => {
    const record = handedOut(pass.store, task);
    return record !== null && !isLinked(pass, task) && isMade(pass, task, record) && isWorded(todo, record);
  });
  return found ?? null;
}

/**
 * If the task was completed or deleted in the meantime, only a client that reported it as imported has created a to-do; otherwise a
 * new to-do with the same text is a new task.
 */
function isMade({ store }: Pass, task: TaskId, { importedAt }: HandedOut): boolean {
  const hub = store.tasks.get(task);
  return importedAt !== null || (hub !== null && isOpenTask(hub));
}

/** Tells whether a client named its to-do before the to-do showed up. */
function isNamed({ to, importedAt }: HandedOut): boolean {
  return to === NOBODY && importedAt !== null;
}

/** Links the to-dos that a client names itself, unless either end is already linked. Their content is not known yet. */
export function linkMade(pass: Pass, made: ClientReport['made']): void {
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

function isLinked({ store }: Pass, task: TaskId): boolean {
  return store.links.get(task, THINGS) !== null;
}

function link(
  pass: Pass,
  made: { readonly task: TaskId; readonly id: RemoteId; readonly shadow: SomeFields },
): Link {
  const { store } = pass;
  for (const { id, replica, kind, state } of store.outbox.ofTask(made.task)) {
    // A creation that was sent to an agent is carried out; one of the two to-dos is deleted when the agent reports it.
    if (replica !== THINGS || kind !== 'create' || state === 'sent') continue;
    store.outbox.remove(id);
    if (state === 'asked') pass.withdrawn.add(made.task);
  }
  const linked = { ...newLink(made.task, THINGS, made.id), shadow: made.shadow };
  store.links.put(linked);
  noteMade(store, made.task, pass.now);
  pass.touched.add(made.task);
  return linked;
}

/**
 * What was handed out, except for what the client garbled: that counts as agreed on as it shows, and is corrected by the next agent
 * that can write.
 */
function expectedFields(pass: Pass, todo: Imported, { title, notes, day }: HandedOut): SomeFields {
  const shown = wordsOf(todo);
  const date = day !== null && todo.deadline === day ? dateShown(pass, day) : {};
  return {
    title: shown.title === canonicalLine(asGarbledByImporter(title)) ? shown.title : title,
    notes: shown.notes === canonicalNotes(asGarbledByImporter(notes ?? '')) ? shown.notes : notes,
    status: 'open',
    ...date,
  };
}

function dateShown({ store }: Pass, day: CivilDate): SomeFields {
  return leaseOf(store) === null ? { start: { date: day, evening: false, time: null } } : { deadline: day };
}
