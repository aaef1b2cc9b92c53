// What one replica is still to be told of one task. It looks at hub and link only; sending is somebody else's work.

import type { Link, OperationKind } from '../model/link.ts';
import type { ReplicaProfile } from '../model/profile.ts';
import { isSame } from '../model/same.ts';
import { fieldNamesOf, isScheduled, pickFields } from '../model/task.ts';
import type { FieldName, HubTask, SomeFields } from '../model/task.ts';
import { agrees, isBlank } from './fields/agree.ts';
import { digestOf } from './fields/digest.ts';

/** An operation before it has a name and a replica to go to. */
export interface PlannedOperation {
  readonly kind: OperationKind;
  readonly fields: SomeFields;
  /** What the replica held of these fields; for a delete, all that it held. */
  readonly before: SomeFields;
}

/** What an operation is planned from. */
export interface PlanInput {
  readonly hub: HubTask;
  /** null where the replica has no counterpart yet. */
  readonly link: Link | null;
  readonly profile: ReplicaProfile;
  /** Fields of this task that wait for a person: an update leaves them alone. */
  readonly held: ReadonlySet<FieldName>;
}

/** Plans the one operation that brings a replica up to the hub; null when there is nothing to tell, or nothing can be told. */
export function planOperation(input: PlanInput): PlannedOperation | null {
  const { hub, link } = input;
  if (hub.deletedAt !== null) return planDelete(link);
  if (isHeldBack(input)) return null;
  if (link === null)
    return hub.fields.status === 'open' ? { kind: 'create', fields: sendable(input), before: {} } : null;
  if (link.state === 'dormant') return null;
  return link.state === 'deleted' ? planRestore(input, link) : planUpdate(input, link);
}

/**
 * Names the fields in which a replica does not hold what the hub wants there: not agreed in its own terms, not refused as
 * they are, and not a blank that would clear a value which we never saw.
 */
export function pendingFields(
  input: Omit<PlanInput, 'link'> & { readonly link: Link },
): readonly FieldName[] {
  const { hub, link, profile, held } = input;
  const holds = profile.holds(hub.fields);
  const wanted = profile.project(hub.fields);
  return fieldNamesOf(wanted).filter((name) => {
    if (!holds.has(name) || held.has(name)) return false;
    if (link.shadow[name] === undefined && isBlank(name, wanted[name])) return false;
    if (agrees({ name, held: link.shadow, wanted, fields: hub.fields, profile })) return false;
    return link.refused[name] === undefined || link.refused[name] !== digestOf(wanted[name]);
  });
}

function planDelete(link: Link | null): PlannedOperation | null {
  return link !== null && link.state === 'active'
    ? { kind: 'delete', fields: {}, before: link.shadow }
    : null;
}

function planRestore(input: PlanInput, link: Link): PlannedOperation | null {
  if (input.hub.fields.status !== 'open') return null;
  const fields = sendable(input);
  return { kind: 'restore', fields, before: pickFields(link.shadow, fieldNamesOf(fields)) };
}

function planUpdate(input: PlanInput, link: Link): PlannedOperation | null {
  const stuck = unsendable(input);
  const pending = pendingFields({ ...input, link }).filter((name) => !stuck.has(name));
  const names = isOccurrenceClosing(input, link) ? pending.filter((name) => name !== 'status') : pending;
  if (names.length === 0) return null;
  const fields = pickFields(input.profile.project(input.hub.fields), names);
  return { kind: 'update', fields, before: pickFields(link.shadow, names) };
}

/**
 * The replica closed an occurrence of a task that another one repeats, and the hub still has that occurrence's date: it
 * is opened again when the next date is known, not before.
 */
function isOccurrenceClosing({ hub, profile }: PlanInput, link: Link): boolean {
  const { repeat, start, status } = hub.fields;
  if (repeat === null || repeat.owner === profile.replica || !isScheduled(start)) return false;
  const isClosedThere = link.shadow.status !== undefined && link.shadow.status !== 'open';
  return status === 'open' && isClosedThere && isSame(profile.project(hub.fields).start, link.shadow.start);
}

function sendable(input: PlanInput): SomeFields {
  const { hub, profile } = input;
  const holds = profile.holds(hub.fields);
  const stuck = unsendable(input);
  const wanted = profile.project(hub.fields);
  return pickFields(
    wanted,
    fieldNamesOf(wanted).filter((name) => holds.has(name) && !stuck.has(name)),
  );
}

function isHeldBack(input: PlanInput): boolean {
  return unsendable(input).has('task');
}

function unsendable({ hub, profile }: PlanInput): ReadonlySet<FieldName | 'task'> {
  return new Set(profile.unsendable(hub.fields).map((stuck) => stuck.what));
}
