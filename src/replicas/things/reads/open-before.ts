// The open to-dos that were linked before a read, and which of them it does not show. Several checks need them, and each would read
// all links, so they are gathered once per read.

import type { RemoteId } from '../../../model/ids.ts';
import type { ExchangeRequest } from '../../../protocol/exchange.ts';
import type { Store } from '../../../hub/store.ts';
import { THINGS } from '../known.ts';

/** What was open before a read. Reads all links on first use. */
export interface OpenBefore {
  readonly count: () => number;
  /** Those that a full library does not show. What could not be read counts as shown. */
  readonly unshown: () => readonly RemoteId[];
}

/** What was open at the time of first use. */
export function openBefore(
  { links }: Pick<Store, 'links'>,
  { todos, receipt }: Pick<ExchangeRequest, 'todos' | 'receipt'>,
): OpenBefore {
  let gathered: { readonly count: number; readonly unshown: readonly RemoteId[] } | null = null;
  const gather = (): NonNullable<typeof gathered> => {
    const open = links.active(THINGS).filter((link) => link.open);
    const shown = new Set<string>([...todos, ...(receipt.setAside ?? [])].map(({ id }) => id));
    const unshown = open.map(({ remoteId }) => remoteId).filter((id) => !shown.has(id));
    return (gathered ??= { count: open.length, unshown });
  };
  return {
    count: () => (gathered ?? gather()).count,
    unshown: () => (gathered ?? gather()).unshown,
  };
}
