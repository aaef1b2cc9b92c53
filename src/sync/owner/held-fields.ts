// Conflicts that wait for a person: both values are kept up to date while they wait, and one is taken when they decide.

import { canonicalTags, type FieldName, type HubTask, type TaskFields } from '../../model/task.ts';
import type { Observation } from '../../model/link.ts';
import { isSame } from '../../model/same.ts';
import type { ConflictRecord } from '../../hub/store.ts';
import { putTask, type Run } from '../unit-of-work.ts';

/** Puts what a replica shows now of a held field into the conflict that holds it. */
export function noteHeldValues(run: Run, hub: HubTask, observation: Observation): void {
  if (observation.deleted) return;
  for (const conflict of run.store.conflicts.waitingOf(hub.id)) {
    const { field } = conflict;
    if (field === 'deleted' || field === 'checklist') continue;
    const seen = observation.fields[field];
    if (seen === undefined) continue;
    const side = conflict.replica === observation.replica ? 'replicaValue' : 'hubValue';
    if (isSame(seen, conflict[side])) continue;
    if (side === 'hubValue' && isSame(seen, hub.fields[field])) continue;
    run.store.conflicts.change(conflict.id, { [side]: seen });
  }
}

/** Ends a conflict as the person decided: the kept value becomes the hub's, and goes to every replica. */
export function decideConflict(
  run: Run,
  hub: HubTask,
  conflict: ConflictRecord,
  keep: 'hub' | 'replica',
): void {
  run.store.conflicts.change(conflict.id, { outcome: keep, resolvedAt: run.now });
  if (conflict.field === 'deleted') {
    putTask(run, hub);
    return;
  }
  const value = keep === 'hub' ? conflict.hubValue : conflict.replicaValue;
  putTask(run, withField(hub, conflict.field, value, run.now));
}

/** The task with one field set by a person. */
export function withField(hub: HubTask, field: FieldName, value: unknown, now: number): HubTask {
  const fields = {
    ...hub.fields,
    [field]: field === 'tags' ? canonicalTags(value as readonly string[]) : value,
  } as TaskFields;
  return { ...hub, fields, stamps: { ...hub.stamps, [field]: { at: now, by: 'person' } } };
}
