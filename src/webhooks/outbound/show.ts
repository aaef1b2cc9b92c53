// Subscribers and deliveries as their owner is shown them.

import type { Delivery, Subscriber } from '../../model/outbound.ts';
import type { Vault } from '../../hub/secrets.ts';
import type { ShownDeliveries, ShownDelivery, ShownSubscriber } from '../../protocol/answers/subscribers.ts';
import type { DeliveriesQuery } from '../../protocol/endpoints/subscribers.ts';
import type { OlderSubscriber } from './adopt.ts';
import type { OutboundParts } from './outbound.ts';
import { MAX_WAITING, originOf, type CollectParts } from './collect.ts';
import { DAILY_AWAKE_MS, spentToday } from './deliver.ts';
import { SECRET_PURPOSE } from './subscriber-desk.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const DEFAULT_HOURS = 24;
const DEFAULT_LIMIT = 100;

/** Shows a subscriber; of its secret only whether there is one. */
export async function showSubscriber(
  { deliveries, vault }: Pick<CollectParts, 'deliveries'> & { readonly vault: Pick<Vault, 'open'> },
  subscriber: Subscriber,
): Promise<ShownSubscriber> {
  const { id, createdAt, paused, ...settings } = subscriber;
  const opened = await vault.open({ purpose: SECRET_PURPOSE, id });
  return {
    ...settings,
    id,
    secret: null,
    // One that can't be opened is there all the same.
    secretSet: opened.ok || opened.error.kind !== 'not_found',
    admitted: true,
    createdAt: iso(createdAt),
    paused: paused === null ? null : { at: iso(paused.at), reason: paused.reason },
    waiting: deliveries.countWaiting(id, MAX_WAITING),
  };
}

/** Shows a subscriber of the earlier version that waits for its owner's word. */
export function showOlder({ subscriber, secret }: OlderSubscriber): ShownSubscriber {
  const { createdAt, paused: _paused, ...settings } = subscriber;
  return {
    ...settings,
    secret: null,
    secretSet: secret !== null,
    admitted: false,
    createdAt: iso(createdAt),
    paused: null,
    waiting: 0,
  };
}

/** Shows a delivery. */
export function showDelivery(delivery: Delivery): ShownDelivery {
  const { id, subscriber, target, event, data, status, attempts, error, at, triedAt, dueAt, took, answered } =
    delivery;
  return {
    id,
    subscriber,
    webhookUrl: target,
    event,
    payload: data,
    status,
    attempts,
    error,
    responseStatus: answered,
    durationMs: took,
    createdAt: iso(at),
    lastAttemptAt: triedAt === null ? null : iso(triedAt),
    nextAttemptAt: dueAt === null ? null : iso(dueAt),
  };
}

/** Lists deliveries, newest first, a page at a time. */
export function showDeliveries(
  parts: CollectParts & Pick<OutboundParts, 'olderDeliveries'>,
  query: DeliveriesQuery,
): ShownDeliveries {
  const { hours = DEFAULT_HOURS, limit = DEFAULT_LIMIT } = query;
  const page = parts.deliveries.list({
    since: parts.now() - hours * HOUR_MS,
    status: query.status ?? null,
    subscriber: query.subscriber ?? null,
    event: query.event ?? null,
    before: query.cursor ?? null,
    limit: limit + 1,
  });
  const own = page.slice(0, limit).map(showDelivery);
  const isLast = page.length <= limit;
  // What the earlier version left is older than everything of ours.
  const shown = [...own, ...(isLast ? olderOnes(parts, query, limit - own.length) : [])];
  const { day, ms } = spentToday(parts);
  const isSpent = ms >= DAILY_AWAKE_MS;
  return {
    deliveries: shown,
    count: shown.length,
    timeRangeHours: hours,
    nextCursor: isLast ? null : String(page[limit - 1]?.seq ?? 0),
    budget: {
      usedSeconds: Math.round(ms / 1000),
      limitSeconds: DAILY_AWAKE_MS / 1000,
      resumesAt: isSpent ? iso((day + 1) * 24 * HOUR_MS) : null,
    },
  };
}

/** Deliveries of a migrated day, newest first; nobody's who subscribes now. */
function olderOnes(
  { now, olderDeliveries }: Pick<CollectParts, 'now'> & Pick<OutboundParts, 'olderDeliveries'>,
  { hours = DEFAULT_HOURS, status, subscriber, event }: DeliveriesQuery,
  room: number,
): readonly ShownDelivery[] {
  if (subscriber !== undefined) return [];
  const since = iso(now() - hours * HOUR_MS);
  const first = Math.floor((now() - hours * HOUR_MS) / DAY_MS);
  const days = Array.from({ length: Math.floor(now() / DAY_MS) - first + 1 }, (_unused, at) => first + at);
  return days
    .flatMap((day) => olderDeliveries(day))
    .filter((each) => each.createdAt >= since && (event === undefined || each.event === event))
    .filter((each) => status === undefined || each.status === status)
    .toSorted((a, b) => (a.createdAt < b.createdAt ? 1 : -1))
    .slice(0, room)
    .map(({ id, webhookUrl, event: name, payload, status: how, attempts, error, createdAt }) => ({
      id,
      subscriber: null,
      webhookUrl: originOf(webhookUrl),
      event: name,
      payload: payload ?? null,
      status: how,
      attempts,
      error: error ?? null,
      responseStatus: null,
      durationMs: null,
      createdAt,
      lastAttemptAt: null,
      nextAttemptAt: null,
    }));
}

function iso(at: number): string {
  return new Date(at).toISOString();
}
