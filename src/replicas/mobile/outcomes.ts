// What became of each change of a report, looked up in the hub once the pass has decided. Read-only.

import { isSameField } from '../../engine/fields/agree.ts';
import type { Store } from '../../hub/store.ts';
import {
  fieldNamesOf,
  pickFields,
  type ChecklistItem,
  type FieldName,
  type HubTask,
  type SomeFields,
} from '../../model/task.ts';
import type { Expected, ItemOutcome } from './device-report.ts';
import type { ReportedItem } from './reported-items.ts';

/** The outcome of each change, in order. */
export function outcomesOf(store: Store, expected: readonly Expected[]): readonly ItemOutcome[] {
  return expected.map(
    (one, at) => one.answered ?? outcomeOf(store, withoutReplaced(one, expected.slice(at + 1))),
  );
}

/** Without the fields that the device itself changed once more in the same report, or with its task. */
function withoutReplaced(one: Expected, later: readonly Expected[]): Expected {
  const ofTask = later.filter(({ taskId }) => taskId !== null && taskId === one.taskId);
  if (ofTask.length === 0 || one.deletes) return one;
  const names = new Set(ofTask.flatMap(({ fields }) => fieldNamesOf(fields)));
  const isDeleted = ofTask.some(({ deletes }) => deletes);
  const left = fieldNamesOf(one.fields).filter((name) => !isDeleted && !names.has(name));
  return { ...one, fields: pickFields(one.fields, left) };
}

function outcomeOf(store: Store, one: Expected): ItemOutcome {
  const { item, taskId, failure } = one;
  const head = { id: item.id, kind: kindOf(item), intent: intentOf(item) };
  if (failure !== null) return { ...head, ...failure, taskId: null };
  const hub = taskId === null ? null : store.tasks.get(taskId);
  if (taskId === null || hub === null) {
    // The task of an edit is there; a new one is not created where it would not be synced.
    return { ...head, outcome: 'refused', reason: 'it is outside of what is synced', taskId: null };
  }
  const reason = whyNotDone(store, hub, one);
  return { ...head, outcome: reason === null ? 'done' : 'conflict', reason, taskId };
}

function whyNotDone(store: Store, hub: HubTask, { fields, uncertain, deletes }: Expected): string | null {
  if (deletes) return hub.deletedAt === null ? 'it was edited elsewhere since: the task stays' : null;
  const names = fieldNamesOf(fields).filter((name) => !isHeld(name, hub.fields, fields));
  if (names.length === 0) return null;
  if (hub.deletedAt !== null) return 'the task was deleted elsewhere since';
  const waiting = new Set(store.conflicts.waitingOf(hub.id).map(({ field }) => field));
  const list = names.join(', ');
  if (names.some((name) => waiting.has(name)))
    return `${list}: changed elsewhere too, and waits for a decision`;
  if (names.some((name) => uncertain.includes(name)))
    return `${list}: changed too long ago to tell whether this device had seen it; the other value stays`;
  return `${list}: changed elsewhere since, and that stays`;
}

function isHeld(name: FieldName, held: SomeFields, wanted: SomeFields): boolean {
  if (name === 'checklist') return linesText(held.checklist ?? []) === linesText(wanted.checklist ?? []);
  return isSameField(name, held[name], wanted[name]);
}

function linesText(lines: readonly ChecklistItem[]): string {
  return JSON.stringify(lines.map(({ title, done }) => [title, done]));
}

function kindOf(item: ReportedItem): ItemOutcome['kind'] {
  return item.kind === 'unreadable' ? item.of : item.kind;
}

function intentOf(item: ReportedItem): string | null {
  if (item.kind === 'unreadable') return item.intent;
  return item.kind === 'edited' ? (item.edit.intent ?? null) : null;
}
