// When the Coordinator has to wake up by itself. Pure.

import type { WhatWaits } from '../../sync/owner/account-port.ts';

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

/** How often Todoist is asked while an agent listens for pokes, ms: what happens there is in Things within about a minute. */
const POLL_WHILE_HEARD_MS = 60_000;

/** Tells at which epoch ms Todoist should be read for an agent that listens; null: nobody listens, or a plan waits for a person. */
export function nextPollAt(
  status: Pick<WhatWaits, 'plan' | 'polled'>,
  heard: { readonly listeners: number; readonly lastPollAt: number | null; readonly now: number },
): number | null {
  const isIdle = status.polled.every(({ replica }) => isStopped(status.plan, replica));
  if (heard.listeners === 0 || isIdle) return null;
  return Math.max(heard.now, (heard.lastPollAt ?? heard.now) + POLL_WHILE_HEARD_MS);
}
