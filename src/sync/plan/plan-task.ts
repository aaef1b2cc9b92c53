// Keeps the outbox in step with what the hub wants: per task and replica at most one operation that is not yet told,
// and at most one note that says what can't be told.

import { planOperation, type PlannedOperation } from '../../engine/plan-operation.ts';
import type { ReplicaName, TaskId } from '../../model/ids.ts';
import { OPERATION_KINDS } from '../../model/link.ts';
import type { Link } from '../../model/link.ts';
import type { ReplicaProfile } from '../../model/profile.ts';
import { isSame } from '../../model/same.ts';
import { digestOf } from '../../engine/fields/digest.ts';
import { isBlank } from '../../engine/fields/agree.ts';
import { fieldNamesOf, pickFields, type FieldName, type HubTask, type SomeFields } from '../../model/task.ts';
import { keepReadBacks } from '../observe/read-backs.ts';
import { heldFields } from '../owner/held-fields.ts';
import { besideDeclined } from './declined.ts';
import { newEntry } from './outbox-entry.ts';
import { isNothingNew, settleItemsPlan, waitsInstead } from './hold.ts';
import type { TaskPlace } from '../places.ts';
import { recordDone } from '../record.ts';
import { takesPart, type Pass } from '../unit-of-work.ts';
import type { OutboxEntry } from '../../hub/store.ts';

/** Plans every touched task anew, for every replica. */
export function planTouched(pass: Pass): void {
  for (const id of pass.touched) planTask(pass, id);
  pass.touched.clear();
}

/** The same outside a pass: what follows from our own operations and from the owner's word is not counted by the guard. */
export function planUncounted(pass: Pass): void {
  planTouched(pass);
  settleItemsPlan(pass);
}

function planTask(pass: Pass, id: TaskId): void {
  const hub = pass.store.tasks.get(id);
  const plan = hub === null ? () => 'forgotten' as const : planFor(pass, hub);
  const places = [...pass.profiles].map(([replica, profile]) => [replica, plan(profile)] as const);
  pass.plannedTasks.set(id, new Map(places));
}

function planFor(pass: Pass, hub: HubTask): (profile: ReplicaProfile) => TaskPlace {
  keepReadBacks(pass, hub);
  const entries = pass.store.outbox.ofTask(hub.id).filter((entry) => !dropVainOccurrence(pass, hub, entry));
  const held = heldFields(pass.store, hub.id);
  const wanted = takesPart(pass, hub.fields);
  return (profile) => {
    const { replica } = profile;
    const own = entries.filter((entry) => entry.replica === replica && entry.remoteId === null);
    if (isOccurrencePending(entries)) return 'between_occurrences';
    const link = pass.store.links.get(hub.id, replica);
    planNote(pass, { hub, link, profile, own, wanted });
    return planEntry(pass, { hub, link, profile, own, wanted, held });
  };
}

interface Situation {
  readonly hub: HubTask;
  readonly link: Link | null;
  readonly profile: ReplicaProfile;
  /** The task's entries for this replica. */
  readonly own: readonly OutboxEntry[];
  /** It is in scope. */
  readonly wanted: boolean;
}

function planEntry(pass: Pass, situation: Situation & { readonly held: ReadonlySet<FieldName> }): TaskPlace {
  const { hub, link, profile, own, wanted, held } = situation;
  const declined = own.find((entry) => isOperation(entry) && entry.state === 'declined');
  const existing = own.find((entry) => isOperation(entry) && entry.state !== 'declined');
  if (existing?.state === 'sent' && !isOutcomeKnown(pass, existing)) return 'told';
  const planned = wanted ? planOperation({ hub, link, profile, held }) : null;
  const complete = planned === null || !lacksTitle(planned) ? planned : null;
  const sendable = declined === undefined || !wanted ? complete : besideDeclined(pass, declined, complete);
  if (existing !== undefined && sendable !== null && isSameOperation(existing, sendable)) return 'queued';
  if (existing !== undefined) replaceEntry(pass, existing, situation);
  const state =
    existing !== undefined && sendable !== null && waitsInstead(existing, sendable) ? existing : null;
  if (state === null) withdraw(pass, existing);
  if (sendable === null && complete !== null) return 'queued';
  if (sendable === null) return wanted ? 'in_step' : 'out_of_scope';
  // What stands in for an operation that was let through is not counted again.
  if (existing !== undefined && isNothingNew(existing, sendable)) pass.uncounted.add(hub.id);
  const asked = state === null ? {} : { state: state.state, reason: state.reason };
  addOperation(pass, { replica: profile.replica, taskId: hub.id, ...sendable, ...asked });
  return 'planned';
}

/** An operation that waited for the answer to a plan is wanted no more. */
function withdraw(pass: Pass, existing: OutboxEntry | undefined): void {
  if (existing?.state === 'asked' && existing.taskId !== null) pass.withdrawn.add(existing.taskId);
}

/** Puts a new task operation into the outbox. `remoteId` names another to-do than the task's present one. */
export function addOperation(
  pass: Pass,
  operation: PlannedOperation & { readonly replica: ReplicaName; readonly taskId: TaskId } & Partial<
      Pick<OutboxEntry, 'remoteId' | 'state' | 'reason'>
    >,
): void {
  const entry = newEntry(pass, operation);
  pass.store.outbox.add(entry);
  pass.planned.push(entry);
}

/**
 * An operation that was told and whose outcome is known by what the replica shows: whatever of it shows was carried out, and that is
 * history, also where something else is wanted by now.
 */
function replaceEntry(pass: Pass, entry: OutboxEntry, situation: Situation): void {
  pass.store.outbox.remove(entry.id);
  const shown = entry.state === 'sent' ? shownOf(entry, situation) : null;
  if (shown === null) return;
  const done = { ...entry, before: entry.kind === 'update' ? pickFields(entry.before, shown) : entry.before };
  recordDone(pass, {
    entry: done,
    title: situation.hub.fields.title,
    after: pickFields(entry.fields, shown),
  });
}

/** The fields of an operation whose effect shows; null where nothing of it does. */
function shownOf(entry: OutboxEntry, { link, profile }: Situation): readonly FieldName[] | null {
  const names = fieldNamesOf(entry.fields);
  const isThere = link?.state === 'active';
  if (entry.kind === 'delete') return isThere ? null : names;
  if (link === null || !isThere) return null;
  if (entry.kind !== 'update') return names;
  const shown = names.filter((name) => profile.satisfies(name, link.shadow, entry.fields));
  return shown.length === 0 ? null : shown;
}

function planNote(pass: Pass, situation: Situation): void {
  const { hub, link, profile, own, wanted } = situation;
  const existing = own.find((entry) => entry.kind === 'note');
  const reason = wanted ? whatCannotBeSent(hub, link, profile) : null;
  if ((existing?.reason ?? null) === reason) return;
  if (existing !== undefined) pass.store.outbox.remove(existing.id);
  if (reason === null) return;
  pass.store.outbox.add(
    newEntry(pass, { replica: profile.replica, taskId: hub.id, kind: 'note', state: 'held', reason }),
  );
}

function whatCannotBeSent(hub: HubTask, link: Link | null, profile: ReplicaProfile): string | null {
  if (hub.deletedAt !== null || link?.state === 'dormant' || (link === null && hub.fields.status !== 'open'))
    return null;
  const want = profile.project(hub.fields);
  const shadow: SomeFields = link?.state === 'active' ? link.shadow : {};
  const reasons = profile
    .unsendable(hub.fields)
    // What the replica did not keep is told with both values, and waits for a person: it does not wait for anything else.
    .filter(({ what }) => what === 'task' || !isRefusedThere(link, what, want))
    .filter(({ what }) => what === 'task' || isWaitedFor(what, shadow, want, profile))
    .map(({ reason }) => reason);
  return reasons.length === 0 ? null : reasons.join('; ');
}

function isRefusedThere(link: Link | null, name: FieldName, want: SomeFields): boolean {
  return link?.state === 'active' && link.refused[name] === digestOf(want[name]);
}

/** A stopped field of which there is nothing to say waits for nobody. */
function isWaitedFor(
  what: FieldName,
  shadow: SomeFields,
  want: SomeFields,
  profile: ReplicaProfile,
): boolean {
  return shadow[what] === undefined ? !isBlank(what, want[what]) : !profile.satisfies(what, shadow, want);
}

function isOperation(entry: OutboxEntry): boolean {
  return (OPERATION_KINDS as readonly string[]).includes(entry.kind);
}

/** An occurrence of what its owner deleted can't be completed any more. Tells whether the entry was dropped. */
function dropVainOccurrence(pass: Pass, hub: HubTask, entry: OutboxEntry): boolean {
  if (entry.kind !== 'complete_occurrence' || entry.state === 'sent') return false;
  const link = pass.store.links.get(hub.id, entry.replica);
  if (hub.deletedAt === null && link?.state === 'active') return false;
  pass.store.outbox.remove(entry.id);
  return true;
}

function isOccurrencePending(entries: readonly OutboxEntry[]): boolean {
  return entries.some((entry) => entry.kind === 'complete_occurrence');
}

function isOutcomeKnown(pass: Pass, entry: OutboxEntry): boolean {
  // A new line that was done at once does not show in a whole read: the same words, told again, tell what became of it.
  const mayBeHidden = pass.readWhole.has(entry.replica) && entry.fields.checklist !== undefined;
  return pass.outcomesKnown.has(entry.replica) && !mayBeHidden;
}

/** A task is not made without its title: it waits, with a note, until the title can be sent. */
function lacksTitle(planned: PlannedOperation): boolean {
  return (planned.kind === 'create' || planned.kind === 'restore') && planned.fields.title === undefined;
}

function isSameOperation(entry: OutboxEntry, planned: PlannedOperation): boolean {
  return entry.kind === planned.kind && isSame(entry.fields, planned.fields);
}
