// Converts a row of Things to an observation, with its place resolved.

import type { Observation } from '../../../model/link.ts';
import type { ThingsTodo } from '../../../protocol/things-row.ts';
import type { Pass } from '../../../sync/unit-of-work.ts';
import { portOf, THINGS } from '../known.ts';

/** Converts one row of Things to an observation of a whole task. */
export function observeRow(pass: Pass, row: ThingsTodo): Observation {
  const { observation, placeRemoteId } = portOf(pass.parts).lift(row, pass.config);
  if (placeRemoteId === null) return { ...observation, fields: { ...observation.fields, place: null } };
  const place = pass.containers.byRemoteId(THINGS, placeRemoteId);
  return place === null ? observation : { ...observation, fields: { ...observation.fields, place } };
}
