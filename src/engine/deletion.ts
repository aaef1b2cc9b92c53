// Deletions: what a tombstone does to the hub's task, and the record that is kept where a deletion met an edit. The edit always wins.

import type { Conflict } from '../model/conflict.ts';
import { stampsOf, type Link } from '../model/link.ts';
import { FIELD_NAMES, pickFields } from '../model/task.ts';
import type { FieldName, HubTask } from '../model/task.ts';
import { isForeignRepeat } from './meeting.ts';
import type { MeetingInput } from './meeting.ts';
import { pendingFields } from './plan-operation.ts';
import type { Reason } from './reason.ts';

/** What became of a hub task and a link where the replica deleted its counterpart. */
export interface Buried {
  readonly hub: HubTask;
  readonly link: Link;
  readonly conflicts: readonly Conflict[];
  readonly reasons: readonly Reason[];
}

/**
 * Takes a tombstone in. The hub task dies with its counterpart, except where it was edited since they agreed (it stays, and
 * comes back there) or is repeated by another replica (only this occurrence goes). A counterpart that was not in use is let be.
 */
export function reconcileTombstone(input: MeetingInput): Buried {
  const { hub, link } = input;
  if (link.state !== 'active') return { hub, link, conflicts: [], reasons: [] };
  const { observation } = input;
  const stamps = observation.revision === null ? {} : stampsOf(observation);
  const gone = { state: 'deleted', refused: {}, revision: observation.revision } as const;
  const deleted: Link = { ...link, ...stamps, ...gone };
  if (hub.deletedAt !== null) return bury(input, hub, deleted, ['L4', 'deleted it too']);
  if (isForeignRepeat(input)) {
    const text =
      'deleted an occurrence of a task that another replica repeats: the task stays, and is left out there';
    return bury(input, hub, { ...deleted, state: 'dormant' }, ['L8', text]);
  }
  const edited = pendingFields({ ...input, held: new Set() }).filter((name) => !isAsOldAsTask(input, name));
  if (edited.length === 0)
    return bury(input, { ...hub, deletedAt: input.now }, deleted, ['L4', 'deleted it: so does the hub']);
  const text = 'deleted it while the hub had a newer edit: the task stays and comes back there';
  return { ...bury(input, hub, deleted, ['L5', text]), conflicts: [deletionConflict(input, edited, 'hub')] };
}

/** What could not be sent there from the beginning, and nobody changed since, is no edit. */
function isAsOldAsTask({ hub, profile }: MeetingInput, name: FieldName): boolean {
  const isStuck = profile.unsendable(hub.fields).some(({ what }) => what === name);
  const tickOf = (field: FieldName): number => hub.stamps[field].tick ?? 0;
  return isStuck && FIELD_NAMES.every((other) => tickOf(name) <= tickOf(other));
}

/** Records that one side deleted what the other edited: `null` stands for the deletion, the edited fields for the edit. */
export function deletionConflict(
  input: MeetingInput & { readonly told?: HubTask['fields'] | Link['shadow'] },
  edited: readonly FieldName[],
  outcome: 'hub' | 'replica',
): Conflict {
  const { hub, link, profile, strategy } = input;
  const edit =
    outcome === 'hub'
      ? pickFields(profile.project(hub.fields), edited)
      : pickFields(input.told ?? {}, edited);
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

function bury(
  input: MeetingInput,
  hub: HubTask,
  link: Link,
  [rule, text]: readonly [string, string],
): Buried {
  const reason = { rule, field: null, text: `${input.profile.title} ${text}` };
  return { hub, link, conflicts: [], reasons: [reason] };
}
