// Conflicts that wait for a person: both values are kept up to date while they wait, and one is taken when they decide.

import { canonicalTags, type FieldName, type HubTask, type TaskFields } from '../../model/task.ts';
import { mergeTags } from '../../engine/fields/tags.ts';
import { isReadBack } from '../../model/conflict.ts';
import type { TaskId } from '../../model/ids.ts';
import type { Observation } from '../../model/link.ts';
import { isSame } from '../../model/same.ts';
import type { ConflictRecord, Store } from '../../hub/store.ts';
import { putTask, type Pass } from '../unit-of-work.ts';

/** Fields of a task that nothing changes and nobody is told of until a person decides. */
export function heldFields(store: Pick<Store, 'conflicts'>, task: TaskId): ReadonlySet<FieldName> {
  const waiting = store.conflicts.waitingOf(task).filter((conflict) => !isReadBack(conflict));
  return new Set(waiting.map((conflict) => conflict.field as FieldName));
}

/** Puts what a replica shows now of a held field into the conflict that holds it. */
export function noteHeldValues(pass: Pass, hub: HubTask, observation: Observation): void {
  if (observation.deleted) return;
  for (const conflict of pass.store.conflicts.waitingOf(hub.id)) {
    const { field } = conflict;
    if (field === 'deleted' || field === 'checklist') continue;
    const seen = observation.fields[field];
    if (seen === undefined) continue;
    const side = conflict.replica === observation.replica ? 'replicaValue' : 'hubValue';
    if (isSame(seen, conflict[side])) continue;
    if (side === 'hubValue' && isReadBack(conflict)) continue;
    if (side === 'hubValue' && isSame(seen, hub.fields[field])) continue;
    pass.store.conflicts.change(conflict.id, { [side]: seen });
  }
}

/** Which of two values is kept, or a third one. */
export type Kept = 'hub' | 'replica' | { readonly value: unknown };

/** Ends a conflict as the person decided: the kept value becomes the hub's, and goes to every replica. */
export function decideConflict(pass: Pass, hub: HubTask, conflict: ConflictRecord, keep: Kept): void {
  const outcome = typeof keep === 'string' ? keep : 'merged';
  pass.store.conflicts.change(conflict.id, { outcome, resolvedAt: pass.now });
  if (isReadBack(conflict)) forgetRefusal(pass, conflict);
  if (conflict.field === 'deleted') {
    putTask(pass, hub);
    return;
  }
  const value = valueOf(hub, conflict, keep);
  putTask(pass, withField(hub, conflict.field, value, pass.now));
}

function valueOf(hub: HubTask, conflict: ConflictRecord, keep: Kept): unknown {
  if (typeof keep !== 'string') return keep.value;
  return keep === 'hub' ? hubValueOf(hub, conflict) : replicaValueOf(hub, conflict);
}

/** What was refused is told once more where the hub keeps it; where it does not, there is nothing left to refuse. */
function forgetRefusal(pass: Pass, { taskId, replica, field }: ConflictRecord): void {
  const link = pass.store.links.get(taskId, replica);
  if (link === null || field === 'deleted') return;
  const { [field]: _forgotten, ...refused } = link.refused;
  pass.store.links.put({ ...link, refused });
}

/** What a replica was told may be less than what the hub has. */
function hubValueOf(hub: HubTask, conflict: ConflictRecord): unknown {
  return isReadBack(conflict) && conflict.field !== 'deleted'
    ? hub.fields[conflict.field]
    : conflict.hubValue;
}

/** Tags that the replica was never told of, since it can't hold them, stay. */
function replicaValueOf({ fields }: HubTask, conflict: ConflictRecord): unknown {
  if (!isReadBack(conflict) || conflict.field !== 'tags') return conflict.replicaValue;
  const [base, observed] = [conflict.hubValue, conflict.replicaValue].map(
    (tags) => (tags ?? []) as readonly string[],
  );
  return mergeTags({ base: base ?? [], hub: fields.tags, observed: observed ?? [] });
}

/** The task with one field set by a person. */
export function withField(hub: HubTask, field: FieldName, value: unknown, now: number): HubTask {
  const fields = {
    ...hub.fields,
    [field]: field === 'tags' ? canonicalTags(value as readonly string[]) : value,
  } as TaskFields;
  return { ...hub, fields, stamps: { ...hub.stamps, [field]: { at: now, by: 'person' } } };
}
