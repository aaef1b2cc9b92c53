// Undoes one event: an ordinary change, made by the owner. What was undone is marked, and what it had undone itself is in force again.

import { fieldWords } from '../../engine/fields/field-words.ts';
import { withLineDetails } from '../../engine/fields/line-details.ts';
import type { HubContainer } from '../../model/container.ts';
import type { TaskId } from '../../model/ids.ts';
import type { Link } from '../../model/link.ts';
import type { FieldName, HubTask, SomeFields } from '../../model/task.ts';
import { fieldNamesOf, pickFields } from '../../model/task.ts';
import { withField } from './held-fields.ts';
import { changeName, changeParent } from '../observe/container-changes.ts';
import { planMove } from '../plan/plan-container.ts';
import { putTask, type Pass } from '../unit-of-work.ts';
import {
  isDecision,
  isUndoing,
  isUndoneBy,
  UNDO_RULE,
  type EventKind,
  type HubEvent,
} from '../../hub/events.ts';
import { recordReason } from '../record.ts';

/** How many events of a task are searched for those that an undo took back. */
const MAX_EVENTS_BACK = 1000;

/** Restores a task's or container's previous state; a deleted task comes back, a created one is deleted. False if it no longer exists. */
export function undoEvent(pass: Pass, event: HubEvent): boolean {
  return event.taskId === null ? undoContainer(pass, event) : undoTask(pass, event, event.taskId);
}

/** Marks these events of one pass, newest first, as undone now, and says so with their tasks. What they had undone is in force again. */
export function recordUndone(pass: Pass, undone: readonly HubEvent[]): void {
  const { events } = pass.store;
  for (const event of undone) for (const { seq } of undoneBy(pass, event)) events.markUndone(seq, null);
  for (const { seq } of undone) events.markUndone(seq, pass.now);
  // An operation is said with the decision that it carried out.
  for (const event of undone.some(isDecision) ? undone.filter(isDecision) : undone) {
    const text = `You took back ${whatWasDone(pass, event)}.`;
    if (event.taskId !== null) recordReason(pass, event.taskId, 'person', { rule: UNDO_RULE, text });
  }
}

/** The events that this one took back and that are still undone by it. */
function undoneBy(pass: Pass, undoing: HubEvent): readonly HubEvent[] {
  if (!isDecision(undoing) || (undoing.taskId !== null && !isUndoing(undoing))) return [];
  const found: HubEvent[] = [];
  let looked = 0;
  for (const event of eventsOfSame(pass, undoing)) {
    if (isUndoneBy(event, undoing)) found.push(event);
    if ((looked += 1) >= MAX_EVENTS_BACK) break;
  }
  return found;
}

function eventsOfSame({ store }: Pass, { taskId, containerId }: HubEvent): Iterable<HubEvent> {
  if (taskId !== null) return store.events.ofTask(taskId);
  return containerId === null ? [] : store.events.ofContainer(containerId);
}

function whatWasDone(pass: Pass, event: HubEvent): string {
  if (isUndoing(event)) return 'an earlier undo';
  const names = fieldNamesOf(event.after).map(fieldWords);
  const what = CHANGE_WORDS[event.kind] ?? 'a change';
  const ofWhat = what === 'a change' && names.length > 0 ? ` of ${names.join(', ')}` : '';
  return `${what}${ofWhat}${fromWhom(pass, event)}`;
}

function fromWhom({ parts }: Pass, { replica, operation }: HubEvent): string {
  if (replica === null) return ' that you had made here';
  return ` ${operation === null ? 'from' : 'in'} ${parts.replicas.titleOf(replica)}`;
}

/** Everything else is a change. */
const CHANGE_WORDS: { readonly [Kind in EventKind]?: string } = {
  made: 'a new task',
  create: 'a new task',
  deleted: 'a deletion',
  delete: 'a deletion',
  brought_back: 'the return of a deleted task',
  restore: 'the return of a deleted task',
  complete_occurrence: 'a completion',
};

function undoContainer(pass: Pass, { containerId, before }: HubEvent): boolean {
  const container = containerId === null ? null : pass.containers.get(containerId);
  return container !== null && putContainerBack(pass, container, before);
}

/** Restores a container's previous name and place. False if neither is recorded, or if the place no longer exists. */
export function putContainerBack(pass: Pass, container: HubContainer, before: SomeFields): boolean {
  const seen = { at: pass.now, by: 'person' } as const;
  if (before.title !== undefined) {
    changeName(pass, { ...container, name: before.title, stamps: { ...container.stamps, name: seen } }, null);
  }
  const parent = before.place;
  if (parent === undefined || (parent !== null && pass.containers.get(parent) === null))
    return before.title !== undefined;
  changeParent(pass, container, { replica: null, parent, seen });
  const placed = pass.containers.get(container.id);
  if (placed !== null) for (const replica of pass.parts.replicas.names) planMove(pass, replica, placed);
  return true;
}

function undoTask(pass: Pass, event: HubEvent, id: TaskId): boolean {
  const hub = pass.store.tasks.get(id);
  if (hub === null) return false;
  const before = takeDetailsBack(pass, id, event);
  const undone = undoneTask(hub, { ...event, before: heldBefore(pass, hub, { ...event, before }) }, pass.now);
  putTask(pass, undone);
  return true;
}

/**
 * What a replica stored about restored lines is added to the link again, for when they are created there. Returns the fields
 * without it.
 */
export function takeDetailsBack(pass: Pass, task: TaskId, { before }: HubEvent): SomeFields {
  const { checklist, ...others } = before;
  if (checklist === undefined) return others;
  const back = checklist.flatMap(({ key, details }) =>
    details === undefined ? [] : [[key, details] as const],
  );
  const link =
    back.length === 0 ? undefined : pass.store.links.of(task).find((each) => hasDetails(pass, each));
  if (link !== undefined) pass.store.links.put(withLineDetails(link, Object.fromEntries(back)));
  return { ...others, checklist: checklist.map(({ key, title, done }) => ({ key, title, done })) };
}

function hasDetails({ parts }: Pass, { replica }: Link): boolean {
  return parts.replicas.get(replica).lines.areTasks;
}

function undoneTask(hub: HubTask, event: HubEvent, now: number): HubTask {
  switch (event.kind) {
    case 'create':
    case 'restore':
    case 'made':
    case 'brought_back':
      return { ...hub, deletedAt: now };
    case 'delete':
    case 'deleted':
      return { ...withFields(hub, withoutStatus(event.before), now), deletedAt: null };
    case 'update':
    case 'complete_occurrence':
    case 'create_container':
    case 'rename_container':
    case 'move_container':
    case 'note':
    case 'changed':
    case 'noted':
      return withFields(hub, event.before, now);
  }
}

/** A replica's value of a field that the operation did not cover means nothing: Todoist closes the sub-tasks of a closed task. */
function heldBefore(pass: Pass, hub: HubTask, { replica, operation, before }: HubEvent): SomeFields {
  const profile = replica === null || operation === null ? undefined : pass.profiles.get(replica);
  return profile === undefined ? before : pickFields(before, profile.holds({ ...hub.fields, ...before }));
}

/** `before` does not include what the replica can't hold; the hub keeps its value of that. */
function withFields(hub: HubTask, fields: SomeFields, now: number): HubTask {
  return fieldNamesOf(fields)
    .filter((name: FieldName) => name !== 'repeat')
    .reduce((task, name) => withField(task, name, fields[name], now), hub);
}

function withoutStatus(fields: SomeFields): SomeFields {
  const { status: _status, ...rest } = fields;
  return rest;
}
