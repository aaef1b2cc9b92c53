// Updates the link after its replica carried out an operation. The operation's own fields are now agreed on; anything else that
// changed in the same task is left to the next reconcile.

import type { Conflict } from '../model/conflict.ts';
import { stampsOf, type Link, type Observation, type Operation } from '../model/link.ts';
import type { ReplicaProfile } from '../model/profile.ts';
import { fieldNamesOf } from '../model/task.ts';
import type { ChecklistItem, FieldName, SomeFields } from '../model/task.ts';
import { isBlank, isSameField } from './fields/agree.ts';
import { keyChecklist } from './fields/checklist-keys.ts';
import { digestOf } from './fields/digest.ts';

/** What is known once an operation was carried out. */
export interface AcknowledgeInput {
  readonly link: Link;
  readonly operation: Operation;
  /** The resulting state; null if the replica did not report it. */
  readonly observation: Observation | null;
  readonly profile: ReplicaProfile;
}

/** The result of an acknowledgement. */
export interface Acknowledged {
  readonly link: Link;
  /** Fields that the replica left unchanged. They are also in `link.refused`. */
  readonly ignored: readonly FieldName[];
  /** Fields left unchanged in a task that a user edited at the same time. They have to be sent again. */
  readonly overtaken: readonly FieldName[];
  /** Fields that now have a third value: cut, rewritten, partly missing. They are also in `link.refused`. */
  readonly conflicts: readonly Conflict[];
}

/**
 * Processes an acknowledgement by the rules L9 to L12, L26, L27 and L35 of docs/spec.md. What the replica shows of the operation's
 * fields enters the shadow, so that it does not count as an edit; a value that the replica did not keep is recorded as refused. The
 * hub is not changed.
 */
export function acknowledge(input: AcknowledgeInput): Acknowledged {
  const { link, operation, observation } = input;
  if (operation.kind === 'delete') return { ...NOTHING_LEFT, link: deletedLink(link, observation) };
  if (observation?.deleted === true) return { ...NOTHING_LEFT, link };
  const keyed = keyResult(input);
  const names = fieldNamesOf(operation.fields);
  const isNotOurs = (name: FieldName): boolean =>
    areOwnLinesAsSent(name, keyed.reported, input) ||
    isStatusSetSince(name, keyed.reported, input) ||
    isEditedWhileDeleted(name, keyed.reported, input);
  const unkept = names.filter((name) => !isTaken(name, keyed.reported, input) && !isNotOurs(name));
  const left = unkept.filter((name) => isLeftAsItWas(name, keyed.reported, input));
  const overtaken = isEditedElsewhere(keyed.reported, input) ? left : [];
  const ignored = left.filter((name) => !overtaken.includes(name));
  const shadow = { ...link.shadow };
  const refused = { ...link.refused };
  for (const name of names) {
    const isResult = keyed.reported[name] !== undefined && !isNotOurs(name);
    Object.assign(shadow, { [name]: isResult ? keyed.reported[name] : operation.fields[name] });
    if (unkept.includes(name) && !overtaken.includes(name)) refused[name] = digestOf(operation.fields[name]);
    else delete refused[name];
  }
  const conflicts = unkept
    .filter((name) => !left.includes(name))
    .map((name) => readBackConflict(name, keyed.reported, input));
  const remoteId = observation?.remoteId ?? link.remoteId;
  const next: Link = { ...link, remoteId, state: 'active', shadow, refused, checklistRefs: keyed.refs };
  return { link: withRevision(next, observation, keyed.reported), ignored, overtaken, conflicts };
}

const NOTHING_LEFT = { ignored: [], overtaken: [], conflicts: [] } as const;

/** No strategy applies to a value that a replica could not hold: a person decides, and sees both values. */
function readBackConflict(name: FieldName, reported: SomeFields, input: AcknowledgeInput): Conflict {
  const { link, operation } = input;
  return {
    taskId: link.taskId,
    field: name,
    replica: operation.replica,
    hubValue: operation.fields[name] ?? null,
    replicaValue: reported[name] ?? null,
    base: valueBefore(name, input) ?? null,
    strategy: 'manual',
    outcome: 'waiting',
    cause: 'read_back',
  };
}

/** A delete took effect unless the replica still shows the task. */
function deletedLink(link: Link, observation: Observation | null): Link {
  if (observation !== null && !observation.deleted) return link;
  return { ...link, state: 'deleted', refused: {}, revision: observation?.revision ?? link.revision };
}

/**
 * If the replica writes lines one by one, lines that we did not send are not part of our write. It succeeded if ours are as sent
 * and the ones to be removed are gone; other lines are left to the next reconcile.
 */
function areOwnLinesAsSent(name: FieldName, reported: SomeFields, input: AcknowledgeInput): boolean {
  const { operation, profile } = input;
  const sent = operation.fields.checklist;
  if (name !== 'checklist' || !profile.keepsLineIds || isTaken(name, reported, input)) return false;
  if (sent === undefined || reported.checklist === undefined) return false;
  const sentKeys = new Set(sent.map(({ key }) => key));
  const before = (valueBefore('checklist', input) ?? []) as readonly ChecklistItem[];
  const goneKeys = new Set(before.map(({ key }) => key).filter((key) => !sentKeys.has(key)));
  const goneRefs = new Set([...goneKeys].flatMap((key) => input.link.checklistRefs[key] ?? []));
  const isStillThere =
    reported.checklist.some(({ key }) => goneKeys.has(key)) ||
    input.observation?.fields.checklist?.some(({ ref }) => ref !== null && goneRefs.has(ref)) === true;
  const ours = { ...reported, checklist: reported.checklist.filter(({ key }) => sentKeys.has(key)) };
  return !isStillThere && isTaken('checklist', ours, input);
}

/**
 * Unlike text, a status is never stored in another form. One that is neither the sent nor the previous value was set by a user
 * since, and is left to the next reconcile.
 */
function isStatusSetSince(name: FieldName, reported: SomeFields, input: AcknowledgeInput): boolean {
  const sent = input.operation.fields.status;
  if (name !== 'status' || reported.status === undefined || sent === undefined) return false;
  return (reported.status === 'open') !== (sent === 'open') && !isLeftAsItWas(name, reported, input);
}

/**
 * A restore does not write fields that already had the wanted value when the task was deleted. If one differs now, a user edited it
 * before or after the deletion; it is left to the next reconcile.
 */
function isEditedWhileDeleted(name: FieldName, reported: SomeFields, input: AcknowledgeInput): boolean {
  const { operation, link } = input;
  if (operation.kind !== 'restore' || name === 'status' || isTaken(name, reported, input)) return false;
  const held = link.shadow[name];
  return held !== undefined && isSameField(name, held, operation.fields[name]);
}

function isTaken(name: FieldName, reported: SomeFields, { operation, profile }: AcknowledgeInput): boolean {
  if (reported[name] === undefined || isSameField(name, reported[name], operation.fields[name])) return true;
  return profile.satisfies(name, reported, operation.fields);
}

/**
 * The task shows a change that was not part of the operation: a user edited it while the operation was carried out, perhaps the
 * very field in question. Once that edit is in the shadow, a second attempt shows no such change.
 */
function isEditedElsewhere(reported: SomeFields, { operation, link }: AcknowledgeInput): boolean {
  if (operation.kind !== 'update') return false;
  return fieldNamesOf(reported).some((name) => {
    const agreed = link.shadow[name];
    return (
      operation.fields[name] === undefined &&
      agreed !== undefined &&
      !isSameField(name, reported[name], agreed)
    );
  });
}

/** The replica shows its previous value, or nothing if it had none. */
function isLeftAsItWas(name: FieldName, reported: SomeFields, input: AcknowledgeInput): boolean {
  const was = valueBefore(name, input);
  return was === undefined ? isBlank(name, reported[name]) : isSameField(name, reported[name], was);
}

function valueBefore(name: FieldName, { operation, link }: AcknowledgeInput): SomeFields[FieldName] {
  return operation.before[name] ?? link.shadow[name];
}

interface Result {
  readonly reported: SomeFields;
  readonly refs: Link['checklistRefs'];
}

/** The resulting fields, with hub keys in the checklist: the keys that were sent, if the operation included a checklist. */
function keyResult({ link, operation, observation, profile }: AcknowledgeInput): Result {
  const sent = operation.fields.checklist;
  if (observation === null)
    return { reported: {}, refs: sent === undefined ? link.checklistRefs : refsOf(sent, link) };
  const { checklist, ...reported } = observation.fields;
  if (checklist === undefined)
    return { reported, refs: sent === undefined ? link.checklistRefs : refsOf(sent, link) };
  const keyed = keyChecklist({
    observed: checklist,
    shadow: sent ?? link.shadow.checklist ?? [],
    hub: link.shadow.checklist ?? [],
    refs: link.checklistRefs,
    profile,
  });
  const refs = sent === undefined ? link.checklistRefs : keyed.refs;
  return { reported: { ...reported, checklist: keyed.items }, refs };
}

function refsOf(items: readonly ChecklistItem[], link: Link): Link['checklistRefs'] {
  const keys = new Set(items.map((item) => item.key));
  return Object.fromEntries(Object.entries(link.checklistRefs).filter(([key]) => keys.has(key)));
}

/** The revision advances only if the shadow now matches everything the replica showed; otherwise there is still something to reconcile. */
function withRevision(link: Link, observation: Observation | null, reported: SomeFields): Link {
  if (observation === null) return link;
  const isWhole = fieldNamesOf(reported).every((name) =>
    isSameField(name, reported[name], link.shadow[name]),
  );
  return isWhole ? { ...link, revision: observation.revision, ...stampsOf(observation) } : link;
}
