// The link after its replica carried out an operation. Only the operation's own fields are agreed on by it: whatever else
// changed in the same row is left for the reconcile that follows.

import type { Conflict } from '../model/conflict.ts';
import { stampsOf, type Link, type Observation, type Operation } from '../model/link.ts';
import type { ReplicaProfile } from '../model/profile.ts';
import { fieldNamesOf } from '../model/task.ts';
import type { ChecklistItem, FieldName, SomeFields } from '../model/task.ts';
import { isBlank, isSameField } from './fields/agree.ts';
import { keyChecklist } from './fields/checklist-keys.ts';
import { digestOf } from './fields/digest.ts';

/** What is known when an operation was carried out. */
export interface AcknowledgeInput {
  readonly link: Link;
  readonly operation: Operation;
  /** The state that resulted; null where the replica did not tell. */
  readonly observation: Observation | null;
  readonly profile: ReplicaProfile;
}

/** What an acknowledgement comes to. */
export interface Acknowledged {
  readonly link: Link;
  /** Fields that the replica left as they were. They are in `link.refused`. */
  readonly ignored: readonly FieldName[];
  /** Fields that are as they were in a row that somebody edited meanwhile: they are to be told again. */
  readonly overtaken: readonly FieldName[];
  /** Fields in which it shows something else again: cut, rewritten, a part left out. They are in `link.refused`, too. */
  readonly conflicts: readonly Conflict[];
}

/**
 * Takes an acknowledgement in, by the rules L9 to L12, L26, L27 and L35 of docs/spec.md. What the replica shows of the operation's fields
 * enters the shadow, so that it is nobody's change; a value that it did not keep is refused there. The hub is not touched.
 */
export function acknowledge(input: AcknowledgeInput): Acknowledged {
  const { link, operation, observation } = input;
  if (operation.kind === 'delete') return { ...NOTHING_LEFT, link: buried(link, observation) };
  if (observation?.deleted === true) return { ...NOTHING_LEFT, link };
  const keyed = keyResult(input);
  const names = fieldNamesOf(operation.fields);
  const isNotOurs = (name: FieldName): boolean =>
    isInOurLines(name, keyed.told, input) ||
    isDoneSince(name, keyed.told, input) ||
    isTypedWhileAway(name, keyed.told, input);
  const unkept = names.filter((name) => !isTaken(name, keyed.told, input) && !isNotOurs(name));
  const left = unkept.filter((name) => isLeftAsItWas(name, keyed.told, input));
  const overtaken = isEditedElsewhere(keyed.told, input) ? left : [];
  const ignored = left.filter((name) => !overtaken.includes(name));
  const shadow = { ...link.shadow };
  const refused = { ...link.refused };
  for (const name of names) {
    const isResult = keyed.told[name] !== undefined && !isNotOurs(name);
    Object.assign(shadow, { [name]: isResult ? keyed.told[name] : operation.fields[name] });
    if (unkept.includes(name) && !overtaken.includes(name)) refused[name] = digestOf(operation.fields[name]);
    else delete refused[name];
  }
  const conflicts = unkept
    .filter((name) => !left.includes(name))
    .map((name) => readBackConflict(name, keyed.told, input));
  const remoteId = observation?.remoteId ?? link.remoteId;
  const next: Link = { ...link, remoteId, state: 'active', shadow, refused, checklistRefs: keyed.refs };
  return { link: withRevision(next, observation, keyed.told), ignored, overtaken, conflicts };
}

const NOTHING_LEFT = { ignored: [], overtaken: [], conflicts: [] } as const;

/** No strategy decides what a replica could not hold: a person sees both values. */
function readBackConflict(name: FieldName, told: SomeFields, input: AcknowledgeInput): Conflict {
  const { link, operation } = input;
  return {
    taskId: link.taskId,
    field: name,
    replica: operation.replica,
    hubValue: operation.fields[name] ?? null,
    replicaValue: told[name] ?? null,
    base: valueBefore(name, input) ?? null,
    strategy: 'manual',
    outcome: 'waiting',
    cause: 'read_back',
  };
}

/** A delete took effect unless the replica still shows the task. */
function buried(link: Link, observation: Observation | null): Link {
  if (observation !== null && !observation.deleted) return link;
  return { ...link, state: 'deleted', refused: {}, revision: observation?.revision ?? link.revision };
}

/**
 * Where lines are written one by one, the others are none of our write: ours show as they were told, and what was to go is gone. What
 * else is there is left for the reconcile that follows.
 */
function isInOurLines(name: FieldName, told: SomeFields, input: AcknowledgeInput): boolean {
  const { operation, profile } = input;
  const sent = operation.fields.checklist;
  if (name !== 'checklist' || !profile.keepsLineIds || isTaken(name, told, input)) return false;
  if (sent === undefined || told.checklist === undefined) return false;
  const sentKeys = new Set(sent.map(({ key }) => key));
  const before = (valueBefore('checklist', input) ?? []) as readonly ChecklistItem[];
  const goneKeys = new Set(before.map(({ key }) => key).filter((key) => !sentKeys.has(key)));
  const goneRefs = new Set([...goneKeys].flatMap((key) => input.link.checklistRefs[key] ?? []));
  const isStillThere =
    told.checklist.some(({ key }) => goneKeys.has(key)) ||
    input.observation?.fields.checklist?.some(({ ref }) => ref !== null && goneRefs.has(ref)) === true;
  const ours = { ...told, checklist: told.checklist.filter(({ key }) => sentKeys.has(key)) };
  return !isStillThere && isTaken('checklist', ours, input);
}

/**
 * Whether a task is done is no text that an app keeps in another form: what shows neither as told nor as before, somebody did since. It
 * is left for the reconcile that follows.
 */
function isDoneSince(name: FieldName, told: SomeFields, input: AcknowledgeInput): boolean {
  const sent = input.operation.fields.status;
  if (name !== 'status' || told.status === undefined || sent === undefined) return false;
  return (told.status === 'open') !== (sent === 'open') && !isLeftAsItWas(name, told, input);
}

/**
 * What is brought back as it was has no field written that the replica held as it is wanted: what shows otherwise was typed before it went,
 * or since, and is left for the reconcile that follows.
 */
function isTypedWhileAway(name: FieldName, told: SomeFields, input: AcknowledgeInput): boolean {
  const { operation, link } = input;
  if (operation.kind !== 'restore' || name === 'status' || isTaken(name, told, input)) return false;
  const held = link.shadow[name];
  return held !== undefined && isSameField(name, held, operation.fields[name]);
}

function isTaken(name: FieldName, told: SomeFields, { operation, profile }: AcknowledgeInput): boolean {
  if (told[name] === undefined || isSameField(name, told[name], operation.fields[name])) return true;
  return profile.satisfies(name, told, operation.fields);
}

/**
 * The row shows a change that was not asked for: somebody edited it while the operation was carried out, perhaps in the very place
 * where the replica keeps the field, too. Whoever is told the same again after that edit was taken in shows no such change any more.
 */
function isEditedElsewhere(told: SomeFields, { operation, link }: AcknowledgeInput): boolean {
  if (operation.kind !== 'update') return false;
  return fieldNamesOf(told).some((name) => {
    const agreed = link.shadow[name];
    return (
      operation.fields[name] === undefined && agreed !== undefined && !isSameField(name, told[name], agreed)
    );
  });
}

/** The replica shows what it held before, or nothing where it was to hold something. */
function isLeftAsItWas(name: FieldName, told: SomeFields, input: AcknowledgeInput): boolean {
  const was = valueBefore(name, input);
  return was === undefined ? isBlank(name, told[name]) : isSameField(name, told[name], was);
}

function valueBefore(name: FieldName, { operation, link }: AcknowledgeInput): SomeFields[FieldName] {
  return operation.before[name] ?? link.shadow[name];
}

interface Result {
  readonly told: SomeFields;
  readonly refs: Link['checklistRefs'];
}

/** The resulting fields with our keys: those that were sent, where the operation sent a checklist. */
function keyResult({ link, operation, observation, profile }: AcknowledgeInput): Result {
  const sent = operation.fields.checklist;
  if (observation === null)
    return { told: {}, refs: sent === undefined ? link.checklistRefs : refsOf(sent, link) };
  const { checklist, ...told } = observation.fields;
  if (checklist === undefined)
    return { told, refs: sent === undefined ? link.checklistRefs : refsOf(sent, link) };
  const keyed = keyChecklist({
    observed: checklist,
    shadow: sent ?? link.shadow.checklist ?? [],
    hub: link.shadow.checklist ?? [],
    refs: link.checklistRefs,
    profile,
  });
  const refs = sent === undefined ? link.checklistRefs : keyed.refs;
  return { told: { ...told, checklist: keyed.items }, refs };
}

function refsOf(items: readonly ChecklistItem[], link: Link): Link['checklistRefs'] {
  const keys = new Set(items.map((item) => item.key));
  return Object.fromEntries(Object.entries(link.checklistRefs).filter(([key]) => keys.has(key)));
}

/** The revision moves on only where the shadow now is all that the replica showed; else something is still to be reconciled. */
function withRevision(link: Link, observation: Observation | null, told: SomeFields): Link {
  if (observation === null) return link;
  const isWhole = fieldNamesOf(told).every((name) => isSameField(name, told[name], link.shadow[name]));
  return isWhole ? { ...link, revision: observation.revision, ...stampsOf(observation) } : link;
}
