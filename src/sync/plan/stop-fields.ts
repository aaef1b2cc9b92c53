// Stops writing a field to a replica that keeps changing its values, and resumes when the owner says so.

import type { ReplicaName, TaskId } from '../../model/ids.ts';
import type { Link } from '../../model/link.ts';
import type { FieldName } from '../../model/task.ts';
import type { OutboxState } from '../../hub/store.ts';
import type { Pass } from '../unit-of-work.ts';
import { putStop, stopKey, type FieldStop } from './field-stops.ts';

/** If a replica changes one field's value on this many tasks, it is no accident: it would do so on all of them. */
const MAX_CASES = 3;

/** How many tasks are remembered, per field, on which a write had no effect. */
const MAX_REMEMBERED = 1000;

/** More operations than can wait. */
const ALL_ENTRIES = 1_000_000;

/** To be called when a replica did not keep a field's value. With too many cases, nothing more of that field is sent there. */
export function stopAfterTooMany(pass: Pass, replica: ReplicaName, field: FieldName): void {
  const known = knownStop(pass, replica, field);
  if (known.stoppedAt !== null) return;
  const { countedFrom, ignoredOn = [] } = known;
  const cases =
    pass.store.conflicts.countReadBacks({ replica, field, since: countedFrom }) + ignoredOn.length;
  if (cases < MAX_CASES) return;
  putStop(pass.store, pass.stops, { ...known, stoppedAt: pass.now });
  // What was already sent can't be recalled; everything else is planned again without the field.
  touchEntries(pass, replica, ['queued', 'held', 'failed']);
}

/** To be called when writing a field had no effect on a task. That counts as a case as long as the value is refused there. */
export function countIgnored(
  pass: Pass,
  { taskId, replica }: Pick<Link, 'taskId' | 'replica'>,
  field: FieldName,
): void {
  const known = knownStop(pass, replica, field);
  const isCounted = (task: TaskId): boolean => known.stoppedAt !== null || isRefused(pass, task, known);
  const before = (known.ignoredOn ?? []).filter((task) => task !== taskId && isCounted(task));
  const ignoredOn = [...before, taskId].slice(-MAX_REMEMBERED);
  putStop(pass.store, pass.stops, { ...known, ignoredOn });
  stopAfterTooMany(pass, replica, field);
}

/**
 * Allows a field to be written again; false if it was not stopped. Earlier cases no longer count, and what had no effect is sent
 * once more.
 */
export function resumeField(pass: Pass, replica: ReplicaName, field: FieldName): boolean {
  const known = pass.stops.get(stopKey(replica, field));
  if (known === undefined || known.stoppedAt === null) return false;
  putStop(pass.store, pass.stops, { replica, field, stoppedAt: null, countedFrom: pass.now });
  for (const task of known.ignoredOn ?? []) {
    const link = pass.store.links.get(task, replica);
    if (link === null) continue;
    const { [field]: _forgotten, ...refused } = link.refused;
    pass.store.links.put({ ...link, refused });
    pass.touched.add(task);
  }
  touchEntries(pass, replica, ['queued', 'held', 'failed']);
  return true;
}

function knownStop(pass: Pass, replica: ReplicaName, field: FieldName): FieldStop {
  return pass.stops.get(stopKey(replica, field)) ?? { replica, field, stoppedAt: null, countedFrom: 0 };
}

function isRefused(pass: Pass, task: TaskId, { replica, field }: FieldStop): boolean {
  const link = pass.store.links.get(task, replica);
  const isAlive = link?.state === 'active' && pass.store.tasks.get(task)?.deletedAt === null;
  return isAlive && link.refused[field] !== undefined;
}

function touchEntries(pass: Pass, replica: ReplicaName, states: readonly OutboxState[]): void {
  for (const { taskId } of pass.store.outbox.ofReplica(replica, states, ALL_ENTRIES)) {
    if (taskId !== null) pass.touched.add(taskId);
  }
}
