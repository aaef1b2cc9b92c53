// What a replica has of checklist lines beside title and state: kept as told, also for a while after a line is gone, so that a line
// that comes back can have it again. Nothing here is compared or merged.

import type { Link, LineDetails, ObservedChecklistItem } from '../../model/link.ts';

/** Details of so many lines that are gone are kept with a task; those that went first are forgotten first. */
const MAX_GONE = 100;

/** The details of a link's lines after an observation. `refs` are the replica's ids by our keys, as they are now. */
export function lineDetailsAfter(
  known: Link['lineDetails'],
  observed: readonly ObservedChecklistItem[] | undefined,
  refs: Link['checklistRefs'],
): Pick<Link, 'lineDetails'> {
  const told = (observed ?? []).flatMap(({ ref, details }) =>
    ref === null || details === undefined ? [] : [{ ref, details }],
  );
  if (told.length === 0) return known === undefined ? {} : { lineDetails: known };
  const keyByRef = new Map(Object.entries(refs).map(([key, ref]) => [ref, key]));
  const after = new Map(Object.entries(known ?? {}));
  for (const { ref, details } of told) {
    const key = keyByRef.get(ref);
    if (key === undefined) continue;
    const parent = details.parentRef === null ? null : (keyByRef.get(details.parentRef) ?? null);
    if (parent === null && Object.keys(details.values).length === 0) after.delete(key);
    else after.set(key, { parent, values: details.values });
  }
  return asProperty(withoutOldest(after, refs));
}

/** Adds the details of lines that come back to those of a link. */
export function withLineDetails(link: Link, added: Readonly<Record<string, LineDetails>>): Link {
  return { ...link, ...asProperty(new Map(Object.entries({ ...link.lineDetails, ...added }))) };
}

function withoutOldest(
  details: ReadonlyMap<string, LineDetails>,
  refs: Link['checklistRefs'],
): ReadonlyMap<string, LineDetails> {
  const gone = [...details.keys()].filter((key) => !Object.hasOwn(refs, key));
  const forgotten = new Set(gone.slice(0, Math.max(0, gone.length - MAX_GONE)));
  return new Map([...details].filter(([key]) => !forgotten.has(key)));
}

function asProperty(details: ReadonlyMap<string, LineDetails>): Pick<Link, 'lineDetails'> {
  return details.size === 0 ? {} : { lineDetails: Object.fromEntries(details) };
}
