// The open to-dos that were linked before a read, and which of them it does not show. Several questions are asked about them, and each
// would cost all links: they are gathered once for each read.

import type { RemoteId } from '../../../model/ids.ts';
import type { ExchangeRequest } from '../../../protocol/exchange.ts';
import type { Store } from '../../../hub/store.ts';
import { THINGS } from '../known.ts';

/** What was open before a read. Reads all links when it is first asked for anything. */
export interface OpenBefore {
  readonly count: () => number;
  /** Those that a whole library does not show. What could not be read is there. */
  readonly unshown: () => readonly RemoteId[];
}

/** What was open when this is first asked. */
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
