// Processes an operation that Todoist carried out: what hub and Todoist now agree on, and what must be looked up because the
// response does not show it.

import { isSameField } from '../../../../engine/fields/agree.ts';
import { assert } from '../../../../model/assert.ts';
import type { RemoteId } from '../../../../model/ids.ts';
import type { Link, Observation } from '../../../../model/link.ts';
import {
  fieldNamesOf,
  pickFields,
  type ChecklistItem,
  type FieldName,
  type SomeFields,
} from '../../../../model/task.ts';
import { observeLinked } from '../../../../sync/observe/observe-linked.ts';
import { processReadBack } from '../../../../sync/observe/read-backs.ts';
import { recordDone, recordReason } from '../../../../sync/record.ts';
import { putTask, type Pass } from '../../../../sync/unit-of-work.ts';
import { isRecurringLine } from '../../translate/encode-checklist.ts';
import { asOperation } from '../../../../sync/plan/outbox-entry.ts';
import type { OutboxEntry } from '../../../../hub/store.ts';
import { portOf, TODOIST } from '../../known.ts';
import type { TodoistAnswer } from '../../todoist-port.ts';

interface Shown {
  readonly answer: TodoistAnswer;
  readonly shown: ReadonlyMap<RemoteId, Observation>;
  readonly isRetry: boolean;
  /** Tasks that the response shows in a former state. */
  readonly shownStale: Set<RemoteId>;
}

/** Marks an operation whose task was looked at, or is to be, before it is told once more. */
const LOOKED_AT = 'its outcome is being looked up';

/** Processes a confirmed operation: history, link, and what is still to be looked up. */
export function confirm(pass: Pass, entry: OutboxEntry, told: Shown): void {
  const { shown, answer, isRetry } = told;
  assert(entry.taskId !== null, 'a task operation without its task');
  const before = pass.store.links.get(entry.taskId, TODOIST);
  const isOld = before !== null && isShownOld(pass, entry, before, told);
  if (isOld) markSuspect(pass, before, told);
  // The first lookup of the task shows the result. Ids of new lines, however, are only in this response.
  if (isOld && entry.fields.checklist === undefined) return;
  if (before !== null && isUnseen(entry, before, told)) return lookAtFirst(pass, entry, before);
  pass.store.outbox.remove(entry.id);
  pass.touched.add(entry.taskId);
  const title = pass.store.tasks.get(entry.taskId)?.fields.title ?? '';
  recordDone(pass, { entry, title, after: entry.fields });
  if (before === null) return;
  // The task was deleted since: an old confirmation does not bring it back.
  const isGone = before.state === 'deleted' && entry.kind === 'update' && !shown.has(before.remoteId);
  if (isGone) return;
  const link = { ...before, checklistRefs: newRefs(pass, entry, answer, before.checklistRefs) };
  if (isRetry) lookUpNewLines(pass, link, before);
  const observation = shown.get(link.remoteId) ?? null;
  const settled = { ...entry, fields: openRecurringLines(pass, entry, link, observation) };
  if (isOld) return pass.store.links.put(confirmedLink(pass, settled, link, null));
  // A full response leaves out closed tasks, so a missing one means nothing there.
  const hadNoEffect = isRetry && !answer.complete && observation === null;
  if (hadNoEffect && entry.kind === 'update') return acceptLaterEdit(pass, settled, link);
  pass.store.links.put(confirmedLink(pass, settled, link, observation));
}

/**
 * A sub-task with a repeat rule moves to its next date when it is ticked and is open again, and so is its line, on both sides.
 * Returns what the operation brought about.
 */
function openRecurringLines(
  pass: Pass,
  { fields }: OutboxEntry,
  link: Link,
  observation: Observation | null,
): OutboxEntry['fields'] {
  const held = new Map(link.shadow.checklist?.map((item) => [item.key, item]));
  const told = new Map(observation?.fields.checklist?.map((item) => [item.ref, item]));
  const again = new Set<string>();
  for (const { key, done } of fields.checklist ?? []) {
    if (!done || held.get(key)?.done !== false || !isRecurringLine(link.lineDetails?.[key])) continue;
    const ref = link.checklistRefs[key];
    const shown = ref === undefined ? undefined : told.get(ref);
    if (shown?.done === true) continue;
    again.add(key);
    if (shown === undefined && ref !== undefined) pass.store.suspects.of(TODOIST).add(ref);
  }
  const hub = pass.store.tasks.get(link.taskId);
  if (again.size === 0 || hub === null || fields.checklist === undefined) return fields;
  const opened = (items: readonly ChecklistItem[]): readonly ChecklistItem[] =>
    items.map((item) => (again.has(item.key) ? { ...item, done: false } : item));
  const stamps = { ...hub.stamps, checklist: { at: pass.now, by: TODOIST } as const };
  putTask(pass, { ...hub, fields: { ...hub.fields, checklist: opened(hub.fields.checklist) }, stamps });
  const text = 'A ticked line is a repeating sub-task: it is open again for its next date.';
  recordReason(pass, link.taskId, TODOIST, { rule: 'T42', text });
  return { ...fields, checklist: opened(fields.checklist) };
}

/** A full read may be older than the commands sent with it: it then shows a field in its former state. */
function isShownOld(pass: Pass, entry: OutboxEntry, link: Link, { answer, shown }: Shown): boolean {
  const observation = shown.get(link.remoteId);
  if (entry.kind !== 'update' || !answer.complete || observation === undefined) return false;
  const taken = takenFields(pass, entry, observation);
  const { checklist: _lines, ...others } = observation.fields;
  const observed: SomeFields = others;
  return fieldNamesOf(observed).some(
    (name) =>
      entry.fields[name] !== undefined &&
      !taken.includes(name) &&
      isSameField(name, observed[name], entry.before[name]),
  );
}

/**
 * It was sent again, had been carried out before, and the task is closed: no full read shows the result. The lookup will, and finds
 * the operation still unanswered, so that a value that Todoist did not keep does not count as an edit. Lines are not looked up with
 * their task.
 */
function isUnseen(entry: OutboxEntry, link: Link, { answer, shown, isRetry }: Shown): boolean {
  const isClosed = (link.shadow.status ?? 'open') !== 'open' && link.state === 'active';
  const isUpdate = entry.kind === 'update' && entry.fields.checklist === undefined;
  const isShown = answer.complete || shown.has(link.remoteId);
  return isRetry && isUpdate && isClosed && !isShown && entry.reason !== LOOKED_AT;
}

function lookAtFirst(pass: Pass, { id }: OutboxEntry, { remoteId }: Link): void {
  pass.store.outbox.change(id, { reason: LOOKED_AT });
  pass.store.suspects.of(TODOIST).add(remoteId);
}

/** What the response shows of such a task is ignored, and it is looked up instead. */
function markSuspect(pass: Pass, { remoteId }: Link, { shownStale }: Shown): void {
  shownStale.add(remoteId);
  pass.store.suspects.of(TODOIST).add(remoteId);
}

/**
 * It was sent again, confirmed, and had no effect: it was carried out the first time. What was read since then is a later edit, and
 * therefore newer. A full read leaves out closed tasks: those are looked up.
 */
function acceptLaterEdit(pass: Pass, entry: OutboxEntry, link: Link): void {
  // A value that was read differently from what was sent was processed with that read: it waits for the owner.
  const names = fieldNamesOf(entry.fields).filter((name) => link.refused[name] === undefined);
  const { checklist: _lines, ...readSince } = pickFields(link.shadow, names);
  const agreed = { ...link, shadow: { ...link.shadow, ...pickFields(entry.fields, names) } };
  pass.store.links.put(agreed);
  if (link.shadow.status !== 'open' && entry.reason !== LOOKED_AT) {
    pass.store.suspects.of(TODOIST).add(link.remoteId);
    return;
  }
  observeLinked(pass, agreed, {
    replica: TODOIST,
    remoteId: link.remoteId,
    deleted: false,
    fields: readSince,
    changedAt: null,
    revision: link.revision,
    occurrence: link.occurrence,
  });
}

/** The link after an operation, given the result; null if the response does not show the task. */
export function confirmedLink(
  pass: Pass,
  entry: OutboxEntry,
  link: Link,
  observation: Observation | null,
): Link {
  if (entry.kind === 'delete') return { ...link, state: 'deleted', refused: {} };
  if (entry.kind === 'complete_occurrence') {
    const { start } = entry.fields;
    const shadow = start === undefined ? link.shadow : { ...link.shadow, start };
    return { ...link, shadow, occurrence: observation?.occurrence ?? (link.occurrence ?? 0) + 1 };
  }
  const profile = pass.profiles.get(TODOIST);
  assert(profile !== undefined, 'an acknowledgement before the account is known');
  const operation = asOperation(entry, link.taskId);
  const next = processReadBack(pass, { link, operation, observation, profile, said: null });
  const first = entry.kind === 'create' || entry.kind === 'restore';
  return first && observation !== null
    ? { ...next, occurrence: observation.occurrence, revision: observation.revision }
    : next;
}

/** The fields of an operation in which an observation shows the requested value. */
export function takenFields(pass: Pass, entry: OutboxEntry, observation: Observation): readonly FieldName[] {
  const { checklist: _lines, ...observed } = observation.fields;
  const profile = pass.profiles.get(TODOIST);
  if (profile === undefined) return [];
  return fieldNamesOf(observed).filter(
    (name) => entry.fields[name] !== undefined && profile.satisfies(name, observed, entry.fields),
  );
}

/** The ids of checklist lines after an operation: the known ones, and those of the lines it created. */
export function newRefs(
  pass: Pass,
  entry: OutboxEntry,
  answer: TodoistAnswer,
  known: Link['checklistRefs'],
): Link['checklistRefs'] {
  const refs: Record<string, RemoteId> = { ...known };
  for (const item of entry.fields.checklist ?? []) {
    const made = answer.ids.get(portOf(pass.parts).temporaryItemId(entry.id, item.key));
    if (made !== undefined) refs[item.key] = made;
  }
  return refs;
}

/** Lines created by a request whose response was lost may have been completed since, which a full read does not show. */
function lookUpNewLines(pass: Pass, link: Link, before: Link): void {
  const known = new Set<RemoteId>(Object.values(before.checklistRefs));
  for (const ref of Object.values(link.checklistRefs))
    if (!known.has(ref)) pass.store.suspects.of(TODOIST).add(ref);
}
