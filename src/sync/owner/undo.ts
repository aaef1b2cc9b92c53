// Takes one operation of the history back: an ordinary change, made by the person.

import type { FieldName, HubTask, SomeFields } from '../../model/task.ts';
import { fieldNamesOf, pickFields } from '../../model/task.ts';
import { withField } from './held-fields.ts';
import { putTask, type Run } from '../unit-of-work.ts';
import type { HistoryRecord } from '../../hub/store.ts';

/** Gives the task the fields that it had before; a deleted one comes back, a made one is deleted. Null when the task is forgotten. */
export function undoRecord(run: Run, record: HistoryRecord): HubTask | null {
  const hub = run.store.tasks.get(record.taskId);
  if (hub === null) return null;
  const undone = undoneTask(hub, { ...record, before: heldBefore(run, hub, record) }, run.now);
  putTask(run, undone);
  run.store.history.markUndone(record.id, run.now);
  run.store.reasons.add({
    at: run.now,
    taskId: hub.id,
    replica: record.replica,
    rule: 'H1',
    text: `You took back: ${record.kind} in ${record.replica}.`,
  });
  return undone;
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
