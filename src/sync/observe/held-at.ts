// What a replica held of a task at a time that is past, by what the stream of events tells. Reads; changes nothing.

import { isCarriedOut, type HubEvent, type RecordedFields } from '../../hub/events.ts';
import type { Link } from '../../model/link.ts';
import type { ReplicaProfile } from '../../model/profile.ts';
import {
  FIELD_NAMES,
  fieldNamesOf,
  type FieldName,
  type HubTask,
  type SomeFields,
} from '../../model/task.ts';
import type { Run } from '../unit-of-work.ts';

/** At most so many events of one task are gone through. */
const MAX_EVENTS = 1000;

/** What is asked about. `at`: epoch ms. */
export interface PastOf {
  readonly hub: HubTask;
  readonly link: Link;
  readonly profile: ReplicaProfile;
  readonly at: number;
}

/**
 * The shadow of a link as it was at a time: of each field that was changed since, what was there before the first of these changes.
 * A field is left out where it was changed since and the history does not go back far enough to tell.
 */
export function heldAt(run: Run, { hub, link, profile, at }: PastOf): SomeFields {
  const before = changedSince(run, { hub, link, profile, at });
  const isUnknown = (name: FieldName): boolean => before[name] === undefined && hub.stamps[name].at > at;
  const known = FIELD_NAMES.filter((name) => !isUnknown(name));
  return Object.fromEntries(
    known.flatMap((name) => {
      const value = before[name] === undefined ? link.shadow[name] : before[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

/** Of the fields that changed after the time, what was there before; the oldest change tells. */
function changedSince(run: Run, past: PastOf): SomeFields {
  const before: Record<string, unknown> = {};
  let looked = 0;
  for (const event of run.store.events.ofTask(past.hub.id)) {
    looked += 1;
    if (event.at <= past.at || looked > MAX_EVENTS) break;
    Object.assign(before, beforeOf(event, past));
  }
  return before;
}

/** What was carried out there is told in the replica's own terms; what the hub decided is put into them. */
function beforeOf(event: HubEvent, { hub, link, profile }: PastOf): SomeFields {
  const before = plainFields(event.before);
  if (isCarriedOut(event)) return event.replica === link.replica ? before : {};
  const projected = profile.project({ ...hub.fields, ...before });
  return Object.fromEntries(
    fieldNamesOf(before).flatMap((name) => (projected[name] === undefined ? [] : [[name, projected[name]]])),
  );
}

function plainFields({ checklist, ...others }: RecordedFields): SomeFields {
  if (checklist === undefined) return others;
  return { ...others, checklist: checklist.map(({ key, title, done }) => ({ key, title, done })) };
}
