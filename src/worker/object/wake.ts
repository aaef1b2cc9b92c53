// When the Coordinator has to wake up by itself. Pure.

import type { WhatWaits } from '../../sync/owner/account-port.ts';
import {
  EVENT_SPACING_MS,
  isUnanswered,
  MINUTE_MS,
  pollIntervalMs,
  type WebhookRecord,
} from './poll-interval.ts';

/** What no time brings on: it was refused, or waits for its owner, who may have said no. */
const WAKES_NOBODY: ReadonlySet<string> = new Set(['failed', 'asked', 'declined']);

/**
 * How long after a run what still waits for Todoist is tried again where no time is set for it, or the time went by and it
 * still waits, ms. As long as the agent's own interval: a wake costs a read of the account, and mostly the agent is sooner.
 */
export const RETRY_AFTER_MS = 5 * 60_000;

/** Tells whether a replica is to be asked now, by an alarm that may have come for something else. */
export function isAskDue(status: WhatWaits, now: number): boolean {
  const at = nextWakeAt(status, now);
  return at !== null && at <= now + RETRY_AFTER_MS;
}

/**
 * Tells at which epoch ms a replica should be asked again without anybody asking; null: none at all. Only operations that wait for one
 * that is asked wake anything: work for others waits for their visit, a plan waits for a person, and a mere read for either.
 */
export function nextWakeAt({ plan, waiting, polled }: WhatWaits, now: number): number | null {
  const dueTimes = polled
    .filter(({ replica }) => !isStopped(plan, replica))
    .flatMap(({ replica, problem, retryAt }) => {
      const wholeSide = problem === null ? null : retryAt;
      return waiting
        .filter((one) => one.replica === replica && !WAKES_NOBODY.has(one.state))
        .map((one) => one.retryAt ?? (one.state === 'held' ? null : (wholeSide ?? now + RETRY_AFTER_MS)));
    })
    .filter((time) => time !== null)
    .map((time) => (time > now ? time : now + RETRY_AFTER_MS));
  return dueTimes.length === 0 ? null : Math.min(...dueTimes);
}

/** A plan waits for a person, and nothing is read from that replica before the answer. */
function isStopped(plan: WhatWaits['plan'], replica: string): boolean {
  if (plan === null || plan.approved || plan.holds.what === 'items') return false;
  return plan.holds.what === 'everything' || plan.holds.replica === replica;
}

/** What is known of reads, listeners and Todoist's webhook. Times are epoch ms. */
export interface Heard {
  /** How many agents listen for pokes. */
  readonly listeners: number;
  /** When the replicas that are polled were last read, as far as is known; null: nobody knows. */
  readonly readAt: number | null;
  readonly webhook: WebhookRecord;
  /** When something last changed on any side; null: never. */
  readonly activeAt: () => number | null;
  readonly now: number;
}

/**
 * Tells at which epoch ms Todoist should be read for an agent that listens; null: nobody listens, or a plan waits for a person. Where
 * nobody knows when it was last read, that is now.
 */
export function nextPollAt(status: Pick<WhatWaits, 'plan' | 'polled'>, heard: Heard): number | null {
  const { listeners, readAt, now } = heard;
  if (listeners === 0 || isIdle(status)) return null;
  if (readAt === null) return now;
  const isWell = status.polled.every(({ problem }) => problem === null);
  const intervalMs = isWell ? pollIntervalMs(heard.webhook, { ...heard, readAt }) : MINUTE_MS;
  return Math.max(now, readAt + intervalMs);
}

/** Tells at which epoch ms Todoist should be read because an event told of a change, whoever listens; null: none waits, or a plan does. */
export function nextEventReadAt(
  status: Pick<WhatWaits, 'plan' | 'polled'>,
  { readAt, webhook, now }: Pick<Heard, 'readAt' | 'webhook' | 'now'>,
): number | null {
  if (!isUnanswered(webhook) || isIdle(status)) return null;
  return Math.max(now, (readAt ?? 0) + EVENT_SPACING_MS);
}

/** Nothing is read before the answer to a plan. */
function isIdle({ plan, polled }: Pick<WhatWaits, 'plan' | 'polled'>): boolean {
  return polled.every(({ replica }) => isStopped(plan, replica));
}
