// Counts legacy keys, only by listing, and estimates the cost of migrating them. Changes nothing.

import { KvError } from '../../checkpoint/kv/kv.ts';
import { isLegacyKey, LEGACY_SOURCES, legacyFamilyOf } from '../legacy-keys.ts';
import type { KeyCounts } from '../../protocol/answers/kv.ts';
import { refusalOf, type MigrationParts } from '../parts.ts';

const PAGE = 1000;
const MAX_LISTS = 60;

/** Counts all keys of legacy families. Costs one list operation per thousand. Never throws because of KV. */
export async function countKeys(parts: MigrationParts): Promise<KeyCounts> {
  const families: Record<string, { entries: number; known: number }> = {};
  let [lists, keys] = [0, 0];
  const answer = (reason: string | null): KeyCounts => ({
    dryRun: true,
    families,
    complete: reason === null,
    reason,
    // Each entry is read when it is imported, when it is compared, and before it is deleted.
    cost: { reads: 3 * keys, lists: 2 * lists, deletes: keys },
    days: Math.ceil(keys / Math.max(1, parts.dailyRoom.deletes)),
  });
  for (const source of LEGACY_SOURCES) {
    const prefix = source.kind === 'prefix' ? source.prefix : source.key;
    let cursor: string | null = null;
    do {
      if (lists === MAX_LISTS) return answer(`only the first ${MAX_LISTS} pages were listed`);
      const refusal = refusalOf(parts, { lists: 1 }, 'verify');
      if (refusal !== null) return answer(refusal.reason);
      lists += 1;
      const page: Awaited<ReturnType<typeof parts.kv.list>> | KvError = await parts.kv
        .list({ prefix, cursor, limit: PAGE })
        .catch(asKvError);
      if (page instanceof KvError) return answer(page.message);
      for (const { name } of page.keys) {
        if (!isLegacyKey(name)) continue;
        const family = (families[legacyFamilyOf(name)] ??= { entries: 0, known: 0 });
        family.entries += 1;
        if (parts.legacy.entries.get(name) !== null) family.known += 1;
        keys += 1;
      }
      cursor = page.cursor;
    } while (cursor !== null);
  }
  return answer(null);
}

function asKvError(error: unknown): KvError {
  if (error instanceof KvError) return error;
  throw error;
}
