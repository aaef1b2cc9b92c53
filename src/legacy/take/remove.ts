// Deletes originals, each only while KV still shows exactly what was imported and landed, and once a document in KV has it. Invalid
// ones, those with a secret, and those that expire by themselves are left alone.

import { isBarred, keepEntries } from './keep.ts';
import { hasOwnKey, holdsSecret } from '../legacy-keys.ts';
import type { LegacyEntry } from '../../hub/sqlite/tables/legacy-tables.ts';
import { refusalOf, type MigrationParts, type Piece } from '../parts.ts';
import { takeEntry } from './take-entry.ts';

/** How many originals one piece of work deletes: each is a request of its own. */
const PAGE = 100;
/** Near the end of a day's budget, smaller pages use up the rest. */
const SMALL_PAGE = 10;

/** The result of deleting a page, and the key after which to continue. */
export interface RemovedPage {
  readonly piece: Piece;
  readonly after: string;
}

/**
 * Deletes one page of originals after `after`, except those of the documents in `spared`. Throws `KvError`; what was deleted before
 * is recorded.
 */
export async function removePage(
  parts: MigrationParts,
  after: string,
  spared: readonly string[],
): Promise<RemovedPage> {
  const { legacy, kv } = parts;
  for (const limit of [PAGE, SMALL_PAGE, 1]) {
    const page = legacy.entries.page({ states: ['landed'], after, limit });
    const last = page.at(-1)?.key;
    if (last === undefined) return { piece: { kind: 'done', calls: 0 }, after };
    const entries = page.filter(
      (entry) => mayGo(parts, entry) && entry.expiresAt === null && !spared.includes(entry.document ?? ''),
    );
    const keys = entries.map((entry) => entry.key);
    if (keys.length === 0) return { piece: { kind: 'more', calls: 0 }, after: last };
    const refusal = refusalOf(parts, { reads: keys.length, deletes: keys.length }, 'migration');
    if (refusal !== null && limit > 1) continue;
    if (refusal !== null) return { piece: refusal, after };
    const wait = await keepEntries(parts, entries);
    if (wait !== null) return { piece: wait, after };
    const values = await kv.getMany(keys);
    for (const key of keys) {
      const value = values.get(key) ?? null;
      if (value === null) legacy.entries.setState(key, 'deleted');
      else if (value === legacy.entries.get(key)?.raw) {
        await kv.delete(key);
        legacy.entries.setState(key, 'deleted');
      } else legacy.transaction(() => takeEntry(parts, { key, value, expiresAt: null }));
    }
    return { piece: { kind: 'more', calls: 1 + keys.length }, after: last };
  }
  return { piece: { kind: 'done', calls: 0 }, after };
}

/** Whether a landed original has another copy in KV by now. */
export function mayGo(parts: MigrationParts, { key, family, document }: LegacyEntry): boolean {
  if (!hasOwnKey(key) || holdsSecret(family)) return false;
  return document !== null || !isBarred(parts);
}
