// To-dos that older clients told of and no agent has read. One that was closed before the agent came is told of only when it is asked
// for; one that the agent does not know is not gone: it may come with Things Cloud.

import { remoteId, type RemoteId } from '../../../model/ids.ts';
import { isSame } from '../../../model/same.ts';
import type { Store } from '../../../hub/store.ts';
import type { ExchangeRequest } from '../../../protocol/exchange.ts';
import { leaseOf } from '../agents/lease.ts';
import { THINGS } from '../known.ts';

/** Ids that clients told of while an agent was known and that it has not shown yet; and those that it was asked for, each once. */
const TOLD_KEY = 'things_told_of';
const ASKED_KEY = 'things_asked_for';

/** Notes what a client tells of. Where no agent ever came nothing is noted: the first one tells its library whole. */
export function noteTold(store: Store, ids: readonly RemoteId[]): void {
  if (leaseOf(store) === null) return;
  const known = new Set<string>([...toldOf(store), ...askedFor(store)]);
  const fresh = ids.filter((id) => {
    const link = known.has(id) ? null : store.links.byRemoteId(THINGS, id);
    return !known.has(id) && (link === null || (link.revision === null && link.stamps === undefined));
  });
  if (fresh.length > 0) keepTold(store, [...toldOf(store), ...fresh]);
}

/** What a difference does not show of these. Empty where the library is told whole: then everything is asked for that it does not show. */
export function unreadToAsk(store: Store, { base, todos }: ExchangeRequest): readonly RemoteId[] {
  if (base === null) return [];
  const shown = new Set<string>(todos.map(({ id }) => id));
  return toldOf(store)
    .map((id) => remoteId(id))
    .filter((id) => !shown.has(id) && isUnread(store, id));
}

/** Records what the agent has shown, or was asked for. Runs in the caller's transaction. */
export function noteAsked(store: Store, { todos, looked = [] }: ExchangeRequest): void {
  const told = toldOf(store);
  if (told.length === 0) return;
  const done = new Set<string>([...todos.map(({ id }) => id), ...looked]);
  keepTold(
    store,
    told.filter((id) => !done.has(id)),
  );
  const asked = new Set([...askedFor(store), ...looked.filter((id) => told.includes(id))]);
  keepAsked(
    store,
    [...asked].filter((id) => isUnread(store, remoteId(id))),
  );
}

function isUnread({ links }: Store, id: RemoteId): boolean {
  const link = links.byRemoteId(THINGS, id);
  return link !== null && link.state === 'active' && link.revision === null && link.stamps === undefined;
}

function toldOf({ meta }: Pick<Store, 'meta'>): readonly string[] {
  return (meta.get(TOLD_KEY) as readonly string[] | undefined) ?? [];
}

function askedFor({ meta }: Pick<Store, 'meta'>): readonly string[] {
  return (meta.get(ASKED_KEY) as readonly string[] | undefined) ?? [];
}

function keepTold(store: Store, ids: readonly string[]): void {
  if (isOther(ids, toldOf(store))) store.meta.set(TOLD_KEY, ids.length === 0 ? undefined : listOf(ids));
}

function keepAsked(store: Store, ids: readonly string[]): void {
  if (isOther(ids, askedFor(store))) store.meta.set(ASKED_KEY, ids.length === 0 ? undefined : listOf(ids));
}

function isOther(ids: readonly string[], before: readonly string[]): boolean {
  return !isSame(listOf(ids), listOf(before));
}

function listOf(ids: readonly string[]): readonly string[] {
  return [...new Set(ids)].toSorted();
}
