// Sends what is due, in order for each subscriber: the oldest that waits holds up its own subscriber and no other. Nothing is kept in
// memory: a delivery whose answer was lost is sent again under the same id.

import type { Delivery, Subscriber } from '../../model/outbound.ts';
import type { Vault } from '../../hub/secrets.ts';
import { afterAttempt, type Attempt } from './retry.ts';
import { composeRequest, type OutgoingRequest } from './request.ts';
import { SECRET_PURPOSE } from './subscriber-desk.ts';
import { listeners, type CollectParts } from './collect.ts';

/** Sends a request; what goes wrong is told in the attempt. */
export type Send = (request: OutgoingRequest) => Promise<Attempt>;

/** What sends. */
export interface DeliverParts extends CollectParts {
  readonly vault: Pick<Vault, 'open'>;
  readonly send: Send;
}

/** Deliveries may keep the object awake for so long on one UTC day, ms. */
export const DAILY_AWAKE_MS = 600_000;
/** And for so long at once, ms. */
export const ROUND_MS = 15_000;
/** Requests at once; an invocation has six connections (Cloudflare, Workers limits). */
const AT_ONCE = 4;
/** Requests of one round; an invocation of the free plan makes 50 (Cloudflare, Workers limits). */
const MAX_REQUESTS = 40;

const DAY_MS = 86_400_000;
const SPENT = 'spent';

/** How long deliveries kept the object awake on a UTC day. */
export interface Spent {
  readonly day: number;
  readonly ms: number;
}

/** What was spent of today's time. */
export function spentToday({ subscribers, now }: Pick<CollectParts, 'subscribers' | 'now'>): Spent {
  const day = Math.floor(now() / DAY_MS);
  const spent = subscribers.state.get(SPENT) as Spent | undefined;
  return spent?.day === day ? spent : { day, ms: 0 };
}

/** Epoch ms at which something is to be sent; null: nothing waits. */
export function deliverDueAt(parts: CollectParts, listening: readonly Subscriber[]): number | null {
  const times = listening.flatMap(({ id, paused }) => {
    const next = paused === null ? parts.deliveries.next(id) : null;
    return next === null ? [] : [next.dueAt ?? parts.now()];
  });
  if (times.length === 0) return null;
  const { day, ms } = spentToday(parts);
  const due = Math.min(...times);
  return ms < DAILY_AWAKE_MS ? due : Math.max(due, (day + 1) * DAY_MS);
}

/**
 * One round: sends what is due, within the time of a round and of the day. `busy`: subscribers to whom an earlier round is still
 * sending; they are passed over, and those of this round are in it meanwhile.
 */
export async function deliverDue(parts: DeliverParts, busy: Set<string>): Promise<void> {
  const { now, subscribers, store } = parts;
  const before = spentToday(parts);
  const room = Math.min(ROUND_MS, DAILY_AWAKE_MS - before.ms);
  const begun = now();
  const waiting = listeners(subscribers).filter(
    ({ id, paused }) => paused === null && !busy.has(id) && isDue(parts, id),
  );
  if (room <= 0 || waiting.length === 0) return;
  const round = { until: begun + room, requests: 0 };
  const queue = [...waiting];
  const worker = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      // A later round may have taken it from the queue's end.
      if (busy.has(next.id)) continue;
      busy.add(next.id);
      await deliverTo(parts, next.id, round).finally(() => busy.delete(next.id));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  store.transaction(() => {
    const { day, ms } = spentToday(parts);
    subscribers.state.set(SPENT, { day, ms: ms + Math.max(0, now() - begun) } satisfies Spent);
  });
}

interface Round {
  readonly until: number;
  requests: number;
}

function isDue({ deliveries, now }: CollectParts, subscriber: string): boolean {
  const next = deliveries.next(subscriber);
  return next !== null && (next.dueAt ?? 0) <= now();
}

/** Until nothing is due for it, something fails, or the round is over. */
async function deliverTo(parts: DeliverParts, id: string, round: Round): Promise<void> {
  while (parts.now() < round.until && round.requests < MAX_REQUESTS) {
    const subscriber = parts.subscribers.get(id);
    if (subscriber === null || !subscriber.enabled || subscriber.paused !== null || !isDue(parts, id)) return;
    const delivery = parts.deliveries.next(id);
    if (delivery === null) return;
    round.requests += 1;
    const attempt = await tryOnce(parts, subscriber, delivery);
    if (!settle(parts, delivery, attempt)) return;
  }
}

async function tryOnce(parts: DeliverParts, subscriber: Subscriber, delivery: Delivery): Promise<Attempt> {
  const opened = await parts.vault.open({ purpose: SECRET_PURPOSE, id: subscriber.id });
  if (!opened.ok && (subscriber.kind === 'webhook' || opened.error.kind !== 'not_found'))
    return { took: 0, answered: null, retryAfterMs: null, problem: `its secret: ${opened.error.detail}` };
  const secret = opened.ok ? opened.value : null;
  return parts.send(await composeRequest(subscriber, delivery, { secret, now: parts.now() }));
}

/** Stores what came of an attempt; tells whether it was delivered. Meanwhile its owner may have removed or changed anything. */
function settle(parts: DeliverParts, { seq }: Delivery, attempt: Attempt): boolean {
  const { deliveries, subscribers, store, now } = parts;
  return store.transaction(() => {
    const delivery = deliveries.at(seq);
    const subscriber = delivery === null ? null : subscribers.get(delivery.subscriber);
    if (delivery === null || subscriber === null) return false;
    const { change, pause } = afterAttempt(delivery, { attempt, policy: subscriber.retryPolicy, now: now() });
    deliveries.change(delivery.seq, change);
    if (pause !== null) subscribers.put({ ...subscriber, paused: { at: now(), reason: pause } });
    parts.noteChange(delivery.at);
    return change.status === 'delivered';
  });
}
