// Conflicts that wait for the owner: both values are kept current while they wait, and one is applied when the owner decides.

import { canonicalTags, type FieldName, type HubTask, type TaskFields } from '../../model/task.ts';
import { mergeTags } from '../../engine/fields/tags.ts';
import { isReadBack } from '../../model/conflict.ts';
import type { TaskId } from '../../model/ids.ts';
import type { Observation } from '../../model/link.ts';
import { isSame } from '../../model/same.ts';
import type { ConflictRecord, Store } from '../../hub/store.ts';
import { putTask, type Pass } from '../unit-of-work.ts';

/** Fields of a task that are neither changed nor sent until the owner decides. */
export function heldFields(store: Pick<Store, 'conflicts'>, task: TaskId): ReadonlySet<FieldName> {
  const waiting = store.conflicts.waitingOf(task).filter((conflict) => !isReadBack(conflict));
  return new Set(waiting.map((conflict) => conflict.field as FieldName));
}

/** Records what a replica shows of a held field in the conflict that holds it. */
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

/** Which of the two values is kept, or a third one. */
export type Kept = 'hub' | 'replica' | { readonly value: unknown };

/** Ends a conflict as the owner decided: the chosen value is set in the hub and goes to every replica. */
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

/** If the hub keeps a refused value, it is sent once more; if not, there is nothing left to refuse. */
function forgetRefusal(pass: Pass, { taskId, replica, field }: ConflictRecord): void {
  const link = pass.store.links.get(taskId, replica);
  if (link === null || field === 'deleted') return;
  const { [field]: _forgotten, ...refused } = link.refused;
  pass.store.links.put({ ...link, refused });
}

/** What was sent to a replica may be less than what the hub has. */
function hubValueOf(hub: HubTask, conflict: ConflictRecord): unknown {
  return isReadBack(conflict) && conflict.field !== 'deleted'
    ? hub.fields[conflict.field]
    : conflict.hubValue;
}

/** Tags that were never sent to the replica, because it can't hold them, stay. */
function replicaValueOf({ fields }: HubTask, conflict: ConflictRecord): unknown {
  if (!isReadBack(conflict) || conflict.field !== 'tags') return conflict.replicaValue;
  const [base, observed] = [conflict.hubValue, conflict.replicaValue].map(
    (tags) => (tags ?? []) as readonly string[],
  );
  return mergeTags({ base: base ?? [], hub: fields.tags, observed: observed ?? [] });
}

/** The task with one field set by the owner. */
export function withField(hub: HubTask, field: FieldName, value: unknown, now: number): HubTask {
  const fields = {
    ...hub.fields,
    [field]: field === 'tags' ? canonicalTags(value as readonly string[]) : value,
  } as TaskFields;
  return { ...hub, fields, stamps: { ...hub.stamps, [field]: { at: now, by: 'person' } } };
}
