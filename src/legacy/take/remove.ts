// Deletes originals, each only while KV shows to the letter what was taken in and landed, and once a document in KV holds it. Bad
// ones, ones that have a secret in them and ones that expire by themselves are left alone.

import { isBarred, keepEntries } from './keep.ts';
import { hasOwnKey, holdsSecret } from '../legacy-keys.ts';
import type { LegacyEntry } from '../../hub/sqlite/tables/legacy-tables.ts';
import { refusalOf, type MigrationParts, type Piece } from '../parts.ts';
import { takeEntry } from './take-entry.ts';

/** Originals that one piece of work deletes at most: each is a request of its own. */
const PAGE = 100;
/** Where a day's room ends, smaller pages use the rest of it. */
const SMALL_PAGE = 10;

/** What deleting a page came to, and the key after which it goes on. */
export interface RemovedPage {
  readonly piece: Piece;
  readonly after: string;
}

/** Deletes one page of originals after `after`, but for those of the documents `spared`. Throws `KvError`; what was deleted until then is noted. */
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

/** Whether an original that landed has another copy in KV by now. */
export function mayGo(parts: MigrationParts, { key, family, document }: LegacyEntry): boolean {
  if (!hasOwnKey(key) || holdsSecret(family)) return false;
  return document !== null || !isBarred(parts);
}
