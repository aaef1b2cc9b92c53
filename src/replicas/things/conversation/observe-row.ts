// A row of Things as an observation, with its place resolved.

import type { Observation } from '../../../model/link.ts';
import type { ThingsTodo } from '../../../protocol/things-row.ts';
import type { Run } from '../../../sync/unit-of-work.ts';
import { portOf, THINGS } from '../known.ts';

/** Reads one row of Things as an observation of a whole task. */
export function observeRow(run: Run, row: ThingsTodo): Observation {
  const { observation, placeRemoteId } = portOf(run.parts).lift(row, run.config);
  if (placeRemoteId === null) return { ...observation, fields: { ...observation.fields, place: null } };
  const place = run.containers.byRemoteId(THINGS, placeRemoteId);
  return place === null ? observation : { ...observation, fields: { ...observation.fields, place } };
}
