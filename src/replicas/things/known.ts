// What is kept of Things from one exchange to the next, and its own part of the account. The one place of this folder that names the
// rows.

import type { Store } from '../../hub/store.ts';
import type { Receipt } from '../../protocol/exchange.ts';
import type { AccountParts, Pass } from '../../sync/unit-of-work.ts';
import type { ThingsPort } from './things-port.ts';

type Stored = Pick<Store, 'meta'>;

/** Its name among replicas. */
export const THINGS = 'things' as const;

/** The adapter of the account's Things. */
export function portOf({ replicas }: Pick<AccountParts, 'replicas'>): ThingsPort {
  return replicas.get(THINGS).own as ThingsPort;
}

/** The receipt of the library as a run knows it; null before it was ever read. */
export function receiptOf({ known }: Pick<Pass, 'known'>): Receipt | null {
  return (known.get(THINGS) ?? null) as Receipt | null;
}

/** The receipt as it is stored, without its time; null before the library was ever read. */
export function storedReceipt({ meta }: Stored): Receipt | null {
  return (meta.get('things_receipt') as Receipt | undefined) ?? null;
}

/** The snapshot that was taken last; null: the whole library is to be told. */
export function storedSnapshot({ meta }: Stored): string | null {
  return (meta.get('things_snapshot') as string | undefined) ?? null;
}

/** What stands for a library that only older clients tell of: it says no more than what the Mac's zone is taken for. */
export function standInFor(zone: string): Receipt {
  const nothing = { schemaVersion: 0, complete: false, openTodos: 0, today: '', takenAt: 0 } as const;
  return { ...nothing, databaseId: 'older-clients', zone };
}

/** What is known of Things: of its library, or of what stands for it; null where nobody ever told of it. */
export function knownThings(store: Stored): Receipt | null {
  return storedReceipt(store) ?? storedStandIn(store);
}

/** What stands for a library that was never read; null where one was, or nobody told of any. */
export function storedStandIn({ meta }: Stored): Receipt | null {
  return (meta.get('things_stand_in') as Receipt | undefined) ?? null;
}

/** Puts down what stands for a library that was never read. */
export function storeStandIn({ meta }: Stored, standIn: Receipt): void {
  meta.set('things_stand_in', standIn);
}

/** Puts down that a snapshot was taken. */
export function storeSnapshot(
  { meta }: Stored,
  taken: { readonly snapshot: string; readonly receipt: Receipt },
): void {
  meta.set('things_snapshot', taken.snapshot);
  meta.set('things_receipt', lastingPart(taken.receipt));
  meta.set('things_stand_in', undefined);
}

/** What every read of the same library tells alike: it writes no row. */
function lastingPart({ newest: _newest, file: _file, continued: _continued, ...receipt }: Receipt): Receipt {
  return { ...receipt, takenAt: 0 };
}

/** The last read that told something. */
export interface LastRead {
  /** Epoch ms by the Mac's clock. */
  readonly takenAt: number;
  /** Epoch ms by ours. */
  readonly at: number;
  /** The newest change in the whole library; null where none was told. */
  readonly newest: number | null;
  /** Which file was read; null where that was not told. */
  readonly file: string | null;
}

/** The last read that told something; null before the first. */
export function storedRead({ meta }: Stored): LastRead | null {
  return (meta.get('things_read') as LastRead | undefined) ?? null;
}

/** Puts down when a read was that told something. */
export function storeRead({ meta }: Stored, read: LastRead): void {
  meta.set('things_read', read);
}

/** Has the whole library told with the next exchange. */
export function forgetSnapshot({ meta }: Stored): void {
  meta.set('things_snapshot', undefined);
}
