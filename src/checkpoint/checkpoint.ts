// Decides which batch documents are written, and when: dirty ones, by their schedule. Their contents and the writing itself are
// implemented elsewhere.

import type { BatchRecords, DocumentRecord } from '../hub/batch-records.ts';
import type { DocumentContent } from './kv/pack.ts';
import {
  publishDocument,
  recordOf,
  type PublishOptions,
  type PublishOutcome,
  type PublishParts,
} from './publish.ts';

/** Why a document can't be written. */
export interface Obstacle {
  readonly reason: string;
  /** When to check again. */
  readonly retryMs: number;
}

/** The source of a document's content, and how often it may be written. */
export interface DocumentSource {
  /** Reads everything before its first await. Null: the content still has `lastDigest`. */
  readonly content: (lastDigest: string | null) => Promise<DocumentContent | null>;
  /** Why it must not be written although it is dirty; null: it may. Only checked before it is first written. */
  readonly obstacle?: () => Promise<Obstacle | null>;
  readonly everyMs: number;
  /** When it is to be written, epoch ms, where that is not after it settled and `everyMs` after the last attempt. */
  readonly dueAt?: (change: { readonly dirtySince: number; readonly attemptedAt: number | null }) => number;
  readonly ttlSeconds: PublishOptions['ttlSeconds'];
}

/** The outcome for one document. */
export interface CheckpointLine {
  readonly key: string;
  readonly outcome: PublishOutcome;
}

/** Keeps the documents in KV up to date with the working state. */
export interface Checkpoints {
  /** Records that a document's content changed. Writes no row if that is recorded already. */
  readonly markDirty: (key: string) => void;
  /** Epoch ms at which the next document is due; null: none is dirty. */
  readonly dueAt: () => number | null;
  /** Writes what is due; with `force`, everything that is dirty. Never concurrently: a second call waits for the first. */
  readonly run: (force: boolean) => Promise<readonly CheckpointLine[]>;
}

/** Opens the checkpoints. `sourceOf`: null for keys without content yet. */
export function createCheckpoints(options: {
  readonly parts: PublishParts;
  readonly sourceOf: (key: string) => DocumentSource | null;
  readonly settleMs: number;
}): Checkpoints {
  const { parts, sourceOf, settleMs } = options;
  const { records, now } = parts;
  let last: Promise<unknown> = Promise.resolve();
  const dueOf = (record: DocumentRecord): number | null => {
    const source = sourceOf(record.key);
    const since = dirtySinceOf(record);
    if (source === null || since === null) return null;
    const planned = source.dueAt?.({ dirtySince: since, attemptedAt: record.attemptedAt });
    const settled = since + settleMs;
    const spaced = record.attemptedAt === null ? 0 : record.attemptedAt + source.everyMs;
    // A failed attempt has its own retry time, so that its content does not wait for a whole interval.
    return record.retryAt ?? planned ?? Math.max(settled, spaced);
  };
  const runOnce = async (force: boolean): Promise<readonly CheckpointLine[]> => {
    const lines: CheckpointLine[] = [];
    for (const { key } of records.documents.all()) {
      const record = recordOf(records, key);
      const [due, source] = [dueOf(record), sourceOf(key)];
      if (source === null || due === null || (!force && due > now())) continue;
      lines.push({ key, outcome: await writeDocument(parts, source, key) });
    }
    return lines;
  };
  return {
    markDirty: (key) => {
      const record = recordOf(records, key);
      if (record.dirtySince === null) records.documents.put({ ...record, dirtySince: now() });
    },
    dueAt: () => {
      const times = records.documents
        .all()
        .map(dueOf)
        .filter((time) => time !== null);
      return times.length === 0 ? null : Math.min(...times);
    },
    run: (force) => {
      const turn = last.then(() => runOnce(force));
      last = turn.then(
        () => undefined,
        () => undefined,
      );
      return turn;
    },
  };
}

/** An interrupted write counts as a change that still has to be written. */
export function dirtySinceOf(record: DocumentRecord): number | null {
  return record.writingSince ?? record.dirtySince;
}

async function writeDocument(
  parts: PublishParts,
  source: DocumentSource,
  key: string,
): Promise<PublishOutcome> {
  const { records, now } = parts;
  const isFirst = recordOf(records, key).writtenAt === null;
  const obstacle = isFirst ? ((await source.obstacle?.()) ?? null) : null;
  const record = recordOf(records, key);
  if (obstacle !== null) {
    const { reason } = obstacle;
    const resumesAt = now() + obstacle.retryMs;
    records.documents.put({ ...record, retryAt: resumesAt, reason });
    return { kind: 'waits', reason, resumesAt };
  }
  // From here on a change makes it dirty again; the content is read in this same synchronous step.
  records.documents.put({ ...record, writingSince: dirtySinceOf(record), dirtySince: null });
  const content = await source.content(record.digest);
  if (content !== null) {
    return publishDocument(parts, record.key, content, {
      purpose: 'checkpoint',
      ttlSeconds: source.ttlSeconds,
    });
  }
  settleUnchanged(records, record.key, now());
  return { kind: 'unchanged' };
}

function settleUnchanged(records: BatchRecords, key: string, at: number): void {
  records.documents.put({
    ...recordOf(records, key),
    writingSince: null,
    attemptedAt: at,
    retryAt: null,
    failures: 0,
    reason: null,
  });
}
