// Stops writing a field to a replica that keeps it otherwise than it was told, and lets it go on when the owner says so.

import type { ReplicaName } from '../../model/ids.ts';
import type { FieldName } from '../../model/task.ts';
import type { OutboxState } from '../../hub/store.ts';
import type { Run } from '../unit-of-work.ts';
import { putStop, stopKey } from './field-stops.ts';

/** So many tasks of which a replica keeps one field otherwise are no accident: it would do the same to all of them. */
const MAX_CASES = 3;

/** More operations than can wait. */
const ALL_ENTRIES = 1_000_000;

/** To be called when a replica turned out to keep a field otherwise: with one case too many, nothing more of it is sent there. */
export function stopAfterTooMany(run: Run, replica: ReplicaName, field: FieldName): void {
  const known = run.stops.get(stopKey(replica, field));
  if (known !== undefined && known.stoppedAt !== null) return;
  const countedFrom = known?.countedFrom ?? 0;
  const cases = run.store.conflicts.countReadBacks({ replica, field, since: countedFrom });
  if (cases < MAX_CASES) return;
  putStop(run.store, run.stops, { replica, field, stoppedAt: run.now, countedFrom });
  // What is told already can't be called back; what was not is planned anew without the field.
  touchEntries(run, replica, ['queued', 'held', 'failed']);
}

/** Lets a field be written again; false where it was not stopped. What was found until now does not count any more. */
export function resumeField(run: Run, replica: ReplicaName, field: FieldName): boolean {
  const known = run.stops.get(stopKey(replica, field));
  if (known === undefined || known.stoppedAt === null) return false;
  putStop(run.store, run.stops, { replica, field, stoppedAt: null, countedFrom: run.now });
  touchEntries(run, replica, ['queued', 'held', 'failed']);
  return true;
}

function touchEntries(run: Run, replica: ReplicaName, states: readonly OutboxState[]): void {
  for (const { taskId } of run.store.outbox.ofReplica(replica, states, ALL_ENTRIES)) {
    if (taskId !== null) run.touched.add(taskId);
  }
}
