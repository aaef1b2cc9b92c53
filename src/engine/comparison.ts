// One observation compared with the hub: what is reported, what had been agreed, what is wanted, and what changed. Decides nothing.

import type { Strategy } from '../model/conflict.ts';
import type { Link, Observation } from '../model/link.ts';
import type { ReplicaProfile } from '../model/profile.ts';
import { FIELD_NAMES } from '../model/task.ts';
import type {
  ChecklistItem,
  FieldName,
  HubTask,
  SomeFields,
  Stamp,
  Status,
  TaskFields,
} from '../model/task.ts';
import { isSameField } from './fields/agree.ts';
import { keyChecklist } from './fields/checklist-keys.ts';
import { digestOf } from './fields/digest.ts';
import { stampOf } from './fields/stamp.ts';

/** The input of a reconcile. */
export interface ComparisonInput {
  readonly hub: HubTask;
  readonly link: Link;
  /** Its place is resolved; a missing field is unknown, not empty. */
  readonly observation: Observation;
  /** The observed replica's profile. */
  readonly profile: ReplicaProfile;
  readonly strategy: Strategy;
  /** Strategies of single fields; absent or null: the general one. */
  readonly strategies?: { readonly [Name in FieldName]?: Strategy | null };
  /** Epoch ms. */
  readonly now: number;
  /** Fields of this task that wait for a person. */
  readonly held: ReadonlySet<FieldName>;
  /** What the replicas show that the hub's values come from, while nothing was agreed on with the observed one; absent: not asked. */
  readonly others?: readonly Counterpart[];
}

/** What another replica shows of the task, in its own terms. */
export interface Counterpart {
  readonly profile: ReplicaProfile;
  readonly shadow: SomeFields;
}

/** An observation together with everything it is compared with. */
export interface Comparison extends ComparisonInput {
  /** The reported fields, with hub keys in the checklist. */
  readonly reported: SomeFields;
  readonly checklistRefs: Link['checklistRefs'];
  /** What the replica should hold: the hub's fields as it can represent them. */
  readonly wanted: SomeFields;
  /** Reported fields that the replica holds and that differ from what was last agreed. */
  readonly changed: readonly FieldName[];
  /** When the replica changed them. */
  readonly stamp: Stamp;
}

/** Compares an observation with the hub task and the link that it belongs to. */
export function compareWithHub(input: ComparisonInput): Comparison {
  const { hub, link, observation, profile } = input;
  const views = viewsOf(hub.fields, [observation.fields.status, 'open']);
  const holds = new Set(views.flatMap((fields) => [...profile.holds(fields)]));
  const wanted = views.reduce<SomeFields>((seen, fields) => ({ ...profile.project(fields), ...seen }), {});
  const keyed = keyChecklistOf(input, wanted);
  const { checklist: _unkeyed, ...others } = observation.fields;
  const reported: SomeFields = { ...others, ...keyed.fields };
  const changed = FIELD_NAMES.filter(
    (name) =>
      holds.has(name) &&
      reported[name] !== undefined &&
      isChanged(name, { reported, wanted, shadow: link.shadow }),
  );
  const stamp = stampOf(observation.replica, observation.changedAt, input.now);
  return { ...input, reported, checklistRefs: keyed.refs, wanted, changed, stamp };
}

/** The strategy that decides the conflicts of a field. */
export function strategyFor({ strategies, strategy }: ComparisonInput, name: FieldName): Strategy {
  return strategies?.[name] ?? strategy;
}

/** Tells whether the rule by which the task repeats is owned by another replica than the observed one. */
export function isForeignRepeat(comparison: Pick<Comparison, 'hub' | 'observation'>): boolean {
  const repeat = comparison.hub.fields.repeat;
  return repeat !== null && repeat.owner !== comparison.observation.replica;
}

/** Tells whether the observation closes an occurrence of a task that another replica repeats. */
export function closesForeignOccurrence(comparison: Comparison): boolean {
  const before = comparison.link.shadow.status ?? comparison.hub.fields.status;
  const isClosing = before === 'open' && isClosed(comparison.reported.status);
  return isForeignRepeat(comparison) && isClosing && comparison.changed.includes('status');
}

/**
 * Tells whether the replica did not keep the hub's value and the hub has not changed since. A difference is then an edit in the
 * replica.
 */
export function isRefusedThere({ link, wanted }: Comparison, name: FieldName): boolean {
  return link.refused[name] !== undefined && link.refused[name] === digestOf(wanted[name]);
}

/** Tells whether a status is known and closed. */
export function isClosed(status: Status | undefined): boolean {
  return status !== undefined && status !== 'open';
}

/** What a replica holds may depend on the status: edits of a closed task count as if it were open. */
function viewsOf(fields: TaskFields, others: readonly (Status | undefined)[]): readonly TaskFields[] {
  const statuses = new Set([fields.status, ...others.filter((status) => status !== undefined)]);
  return [...statuses].map((status) => (status === fields.status ? fields : { ...fields, status }));
}

function keyChecklistOf(
  input: ComparisonInput,
  wanted: SomeFields,
): {
  readonly fields: { readonly checklist?: readonly ChecklistItem[] };
  readonly refs: Link['checklistRefs'];
} {
  const { hub, link, observation, profile } = input;
  const observed = observation.fields.checklist;
  if (observed === undefined) return { fields: {}, refs: link.checklistRefs };
  const { items, refs } = keyChecklist({
    observed,
    shadow: link.shadow.checklist ?? [],
    hub: hub.fields.checklist,
    wanted: wanted.checklist ?? [],
    refs: link.checklistRefs,
    profile,
  });
  return { fields: { checklist: items }, refs };
}

/** A field that was never agreed on is compared with what the replica should hold. */
function isChanged(
  name: FieldName,
  seen: { readonly reported: SomeFields; readonly wanted: SomeFields; readonly shadow: SomeFields },
): boolean {
  const agreed = seen.shadow[name] === undefined ? seen.wanted[name] : seen.shadow[name];
  return !isSameField(name, seen.reported[name], agreed);
}
