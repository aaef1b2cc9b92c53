// To-dos that older clients told of and no agent has read. One that was closed before the agent came is told of only when it is asked
// for; one that the agent does not know is not gone: it may come with Things Cloud.

import type { RemoteId } from '../../../model/ids.ts';
import type { Store } from '../../../hub/store.ts';
import type { ExchangeRequest } from '../../../protocol/exchange.ts';
import { leaseOf } from '../agents/lease.ts';
import { THINGS } from '../known.ts';

/** The ids that an agent was asked for: each is asked for once. */
const ASKED_KEY = 'things_asked_for';

/** What a difference does not show of these, unless it was asked for before. Empty where no agent ever came, or the library is told whole. */
export function unreadToAsk(
  store: Store,
  { base, todos, looked = [] }: ExchangeRequest,
): readonly RemoteId[] {
  if (base === null || leaseOf(store) === null) return [];
  const known = new Set<string>([...todos.map(({ id }) => id), ...looked, ...asked(store)]);
  return store.links.unread(THINGS).filter((id) => !known.has(id));
}

/** Records what was asked for. Runs in the caller's transaction. */
export function noteAsked(store: Store, { base, looked = [] }: ExchangeRequest): void {
  if (base !== null || looked.length === 0) return;
  const unread = new Set<string>(store.links.unread(THINGS));
  const all = [...new Set([...asked(store), ...looked])].filter((id) => unread.has(id)).toSorted();
  store.meta.set(ASKED_KEY, all.length === 0 ? undefined : all);
}

function asked({ meta }: Pick<Store, 'meta'>): readonly string[] {
  return (meta.get(ASKED_KEY) as readonly string[] | undefined) ?? [];
}
