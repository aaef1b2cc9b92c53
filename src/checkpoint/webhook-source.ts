// The documents `webhook-batch:{dayBucket}`: when they are written, and where their content comes from. At most three writes a day,
// whatever happens: the day's own in its second half, and yesterday's when it is over and once more.

import type { BatchRecords } from '../hub/batch-records.ts';
import type { Checkpoints, DocumentSource } from './checkpoint.ts';
import { webhookBatchKey, writeWebhookBatch, type WebhookBatch } from './documents/webhook-batch.ts';
import { DAY_MS, dayOf, dayStart } from './kv/days.ts';
import type { BatchSettings } from './settings.ts';

/** Gives what was delivered on a UTC day. */
export type WebhookDay = (day: number) => Pick<WebhookBatch, 'deliveries' | 'leftOut'>;

const KEY = /^webhook-batch:(\d{1,7})$/;
const MINUTE_MS = 60_000;
/** Records of documents that have long expired are forgotten. */
const FORGOTTEN_AFTER_DAYS = 30;

/** The source of a day's document; null for other keys, and where nothing is known of deliveries. */
export function webhookSource(
  parts: {
    readonly settings: BatchSettings;
    readonly now: () => number;
    readonly webhookDay?: WebhookDay;
  },
  key: string,
): DocumentSource | null {
  const { settings, now, webhookDay } = parts;
  const [, text] = KEY.exec(key) ?? [];
  if (text === undefined || webhookDay === undefined) return null;
  const day = Number(text);
  const everyMs = settings.everyMinutes.webhook * MINUTE_MS;
  const closesAt = dayStart(day + 1) + settings.settleMinutes * MINUTE_MS;
  const expiresAt = dayStart(day + 1) + settings.expiryDays.webhook * DAY_MS;
  return {
    content: () => writeWebhookBatch({ day, ...webhookDay(day) }, now()),
    everyMs,
    dueAt: ({ dirtySince, attemptedAt }) => {
      const regular = Math.max(dirtySince, attemptedAt ?? 0) + everyMs;
      const isClosed = attemptedAt !== null && attemptedAt >= closesAt;
      return isClosed ? regular : Math.min(regular, closesAt);
    },
    ttlSeconds: Math.ceil(Math.max(0, expiresAt - now()) / 1000),
  };
}

/** Records that a delivery changed. Of older days than yesterday's the copy stays as it is. */
export function noteDelivery(
  parts: {
    readonly records: BatchRecords;
    readonly checkpoints: Pick<Checkpoints, 'markDirty'>;
    readonly now: () => number;
  },
  at: number,
): void {
  const { records, checkpoints, now } = parts;
  const [day, today] = [dayOf(at), dayOf(now())];
  if (day < today - 1 || day > today) return;
  const key = webhookBatchKey(day);
  if (records.documents.get(key) === null)
    records.documents.remove(webhookBatchKey(day - FORGOTTEN_AFTER_DAYS));
  checkpoints.markDirty(key);
}
