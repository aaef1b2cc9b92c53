// Moves imported entries into the batch documents that they belong in. Each write is recorded beforehand, so that an interrupted
// one is neither lost nor counted twice.

import * as z from 'zod';
import { fetchDocument } from '../../checkpoint/kv/fetch-document.ts';
import { publishDocument } from '../../checkpoint/publish.ts';
import { importHour } from '../../metrics/older-counts.ts';
import { forgetAt, hourOfEntries, mergeDocument, targetOf, type Target } from './merge-document.ts';
import { refusalOf, type MigrationParts, type Piece } from '../parts.ts';

/** Maximum number of entries per write. */
const MAX_ENTRIES = 2000;
/** How many reads and writes are reserved per document. */
const ROOM = 4;
/** How long KV may show an older state of a document after a write, ms. */
export const STALE_MS = 2 * 60_000;
const MIN_TTL_SECONDS = 60;
/**
 * The longest expiry that is requested. A clock that was once wrong may have dated entries decades ahead, and KV refuses an expiry
 * beyond 31 bits of seconds.
 */
const MAX_TTL_SECONDS = 400 * 86_400;
/** After this many consecutive failures a document is set aside, so that the ones behind it are written. */
const MAX_FAILURES = 5;

const intentSchema = z.object({ document: z.string(), digest: z.string(), keys: z.array(z.string()) });

/** A document that can't be written now, or ever; its entries stay as they are. */
export interface StuckDocument {
  readonly document: string;
  readonly reason: string;
}

/** Writes the entries that wait for one document. Throws `KvError`. `stuck`: they can't be moved into it. */
export async function landDocument(
  parts: MigrationParts,
  document: string,
): Promise<{ readonly piece: Piece; readonly stuck: StuckDocument | null }> {
  const target = targetOf(document);
  const entries = parts.legacy.entries.toLand(document, MAX_ENTRIES);
  const keys = entries.map((entry) => entry.key);
  const done = { piece: { kind: 'more', calls: 2 * ROOM } as const, stuck: null };
  if (target === null) return { ...done, stuck: { document, reason: 'its key is of no known family' } };
  const ttlSeconds = secondsToLive(forgetAt(target, parts.settings), parts.now());
  if (entries.length === 0) return done;
  if (ttlSeconds !== null && ttlSeconds < MIN_TTL_SECONDS) {
    // Its document would have expired by now, so keeping the entries in the working state is enough.
    settle(parts, target, keys);
    return done;
  }
  const refusal = refusalOf(parts, { reads: ROOM, writes: ROOM }, 'migration');
  if (refusal !== null) return { piece: refusal, stuck: null };
  const fetched = await fetchDocument(parts.kv, document);
  if (!fetched.ok) return { ...done, stuck: { document, reason: fetched.error.detail } };
  const present = fetched.value?.value ?? null;
  const intent = intentSchema.safeParse(parts.legacy.progress.get('landing'));
  if (intent.success && intent.data.document === document && present?.['digest'] === intent.data.digest) {
    settle(parts, target, intent.data.keys);
    return done;
  }
  const stale = staleUntil(parts, document, present);
  if (stale !== null)
    return { piece: { kind: 'waits', reason: 'KV shows an older state', resumesAt: stale }, stuck: null };
  const content = await mergeDocument(target, present, entries, parts.now());
  if (!content.ok) return { ...done, stuck: { document, reason: content.error.detail } };
  parts.legacy.progress.set('landing', { document, digest: content.value.digest, keys });
  const outcome = await publishDocument(parts.publishing, document, content.value, {
    purpose: 'migration',
    ttlSeconds,
  });
  if (outcome.kind === 'failed' && failuresOf(parts, document) >= MAX_FAILURES) {
    return { ...done, stuck: { document, reason: outcome.reason } };
  }
  if (outcome.kind === 'waits' || outcome.kind === 'failed') {
    const { reason, resumesAt } = outcome;
    return { piece: { kind: 'waits', reason, resumesAt }, stuck: null };
  }
  settle(parts, target, keys);
  return done;
}

function secondsToLive(forgetAtMs: number | null, now: number): number | null {
  return forgetAtMs === null ? null : Math.min(MAX_TTL_SECONDS, Math.floor((forgetAtMs - now) / 1000));
}

function failuresOf({ publishing }: MigrationParts, document: string): number {
  return publishing.records.documents.get(document)?.failures ?? 0;
}

/** The entries are in their document. Metrics are told from the working state, so they are counted there, too, in the same step. */
function settle(parts: MigrationParts, target: Target, keys: readonly string[]): void {
  const { legacy, store, now } = parts;
  legacy.transaction(() => {
    const entries = keys
      .flatMap((key) => legacy.entries.get(key) ?? [])
      .filter(({ state }) => state === 'taken');
    if (target.kind === 'metrics' && entries.length > 0)
      importHour(store.metrics, target.bucket, { hour: hourOfEntries(entries), now: now() });
    for (const { key } of entries) legacy.entries.setState(key, 'landed');
    legacy.progress.set('landing', undefined);
  });
}

/** Until when KV may show an older state than we last wrote, epoch ms; null: it does not. */
function staleUntil(
  { publishing, now }: MigrationParts,
  document: string,
  present: Readonly<Record<string, unknown>> | null,
): number | null {
  const record = publishing.records.documents.get(document);
  if (record === null || record.digest === null || record.writtenAt === null) return null;
  const until = record.writtenAt + STALE_MS;
  return present?.['digest'] !== record.digest && now() < until ? until : null;
}
