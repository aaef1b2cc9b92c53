// When two values of a field are the same: for the hub, and in a replica's own terms.

import { isSame } from '../../model/same.ts';
import { canonicalTags, EMPTY_FIELDS } from '../../model/task.ts';
import type { FieldName, SomeFields, TaskFields } from '../../model/task.ts';
import type { ReplicaProfile } from '../../model/profile.ts';

/** Tells whether two values of a field are the same; tags compare as sets. An absent value equals only an absent one. */
export function isSameField(name: FieldName, a: unknown, b: unknown): boolean {
  if (name !== 'tags' || !Array.isArray(a) || !Array.isArray(b)) return isSame(a, b);
  return isSame(canonicalTags(a as readonly string[]), canonicalTags(b as readonly string[]));
}

/** Tells whether a value is the one that a new, empty task has. */
export function isBlank(name: FieldName, value: unknown): boolean {
  return value === undefined || isSame(value, EMPTY_FIELDS[name]);
}

/**
 * Tells whether the replica's value of a field already is the wanted one: equal, satisfying it in the replica's own terms, or
 * indistinguishable from it there. `fields` are the hub's, for projections that depend on other fields. A field that the replica
 * does not hold never agrees.
 */
export function agrees(question: {
  readonly name: FieldName;
  readonly held: SomeFields;
  readonly wanted: SomeFields;
  readonly fields: TaskFields;
  readonly profile: ReplicaProfile;
}): boolean {
  const { name, held, wanted, profile } = question;
  if (held[name] === undefined || wanted[name] === undefined) return held[name] === wanted[name];
  if (isSameField(name, held[name], wanted[name])) return true;
  if (profile.satisfies(name, held, wanted)) return true;
  const asProjected = profile.project({ ...question.fields, ...held })[name];
  return isSameField(name, asProjected, wanted[name]);
}
