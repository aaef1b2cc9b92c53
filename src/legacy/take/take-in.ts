// Imports the legacy entries of one source, page by page: listed keys that are not known yet are read. Deletes nothing.

import { SYNC_STATE_KEY } from '../../checkpoint/documents/sync-state.ts';
import { fetchDocument } from '../../checkpoint/kv/fetch-document.ts';
import { noteLegacyBatch } from '../../checkpoint/legacy-batch.ts';
import { isRecord } from '../../checkpoint/kv/pack.ts';
import { isLegacyKey, LEGACY_SOURCES, type LegacySource } from '../legacy-keys.ts';
import { refusalOf, type MigrationParts, type Piece } from '../parts.ts';
import { conceal } from './conceal.ts';
import { hoursToRead, takeHours } from './older-hours.ts';
import { takeEntry } from './take-entry.ts';
import type { Shown } from './shown.ts';

/** The position of the import: the index of a source, and the position in its list. */
export interface TakingPlace {
  readonly source: number;
  readonly cursor: string | null;
}

/** How many reads are reserved for an older document. */
const DOCUMENT_READS = 8;

/** The result of importing one page, and where to continue. */
export interface TakenPage {
  readonly piece: Piece;
  readonly place: TakingPlace;
  /** Entries that were unknown, or had another value. */
  readonly news: number;
}

/** Imports one page of at most `limit` keys. Throws `KvError`, with the position unchanged. */
export async function takePage(parts: MigrationParts, place: TakingPlace, limit: number): Promise<TakenPage> {
  const source = LEGACY_SOURCES[place.source];
  if (source === undefined) return { piece: { kind: 'done', calls: 0 }, place, news: 0 };
  const next = { source: place.source + 1, cursor: null };
  if (source.kind === 'prefix') return takeListed(parts, source, place, limit);
  const wanted = { reads: source.kind === 'key' ? 1 : DOCUMENT_READS };
  const refusal = refusalOf(parts, wanted, 'migration');
  if (refusal !== null) return { piece: refusal, place, news: 0 };
  const news = source.kind === 'key' ? await takeKey(parts, source.key) : await takeDocument(parts);
  return { piece: { kind: 'more', calls: wanted.reads }, place: next, news };
}

async function takeKey(parts: MigrationParts, key: string): Promise<number> {
  const value = await parts.kv.get(key);
  if (value === null) return 0;
  const shown = await conceal(parts, [{ key, value, expiresAt: null }]);
  parts.legacy.transaction(() => {
    for (const one of shown) takeEntry(parts, one);
  });
  return 1;
}

/**
 * Imports a `sync-state:batch` of older code, each mapping as an entry of its own; a current one is left alone. After that the
 * document may be overwritten.
 */
export async function takeDocument(parts: MigrationParts): Promise<number> {
  const { legacy, store } = parts;
  const fetched = await fetchDocument(parts.kv, SYNC_STATE_KEY);
  if (fetched.ok && (fetched.value === null || fetched.value.value['tasks'] !== undefined)) {
    noteLegacyBatch(store, false);
    return 0;
  }
  // Only current documents have parts, and a part that KV does not show yet does not change that.
  if (!fetched.ok && fetched.error.kind === 'incomplete') return 0;
  const mappings = fetched.ok ? fetched.value?.value['mappings'] : undefined;
  if (!isRecord(mappings)) {
    // What can't be understood is left as it is, and not overwritten.
    const reason = fetched.ok ? 'the document has no mappings' : fetched.error.detail;
    const blank = { family: 'sync-state', raw: '', expiresAt: null, document: null, base: null };
    legacy.entries.put({ ...blank, key: SYNC_STATE_KEY, state: 'bad', reason });
    noteLegacyBatch(store, true);
    return 1;
  }
  const entries = Object.entries(mappings);
  legacy.transaction(() => {
    for (const [hash, mapping] of entries)
      takeEntry(parts, { key: `${SYNC_STATE_KEY}#${hash}`, value: JSON.stringify(mapping), expiresAt: null });
    noteLegacyBatch(store, false);
  });
  return entries.length;
}

async function takeListed(
  parts: MigrationParts,
  source: Extract<LegacySource, { kind: 'prefix' }>,
  place: TakingPlace,
  limit: number,
): Promise<TakenPage> {
  const refusal = refusalOf(parts, { lists: 1, reads: limit }, 'migration');
  if (refusal !== null) return { piece: refusal, place, news: 0 };
  const page = await parts.kv.list({ prefix: source.prefix, cursor: place.cursor, limit });
  const unread = page.keys.filter(({ name }) => isLegacyKey(name) && mustRead(parts, name));
  const hours = hoursToRead(
    parts,
    page.keys.map(({ name }) => name),
  );
  const values = await parts.kv.getMany([...unread.map(({ name }) => name), ...hours]);
  const shown = await conceal(
    parts,
    unread.map(({ name, expiration }): Shown => ({
      key: name,
      value: values.get(name) ?? null,
      expiresAt: expiration,
    })),
  );
  parts.legacy.transaction(() => {
    for (const one of shown) takeEntry(parts, one);
    takeHours(parts, hours, values);
  });
  return {
    piece: { kind: 'more', calls: 1 + Math.ceil((unread.length + hours.length) / 100) },
    place:
      page.cursor === null
        ? { source: place.source + 1, cursor: null }
        : { source: place.source, cursor: page.cursor },
    news: shown.length,
  };
}

/** Verification later compares what is in the working state; anything else must be read now. */
function mustRead({ legacy }: MigrationParts, key: string): boolean {
  const state = legacy.entries.get(key)?.state;
  return state !== 'taken' && state !== 'landed';
}
