// The document `webhook-batch:{dayBucket}`: one UTC day's deliveries. Also reads what older code wrote.

import * as z from 'zod';
import { err, ok, type Result } from '../../model/result.ts';
import type { DocumentProblem } from '../kv/fetch-document.ts';
import type { DocumentContent, Entry } from '../kv/pack.ts';
import { digestOfTexts } from '../sha.ts';

const VERSION = 2;

/** The document's key. `day`: floor(epoch ms / 86,400,000). */
export function webhookBatchKey(day: number): string {
  return `webhook-batch:${day}`;
}

/** One delivery to one subscriber. */
export const webhookDeliverySchema = z.looseObject({
  id: z.string().min(1),
  webhookUrl: z.string(),
  event: z.string(),
  payload: z.unknown(),
  status: z.string(),
  attempts: z.number().int().nonnegative(),
  error: z.string().nullish(),
  /** ISO 8601. */
  createdAt: z.string(),
});

/** One delivery to one subscriber. */
export type WebhookDelivery = z.infer<typeof webhookDeliverySchema>;

/** One day's deliveries, oldest first. */
export interface WebhookBatch {
  readonly day: number;
  readonly deliveries: readonly WebhookDelivery[];
  /** Number of entries in no known format. */
  readonly malformed: number;
  /** How many of the day are not in it, because there were too many. */
  readonly leftOut: number;
}

/** Parses the document in any version, from its JSON members (including those of its parts). */
export function readWebhookBatch(
  value: Readonly<Record<string, unknown>>,
): Result<WebhookBatch, DocumentProblem> {
  const { dayBucket, deliveries, version } = value;
  if (typeof dayBucket !== 'number' || !Array.isArray(deliveries))
    return err({ kind: 'unreadable', detail: 'a webhook batch without dayBucket or deliveries' });
  if (typeof version === 'number' && version > VERSION)
    return err({
      kind: 'unreadable',
      detail: `a webhook batch of version ${version}, written by newer code`,
    });
  const { leftOut } = value;
  const read = (deliveries as readonly unknown[]).map((entry) => webhookDeliverySchema.safeParse(entry));
  const good = read.flatMap((entry) => (entry.success ? [entry.data] : []));
  return ok({
    day: dayBucket,
    deliveries: good,
    malformed: read.length - good.length,
    leftOut: typeof leftOut === 'number' ? leftOut : 0,
  });
}

/**
 * Serializes the document in the current version. Of several deliveries with the same id only the last is kept. `lastUpdated`:
 * epoch ms.
 */
export async function writeWebhookBatch(
  batch: Pick<WebhookBatch, 'day' | 'deliveries' | 'leftOut'>,
  lastUpdated: number,
): Promise<DocumentContent> {
  const byId = new Map(batch.deliveries.map((delivery) => [delivery.id, delivery]));
  const entries: readonly Entry[] = [...byId.values()]
    .toSorted((a, b) => order(a.createdAt, b.createdAt) || order(a.id, b.id))
    .map((delivery) => ({ key: delivery.id, json: JSON.stringify(delivery) }));
  return {
    members: {
      dayBucket: batch.day,
      version: VERSION,
      lastUpdated: new Date(lastUpdated).toISOString(),
      leftOut: batch.leftOut,
    },
    sections: [{ name: 'deliveries', shape: 'list', entries }],
    digest: await digestOfTexts(entries.map((entry) => entry.json)),
  };
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
