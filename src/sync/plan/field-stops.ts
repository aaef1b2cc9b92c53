// Which fields are not written to which replica for now, as it is kept in the state, and what that makes of a profile.
// Knows nothing of runs.

import { fieldWords } from '../../engine/fields/field-words.ts';
import type { ReplicaName, TaskId } from '../../model/ids.ts';
import type { ReplicaProfile, Unsendable } from '../../model/profile.ts';
import { FIELD_NAMES, type FieldName } from '../../model/task.ts';
import type { Store } from '../../hub/store.ts';

/** What is remembered of one field of one replica. */
export interface FieldStop {
  readonly replica: ReplicaName;
  readonly field: FieldName;
  /** Epoch ms since when it is not written there; null: it is written. */
  readonly stoppedAt: number | null;
  /** Epoch ms: what was found before does not count any more, since the owner has let it go on then. */
  readonly countedFrom: number;
  /** Tasks on which writing it had no effect since then; absent: none. */
  readonly ignoredOn?: readonly TaskId[];
}

/** Every field of which something is remembered, by `stopKey`. Changed in place by the pass that finds one case too many. */
export type FieldStops = Map<string, FieldStop>;

const META_KEY = 'stopped_fields';

/** Names a field of a replica. */
export function stopKey(replica: ReplicaName, field: FieldName): string {
  return `${replica} ${field}`;
}

/** Reads what is remembered. */
export function readStops(store: Pick<Store, 'meta'>): FieldStops {
  const stored = (store.meta.get(META_KEY) ?? []) as readonly FieldStop[];
  return new Map(stored.map((stop) => [stopKey(stop.replica, stop.field), stop]));
}

/** Remembers a field, in `stops` and in the state. */
export function putStop(store: Pick<Store, 'meta'>, stops: FieldStops, stop: FieldStop): void {
  stops.set(stopKey(stop.replica, stop.field), stop);
  store.meta.set(META_KEY, [...stops.values()]);
}

/** Fields that are stopped now. */
export function stopped(stops: FieldStops): readonly (FieldStop & { readonly stoppedAt: number })[] {
  return [...stops.values()].flatMap((stop) =>
    stop.stoppedAt === null ? [] : [{ ...stop, stoppedAt: stop.stoppedAt }],
  );
}

/** Names what is stopped now, as `resume` takes it. */
export function stoppedWords(stops: FieldStops): string {
  const names = stopped(stops).map(({ replica, field }) => `${replica} ${field}`);
  return names.length === 0 ? 'Nothing is stopped now.' : `What is stopped: ${names.join(', ')}.`;
}

/** A profile to which a stopped field can't be sent, for as long as `stops` has it. */
export function withStops(profile: ReplicaProfile, stops: FieldStops): ReplicaProfile {
  return {
    ...profile,
    unsendable: (fields) => [
      ...profile.unsendable(fields),
      ...FIELD_NAMES.flatMap((field) => unsendableIn(stops, profile, field)),
    ],
  };
}

/** Says in one sentence what is stopped, why, and what to do. `side`: what a person calls the replica. */
export function stopWords({ replica, field }: Pick<FieldStop, 'replica' | 'field'>, side: string): string {
  const what = fieldWords(field);
  return `Writing ${what} to ${side} has stopped: on several tasks ${side} did not show what it was told. The reasons: npm run sync -- status; both values, where there are two: npm run sync -- conflicts; to go on: npm run sync -- resume ${replica} ${field}`;
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
