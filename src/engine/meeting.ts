// One observation meeting the hub: what is told, what had been agreed, what is wanted, and what changed. It decides nothing.

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

/** What a reconcile is given. */
export interface MeetingInput {
  readonly hub: HubTask;
  readonly link: Link;
  /** Its place is resolved; a field that is missing is unknown, not empty. */
  readonly observation: Observation;
  /** Of the observed replica. */
  readonly profile: ReplicaProfile;
  readonly strategy: Strategy;
  /** Epoch ms. */
  readonly now: number;
  /** Fields of this task that wait for a person. */
  readonly held: ReadonlySet<FieldName>;
}

/** An observation beside everything that it is to be compared with. */
export interface Meeting extends MeetingInput {
  /** The told fields, with our keys in the checklist. */
  readonly told: SomeFields;
  readonly checklistRefs: Link['checklistRefs'];
  /** What the replica should hold: the hub, as it can hold it. */
  readonly wanted: SomeFields;
  /** Told fields that the replica holds and that are not as last agreed on. */
  readonly changed: readonly FieldName[];
  /** When the replica changed them. */
  readonly stamp: Stamp;
}

/** Puts an observation beside the hub task and the link that it belongs to. */
export function meet(input: MeetingInput): Meeting {
  const { hub, link, observation, profile } = input;
  const keyed = keyTold(input);
  const { checklist: _unkeyed, ...others } = observation.fields;
  const told: SomeFields = { ...others, ...keyed.fields };
  const views = viewsOf(hub.fields, [observation.fields.status, 'open']);
  const holds = new Set(views.flatMap((fields) => [...profile.holds(fields)]));
  const wanted = views.reduce<SomeFields>((seen, fields) => ({ ...profile.project(fields), ...seen }), {});
  const changed = FIELD_NAMES.filter(
    (name) =>
      holds.has(name) && told[name] !== undefined && isChanged(name, { told, wanted, shadow: link.shadow }),
  );
  const stamp = stampOf(observation.replica, observation.changedAt, input.now);
  return { ...input, told, checklistRefs: keyed.refs, wanted, changed, stamp };
}

/** Tells whether the task's rule for coming again belongs to somebody else than the observed replica. */
export function isForeignRepeat(meeting: Pick<Meeting, 'hub' | 'observation'>): boolean {
  const repeat = meeting.hub.fields.repeat;
  return repeat !== null && repeat.owner !== meeting.observation.replica;
}

/** Tells whether the observation closes an occurrence whose rule is somebody else's. */
export function closesForeignOccurrence(meeting: Meeting): boolean {
  const before = meeting.link.shadow.status ?? meeting.hub.fields.status;
  const isClosing = before === 'open' && isClosed(meeting.told.status);
  return isForeignRepeat(meeting) && isClosing && meeting.changed.includes('status');
}

/** Tells whether the replica did not keep the hub's value, and the hub has not changed since: only the replica can have moved. */
export function isRefusedThere({ link, wanted }: Meeting, name: FieldName): boolean {
  return link.refused[name] !== undefined && link.refused[name] === digestOf(wanted[name]);
}

/** Tells whether a status that may be unknown is known to be closed. */
export function isClosed(status: Status | undefined): boolean {
  return status !== undefined && status !== 'open';
}

/** What a replica holds may depend on the status: what is typed into a closed task counts as if it were open. */
function viewsOf(fields: TaskFields, others: readonly (Status | undefined)[]): readonly TaskFields[] {
  const statuses = new Set([fields.status, ...others.filter((status) => status !== undefined)]);
  return [...statuses].map((status) => (status === fields.status ? fields : { ...fields, status }));
}

function keyTold(input: MeetingInput): {
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
    refs: link.checklistRefs,
    profile,
  });
  return { fields: { checklist: items }, refs };
}

/** A field that was never agreed on is compared with what the replica should hold. */
function isChanged(
  name: FieldName,
  seen: { readonly told: SomeFields; readonly wanted: SomeFields; readonly shadow: SomeFields },
): boolean {
  const agreed = seen.shadow[name] === undefined ? seen.wanted[name] : seen.shadow[name];
  return !isSameField(name, seen.told[name], agreed);
}
