// What a replica can hold, told by its adapter to the engine. This is what stops echoes: a value that a replica can't hold
// never looks like a change there.

import type { FieldName, SomeFields, TaskFields } from './task.ts';
import type { ReplicaName } from './ids.ts';

/** A field (or a whole task) that can't be sent as it is. */
export interface Unsendable {
  /** `task`: nothing of the task can be sent until this is mended. */
  readonly what: FieldName | 'task';
  /** Why, in plain words, with the limit. */
  readonly reason: string;
}

/** A replica as the engine sees it. Pure: everything that it depends on (today, zone, plan, limits) was given when it was made. */
export interface ReplicaProfile {
  readonly replica: ReplicaName;
  /** As a person calls it. */
  readonly title: string;
  /** The fields that it can hold of this task now. A field outside is never touched by it and never sent to it. */
  readonly holds: (fields: TaskFields) => ReadonlySet<FieldName>;
  /** What it can represent of the held fields. Idempotent: projecting a projection changes nothing. */
  readonly project: (fields: TaskFields) => SomeFields;
  /** Tells whether what it holds of a field already is, in its own terms, what is wanted. Equal values always satisfy. */
  readonly satisfies: (name: FieldName, held: SomeFields, wanted: SomeFields) => boolean;
  /** What can't be sent of these fields, and why. */
  readonly unsendable: (fields: TaskFields) => readonly Unsendable[];
  /** Fields whose change leaves `changedAt` as it was: they count as changed when they are seen. */
  readonly unstamped?: ReadonlySet<FieldName>;
  /** False where rewriting a checklist gives all its lines new ids: a list of new ids alone may then be the old one. */
  readonly keepsLineIds: boolean;
  /** Closing a task closes its lines there, and may hide them: what it shows of them then is not a person's doing. */
  readonly closesLines?: boolean;
  /** It refuses a place that it can't give, and puts nothing into another one: where a task is otherwise, somebody moved it. */
  readonly refusesPlaces?: boolean;
  /** A whole read leaves out lines that are done: one that it does not show may be there. */
  readonly hidesDoneLines?: boolean;
}
