// Deletions: what a tombstone does to the hub task, and the conflict recorded when a deletion meets an edit. The edit always wins.

import type { Conflict } from '../model/conflict.ts';
import { stampsOf, type Link } from '../model/link.ts';
import { FIELD_NAMES, pickFields } from '../model/task.ts';
import type { FieldName, HubTask } from '../model/task.ts';
import { isForeignRepeat } from './comparison.ts';
import type { ComparisonInput } from './comparison.ts';
import { pendingFields } from './plan-operation.ts';
import type { Reason } from './reason.ts';

/** The hub task and the link after the replica deleted its counterpart. */
export interface DeletionResult {
  readonly hub: HubTask;
  readonly link: Link;
  readonly conflicts: readonly Conflict[];
  readonly reasons: readonly Reason[];
}

/**
 * Processes a tombstone. The hub task is deleted with its counterpart, with two exceptions: it was edited since they agreed (it
 * stays, and is restored in the replica), or another replica repeats it (only this occurrence goes). A tombstone of a link that is
 * not active is ignored.
 */
export function reconcileTombstone(input: ComparisonInput): DeletionResult {
  const { hub, link } = input;
  if (link.state !== 'active') return { hub, link, conflicts: [], reasons: [] };
  const { observation } = input;
  const stamps = observation.revision === null ? {} : stampsOf(observation);
  const gone = { state: 'deleted', refused: {}, revision: observation.revision } as const;
  const deleted: Link = { ...link, ...stamps, ...gone };
  if (hub.deletedAt !== null) return resultOf(input, hub, deleted, ['L4', 'deleted it too']);
  if (isForeignRepeat(input)) {
    const text =
      'deleted an occurrence of a task that another replica repeats: the task stays, and is left out there';
    return resultOf(input, hub, { ...deleted, state: 'dormant' }, ['L8', text]);
  }
  const edited = pendingFields({ ...input, held: new Set() }).filter((name) => !isAsOldAsTask(input, name));
  if (edited.length === 0)
    return resultOf(input, { ...hub, deletedAt: input.now }, deleted, [
      'L4',
      'deleted it: it is deleted everywhere',
    ]);
  const text = 'deleted it, but a newer edit had come from elsewhere: the task stays and comes back there';
  return {
    ...resultOf(input, hub, deleted, ['L5', text]),
    conflicts: [deletionConflict(input, edited, 'hub')],
  };
}

/** A field that could not be sent from the beginning, and that has not changed since, does not count as an edit. */
function isAsOldAsTask({ hub, profile }: ComparisonInput, name: FieldName): boolean {
  const isStuck = profile.unsendable(hub.fields).some(({ what, partly }) => what === name && partly !== true);
  const tickOf = (field: FieldName): number => hub.stamps[field].tick ?? 0;
  return isStuck && FIELD_NAMES.every((other) => tickOf(name) <= tickOf(other));
}

/** Records that one side deleted what the other edited: `null` stands for the deletion, the edited fields for the edit. */
export function deletionConflict(
  input: ComparisonInput & { readonly reported?: HubTask['fields'] | Link['shadow'] },
  edited: readonly FieldName[],
  outcome: 'hub' | 'replica',
): Conflict {
  const { hub, link, profile, strategy } = input;
  const edit =
    outcome === 'hub'
      ? pickFields(profile.project(hub.fields), edited)
      : pickFields(input.reported ?? {}, edited);
  return {
    taskId: hub.id,
    field: 'deleted',
    replica: input.observation.replica,
    hubValue: outcome === 'hub' ? edit : null,
    replicaValue: outcome === 'hub' ? null : edit,
    base: pickFields(link.shadow, edited),
    strategy,
    outcome,
  };
}

function resultOf(
  input: ComparisonInput,
  hub: HubTask,
  link: Link,
  [rule, text]: readonly [string, string],
): DeletionResult {
  const reason = { rule, field: null, text: `${input.profile.title} ${text}` };
  return { hub, link, conflicts: [], reasons: [reason] };
}
