// Which operations are one decision of the owner: the same change of the same task, in every replica that is told of it.

import { changesOf } from '../../engine/guard.ts';
import type { OutboxEntry } from '../../hub/store.ts';

/**
 * The chosen operations, and those that are the same decision in other replicas, in the order of `entries`: one of them alone would
 * leave a task deleted on one side and alive on the other.
 */
export function wholeDecisions(
  entries: readonly OutboxEntry[],
  isChosen: (entry: OutboxEntry) => boolean,
): readonly OutboxEntry[] {
  const decided = new Set(entries.filter(isChosen).flatMap(decisionsOf));
  return entries.filter((entry) => isChosen(entry) || decisionsOf(entry).some((name) => decided.has(name)));
}

/** A name for each kind of change that an operation makes to its task, project or heading. */
function decisionsOf(entry: OutboxEntry): readonly string[] {
  const subject = entry.taskId ?? entry.containerId;
  if (subject === null) return [];
  const kinds = [...changesOf(entry).keys()];
  return (kinds.length === 0 ? [entry.kind] : kinds).map((kind) => `${subject} ${kind}`);
}
