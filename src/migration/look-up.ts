// While legacy keys remain: a to-do that nothing is known of is looked for under its legacy key, once, and adopted. Once all keys
// were taken in, no such read is made.

import { LEGACY_BATCH_KEY } from '../batches/legacy-batch.ts';
import { remoteId } from '../model/ids.ts';
import type { Jobs } from './jobs.ts';
import { refusalOf, type MigrationParts } from './parts.ts';
import { takeDocument } from './take-in.ts';
import { takeEntry } from './take-entry.ts';
import { translatePairs } from './translate.ts';

/** To-dos that one run looks for at most. */
const MAX_LOOKUPS = 300;
/** Requests for translation that one run makes at most. */
const MAX_TRANSLATIONS = 10;
/** Reads that an older document asks room for. */
const DOCUMENT_READS = 8;

/** Tells whether there may be legacy keys that were not taken in. */
export function mayRemain({ store }: Pick<MigrationParts, 'store'>, jobs: Jobs): boolean {
  const job = jobs.migration.get();
  if (job !== null) return job.phase === 'taking';
  return jobs.remain.get() === true || store.meta.get(LEGACY_BATCH_KEY) === true;
}

/** Looks for Things to-dos by their ids. Throws `KvError`. */
export async function adoptByThingsIds(
  parts: MigrationParts,
  jobs: Jobs,
  ids: readonly string[],
): Promise<void> {
  if (!mayRemain(parts, jobs)) return;
  const { legacy, store, kv } = parts;
  if (store.meta.get(LEGACY_BATCH_KEY) === true) {
    if (refusalOf(parts, { reads: DOCUMENT_READS }, 'migration') !== null) return;
    // Older code's document names every pair that its last state had; single keys may name further ones.
    jobs.remain.set(true);
    await takeDocument(parts);
  }
  const keys = ids
    .filter((id) => store.legacy.twinOf('things', remoteId(id)) === null)
    .map((id) => `mapping:things:${id}`)
    .filter((key) => legacy.entries.get(key) === null)
    .slice(0, MAX_LOOKUPS);
  if (keys.length > 0 && refusalOf(parts, { reads: keys.length }, 'migration') === null) {
    const values = await kv.getMany(keys);
    legacy.transaction(() => {
      for (const [key, value] of values) takeEntry(parts, { key, value, expiresAt: null });
    });
  }
  await translatePairs(parts, jobs, MAX_TRANSLATIONS);
}
