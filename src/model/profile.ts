// What a replica can hold, as its adapter reports it to the engine. This prevents echoes: a value that a replica can't hold never
// looks like a change made there.

import type { FieldName, SomeFields, TaskFields } from './task.ts';
import type { ReplicaName } from './ids.ts';

/** A field (or a whole task) that can't be sent as it is. */
export interface Unsendable {
  /** `task`: nothing of the task can be sent until this is fixed. */
  readonly what: FieldName | 'task';
  /** Why, in plain words, with the limit. */
  readonly reason: string;
  /** The replica is sent what fits, which is what `project` gives; the rest stays in the hub. */
  readonly partly?: true;
}

/** A replica as the engine sees it. Pure: everything it depends on (today, zone, plan, limits) is fixed when it is created. */
export interface ReplicaProfile {
  readonly replica: ReplicaName;
  /** Its display name. */
  readonly title: string;
  /** The fields it can hold of this task now. No other field is ever changed by it or sent to it. */
  readonly holds: (fields: TaskFields) => ReadonlySet<FieldName>;
  /** What it can represent of the fields it holds. Idempotent: projecting a projection changes nothing. */
  readonly project: (fields: TaskFields) => SomeFields;
  /** Tells whether its value of a field already is, in its own terms, the wanted one. Equal values always satisfy. */
  readonly satisfies: (name: FieldName, held: SomeFields, wanted: SomeFields) => boolean;
  /** The form of held values in which those that it shows alike, such as two days that are past, are equal; absent: as they are. */
  readonly shownForm?: (held: SomeFields) => SomeFields;
  /** What can't be sent of these fields, and why. */
  readonly unsendable: (fields: TaskFields) => readonly Unsendable[];
  /** Fields whose change does not update `changedAt`: the time of such a change is the time it is seen. */
  readonly unstamped?: ReadonlySet<FieldName>;
  /** False if rewriting a checklist gives all its lines new ids. An otherwise equal list with new ids may then be the old one. */
  readonly keepsLineIds: boolean;
  /** Closing a task also closes its lines there, and may hide them. What it then shows of them is not a person's edit. */
  readonly closesLines?: boolean;
  /** It refuses a place that it can't provide, and never picks another one. A task in any other place was moved by a person. */
  readonly refusesPlaces?: boolean;
  /** A full read leaves out completed lines, so a line missing from it may still exist. */
  readonly hidesDoneLines?: boolean;
}
