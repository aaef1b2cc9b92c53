// The owner declined waiting items: edits are undone on the side where they were made, so that both sides are as before. What was
// created stays on its side and is not created on the other. Sends nothing.

import { agrees } from '../../engine/fields/agree.ts';
import { digestOf } from '../../engine/fields/digest.ts';
import { fieldWords } from '../../engine/fields/field-words.ts';
import { fieldsOfKind } from '../../engine/guard.ts';
import type { ChangeKind } from '../../model/config.ts';
import type { ContainerId, TaskId } from '../../model/ids.ts';
import type { Link } from '../../model/link.ts';
import { fieldNamesOf, pickFields, type FieldName, type HubTask } from '../../model/task.ts';
import { isDecision } from '../../hub/events.ts';
import type { OutboxEntry } from '../../hub/store.ts';
import { withField } from '../owner/held-fields.ts';
import { putContainerBack } from '../owner/undo.ts';
import { recordReason } from '../record.ts';
import { putTask, type Pass } from '../unit-of-work.ts';
import { GuardWindow } from './guard-window.ts';
import { askedEntries, isLeftOut, kindsHeld, kindsTooMany } from './hold.ts';
import { storeItemsPlan } from './stored-plan.ts';

/** How many decisions about one task are searched for the previous values. */
const MAX_EVENTS = 1000;

/** Undoes every waiting item. Planning what follows is up to the caller. Runs in the caller's transaction. */
export function takeBackItems(pass: Pass): void {
  const entries = askedEntries(pass);
  const many = kindsTooMany(pass, entries);
  for (const entry of entries) takeBack(pass, entry, many);
  const window = new GuardWindow(pass);
  window.forget(entries.flatMap(({ taskId }) => (taskId === null ? [] : [taskId])));
  window.save();
  storeItemsPlan(pass, null);
}

function takeBack(pass: Pass, entry: OutboxEntry, many: ReadonlySet<ChangeKind>): void {
  const { taskId, containerId } = entry;
  const hub = taskId === null ? null : pass.store.tasks.get(taskId);
  if (hub === null) return takeContainerBack(pass, entry, containerId);
  if (isJustLeftUndone(entry)) {
    decline(pass, entry);
    return explain(pass, hub.id, entry, 'it is not created there');
  }
  // Planning decides what becomes of it; it no longer waits.
  pass.store.outbox.change(entry.id, { state: 'queued', reason: null });
  pass.touched.add(hub.id);
  if (entry.kind === 'complete_occurrence') return reopenOccurrence(pass, hub, entry);
  if (entry.kind === 'delete') {
    if (hub.deletedAt !== null) putTask(pass, { ...hub, deletedAt: null });
  } else takeFieldsBack(pass, hub, { entry, many });
  explain(pass, hub.id, entry, 'it is as it was before');
}

/** The occurrence is open again in its series, and is created again where it was closed, with its ticked lines. */
function reopenOccurrence(pass: Pass, hub: HubTask, entry: OutboxEntry): void {
  pass.store.outbox.remove(entry.id);
  const ticked = new Set(entry.before.checklist?.filter(({ done }) => done).map(({ key }) => key));
  if (ticked.size === 0) return;
  const checklist = hub.fields.checklist.map((line) =>
    ticked.has(line.key) ? { ...line, done: true } : line,
  );
  putTask(pass, withField(hub, 'checklist', checklist, hub.stamps.checklist.at));
}

/**
 * Nothing is removed from where it was created, and what an approval left out leaves both sides as they are. The completion of a
 * past occurrence's copy can't be undone in its series.
 */
function isJustLeftUndone(entry: OutboxEntry): boolean {
  const { kind, remoteId } = entry;
  if (kind === 'complete_occurrence') return false;
  return kind === 'create' || kind === 'restore' || remoteId !== null || isLeftOut(entry);
}

function decline(pass: Pass, entry: OutboxEntry): void {
  const reason = `You declined this: it is not done in ${pass.parts.replicas.titleOf(entry.replica)} until you change it.`;
  pass.store.outbox.change(entry.id, { state: 'declined', reason, retryAt: null });
}

function takeContainerBack(pass: Pass, entry: OutboxEntry, id: ContainerId | null): void {
  if (isLeftOut(entry) && entry.kind !== 'create_container') return decline(pass, entry);
  pass.store.outbox.remove(entry.id);
  const container = id === null ? null : pass.containers.get(id);
  if (container !== null && entry.kind !== 'create_container')
    putContainerBack(pass, container, entry.before);
}

/**
 * Restores a task's previous values. Changes in a held operation that are not of an excessive kind stay, and are sent. Each
 * restored value keeps the stamp of the change it undoes, so that later edits are newer even if they are seen later. A value that
 * is no longer known is not guessed from the other side, which may hold less: both sides stay as they are.
 */
function takeFieldsBack(
  pass: Pass,
  hub: HubTask,
  { entry, many }: { readonly entry: OutboxEntry; readonly many: ReadonlySet<ChangeKind> },
): void {
  const link = pass.store.links.get(hub.id, entry.replica);
  if (link === null) return;
  const kinds = kindsHeld(entry);
  const ofKinds = [...new Set([...kinds, ...many])].map(fieldsOfKind);
  // Lines that a replica closes with their task are reopened with it; nobody edited them.
  const isNobodys = (name: FieldName): boolean => name === 'checklist' && entry.fields.status === 'open';
  const isTakenBack = (name: FieldName): boolean =>
    !isNobodys(name) && (kinds.length === 0 || ofKinds.some((names) => names === null || names.has(name)));
  const names = fieldNamesOf(entry.fields).filter(isTakenBack);
  const values = new Map(names.map((name) => [name, formerValue(pass, hub, link, name)]));
  const former = names
    .filter((name) => values.get(name) !== undefined)
    .reduce((task, name) => withField(task, name, values.get(name), hub.stamps[name].at), hub);
  putTask(pass, former);
  const unknown = names.filter((name) => values.get(name) === undefined);
  if (unknown.length > 0) declineUnknown(pass, entry, unknown);
}

function declineUnknown(pass: Pass, entry: OutboxEntry, names: readonly FieldName[]): void {
  const words = names.map(fieldWords).join(', ');
  const side = pass.parts.replicas.titleOf(entry.replica);
  const reason = `You declined this, and the former value is no longer known: ${words} stays as it is on both sides, and is not sent to ${side} until you change it.`;
  const fields = pickFields(entry.fields, names);
  pass.store.outbox.change(entry.id, { state: 'declined', reason, retryAt: null, fields });
}

/**
 * The hub's newest former value that the replica still has, or could not hold; undefined if the history does not contain it.
 * Whether a task is open is known from any side that shows it.
 */
function formerValue(pass: Pass, hub: HubTask, link: Link, name: FieldName): unknown {
  const profile = pass.profiles.get(link.replica);
  let looked = 0;
  for (const event of pass.store.events.ofTask(hub.id)) {
    looked += 1;
    if (profile === undefined || looked > MAX_EVENTS) break;
    const value = isDecision(event) ? plainValue(event.before[name]) : undefined;
    if (value === undefined) continue;
    const fields = { ...hub.fields, [name]: value } as HubTask['fields'];
    const wanted = profile.project(fields);
    if (agrees({ name, held: link.shadow, wanted, fields, profile })) return value;
    if (link.refused[name] !== undefined && link.refused[name] === digestOf(wanted[name])) return value;
  }
  return name === 'status' ? link.shadow.status : undefined;
}

/** Checklist lines without what a replica stored about them. */
function plainValue(value: unknown): unknown {
  if (!Array.isArray(value) || !value.some((one) => typeof one === 'object')) return value;
  return (value as readonly { readonly key: string; readonly title: string; readonly done: boolean }[]).map(
    ({ key, title, done }) => ({ key, title, done }),
  );
}

function explain(pass: Pass, task: TaskId, { replica, kind }: OutboxEntry, what: string): void {
  const words = kind.replaceAll('_', ' ');
  const text = `You declined: ${words} in ${pass.parts.replicas.titleOf(replica)}; ${what}.`;
  recordReason(pass, task, replica, { rule: 'P25', text });
}
