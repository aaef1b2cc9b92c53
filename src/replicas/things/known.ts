// What is stored about Things between exchanges, and its own part of the account. The only file here that knows the keys.

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

/** The library's receipt as a run knows it; null before it was ever read. */
export function receiptOf({ known }: Pick<Pass, 'known'>): Receipt | null {
  return (known.get(THINGS) ?? null) as Receipt | null;
}

/** The library's receipt as stored, without its time; null before it was ever read. */
export function storedReceipt({ meta }: Stored): Receipt | null {
  return (meta.get('things_receipt') as Receipt | undefined) ?? null;
}

/** The snapshot that was processed last; null: the full library has to be sent. */
export function storedSnapshot({ meta }: Stored): string | null {
  return (meta.get('things_snapshot') as string | undefined) ?? null;
}

/** A stand-in receipt for a library that only older clients report on. It contains only the zone that is assumed for the Mac. */
export function standInFor(zone: string): Receipt {
  const nothing = { schemaVersion: 0, complete: false, openTodos: 0, today: '', takenAt: 0 } as const;
  return { ...nothing, databaseId: 'older-clients', zone };
}

/** The receipt of the library, or its stand-in; null if nothing was ever reported about it. */
export function knownThings(store: Stored): Receipt | null {
  return storedReceipt(store) ?? storedStandIn(store);
}

/** The stand-in receipt; null if the library was read, or nothing was ever reported about it. */
export function storedStandIn({ meta }: Stored): Receipt | null {
  return (meta.get('things_stand_in') as Receipt | undefined) ?? null;
}

/** Saves the stand-in receipt. */
export function storeStandIn({ meta }: Stored, standIn: Receipt): void {
  meta.set('things_stand_in', standIn);
}

/** Records that a snapshot was processed. */
export function storeSnapshot(
  { meta }: Stored,
  taken: { readonly snapshot: string; readonly receipt: Receipt },
): void {
  meta.set('things_snapshot', taken.snapshot);
  meta.set('things_receipt', lastingPart(taken.receipt));
  meta.set('things_stand_in', undefined);
}

/** The part that is the same in every read of one library, so that it causes no row to be written. */
function lastingPart({ newest: _newest, file: _file, continued: _continued, ...receipt }: Receipt): Receipt {
  return { ...receipt, takenAt: 0 };
}

/** The last read with news. */
export interface LastRead {
  /** Epoch ms by the Mac's clock. */
  readonly takenAt: number;
  /** Epoch ms by ours. */
  readonly at: number;
  /** The newest change in the whole library; null if not reported. */
  readonly newest: number | null;
  /** Which file was read; null if not reported. */
  readonly file: string | null;
}

/** The last read with news; null before the first. */
export function storedRead({ meta }: Stored): LastRead | null {
  return (meta.get('things_read') as LastRead | undefined) ?? null;
}

/** Records the time of a read with news. */
export function storeRead({ meta }: Stored, read: LastRead): void {
  meta.set('things_read', read);
}

/** Requests the full library in the next exchange. */
export function forgetSnapshot({ meta }: Stored): void {
  meta.set('things_snapshot', undefined);
}
