// What one replica still has to be sent about one task. Looks at hub and link only; sending happens elsewhere.

import type { Link, OperationKind } from '../model/link.ts';
import type { ReplicaProfile } from '../model/profile.ts';
import { isSame } from '../model/same.ts';
import { fieldNamesOf, isScheduled, pickFields } from '../model/task.ts';
import type { FieldName, HubTask, SomeFields } from '../model/task.ts';
import { agrees, isBlank } from './fields/agree.ts';
import { digestOf } from './fields/digest.ts';

/** An operation that has no id and no replica yet. */
export interface PlannedOperation {
  readonly kind: OperationKind;
  readonly fields: SomeFields;
  /** The replica's values of these fields; for a delete, of all fields it holds. */
  readonly before: SomeFields;
}

/** The input for planning an operation. */
export interface PlanInput {
  readonly hub: HubTask;
  /** null if the replica has no counterpart yet. */
  readonly link: Link | null;
  readonly profile: ReplicaProfile;
  /** Fields of this task that wait for a person; an update leaves them out. */
  readonly held: ReadonlySet<FieldName>;
}

/** Plans the one operation that brings a replica up to date with the hub; null if there is nothing to send, or nothing can be sent. */
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
 * The fields in which a replica does not hold what the hub wants: not satisfied in its own terms, not refused with this value, and
 * not a blank that would clear a value we never saw.
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
 * The replica closed an occurrence of a task that another one repeats, and the hub still has that occurrence's date. It is reopened
 * once the next date is known.
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
  const stuck = profile.unsendable(hub.fields).filter(({ partly }) => partly !== true);
  return new Set(stuck.map(({ what }) => what));
}
