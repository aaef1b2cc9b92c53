// Ends all waiting conflicts of one task at once, by a strategy or with the owner's own values.

import { mergeChecklist } from '../../engine/fields/checklist.ts';
import { mergeNotes } from '../../engine/fields/notes.ts';
import { compareStamps } from '../../engine/fields/stamp.ts';
import { mergeTags } from '../../engine/fields/tags.ts';
import { preferredReplica, type Strategy } from '../../model/conflict.ts';
import { fieldNamesOf, type ChecklistItem, type HubTask, type SomeFields } from '../../model/task.ts';
import type { ConflictRecord } from '../../hub/store.ts';
import { putTask, type Pass } from '../unit-of-work.ts';
import { decideConflict, withField, type Kept } from './held-fields.ts';

/** The owner's decision about a task's conflicts. */
export interface Verdict {
  /** Decides the fields that are not in `values`. */
  readonly strategy: Exclude<Strategy, 'manual'>;
  /** Field values set by the owner, whether or not there is a conflict about them. */
  readonly values: SomeFields;
}

/** Ends a task's conflicts and returns the task. The result goes to every replica. */
export function settleConflicts(pass: Pass, hub: HubTask, { strategy, values }: Verdict): HubTask {
  const now = (): HubTask => pass.store.tasks.get(hub.id) ?? hub;
  const named = fieldNamesOf(values);
  for (const conflict of pass.store.conflicts.waitingOf(hub.id)) {
    const own = named.find((name) => name === conflict.field);
    const kept = own === undefined ? keptBy(pass, now(), conflict, strategy) : { value: values[own] };
    decideConflict(pass, now(), conflict, kept);
  }
  const edited = named.reduce((task, name) => withField(task, name, values[name], pass.now), now());
  if (named.length > 0) putTask(pass, edited);
  return edited;
}

function keptBy(pass: Pass, hub: HubTask, conflict: ConflictRecord, strategy: Verdict['strategy']): Kept {
  const preferred = preferredReplica(strategy);
  if (preferred !== null) return preferred === conflict.replica ? 'replica' : 'hub';
  const newer = newerSide(pass, hub, conflict);
  return strategy === 'merge' ? (mergedValue(conflict, newer) ?? newer) : newer;
}

function newerSide(pass: Pass, hub: HubTask, { field, replica, at }: ConflictRecord): 'hub' | 'replica' {
  if (field === 'deleted') return 'hub';
  const told = pass.store.links.get(hub.id, replica)?.stamps?.changedAt ?? at;
  return compareStamps(hub.stamps[field], { at: told, by: replica }) >= 0 ? 'hub' : 'replica';
}

/** Both values merged; null if the field can hold only one of them. */
function mergedValue(
  { field, base, hubValue, replicaValue }: ConflictRecord,
  newer: 'hub' | 'replica',
): { readonly value: unknown } | null {
  if (field === 'notes') {
    const sides = [hubValue, replicaValue].map((text) => text as string | null);
    const [older = null, later = null] = newer === 'hub' ? sides.toReversed() : sides;
    return { value: mergeNotes(base as string | null, older, later).text };
  }
  if (field === 'tags') {
    const [was, mine, theirs] = [base, hubValue, replicaValue].map(
      (tags) => (tags ?? []) as readonly string[],
    );
    return { value: mergeTags({ base: was ?? [], hub: mine ?? [], observed: theirs ?? [] }) };
  }
  if (field !== 'checklist') return null;
  const [was = [], mine = [], theirs = []] = [base, hubValue, replicaValue].map(
    (lines) => (lines ?? []) as readonly ChecklistItem[],
  );
  return {
    value: mergeChecklist({ base: was, hub: mine, projected: mine, observed: theirs, winner: newer }).items,
  };
}
