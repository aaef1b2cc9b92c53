// What a device had seen of a task, by the history: a device keeps no shadow here, so that a change costs nothing for each of them.

import { isDecision, plainFields, type HubEvent } from '../../hub/events.ts';
import type { Store } from '../../hub/store.ts';
import type { ReplicaName } from '../../model/ids.ts';
import {
  FIELD_NAMES,
  fieldNamesOf,
  pickFields,
  type FieldName,
  type HubTask,
  type SomeFields,
} from '../../model/task.ts';

/** A task as a device knows it. */
export interface SeenTask {
  /** The values at that time, or what the device itself said later; without those of which the history is not kept that far back. */
  readonly fields: SomeFields;
  /** Fields of which it is the device's own word. */
  readonly own: ReadonlySet<FieldName>;
  /** Every value that each field had since then: whoever shows one of them may merely be behind. */
  readonly since: ReadonlyMap<FieldName, readonly unknown[]>;
  /** An occurrence of the repeating task was completed since it says it saw it: that one is done. */
  readonly occurrenceClosed: boolean;
  /** The device itself deleted it since then. */
  readonly ownDeletion: boolean;
}

/** Rules by which an occurrence is completed: away from where the task repeats, and there. */
const CLOSING_RULES: ReadonlySet<string> = new Set(['M16', 'M18']);

/**
 * A task at `at` (epoch ms), as the device of this name knows it. Reads the task's events since then. `claimedAt`: what it says it has
 * seen; to believe less of that would take the completion of an occurrence for that of the one before.
 */
export function seenFields(
  { events }: Pick<Store, 'events'>,
  task: HubTask,
  { at, claimedAt, by }: { readonly at: number; readonly claimedAt: number; readonly by: ReplicaName },
): SeenTask {
  const fields: Record<string, unknown> = { ...task.fields };
  const own = new Set<FieldName>();
  const since = new Map<FieldName, unknown[]>();
  let [occurrenceClosed, ownDeletion] = [false, false];
  let oldest: HubEvent | null = null;
  for (const event of events.ofTask(task.id)) {
    if (event.at < at) return { fields, own, since, occurrenceClosed, ownDeletion };
    oldest = event;
    if (event.at >= claimedAt) {
      occurrenceClosed ||= closesOccurrence(event);
      ownDeletion ||= event.kind === 'deleted' && event.replica === by;
    }
    if (!isDecision(event) || event.kind === 'made') continue;
    const before = plainFields(event.before);
    for (const name of fieldNamesOf(event.after)) {
      since.set(name, [...(since.get(name) ?? []), event.after[name]]);
      if (own.has(name)) continue;
      if (event.replica === by) own.add(name);
      fields[name] = event.replica === by ? event.after[name] : before[name];
    }
  }
  const isKnown = oldest === null || oldest.kind === 'made' || oldest.previous === null;
  if (isKnown) return { fields, own, since, occurrenceClosed, ownDeletion };
  const sure = FIELD_NAMES.filter((name) => own.has(name) || task.stamps[name].at < at);
  return { fields: pickFields(fields, sure), own, since, occurrenceClosed, ownDeletion };
}

function closesOccurrence({ kind, steps }: HubEvent): boolean {
  return kind === 'complete_occurrence' || steps.some(({ rule }) => CLOSING_RULES.has(rule));
}
