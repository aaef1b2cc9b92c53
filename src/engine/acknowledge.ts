// The link after its replica carried out an operation. Only the operation's own fields are agreed on by it: whatever else
// changed in the same row is left for the reconcile that follows.

import type { Link, Observation, Operation } from '../model/link.ts';
import type { ReplicaProfile } from '../model/profile.ts';
import { fieldNamesOf } from '../model/task.ts';
import type { ChecklistItem, FieldName, SomeFields } from '../model/task.ts';
import { isBlank, isSameField } from './agree.ts';
import { keyChecklist } from './checklist-keys.ts';
import { digestOf } from './digest.ts';

/** What is known when an operation was carried out. */
export interface AcknowledgeInput {
  readonly link: Link;
  readonly operation: Operation;
  /** The state that resulted; null where the replica did not tell. */
  readonly observation: Observation | null;
  readonly profile: ReplicaProfile;
}

/**
 * Takes an acknowledgement in, by the rules L9 to L12 of docs/spec.md. `ignored` names the fields that the replica left as they
 * were: they are in `link.refused`, and what it holds instead is in the shadow, as no change of a person. A field that shows
 * something else again was sent and then changed by somebody: the shadow has what was sent, and the reconcile that follows finds it.
 */
export function acknowledge(input: AcknowledgeInput): {
  readonly link: Link;
  readonly ignored: readonly FieldName[];
} {
  const { link, operation, observation } = input;
  if (operation.kind === 'delete') return { link: buried(link, observation), ignored: [] };
  if (observation?.deleted === true) return { link, ignored: [] };
  const keyed = keyResult(input);
  const names = fieldNamesOf(operation.fields);
  const ignored = names.filter((name) => isLeftAsItWas(name, keyed.told, input));
  const shadow = { ...link.shadow };
  const refused = { ...link.refused };
  for (const name of names) {
    const isResult =
      keyed.told[name] !== undefined && (ignored.includes(name) || isTaken(name, keyed.told, input));
    Object.assign(shadow, { [name]: isResult ? keyed.told[name] : operation.fields[name] });
    if (ignored.includes(name)) refused[name] = digestOf(operation.fields[name]);
    else delete refused[name];
  }
  const remoteId = observation?.remoteId ?? link.remoteId;
  const next: Link = { ...link, remoteId, state: 'active', shadow, refused, checklistRefs: keyed.refs };
  return { link: withRevision(next, observation, keyed.told), ignored };
}

/** A delete took effect unless the replica still shows the task. */
function buried(link: Link, observation: Observation | null): Link {
  if (observation !== null && !observation.deleted) return link;
  return { ...link, state: 'deleted', refused: {}, revision: observation?.revision ?? link.revision };
}

function isTaken(name: FieldName, told: SomeFields, { operation, profile }: AcknowledgeInput): boolean {
  if (told[name] === undefined || isSameField(name, told[name], operation.fields[name])) return true;
  return profile.satisfies(name, told, operation.fields);
}

/** The replica shows what it held before, or nothing where it was to hold something. */
function isLeftAsItWas(name: FieldName, told: SomeFields, input: AcknowledgeInput): boolean {
  if (isTaken(name, told, input)) return false;
  const was = input.operation.before[name] ?? input.link.shadow[name];
  return was === undefined ? isBlank(name, told[name]) : isSameField(name, told[name], was);
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
  return isWhole ? { ...link, revision: observation.revision } : link;
}
