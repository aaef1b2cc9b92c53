// One page of legacy keys, as the paged endpoints of older code process it: imports, lands and deletes within the page. Deletes
// only what is imported, except for requests and responses, which nothing reads.

import { KvError } from '../../checkpoint/kv/kv.ts';
import type { PAGE_PREFIXES } from '../../protocol/endpoints/older/migration.ts';
import { keepEntries } from '../take/keep.ts';
import { landDocument } from '../take/land.ts';
import { isLegacyKey } from '../legacy-keys.ts';
import { refusalOf, type MigrationParts } from '../parts.ts';
import { mayGo } from '../take/remove.ts';
import { takeEntry } from '../take/take-entry.ts';

/** A request for a page. */
export interface PageRequest {
  readonly prefix: (typeof PAGE_PREFIXES)[number] | 'metrics:';
  readonly limit: number;
  readonly cursor: string | null;
  /** Whether originals that landed are deleted. */
  readonly remove: boolean;
}

/** The result of a page. `cursor`: where the next page begins; null: there is none. */
export interface ServedPage {
  readonly taken: number;
  readonly deleted: number;
  readonly documents: readonly string[];
  readonly cursor: string | null;
  /** Why the page was not, or not completely, processed and has to be requested again. */
  readonly waiting: string | null;
}

/** Processes one page. Never throws because of KV. */
export async function servePage(parts: MigrationParts, request: PageRequest): Promise<ServedPage> {
  const nothing = { taken: 0, deleted: 0, documents: [], cursor: request.cursor };
  const { limit, remove } = request;
  const wanted = { lists: 1, reads: limit, ...(remove && { deletes: limit }) };
  const refusal = refusalOf(parts, wanted, 'migration');
  if (refusal !== null) return { ...nothing, waiting: refusal.reason };
  try {
    return await serve(parts, request);
  } catch (error) {
    if (!(error instanceof KvError)) throw error;
    return { ...nothing, waiting: error.message };
  }
}

async function serve(
  parts: MigrationParts,
  { prefix, limit, cursor, remove }: PageRequest,
): Promise<ServedPage> {
  const { kv, legacy } = parts;
  const page = await kv.list({ prefix, cursor, limit });
  const names = page.keys.map(({ name }) => name);
  const isPassing = prefix === 'sync-request:' || prefix === 'sync-response:';
  if (isPassing) {
    if (remove) for (const name of names) await kv.delete(name);
    return {
      taken: 0,
      deleted: remove ? names.length : 0,
      documents: [],
      cursor: page.cursor,
      waiting: null,
    };
  }
  const keys = page.keys.filter(({ name }) => isLegacyKey(name));
  const values = await kv.getMany(keys.map(({ name }) => name));
  legacy.transaction(() => {
    for (const { name, expiration } of keys)
      takeEntry(parts, { key: name, value: values.get(name) ?? null, expiresAt: expiration });
  });
  const documents = new Set(
    keys
      .map(({ name }) => legacy.entries.get(name))
      .flatMap((entry) => (entry?.state === 'taken' && entry.document !== null ? [entry.document] : [])),
  );
  const taken = keys.filter(({ name }) => isTaken(parts, name)).length;
  let waiting: string | null = null;
  for (const document of documents) {
    const { piece } = await landDocument(parts, document);
    if (piece.kind === 'waits') waiting = piece.reason;
  }
  let deleted = 0;
  const removable = (remove ? keys : []).flatMap(({ name }) => {
    const entry = legacy.entries.get(name);
    const isSafe = entry?.state === 'landed' && entry.raw === values.get(name) && mayGo(parts, entry);
    return isSafe ? [entry] : [];
  });
  const wait = await keepEntries(parts, removable);
  waiting ??= wait?.reason ?? null;
  for (const { key: name } of wait === null ? removable : []) {
    await kv.delete(name);
    legacy.entries.setState(name, 'deleted');
    deleted += 1;
  }
  return { taken, deleted, documents: [...documents], cursor: page.cursor, waiting };
}

function isTaken({ legacy }: MigrationParts, key: string): boolean {
  const state = legacy.entries.get(key)?.state;
  return state === 'taken' || state === 'landed';
}
