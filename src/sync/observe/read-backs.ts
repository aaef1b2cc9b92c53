// What a replica made of our own writes: agreed on if it kept the value; otherwise recorded as refused and presented to the owner.
// Such values never reach the hub or another replica.

import { acknowledge } from '../../engine/acknowledge.ts';
import { digestOf } from '../../engine/fields/digest.ts';
import { isSameField } from '../../engine/fields/agree.ts';
import { fieldWords } from '../../engine/fields/field-words.ts';
import { assert } from '../../model/assert.ts';
import { isReadBack, type Conflict } from '../../model/conflict.ts';
import type { Link, Observation, Operation } from '../../model/link.ts';
import type { ReplicaProfile } from '../../model/profile.ts';
import { isSame } from '../../model/same.ts';
import type { ConflictRecord } from '../../hub/store.ts';
import {
  FIELD_NAMES,
  fieldNamesOf,
  pickFields,
  type FieldName,
  type HubTask,
  type SomeFields,
} from '../../model/task.ts';
import { countIgnored, stopAfterTooMany } from '../plan/stop-fields.ts';
import { recordReason } from '../record.ts';
import type { Pass } from '../unit-of-work.ts';

/** An operation that was carried out, and the result. */
export interface ReadBack {
  readonly link: Link;
  readonly operation: Operation;
  /** The resulting state; null if the replica did not report it. */
  readonly observation: Observation | null;
  readonly profile: ReplicaProfile;
  /** What the app said when it refused a part; null if nothing. */
  readonly said: string | null;
}

/** The link after an operation. Fields that the replica did not keep are recorded as refused, explained, and wait for the owner. */
export function processReadBack(pass: Pass, told: ReadBack): Link {
  const { link, profile } = told;
  const done = acknowledge(told);
  for (const name of done.ignored) {
    const text = `${profile.title} accepted the operation but left ${fieldWords(name)} as it was.${sayingOf(told)}`;
    recordReason(pass, link.taskId, link.replica, { rule: 'L10', text });
    if (!isHubValueKept(pass, link, name)) countIgnored(pass, link, name);
  }
  for (const name of done.overtaken) {
    const text = `${profile.title} left ${fieldWords(name)} as it was, and shows another change: the task was edited meanwhile, so this is written again.`;
    recordReason(pass, link.taskId, link.replica, { rule: 'L35', text });
  }
  for (const conflict of done.conflicts) putBeforePerson(pass, conflict, told);
  return done.link;
}

/**
 * Processes the first read after an operation whose response was lost. Only fields that show an effect count: one that is unchanged
 * may not have been written yet.
 */
export function processFirstRead(pass: Pass, told: ReadBack): Link {
  const { link, operation, observation, profile } = told;
  if (observation === null) return link;
  const { checklist: _lines, ...others } = observation.fields;
  const observed: SomeFields = others;
  const names = fieldNamesOf(observed).filter((name) => {
    if (operation.fields[name] === undefined) return false;
    if (profile.satisfies(name, observed, operation.fields)) return true;
    if (pass.parts.replicas.get(link.replica).hidesUnfinished) return false;
    const isAsItWas = [link.shadow[name], operation.before[name]].some((was) => isSame(observed[name], was));
    return !isAsItWas && link.refused[name] === undefined;
  });
  if (names.length === 0) return link;
  const part = { ...operation, fields: pickFields(operation.fields, names) };
  const { shadow, refused } = processReadBack(pass, { ...told, operation: part });
  return { ...link, shadow, refused };
}

/**
 * Keeps the read-back conflicts in sync with the refusals: a conflict ends when its field is no longer refused, and is reopened if
 * it ended without the owner's decision and both values are still there.
 */
export function updateReadBackConflicts(pass: Pass, hub: HubTask): void {
  for (const link of pass.store.links.of(hub.id)) forgetWhatIsKept(pass, hub, link);
  endReadBacks(pass, hub);
  if (hub.deletedAt !== null) return;
  for (const link of pass.store.links.of(hub.id)) {
    if (link.state === 'active' && Object.keys(link.refused).length > 0) reopenReadBacks(pass, hub, link);
  }
}

/** A field in which a replica shows what the hub wants is no longer refused, however that came about. */
function forgetWhatIsKept(pass: Pass, hub: HubTask, link: Link): void {
  const wanted = pass.profiles.get(link.replica)?.project(hub.fields) ?? {};
  const kept = FIELD_NAMES.filter(
    (name) => link.refused[name] !== undefined && isSameField(name, link.shadow[name], wanted[name]),
  );
  if (kept.length === 0) return;
  const refused = Object.fromEntries(
    Object.entries(link.refused).filter(([name]) => !kept.some((each) => each === name)),
  );
  pass.store.links.put({ ...link, refused });
}

/** Ends conflicts because of a deletion, or because hub or replica moved on. Nobody decided them, so they don't count as resolved. */
function endReadBacks(pass: Pass, hub: HubTask): void {
  for (const conflict of pass.store.conflicts.waitingOf(hub.id)) {
    const { field, replica } = conflict;
    if (!isReadBack(conflict) || field === 'deleted') continue;
    const link = pass.store.links.get(hub.id, replica);
    if (link?.refused[field] !== undefined && hub.deletedAt === null) continue;
    const isTaken = isSame(link?.shadow[field], hub.fields[field]);
    pass.store.conflicts.change(conflict.id, { outcome: isTaken ? 'replica' : 'hub', resolvedAt: null });
  }
}

/** A task that was deleted and restored gets its conflicts back. */
function reopenReadBacks(pass: Pass, hub: HubTask, link: Link): void {
  const wanted = pass.profiles.get(link.replica)?.project(hub.fields) ?? {};
  for (const record of pass.store.conflicts.of(hub.id)) {
    const { field, replica, hubValue, replicaValue, outcome, resolvedAt } = record;
    if (!isReadBack(record) || field === 'deleted' || replica !== link.replica) continue;
    if (outcome !== 'hub' || resolvedAt !== null) continue;
    const isRefused = link.refused[field] !== undefined && link.refused[field] === digestOf(wanted[field]);
    if (!isRefused || !isSame(hubValue, wanted[field] ?? null)) continue;
    if (!isSame(replicaValue, link.shadow[field] ?? null) || isAsked(pass, record)) continue;
    pass.store.conflicts.change(record.id, { outcome: 'waiting', resolvedAt: null });
  }
}

/** The conflict is already waiting, or the owner has decided it. */
function isAsked(pass: Pass, { taskId, field, replica, hubValue, replicaValue }: Conflict): boolean {
  return readBacksOf(pass, { taskId, field, replica }).some(
    (each) => each.outcome === 'waiting' || isDifferenceAccepted(each, { hubValue, replicaValue }),
  );
}

function putBeforePerson(pass: Pass, conflict: Conflict, told: ReadBack): void {
  const { taskId, field, replica, hubValue, replicaValue } = conflict;
  assert(field !== 'deleted', 'a read-back is of a field');
  const text = `${told.profile.title} shows a different value in ${fieldWords(field)} from the one that was written: the value here stays, and you decide.${sayingOf(told)}`;
  recordReason(pass, taskId, replica, { rule: 'L26', text });
  const known = readBacksOf(pass, conflict);
  if (known.some((each) => isDifferenceAccepted(each, conflict))) return;
  const waiting = known.find((each) => each.outcome === 'waiting');
  if (waiting === undefined) {
    pass.store.conflicts.add({ ...conflict, id: pass.parts.newId(), at: pass.now, resolvedAt: null });
  } else {
    pass.store.conflicts.change(waiting.id, { hubValue, replicaValue });
  }
  stopAfterTooMany(pass, replica, field);
}

/** The owner chose the hub's value although the replica could not hold it. That it still can't is no new conflict. */
function isHubValueKept(pass: Pass, { taskId, replica }: Link, field: FieldName): boolean {
  const newest = readBacksOf(pass, { taskId, field, replica }).toSorted((a, b) => b.at - a.at)[0];
  return newest?.outcome === 'hub' && newest.resolvedAt !== null;
}

function readBacksOf(
  pass: Pass,
  { taskId, field, replica }: Pick<Conflict, 'taskId' | 'field' | 'replica'>,
): readonly ConflictRecord[] {
  return pass.store.conflicts
    .of(taskId)
    .filter((each) => isReadBack(each) && each.field === field && each.replica === replica);
}

/** The owner has seen this very difference before and left it. */
function isDifferenceAccepted(
  { outcome, resolvedAt, ...known }: ConflictRecord,
  { hubValue, replicaValue }: Pick<Conflict, 'hubValue' | 'replicaValue'>,
): boolean {
  const isAnswered = outcome === 'hub' && resolvedAt !== null;
  return isAnswered && isSame(known.hubValue, hubValue) && isSame(known.replicaValue, replicaValue);
}

function sayingOf({ profile, said }: ReadBack): string {
  return said === null ? '' : ` ${profile.title} said: ${said}`;
}
