// What was delivered on one UTC day, as the copy in KV has it: a delivery's fate, ids and numbers, never titles, and only scheme and
// host of where it went.

import {
  webhookBatchKey,
  type WebhookBatch,
  type WebhookDelivery,
} from '../../../checkpoint/documents/webhook-batch.ts';
import type { WebhookDay } from '../../../checkpoint/webhook-source.ts';
import { openDeliveries } from '../../../hub/sqlite/tables/delivery-table.ts';
import { openLegacyRecords, type LegacyRecords } from '../../../hub/sqlite/tables/legacy-tables.ts';
import type { SqlDatabase } from '../../../hub/sqlite/sql.ts';
import { readLegacyEntry } from '../../../legacy/take/read-entry.ts';
import type { Delivery } from '../../../model/outbound.ts';
import { showDelivery } from '../../../webhooks/outbound/show.ts';

/** A day's document holds so many; the rest is counted. It stays one entry of KV for all of them. */
const MAX_IN_DOCUMENT = 1000;
const DAY_MS = 86_400_000;

/** Opens what a day's document is made of. What the earlier version left of the same day stays in it. */
export function openWebhookDay(sql: SqlDatabase): WebhookDay {
  const [deliveries, legacy] = [openDeliveries(sql), openLegacyRecords(sql)];
  return (day) => {
    const [from, to] = [day * DAY_MS, (day + 1) * DAY_MS];
    const own = deliveries.between(from, to, MAX_IN_DOCUMENT).map(entryOf);
    const leftOut = own.length < MAX_IN_DOCUMENT ? 0 : deliveries.countBetween(from, to) - own.length;
    return { deliveries: [...olderDeliveries(legacy, day), ...own], leftOut } satisfies Pick<
      WebhookBatch,
      'deliveries' | 'leftOut'
    >;
  };
}

/** What the earlier version delivered on a day, as far as it was taken in. */
export function olderDeliveries(
  { entries }: Pick<LegacyRecords, 'entries'>,
  day: number,
): readonly WebhookDelivery[] {
  return entries.ofDocument(webhookBatchKey(day)).flatMap(({ key, raw }) => {
    if (raw === '') return [];
    const fact = readLegacyEntry(key, raw);
    return fact.ok && fact.value.kind === 'delivery' ? [fact.value.delivery] : [];
  });
}

function entryOf(delivery: Delivery): WebhookDelivery {
  const { nextAttemptAt: _next, ...shown } = showDelivery(delivery);
  return { ...shown, payload: withoutTitles(delivery.data) };
}

function withoutTitles(data: Delivery['data']): Delivery['data'] {
  const { tasks } = data;
  if (!Array.isArray(tasks)) return data;
  const ids = (tasks as readonly { readonly id: unknown }[]).map(({ id }) => ({ id }));
  return { ...data, tasks: ids };
}
