// What a replica held of a task at a past time, reconstructed from the event stream. Read-only.

import { isSameField } from '../../engine/fields/agree.ts';
import { isCarriedOut, plainFields, type HubEvent } from '../../hub/events.ts';
import type { Link } from '../../model/link.ts';
import type { ReplicaProfile } from '../../model/profile.ts';
import {
  FIELD_NAMES,
  fieldNamesOf,
  pickFields,
  type FieldName,
  type HubTask,
  type SomeFields,
} from '../../model/task.ts';
import type { Pass } from '../unit-of-work.ts';

/** How many events of a task are searched. */
const MAX_EVENTS = 1000;

/** The question: the state at some time between `from` and `until` (epoch ms), choosing the one most similar to `told`. */
export interface PastOf {
  readonly hub: HubTask;
  readonly link: Link;
  readonly profile: ReplicaProfile;
  readonly told: SomeFields;
  readonly from: number;
  readonly until: number;
}

/**
 * The shadow of a link as it was at a time: of each field that was changed since, what was there before the first of these changes.
 * A field is left out where it was changed since and the history does not go back far enough to tell.
 */
export function heldAt(pass: Pass, past: PastOf): SomeFields {
  const [newest, ...older] = statesOf(pass, past);
  const isNearer = (a: SomeFields, b: SomeFields): boolean =>
    differences(past.told, a) < differences(past.told, b);
  return older.reduce((nearest, state) => (isNearer(state, nearest) ? state : nearest), newest);
}

/** The possible states, newest first; at least one. */
function statesOf(pass: Pass, past: PastOf): readonly [SomeFields, ...SomeFields[]] {
  const states: SomeFields[] = [];
  let before: SomeFields = {};
  let looked = 0;
  for (const event of pass.store.events.ofTask(past.hub.id)) {
    looked += 1;
    if (looked > MAX_EVENTS) break;
    if (event.at <= past.until || event.at <= past.from) states.push({ ...past.link.shadow, ...before });
    if (event.at <= past.from) break;
    before = { ...before, ...beforeOf(event, past) };
  }
  const [newest, ...older] = states;
  return newest === undefined ? [asFarAsKnown(before, past)] : [newest, ...older];
}

/** The history does not go back far enough: fields that may have changed unrecorded are left out. */
function asFarAsKnown(before: SomeFields, { hub, link, from }: PastOf): SomeFields {
  const untold = FIELD_NAMES.filter((name) => before[name] === undefined && hub.stamps[name].at > from);
  return { ...omitFields(link.shadow, untold), ...before };
}

function omitFields(fields: SomeFields, names: readonly FieldName[]): SomeFields {
  return pickFields(
    fields,
    fieldNamesOf(fields).filter((name) => !names.includes(name)),
  );
}

function differences(told: SomeFields, state: SomeFields): number {
  return fieldNamesOf(state).filter(
    (name) => told[name] !== undefined && !isSameField(name, told[name], state[name]),
  ).length;
}

/** An event of an operation has the replica's own values; those of a hub decision have to be projected. */
function beforeOf(event: HubEvent, { hub, link, profile }: PastOf): SomeFields {
  const before = plainFields(event.before);
  if (isCarriedOut(event)) return event.replica === link.replica ? before : {};
  const projected = profile.project({ ...hub.fields, ...before });
  return Object.fromEntries(
    fieldNamesOf(before).flatMap((name) => (projected[name] === undefined ? [] : [[name, projected[name]]])),
  );
}
