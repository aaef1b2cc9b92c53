// What a replica stores about checklist lines besides title and state. Kept exactly as reported, and for a while after a line is
// gone, so that they can be restored with it. Never compared or merged.

import type { Link, LineDetails, ObservedChecklistItem } from '../../model/link.ts';

/** How many deleted lines' details are kept per task; the oldest are dropped first. */
const MAX_GONE = 100;

/** The details of a link's lines after an observation. `refs` are the replica's current ids by hub key. */
export function lineDetailsAfter(
  known: Link['lineDetails'],
  observed: readonly ObservedChecklistItem[] | undefined,
  refs: Link['checklistRefs'],
): Pick<Link, 'lineDetails'> {
  const reported = (observed ?? []).flatMap(({ ref, details }) =>
    ref === null || details === undefined ? [] : [{ ref, details }],
  );
  if (reported.length === 0) return known === undefined ? {} : { lineDetails: known };
  const keyByRef = new Map(Object.entries(refs).map(([key, ref]) => [ref, key]));
  const after = new Map(Object.entries(known ?? {}));
  for (const { ref, details } of reported) {
    const key = keyByRef.get(ref);
    if (key === undefined) continue;
    const parent = details.parentRef === null ? null : (keyByRef.get(details.parentRef) ?? null);
    if (parent === null && Object.keys(details.values).length === 0) after.delete(key);
    else after.set(key, { parent, values: details.values });
  }
  return asProperty(withoutOldest(after, refs));
}

/** Adds the details of restored lines to a link. */
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
