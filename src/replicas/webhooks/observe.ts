// What events say of their objects, as observations: several about one object add up to the last word on it.

import type { ContainerId, RemoteId } from '../../model/ids.ts';
import { remoteId } from '../../model/ids.ts';
import type { Link, Observation, ObservedFields } from '../../model/link.ts';
import type { Pass } from '../../sync/unit-of-work.ts';
import type { SourceChange } from '../../model/webhook.ts';
import { EarlyEvents } from './early-events.ts';
import { WEBHOOKS } from './replica.ts';

/** What several changes of one object come to. */
interface Told {
  readonly fields: ObservedFields;
  readonly changedAt: number | null;
  /** The newest time that its sender told of it, as text; null: none. What is older is no news. */
  readonly revision: string | null;
}

/**
 * Says what these changes, in the order in which they came, show. What is said of a deleted task, or only of one that there is not, is
 * left out; the latter is noted for when the event that makes the task comes late.
 */
export function observeChanges(pass: Pass, changes: readonly SourceChange[]): readonly Observation[] {
  const early = new EarlyEvents(pass);
  const told = new Map<RemoteId, Told>();
  /** Names that were given up, each with the one that took its place. */
  const renamed = new Map<RemoteId, RemoteId>();
  for (const change of changes) {
    const link = linkOf(pass, change);
    const named = remoteId(change.object);
    const id = link?.remoteId ?? presentName(renamed, named);
    const before = firstTold(told, [id, ...(change.formerly ?? []).map(remoteId)]);
    if (before !== null && before.id !== id) {
      told.delete(before.id);
      renamed.set(before.id, id);
      // What has a name is not called otherwise: no name leads back to itself.
      renamed.delete(id);
    }
    const isFirst = link === null && before === null;
    const next = isFirst
      ? tellFirst(pass, change, early)
      : tell(pass, { change, link, before: before?.told ?? null });
    if (next !== null) told.set(id, next);
  }
  early.save();
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

/** Its link, which is from now on under its present name. What is told late under a former one is of the same task. */
function linkOf({ store, now }: Pass, { object, formerly = [] }: SourceChange): Link | null {
  const id = remoteId(object);
  const known = store.links.byRemoteId(WEBHOOKS, id);
  if (known !== null) return known;
  const former = store.links.retired(WEBHOOKS, id);
  if (former !== null) return store.links.get(former.taskId, WEBHOOKS);
  for (const name of formerly.map(remoteId)) {
    const link = store.links.byRemoteId(WEBHOOKS, name);
    if (link === null) continue;
    store.links.put({ ...link, remoteId: id });
    store.links.retire(WEBHOOKS, name, link.taskId, now);
    return { ...link, remoteId: id };
  }
  return null;
}

/** Follows names that were given up. */
function presentName(renamed: ReadonlyMap<RemoteId, RemoteId>, name: RemoteId): RemoteId {
  let present = name;
  for (let next = renamed.get(name); next !== undefined; next = renamed.get(next)) present = next;
  return present;
}

/** What was told of an object just now, under the first of these names that it was told under. */
function firstTold(
  told: ReadonlyMap<RemoteId, Told>,
  names: readonly RemoteId[],
): { readonly id: RemoteId; readonly told: Told } | null {
  for (const id of names) {
    const before = told.get(id);
    if (before !== undefined) return { id, told: before };
  }
  return null;
}

/** What is said of an object that is no task yet, beside what events that overtook this one said of it. */
function tellFirst(pass: Pass, change: SourceChange, early: EarlyEvents): Told | null {
  if (change.does === 'close' || change.does === 'edit') {
    early.note(change);
    return null;
  }
  const { changedAt } = change;
  const { closedAt, edit } = early.of(change);
  if (changedAt !== null && closedAt !== null && changedAt < closedAt) return null;
  early.forget(change);
  const newer = changedAt !== null && edit !== null && changedAt < edit.at ? edit : null;
  const newestAt = newer?.at ?? changedAt;
  return {
    fields: wholeTask(pass, newer === null ? change : { ...change, title: newer.title, notes: newer.notes }),
    changedAt: newestAt,
    revision: newestAt === null ? null : String(newestAt),
  };
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
  return {
    fields: { ...before?.fields, ...fieldsOf(change) },
    changedAt: change.changedAt ?? before?.changedAt ?? null,
    revision: change.changedAt === null ? revision : String(change.changedAt),
  };
}

/** What is said of an object that is a task already. */
function fieldsOf({ does, title, notes, tags, deadline }: SourceChange): ObservedFields {
  switch (does) {
    case 'open':
      return { status: 'open' };
    case 'tell':
      return { title, notes, tags, deadline, status: 'open' };
    case 'edit':
      return { title, notes };
    case 'close':
      return { status: 'completed' };
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
