// Keeps the outbox up to date with what the hub wants: per task and replica, at most one unsent operation, and at most one note
// that says what can't be sent.

import { planOperation, type PlannedOperation } from '../../engine/plan-operation.ts';
import type { ReplicaName, TaskId } from '../../model/ids.ts';
import { OPERATION_KINDS } from '../../model/link.ts';
import type { Link } from '../../model/link.ts';
import type { ReplicaProfile } from '../../model/profile.ts';
import { isSame } from '../../model/same.ts';
import { digestOf } from '../../engine/fields/digest.ts';
import { isBlank } from '../../engine/fields/agree.ts';
import { fieldNamesOf, pickFields, type FieldName, type HubTask, type SomeFields } from '../../model/task.ts';
import { updateReadBackConflicts } from '../observe/read-backs.ts';
import { heldFields } from '../owner/held-fields.ts';
import { withoutDeclined } from './declined.ts';
import { newEntry } from './outbox-entry.ts';
import { isNothingNew, settleItemsPlan, waitsInstead } from './hold.ts';
import type { TaskPlace } from '../places.ts';
import { recordDone } from '../record.ts';
import { isOpenTask, takesPart, type Pass } from '../unit-of-work.ts';
import type { OutboxEntry } from '../../hub/store.ts';

/** Plans every touched task again, for every replica. */
export function planTouched(pass: Pass): void {
  for (const id of pass.touched) planTask(pass, id);
  pass.touched.clear();
}

/** The same outside a pass: what follows from our own operations or the owner's decisions is not counted by the guard. */
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
  updateReadBackConflicts(pass, hub);
  const entries = pass.store.outbox
    .ofTask(hub.id)
    .filter((entry) => !dropOrphanedOccurrence(pass, hub, entry));
  const held = heldFields(pass.store, hub.id);
  const wanted = takesPart(pass, hub.fields);
  return (profile) => {
    const { replica } = profile;
    const own = entries.filter((entry) => entry.replica === replica && entry.remoteId === null);
    if (isOccurrencePending(entries)) return 'between_occurrences';
    const link = pass.store.links.get(hub.id, replica);
    const situation = { hub: toBeCreated(pass, { hub, link, own }), link, profile, own, wanted };
    planNote(pass, situation);
    return planEntry(pass, { ...situation, held });
  };
}

interface Situation {
  readonly hub: HubTask;
  readonly link: Link | null;
  readonly profile: ReplicaProfile;
  /** The task's entries for this replica. */
  readonly own: readonly OutboxEntry[];
  /** Whether the task is in scope. */
  readonly wanted: boolean;
}

/**
 * A task that a person made and closed where it is only reported, before this replica had it: it is created as it was before, and
 * closed once it is there, as it would have been. Closed by anyone else, it is not created any more.
 */
function toBeCreated(pass: Pass, { hub, link, own }: Pick<Situation, 'hub' | 'link' | 'own'>): HubTask {
  const { by } = hub.stamps.status;
  if (link !== null || isOpenTask(hub) || hub.deletedAt !== null || by === 'person') return hub;
  const isAwaited = hub.createdAt === pass.now || own.some(({ kind }) => kind === 'create');
  if (!isAwaited || pass.parts.replicas.get(by).closesUnseen !== true) return hub;
  return { ...hub, fields: { ...hub.fields, status: 'open' } };
}

function planEntry(pass: Pass, situation: Situation & { readonly held: ReadonlySet<FieldName> }): TaskPlace {
  const { hub, link, profile, own, wanted, held } = situation;
  const declined = own.find((entry) => isOperation(entry) && entry.state === 'declined');
  const existing = own.find((entry) => isOperation(entry) && entry.state !== 'declined');
  if (existing?.state === 'sent' && !isOutcomeKnown(pass, existing)) return 'told';
  const planned = wanted ? planOperation({ hub, link, profile, held }) : null;
  const complete = planned === null || !lacksTitle(planned) ? planned : null;
  const sendable = declined === undefined || !wanted ? complete : withoutDeclined(pass, declined, complete);
  if (existing !== undefined && sendable !== null && isSameOperation(existing, sendable)) return 'queued';
  if (existing !== undefined) replaceEntry(pass, existing, situation);
  const state =
    existing !== undefined && sendable !== null && waitsInstead(existing, sendable) ? existing : null;
  if (state === null) withdraw(pass, existing);
  if (sendable === null && complete !== null) return 'queued';
  if (sendable === null) return wanted ? 'in_step' : 'out_of_scope';
  // A replacement for an operation that was already released is not counted again.
  if (existing !== undefined && isNothingNew(existing, sendable)) pass.uncounted.add(hub.id);
  const asked = state === null ? {} : { state: state.state, reason: state.reason };
  addOperation(pass, { replica: profile.replica, taskId: hub.id, ...sendable, ...asked });
  return 'planned';
}

/** An operation that waited for the answer to a plan is no longer wanted. */
function withdraw(pass: Pass, existing: OutboxEntry | undefined): void {
  if (existing?.state === 'asked' && existing.taskId !== null) pass.withdrawn.add(existing.taskId);
}

/** Adds a new task operation to the outbox. `remoteId`: a counterpart other than the task's current one. */
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
 * An operation that was sent, and whose outcome is known from what the replica shows: whatever shows was carried out and is
 * recorded in the history, even if something else is wanted by now.
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

/** The fields of an operation whose effect shows; null if none does. */
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
    // A value that the replica did not keep is already a conflict with both values, waiting for the owner; it needs no note.
    .filter(({ what }) => what === 'task' || !isRefusedThere(link, what, want))
    .filter(({ what, partly }) => what === 'task' || partly || isWaitedFor(what, shadow, want, profile))
    .map(({ reason }) => reason);
  return reasons.length === 0 ? null : reasons.join('; ');
}

function isRefusedThere(link: Link | null, name: FieldName, want: SomeFields): boolean {
  return link?.state === 'active' && link.refused[name] === digestOf(want[name]);
}

/** Nothing waits for a stopped field that has nothing to send. */
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

/** An occurrence of a series that its owner deleted can no longer be completed. Tells whether the entry was dropped. */
function dropOrphanedOccurrence(pass: Pass, hub: HubTask, entry: OutboxEntry): boolean {
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
  // A full read does not show a new line that was created completed, so the same operation is sent again to learn its outcome.
  const mayBeHidden = pass.readWhole.has(entry.replica) && entry.fields.checklist !== undefined;
  return pass.outcomesKnown.has(entry.replica) && !mayBeHidden;
}

/** A task is not created without its title: it waits, with a note, until the title can be sent. */
function lacksTitle(planned: PlannedOperation): boolean {
  return (planned.kind === 'create' || planned.kind === 'restore') && planned.fields.title === undefined;
}

function isSameOperation(entry: OutboxEntry, planned: PlannedOperation): boolean {
  return entry.kind === planned.kind && isSame(entry.fields, planned.fields);
}
