// Which fields are currently not written to which replica, as stored, and how that changes a profile. Independent of runs.

import { fieldWords } from '../../engine/fields/field-words.ts';
import type { ReplicaName, TaskId } from '../../model/ids.ts';
import type { ReplicaProfile, Unsendable } from '../../model/profile.ts';
import { FIELD_NAMES, type FieldName } from '../../model/task.ts';
import type { Store } from '../../hub/store.ts';

/** The record of one field of one replica. */
export interface FieldStop {
  readonly replica: ReplicaName;
  readonly field: FieldName;
  /** Epoch ms since when it is not written there; null: it is written. */
  readonly stoppedAt: number | null;
  /** Epoch ms at which the owner last resumed the field. Earlier cases no longer count. */
  readonly countedFrom: number;
  /** Tasks on which writing it had no effect since then; absent: none. */
  readonly ignoredOn?: readonly TaskId[];
}

/** All recorded fields, by `stopKey`. Updated in place by the pass that finds one case too many. */
export type FieldStops = Map<string, FieldStop>;

const META_KEY = 'stopped_fields';

/** The key of a field of a replica. */
export function stopKey(replica: ReplicaName, field: FieldName): string {
  return `${replica} ${field}`;
}

/** Reads the stored records. */
export function readStops(store: Pick<Store, 'meta'>): FieldStops {
  const stored = (store.meta.get(META_KEY) ?? []) as readonly FieldStop[];
  return new Map(stored.map((stop) => [stopKey(stop.replica, stop.field), stop]));
}

/** Saves a record, in `stops` and in the state. */
export function putStop(store: Pick<Store, 'meta'>, stops: FieldStops, stop: FieldStop): void {
  stops.set(stopKey(stop.replica, stop.field), stop);
  store.meta.set(META_KEY, [...stops.values()]);
}

/** Fields that are currently stopped. */
export function stopped(stops: FieldStops): readonly (FieldStop & { readonly stoppedAt: number })[] {
  return [...stops.values()].flatMap((stop) =>
    stop.stoppedAt === null ? [] : [{ ...stop, stoppedAt: stop.stoppedAt }],
  );
}

/** Lists the stopped fields in the form that `resume` accepts. */
export function stoppedWords(stops: FieldStops): string {
  const names = stopped(stops).map(({ replica, field }) => `${replica} ${field}`);
  return names.length === 0 ? 'Nothing is stopped now.' : `What is stopped: ${names.join(', ')}.`;
}

/** A profile to which a stopped field can't be sent, for as long as it is in `stops`. */
export function withStops(profile: ReplicaProfile, stops: FieldStops): ReplicaProfile {
  return {
    ...profile,
    unsendable: (fields) => [
      ...profile.unsendable(fields),
      ...FIELD_NAMES.flatMap((field) => unsendableIn(stops, profile, field)),
    ],
  };
}

/** Says in one sentence what is stopped, why, and what to do. `side`: the replica's display name. */
export function stopWords({ replica, field }: Pick<FieldStop, 'replica' | 'field'>, side: string): string {
  const what = fieldWords(field);
  return `Writing ${what} to ${side} has stopped: for several tasks ${side} did not show the value that was written. The reasons: npm run cli -- status. Both values, where there are two: npm run cli -- conflicts. To go on: npm run cli -- conflicts resume ${replica} ${field}`;
}

function unsendableIn(
  stops: FieldStops,
  { replica, title }: ReplicaProfile,
  field: FieldName,
): readonly Unsendable[] {
  const stop = stops.get(stopKey(replica, field));
  return stop === undefined || stop.stoppedAt === null
    ? []
    : [{ what: field, reason: stopWords(stop, title) }];
}
