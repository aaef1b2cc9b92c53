// Writes one document to KV: parts first, under new names, and the head last, so that a reader sees either the old document or the
// new one, even after a crash. The outcome is stored in the document's record.

import type { BatchRecords, DocumentRecord, PartRecord } from '../hub/batch-records.ts';
import { dayOf, dayStart } from './kv/days.ts';
import type { Governor, KvPurpose } from './kv/governor.ts';
import { KvError, MIN_EXPIRY_SECONDS, type Kv } from './kv/kv.ts';
import { packDocument, type DocumentContent, type PackedDocument, type PartName } from './kv/pack.ts';
import { sha256Hex } from '../model/sha256.ts';

/** KV accepts one write per second for each key (Cloudflare, KV limits); the clocks may differ. */
const SAME_KEY_MS = 1500;
/** Readers may see an older head for a minute or more, which refers to older parts, so these are kept this long. */
const OLD_PARTS_STAY_MS = 10 * 60_000;
/** How many old parts one write lets expire at most. */
const MAX_EXPIRED_AT_ONCE = 20;
const FIRST_RETRY_MS = 60_000;
const LAST_RETRY_MS = 60 * 60_000;

/** What a publisher needs. */
export interface PublishParts {
  readonly kv: Kv;
  readonly governor: Governor;
  readonly records: BatchRecords;
  readonly now: () => number;
  readonly newId: () => string;
  /** Documents are split above this size, bytes; for tests. */
  readonly maxPartBytes?: number;
}

/** Options for writing a document. */
export interface PublishOptions {
  readonly purpose: KvPurpose;
  /** KV deletes it after this many seconds; null: never. */
  readonly ttlSeconds: number | null;
}

/** The outcome. `resumesAt`: epoch ms of the next attempt. */
export type PublishOutcome =
  | { readonly kind: 'written'; readonly bytes: number; readonly parts: number }
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'waits'; readonly reason: string; readonly resumesAt: number }
  | { readonly kind: 'failed'; readonly reason: string; readonly resumesAt: number };

/** The record of a document of which nothing is known yet. */
function newRecord(key: string): DocumentRecord {
  return {
    key,
    dirtySince: null,
    writingSince: null,
    writtenAt: null,
    attemptedAt: null,
    retryAt: null,
    failures: 0,
    reason: null,
    digest: null,
    bytes: 0,
    parts: 0,
    generation: null,
  };
}

/** Writes a document unless KV already has this content, or today's budget is used up. Never throws because of KV. */
export async function publishDocument(
  parts: PublishParts,
  key: string,
  content: DocumentContent,
  options: PublishOptions,
): Promise<PublishOutcome> {
  const record = recordOf(parts.records, key);
  if (record.digest === content.digest) return settle(parts, key, { kind: 'unchanged' });
  const now = parts.now();
  const generation = parts.newId().slice(0, 12);
  const packed = packDocument(key, content, {
    generation,
    ...(parts.maxPartBytes === undefined ? {} : { maxBytes: parts.maxPartBytes }),
  });
  const grant = parts.governor.ask({ writes: packed.partKeys.length + 1 }, options.purpose);
  if (!grant.granted)
    return settle(parts, key, { kind: 'waits', reason: grant.reason, resumesAt: grant.resumesAt });
  if (record.attemptedAt !== null && now < record.attemptedAt + SAME_KEY_MS) {
    const resumesAt = record.attemptedAt + SAME_KEY_MS;
    return settle(parts, key, {
      kind: 'waits',
      reason: 'KV takes one write a second for each key',
      resumesAt,
    });
  }
  return writePacked(parts, { key, packed, content, generation, options });
}

interface Writing {
  readonly key: string;
  readonly packed: PackedDocument;
  readonly content: DocumentContent;
  readonly generation: string;
  readonly options: PublishOptions;
}

async function writePacked(parts: PublishParts, writing: Writing): Promise<PublishOutcome> {
  const { key, packed, options } = writing;
  const put = options.ttlSeconds === null ? {} : { expirationTtl: options.ttlSeconds };
  try {
    notePartsToCome(parts.records, writing);
    const { names, bytes } = await putParts(parts, packed, put);
    // Recorded before the head is written: if that fails, it is uncertain whether it was written, so its content counts as unknown.
    noteAttempt(parts, key);
    const head = packed.head(names);
    await parts.kv.put(key, head.text, put);
    const written = { bytes: bytes + head.bytes, parts: names.length + 1 };
    confirm(parts, writing, written);
    await expireOldParts(parts, key, options.purpose);
    return { kind: 'written', ...written };
  } catch (error) {
    if (!(error instanceof KvError)) throw error;
    return settle(parts, key, failureOf(parts, key, error));
  }
}

/** Writes every part, one at a time, and returns how the head refers to them. */
async function putParts(
  { kv }: PublishParts,
  packed: PackedDocument,
  put: { readonly expirationTtl?: number },
): Promise<{ readonly names: readonly PartName[]; readonly bytes: number }> {
  const names: PartName[] = [];
  let bytes = 0;
  for (const index of packed.partKeys.keys()) {
    const part = packed.part(index);
    names.push({ key: part.key, digest: await sha256Hex(part.text) });
    await kv.put(part.key, part.text, put);
    bytes += part.bytes;
  }
  return { names, bytes };
}

/** Parts are recorded before they are in KV, so that none is ever left behind unknown. */
function notePartsToCome(records: BatchRecords, { key, packed, generation }: Writing): void {
  if (packed.partKeys.length === 0) return;
  records.transaction(() => {
    for (const part of packed.partKeys)
      records.parts.put({ key: part, document: key, generation, supersededAt: null });
  });
}

function noteAttempt({ records, now }: PublishParts, key: string): void {
  records.documents.put({ ...recordOf(records, key), attemptedAt: now(), digest: null });
}

function confirm(
  { records, now }: PublishParts,
  { key, content, generation }: Writing,
  written: { readonly bytes: number; readonly parts: number },
): void {
  const at = now();
  records.transaction(() => {
    records.documents.put({
      ...recordOf(records, key),
      writingSince: null,
      writtenAt: at,
      attemptedAt: at,
      retryAt: null,
      failures: 0,
      reason: null,
      digest: content.digest,
      ...written,
      generation: written.parts > 1 ? generation : null,
    });
    for (const part of records.parts.of(key)) {
      if (part.generation !== generation && part.supersededAt === null)
        records.parts.put({ ...part, supersededAt: at });
    }
  });
}

/** Overwrites old parts with an empty value and the shortest expiry, so that KV deletes them without a delete operation. */
async function expireOldParts(parts: PublishParts, key: string, purpose: KvPurpose): Promise<void> {
  const { records, kv, governor, now } = parts;
  const isOld = (part: PartRecord): boolean =>
    part.supersededAt !== null && part.supersededAt <= now() - OLD_PARTS_STAY_MS;
  const old = records.parts.of(key).filter(isOld).slice(0, MAX_EXPIRED_AT_ONCE);
  if (old.length === 0 || !governor.ask({ writes: old.length }, purpose).granted) return;
  for (const part of old) {
    try {
      await kv.put(part.key, '{}', { expirationTtl: MIN_EXPIRY_SECONDS });
    } catch (error) {
      // They stay in the record, and the next write tries again.
      if (error instanceof KvError) return;
      throw error;
    }
    records.parts.remove(part.key);
  }
}

function failureOf(
  parts: PublishParts,
  key: string,
  error: KvError,
): Extract<PublishOutcome, { kind: 'waits' | 'failed' }> {
  const now = parts.now();
  if (error.kind !== 'failed') {
    const resumesAt = dayStart(dayOf(now) + 1);
    return { kind: 'waits', reason: error.message, resumesAt };
  }
  const { failures } = recordOf(parts.records, key);
  const waitMs = Math.min(FIRST_RETRY_MS * 2 ** Math.min(failures, 10), LAST_RETRY_MS);
  return { kind: 'failed', reason: error.message, resumesAt: now + waitMs };
}

/** Records an attempt that may not have written anything; its content is dirty again. */
function settle(
  { records, now }: PublishParts,
  key: string,
  outcome: Exclude<PublishOutcome, { kind: 'written' }>,
): PublishOutcome {
  const record = recordOf(records, key);
  const at = now();
  if (outcome.kind === 'unchanged') {
    records.documents.put({
      ...record,
      writingSince: null,
      attemptedAt: at,
      retryAt: null,
      failures: 0,
      reason: null,
    });
    return outcome;
  }
  const failed = outcome.kind === 'failed';
  records.documents.put({
    ...record,
    dirtySince: record.writingSince ?? record.dirtySince,
    writingSince: null,
    attemptedAt: failed ? at : record.attemptedAt,
    retryAt: outcome.resumesAt,
    failures: failed ? record.failures + 1 : record.failures,
    reason: outcome.reason,
  });
  return outcome;
}

/** The record of a document, or an empty one. */
export function recordOf(records: BatchRecords, key: string): DocumentRecord {
  return records.documents.get(key) ?? newRecord(key);
}
