// While legacy keys remain, an unknown to-do is looked up under its legacy key, once, and imported. When all keys are imported, no
// such reads are made.

import { LEGACY_BATCH_KEY } from '../../checkpoint/legacy-batch.ts';
import { remoteId } from '../../model/ids.ts';
import type { Jobs } from '../jobs.ts';
import { refusalOf, type MigrationParts } from '../parts.ts';
import { takeDocument } from './take-in.ts';
import { takeEntry } from './take-entry.ts';
import { translatePairs } from './translate.ts';

/** How many keys are read to find out whether there are any. */
const SAMPLE = 20;
/** How many to-dos one run looks up at most. */
const MAX_LOOKUPS = 300;
/** How many translation requests one run makes at most. */
const MAX_TRANSLATIONS = 10;
/** How many reads are reserved for an older document. */
const DOCUMENT_READS = 8;

/** Looks up Things to-dos by their ids. Throws `KvError`. */
export async function adoptByThingsIds(
  parts: MigrationParts,
  jobs: Jobs,
  ids: readonly string[],
): Promise<void> {
  if (!(await mayRemain(parts, jobs, unreadKeys(parts, ids)))) return;
  await readKeys(parts, unreadKeys(parts, ids).slice(0, MAX_LOOKUPS));
  await translatePairs(parts, jobs, MAX_TRANSLATIONS);
}

/** Keys of unknown to-dos that were not read yet. */
function unreadKeys({ store, legacy }: MigrationParts, ids: readonly string[]): readonly string[] {
  return ids
    .filter((id) => store.legacy.counterpartOf('things', remoteId(id)) === null)
    .map((id) => `mapping:things:${id}`)
    .filter((key) => legacy.entries.get(key) === null);
}

/**
 * Tells whether there may be legacy keys that were not imported. The migration knows. Before any migration, an older document
 * answers that, or a sample of the wanted keys, which is read once per account.
 */
async function mayRemain(parts: MigrationParts, jobs: Jobs, wanted: readonly string[]): Promise<boolean> {
  const job = jobs.migration.get();
  if (job !== null) return job.phase === 'taking';
  if (parts.store.meta.get(LEGACY_BATCH_KEY) === true) {
    if (refusalOf(parts, { reads: DOCUMENT_READS }, 'migration') !== null) return false;
    // It contains every pair of its last state; single keys may contain further ones.
    jobs.remain.set(true);
    await takeDocument(parts);
    return true;
  }
  const known = jobs.remain.get();
  if (known !== null || wanted.length === 0) return known === true;
  const step = Math.ceil(wanted.length / SAMPLE);
  const sample = wanted.filter((_key, index) => index % step === 0);
  const found = await readKeys(parts, sample);
  if (found !== null) jobs.remain.set(found > 0);
  return (found ?? 0) > 0;
}

/** A few keys need no bulk read, which some KV namespaces do not support. */
async function readSingly(
  { kv }: MigrationParts,
  keys: readonly string[],
): Promise<ReadonlyMap<string, string | null>> {
  return new Map(await Promise.all(keys.map(async (key) => [key, await kv.get(key)] as const)));
}

/** Reads keys and imports their contents. Returns how many had content; null: the day's budget is used up. */
async function readKeys(parts: MigrationParts, keys: readonly string[]): Promise<number | null> {
  if (keys.length === 0) return 0;
  if (refusalOf(parts, { reads: keys.length }, 'migration') !== null) return null;
  const values = keys.length <= SAMPLE ? await readSingly(parts, keys) : await parts.kv.getMany(keys);
  const held = [...values].filter(([, value]) => value !== null);
  // An account without any legacy key should have no rows about them.
  if (held.length === 0 && parts.store.legacy.isEmpty()) return 0;
  parts.legacy.transaction(() => {
    for (const [key, value] of values) takeEntry(parts, { key, value, expiresAt: null });
  });
  return held.length;
}
