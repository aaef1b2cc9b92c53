// Events on their way to subscribers, as one account has them: collected from the stream, and delivered by a step of their own.

import type { Delivery } from '../../model/outbound.ts';
import { err, ok, type Result } from '../../model/result.ts';
import { collect, collectDueAt, listeners } from './collect.ts';
import { deliverDue, deliverDueAt, ROUND_MS, type DeliverParts } from './deliver.ts';
import type { AdoptParts } from './adopt.ts';
import type { OutboundFailure } from './subscriber-desk.ts';

/** Deliveries are kept for so long. */
const KEPT_MS = 10 * 86_400_000;

/** A delivery that the earlier version recorded. */
interface OlderDelivery {
  readonly id: string;
  readonly webhookUrl: string;
  readonly event: string;
  readonly payload?: unknown;
  readonly status: string;
  readonly attempts: number;
  readonly error?: string | null | undefined;
  /** ISO 8601. */
  readonly createdAt: string;
}

/** What it is made of. */
export type OutboundParts = DeliverParts &
  AdoptParts & {
    /** What the earlier version delivered on a UTC day, as far as it was taken in. */
    readonly olderDeliveries: (day: number) => readonly OlderDelivery[];
  };

/** Events on their way to subscribers. */
export interface Outbound {
  readonly parts: OutboundParts;
  /** When the step is due, epoch ms; null: nobody subscribes, or nothing waits. */
  readonly dueAt: () => number | null;
  /** Collects what happened and sends what is due, one round. May be called while an earlier round still waits for a receiver. */
  readonly work: () => Promise<void>;
  /** Has an event sent again, under its id and before what came later. A subscriber that is paused goes on. */
  readonly redeliver: (id: string) => Result<Delivery, OutboundFailure>;
}

/** Opens it. Makes no call. */
export function createOutbound(parts: OutboundParts): Outbound {
  /** A second round meanwhile would send them what is being sent. */
  const busy = new Set<string>();
  return {
    parts,
    dueAt: () => {
      const listening = listeners(parts.subscribers);
      const free = listening.filter(({ id }) => !busy.has(id));
      // Whatever ends this process meanwhile, somebody looks after them again.
      const again = busy.size > 0 ? parts.now() + ROUND_MS : null;
      const times = [collectDueAt(parts, listening), deliverDueAt(parts, free), again].filter(
        (time) => time !== null,
      );
      return times.length === 0 ? null : Math.min(...times);
    },
    work: async () => {
      collect(parts);
      await deliverDue(parts, busy);
      parts.deliveries.prune(parts.now() - KEPT_MS);
    },
    redeliver: (id) => redeliver(parts, id),
  };
}

function redeliver(parts: OutboundParts, id: string): Result<Delivery, OutboundFailure> {
  const { deliveries, subscribers, store } = parts;
  return store.transaction(() => {
    const delivery = deliveries.get(id);
    if (delivery === null) return err({ kind: 'not_found', detail: 'No delivery has this id.' });
    const subscriber = subscribers.get(delivery.subscriber);
    if (subscriber === null) return err({ kind: 'not_found', detail: 'Its subscriber was removed.' });
    deliveries.change(delivery.seq, {
      ...delivery,
      status: 'pending',
      dueAt: null,
      attempts: 0,
      firstTriedAt: null,
    });
    if (subscriber.paused !== null) subscribers.put({ ...subscriber, paused: null });
    parts.noteChange(delivery.at);
    return ok(deliveries.get(id) ?? delivery);
  });
}
