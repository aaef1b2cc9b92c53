// Copies each hour of metrics into KV once, when it is over. An hour in which nothing had an effect or failed has no copy.

import type { DocumentRecord } from '../hub/batch-records.ts';
import type { MetricRecords, MetricRow } from '../hub/metric-records.ts';
import { HOUR_MS, hourOf } from '../metrics/hour.ts';
import { readHour } from '../metrics/rows.ts';
import { metricsHourKey, writeMetricsHour } from './documents/metrics-hour.ts';
import { familyOf } from './kv/families.ts';
import { MIN_EXPIRY_SECONDS } from './kv/kv.ts';
import { publishDocument, recordOf, type PublishParts } from './publish.ts';

/** An hour is copied so long after its end, ms: what was under way then is counted by now. */
const SETTLED_AFTER_MS = 60_000;

/** At most so many hours are copied at once. */
const MAX_AT_ONCE = 24;

/** How long the record of a copy is kept, ms: as long as KV may still show an older state. */
const RECORD_KEPT_MS = HOUR_MS;

/** Copies hours when they are over. */
export interface MetricsCopies {
  /** Epoch ms at which the next hour is to be copied; null: none is. */
  readonly dueAt: () => number | null;
  /** Copies what is due, as far as today's budget allows. */
  readonly work: () => Promise<void>;
}

/** Opens the copies. `expiryDays`: how long KV keeps one after the end of its hour. */
export function createMetricsCopies(parts: {
  readonly records: MetricRecords;
  readonly publishing: PublishParts;
  readonly expiryDays: number;
}): MetricsCopies {
  const { records, publishing, expiryDays } = parts;
  const { now } = publishing;
  return {
    dueAt: () => {
      const bucket = records.firstDue();
      if (bucket === null) return null;
      const over = (bucket + 1) * HOUR_MS + SETTLED_AFTER_MS;
      return Math.max(over, recordOf(publishing.records, metricsHourKey(bucket)).retryAt ?? 0);
    },
    work: async () => {
      for (const row of records.due(hourOf(now() - SETTLED_AFTER_MS), MAX_AT_ONCE)) {
        if (!(await copy(publishing, row, expiryDays))) break;
        records.markWritten(row.bucket);
      }
      forgetRecords(publishing);
    },
  };
}

/** Tells whether the hour needs no further attempt: it is in KV, or would have expired there by now. */
async function copy(publishing: PublishParts, row: MetricRow, expiryDays: number): Promise<boolean> {
  const { bucket } = row;
  const forgetAt = (bucket + 1 + expiryDays * 24) * HOUR_MS;
  const ttlSeconds = Math.floor((forgetAt - publishing.now()) / 1000);
  if (ttlSeconds < MIN_EXPIRY_SECONDS) return true;
  const content = await writeMetricsHour({ bucket, hour: readHour(row) }, publishing.now());
  const options = { purpose: 'checkpoint', ttlSeconds } as const;
  const { kind } = await publishDocument(publishing, metricsHourKey(bucket), content, options);
  return kind === 'written' || kind === 'unchanged';
}

/** Every hour has a key of its own, so the records of those that are written would become more and more. */
function forgetRecords({ records, now }: PublishParts): void {
  const isOver = ({ key, writtenAt, digest, retryAt }: DocumentRecord): boolean =>
    familyOf(key) === 'metrics-hour' &&
    digest !== null &&
    retryAt === null &&
    writtenAt !== null &&
    writtenAt < now() - RECORD_KEPT_MS;
  for (const { key } of records.documents.all().filter(isOver)) records.documents.remove(key);
}
