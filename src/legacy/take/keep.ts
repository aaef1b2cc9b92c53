// Makes sure that imported entries are in `sync-state:batch` before their originals are deleted, if they are in no other document:
// otherwise the working state would be their only copy.

import { SYNC_STATE_KEY } from '../../checkpoint/documents/sync-state.ts';
import { LEGACY_BATCH_KEY } from '../../checkpoint/legacy-batch.ts';
import type { LegacyEntry, LegacyRecords } from '../../hub/sqlite/tables/legacy-tables.ts';
import type { MigrationParts, Piece } from '../parts.ts';

/** Set while `sync-state:batch` has every entry that is in no other document. */
const KEPT = 'kept';

/** Records that an entry was imported which no document has yet. Writes no row if that is recorded already. */
export function noteUnkept({ progress }: Pick<LegacyRecords, 'progress'>): void {
  if (progress.get(KEPT) !== undefined) progress.set(KEPT, undefined);
}

/** Writes `sync-state:batch` if it may lack one of these entries. Null: it has them; otherwise until when to wait. */
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

/** Tells whether `sync-state:batch` is a document of older code that was not, or can't be, imported: it is not overwritten. */
export function isBarred({ store }: Pick<MigrationParts, 'store'>): boolean {
  return store.meta.get(LEGACY_BATCH_KEY) === true;
}
