// Makes sure that what was taken in is in `sync-state:batch` before its originals go: those entries are in no other document, and
// without it the working state would be their only copy.

import { SYNC_STATE_KEY } from '../../checkpoint/documents/sync-state.ts';
import { LEGACY_BATCH_KEY } from '../../checkpoint/legacy-batch.ts';
import type { LegacyEntry, LegacyRecords } from '../../hub/sqlite/tables/legacy-tables.ts';
import type { MigrationParts, Piece } from '../parts.ts';

/** Noted while `sync-state:batch` holds every entry that is in no other document. */
const KEPT = 'kept';

/** Notes that an entry was taken in which no document holds yet. Costs no row when that is noted already. */
export function noteUnkept({ progress }: Pick<LegacyRecords, 'progress'>): void {
  if (progress.get(KEPT) !== undefined) progress.set(KEPT, undefined);
}

/** Writes `sync-state:batch` where it may lack one of these entries. Null: it holds them; otherwise until when to wait. */
export async function keepEntries(
  parts: Pick<MigrationParts, 'legacy' | 'keepState'>,
  entries: readonly LegacyEntry[],
): Promise<Extract<Piece, { kind: 'waits' }> | null> {
  const isInDocuments = entries.every(({ document }) => document !== null);
  if (isInDocuments || parts.legacy.progress.get(KEPT) === true) return null;
  const outcome = await parts.keepState();
  if (outcome.kind === 'waits' || outcome.kind === 'failed') {
    const reason = `${SYNC_STATE_KEY} has to be written first: ${outcome.reason}`;
    return { kind: 'waits', reason, resumesAt: outcome.resumesAt };
  }
  parts.legacy.progress.set(KEPT, true);
  return null;
}

/** Tells whether `sync-state:batch` is one of older code that was not, or can't be, taken in: it is not written over. */
export function isBarred({ store }: Pick<MigrationParts, 'store'>): boolean {
  return store.meta.get(LEGACY_BATCH_KEY) === true;
}
