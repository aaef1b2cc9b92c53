// What events say of their objects, as observations: several about one object add up to the last word on it.

import type { ContainerId, RemoteId } from '../../model/ids.ts';
import { remoteId } from '../../model/ids.ts';
import type { Link, Observation, ObservedFields } from '../../model/link.ts';
import type { Pass } from '../../sync/unit-of-work.ts';
import type { SourceChange } from '../../model/webhook.ts';
import { WEBHOOKS } from './replica.ts';

/** What several changes of one object come to. */
interface Told {
  readonly fields: ObservedFields;
  readonly changedAt: number | null;
  /** The newest time that its sender told of it, as text; null: none. What is older is no news. */
  readonly revision: string | null;
}

/** Says what these changes, in the order in which they came, show. What is said of a deleted task, or only of one that there is not, is left out. */
export function observeChanges(pass: Pass, changes: readonly SourceChange[]): readonly Observation[] {
  const told = new Map<RemoteId, Told>();
  for (const change of changes) {
    const id = remoteId(change.object);
    const link = linkOf(pass, change);
    const before = toldOf(told, change);
    const next = tell(pass, { change, link, before });
    if (next !== null) told.set(id, next);
  }
  return [...told].map(([id, { fields, changedAt, revision }]) => ({
    replica: WEBHOOKS,
    remoteId: id,
    deleted: false,
    fields,
    changedAt,
    revision,
    occurrence: null,
  }));
}

/** Its link, which is from now on under its present name. */
function linkOf({ store }: Pass, { object, formerly = [] }: SourceChange): Link | null {
  const known = store.links.byRemoteId(WEBHOOKS, remoteId(object));
  if (known !== null) return known;
  for (const name of formerly) {
    const link = store.links.byRemoteId(WEBHOOKS, remoteId(name));
    if (link === null) continue;
    const renamed = { ...link, remoteId: remoteId(object) };
    store.links.put(renamed);
    return renamed;
  }
  return null;
}

/** What was told of it just now, under whichever name. */
function toldOf(told: Map<RemoteId, Told>, { object, formerly = [] }: SourceChange): Told | null {
  const found = [object, ...formerly].map(remoteId).find((name) => told.has(name));
  if (found === undefined) return null;
  const before = told.get(found) ?? null;
  if (found !== remoteId(object)) told.delete(found);
  return before;
}

function tell(
  pass: Pass,
  {
    change,
    link,
    before,
  }: { readonly change: SourceChange; readonly link: Link | null; readonly before: Told | null },
): Told | null {
  // What its owner deleted is not made again by what its sender says of it.
  if (link !== null && pass.store.tasks.get(link.taskId)?.deletedAt !== null) return before;
  const revision = before?.revision ?? link?.revision ?? null;
  if (change.changedAt !== null && revision !== null && change.changedAt < Number(revision)) return before;
  const isKnown = link !== null || before !== null;
  const fields = fieldsOf(pass, change, isKnown);
  if (fields === null) return before;
  return {
    fields: { ...before?.fields, ...fields },
    changedAt: change.changedAt ?? before?.changedAt ?? null,
    revision: change.changedAt === null ? revision : String(change.changedAt),
  };
}

function fieldsOf(pass: Pass, change: SourceChange, isKnown: boolean): ObservedFields | null {
  const { title, notes, tags, deadline } = change;
  switch (change.does) {
    case 'open':
      return isKnown ? { status: 'open' } : wholeTask(pass, change);
    case 'tell':
      return isKnown ? { title, notes, tags, deadline, status: 'open' } : wholeTask(pass, change);
    case 'edit':
      return isKnown ? { title, notes } : null;
    case 'close':
      return isKnown ? { status: 'completed' } : null;
  }
}

/** Its place is told once: where it is moved to afterwards is its owner's matter. */
function wholeTask(pass: Pass, { title, notes, tags, deadline, place }: SourceChange): ObservedFields {
  const filed = place === null ? null : placeNamed(pass, place);
  return {
    title,
    notes,
    tags,
    deadline,
    status: 'open',
    place: filed,
    start: filed === null ? 'inbox' : 'anytime',
  };
}

/** A project before an area of the same name; null where there is neither: the inbox. */
function placeNamed(pass: Pass, name: string): ContainerId | null {
  const named = pass.store.containers.named(name);
  const found = named.find(({ kind }) => kind === 'project') ?? named.find(({ kind }) => kind === 'area');
  return found?.id ?? null;
}
