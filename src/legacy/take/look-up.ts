// While legacy keys remain: a to-do that nothing is known of is looked for under its legacy key, once, and adopted. Once all keys
// were taken in, no such read is made.

import { LEGACY_BATCH_KEY } from '../../checkpoint/legacy-batch.ts';
import { remoteId } from '../../model/ids.ts';
import type { Jobs } from '../jobs.ts';
import { refusalOf, type MigrationParts } from '../parts.ts';
import { takeDocument } from './take-in.ts';
import { takeEntry } from './take-entry.ts';
import { translatePairs } from './translate.ts';

/** Keys by which it is found out whether there are any. */
const SAMPLE = 20;
/** To-dos that one run looks for at most. */
const MAX_LOOKUPS = 300;
/** Requests for translation that one run makes at most. */
const MAX_TRANSLATIONS = 10;
/** Reads that an older document asks room for. */
const DOCUMENT_READS = 8;

/** Looks for Things to-dos by their ids. Throws `KvError`. */
export async function adoptByThingsIds(
  parts: MigrationParts,
  jobs: Jobs,
  ids: readonly string[],
): Promise<void> {
  if (!(await mayRemain(parts, jobs, unreadKeys(parts, ids)))) return;
  await readKeys(parts, unreadKeys(parts, ids).slice(0, MAX_LOOKUPS));
  await translatePairs(parts, jobs, MAX_TRANSLATIONS);
}

/** Keys of the to-dos that nothing is known of and whose key was not read. */
function unreadKeys({ store, legacy }: MigrationParts, ids: readonly string[]): readonly string[] {
  return ids
    .filter((id) => store.legacy.counterpartOf('things', remoteId(id)) === null)
    .map((id) => `mapping:things:${id}`)
    .filter((key) => legacy.entries.get(key) === null);
}

/**
 * Tells whether there may be legacy keys that were not taken in. A migration knows. Before any, an older document says so, or a
 * few keys of those that are wanted, which are read once in an account's life.
 */
async function mayRemain(parts: MigrationParts, jobs: Jobs, wanted: readonly string[]): Promise<boolean> {
  const job = jobs.migration.get();
  if (job !== null) return job.phase === 'taking';
  if (parts.store.meta.get(LEGACY_BATCH_KEY) === true) {
    if (refusalOf(parts, { reads: DOCUMENT_READS }, 'migration') !== null) return false;
    // It names every pair of its last state; single keys may name further ones.
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

/** A few keys need no bulk read, which not every namespace that a Worker can be given knows. */
async function readSingly(
  { kv }: MigrationParts,
  keys: readonly string[],
): Promise<ReadonlyMap<string, string | null>> {
  return new Map(await Promise.all(keys.map(async (key) => [key, await kv.get(key)] as const)));
}

/** Reads keys and takes in what they hold. Gives how many held something; null: the day's budget has no room. */
async function readKeys(parts: MigrationParts, keys: readonly string[]): Promise<number | null> {
  if (keys.length === 0) return 0;
  if (refusalOf(parts, { reads: keys.length }, 'migration') !== null) return null;
  const values = keys.length <= SAMPLE ? await readSingly(parts, keys) : await parts.kv.getMany(keys);
  const held = [...values].filter(([, value]) => value !== null);
  // An account without any older key is to stay without any row about them.
  if (held.length === 0 && parts.store.legacy.isEmpty()) return 0;
  parts.legacy.transaction(() => {
    for (const [key, value] of values) takeEntry(parts, { key, value, expiresAt: null });
  });
  return held.length;
}
