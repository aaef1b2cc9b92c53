// Undoes one event: an ordinary change, made by the owner.

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
import type { HubEvent } from '../../hub/events.ts';

/** Restores a task's or container's previous state; a deleted task comes back, a created one is deleted. False if it no longer exists. */
export function undoEvent(pass: Pass, event: HubEvent): boolean {
  const isDone = event.taskId === null ? undoContainer(pass, event) : undoTask(pass, event, event.taskId);
  if (isDone) pass.store.events.markUndone(event.seq, pass.now);
  return isDone;
}

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
  const { replica, kind } = event;
  if (replica !== null) {
    const words = kind.replaceAll('_', ' ');
    pass.store.events.explain(id, { replica, rule: 'H1', text: `You took back: ${words} in ${replica}.` });
  }
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
