// Takes one operation of the history back: an ordinary change, made by the person.

import { withLineDetails } from '../../engine/line-details.ts';
import type { TaskId } from '../../model/ids.ts';
import type { FieldName, HubTask, SomeFields } from '../../model/task.ts';
import { fieldNamesOf, pickFields } from '../../model/task.ts';
import { withField } from './held-fields.ts';
import { changeName, changeParent } from '../observe/container-changes.ts';
import { planMove } from '../plan/plan-container.ts';
import { putTask, REPLICAS, type Run } from '../unit-of-work.ts';
import type { HistoryRecord } from '../../hub/store.ts';

/** Gives a task or a container what it had before; a deleted task comes back, a made one is deleted. False when it is forgotten. */
export function undoRecord(run: Run, record: HistoryRecord): boolean {
  const isDone = record.taskId === null ? undoContainer(run, record) : undoTask(run, record, record.taskId);
  if (isDone) run.store.history.markUndone(record.id, run.now);
  return isDone;
}

function undoContainer(run: Run, { containerId, before }: HistoryRecord): boolean {
  const container = containerId === null ? null : run.book.get(containerId);
  if (container === null) return false;
  const seen = { at: run.now, by: 'person' } as const;
  if (before.title !== undefined) {
    changeName(run, { ...container, name: before.title, stamps: { ...container.stamps, name: seen } }, null);
  }
  const parent = before.place;
  if (parent === undefined || (parent !== null && run.book.get(parent) === null))
    return before.title !== undefined;
  changeParent(run, container, { replica: null, parent, seen });
  const placed = run.book.get(container.id);
  if (placed !== null) for (const replica of REPLICAS) planMove(run, replica, placed);
  return true;
}

function undoTask(run: Run, record: HistoryRecord, id: TaskId): boolean {
  const hub = run.store.tasks.get(id);
  if (hub === null) return false;
  const before = takeDetailsBack(run, id, record);
  const undone = undoneTask(hub, { ...record, before: heldBefore(run, hub, { ...record, before }) }, run.now);
  putTask(run, undone);
  run.store.reasons.add({
    at: run.now,
    taskId: hub.id,
    replica: record.replica,
    rule: 'H1',
    text: `You took back: ${record.kind} in ${record.replica}.`,
  });
  return true;
}

/** What a replica had of lines that come back is known again when they are made there. */
function takeDetailsBack(run: Run, task: TaskId, { before }: HistoryRecord): SomeFields {
  const { checklist, ...others } = before;
  if (checklist === undefined) return others;
  const back = checklist.flatMap(({ key, details }) =>
    details === undefined ? [] : [[key, details] as const],
  );
  const link = back.length === 0 ? null : run.store.links.get(task, 'todoist');
  if (link !== null) run.store.links.put(withLineDetails(link, Object.fromEntries(back)));
  return { ...others, checklist: checklist.map(({ key, title, done }) => ({ key, title, done })) };
}

function undoneTask(hub: HubTask, record: HistoryRecord, now: number): HubTask {
  switch (record.kind) {
    case 'create':
    case 'restore':
      return { ...hub, deletedAt: now };
    case 'delete':
      return { ...withFields(hub, withoutStatus(record.before), now), deletedAt: null };
    case 'update':
    case 'complete_occurrence':
    case 'create_container':
    case 'rename_container':
    case 'move_container':
    case 'note':
      return withFields(hub, record.before, now);
  }
}

/** What a replica shows of a field that it did not hold says nothing: Todoist closes the sub-tasks of a closed task. */
function heldBefore(run: Run, hub: HubTask, { replica, before }: HistoryRecord): SomeFields {
  const profile = run.profiles.get(replica);
  return profile === undefined ? before : pickFields(before, profile.holds({ ...hub.fields, ...before }));
}

/** What a replica can't hold is not in `before`; what the hub has of it stays. */
function withFields(hub: HubTask, fields: SomeFields, now: number): HubTask {
  return fieldNamesOf(fields)
    .filter((name: FieldName) => name !== 'repeat')
    .reduce((task, name) => withField(task, name, fields[name], now), hub);
}

function withoutStatus(fields: SomeFields): SomeFields {
  const { status: _status, ...rest } = fields;
  return rest;
}
