// To-dos that older clients told of and no agent has read. One that was closed before the agent came is told of only when it is asked
// for; one that the agent does not know is not gone: it may come with Things Cloud.

import { remoteId, type RemoteId } from '../../../model/ids.ts';
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
  const known = new Set<string>([...listOf(store, TOLD_KEY), ...listOf(store, ASKED_KEY)]);
  const fresh = ids.filter((id) => {
    const link = known.has(id) ? null : store.links.byRemoteId(THINGS, id);
    return !known.has(id) && (link === null || (link.revision === null && link.stamps === undefined));
  });
  if (fresh.length > 0) keep(store, TOLD_KEY, [...listOf(store, TOLD_KEY), ...fresh]);
}

/** What a difference does not show of these. Empty where the library is told whole: then everything is asked for that it does not show. */
export function unreadToAsk(store: Store, { base, todos }: ExchangeRequest): readonly RemoteId[] {
  if (base === null) return [];
  const shown = new Set<string>(todos.map(({ id }) => id));
  return listOf(store, TOLD_KEY)
    .map((id) => remoteId(id))
    .filter((id) => !shown.has(id) && isUnread(store, id));
}

/** Records what the agent has shown, or was asked for. Runs in the caller's transaction. */
export function noteAsked(store: Store, { todos, looked = [] }: ExchangeRequest): void {
  const told = listOf(store, TOLD_KEY);
  if (told.length === 0) return;
  const done = new Set<string>([...todos.map(({ id }) => id), ...looked]);
  keep(
    store,
    TOLD_KEY,
    told.filter((id) => !done.has(id)),
  );
  const asked = new Set([...listOf(store, ASKED_KEY), ...looked.filter((id) => told.includes(id))]);
  keep(
    store,
    ASKED_KEY,
    [...asked].filter((id) => isUnread(store, remoteId(id))),
  );
}

function isUnread({ links }: Store, id: RemoteId): boolean {
  const link = links.byRemoteId(THINGS, id);
  return link !== null && link.state === 'active' && link.revision === null && link.stamps === undefined;
}

function listOf({ meta }: Pick<Store, 'meta'>, key: string): readonly string[] {
  return (meta.get(key) as readonly string[] | undefined) ?? [];
}

function keep(store: Pick<Store, 'meta'>, key: string, ids: readonly string[]): void {
  const all = [...new Set(ids)].toSorted();
  if (all.length !== listOf(store, key).length || all.some((id, at) => id !== listOf(store, key)[at]))
    store.meta.set(key, all.length === 0 ? undefined : all);
}
