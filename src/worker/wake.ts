// When the Coordinator has to wake up by itself. Pure.

import type { Plan } from '../protocol/plan.ts';
import type { Status } from '../protocol/status.ts';

/**
 * How long after a run what still waits for Todoist is tried again where no time is set for it, or the time went by and it
 * still waits, ms. As long as the agent's own interval: a wake costs a read of the account, and mostly the agent is sooner.
 */
export const RETRY_AFTER_MS = 5 * 60_000;

/** Tells whether Todoist is to be asked now, by an alarm that may have come for something else. */
export function isTodoistDue(status: Pick<Status, 'plan' | 'waiting' | 'todoist'>, now: number): boolean {
  const at = nextWakeAt(status, now);
  return at !== null && at <= now + RETRY_AFTER_MS;
}

/**
 * Tells at which epoch ms Todoist should be asked again without anybody asking; null: not at all. Only operations that wait
 * for Todoist wake anything: work for Things waits for the agent, a plan waits for a person, and a mere read for either.
 */
export function nextWakeAt(status: Pick<Status, 'plan' | 'waiting' | 'todoist'>, now: number): number | null {
  if (isStopped(status.plan)) return null;
  const wholeSide = status.todoist.problem === null ? null : status.todoist.retryAt;
  const dueTimes = status.waiting
    .filter(
      (waiting) => waiting.replica === 'todoist' && waiting.state !== 'failed' && waiting.state !== 'asked',
    )
    .map(
      (waiting) => waiting.retryAt ?? (waiting.state === 'held' ? null : (wholeSide ?? now + RETRY_AFTER_MS)),
    )
    .filter((time) => time !== null)
    .map((time) => (time > now ? time : now + RETRY_AFTER_MS));
  return dueTimes.length === 0 ? null : Math.min(...dueTimes);
}

/** A plan waits for a person, and nothing is read from Todoist before the answer. */
function isStopped(plan: Plan | null): boolean {
  if (plan === null || plan.approved || plan.holds.what === 'items') return false;
  return plan.holds.what === 'everything' || plan.holds.replica === 'todoist';
}

/** How often Todoist is asked while an agent listens for pokes, ms: what happens there is in Things within about a minute. */
const POLL_WHILE_HEARD_MS = 60_000;

/** Tells at which epoch ms Todoist should be read for an agent that listens; null: nobody listens, or a plan waits for a person. */
export function nextPollAt(
  status: Pick<Status, 'plan'>,
  heard: { readonly listeners: number; readonly lastPollAt: number | null; readonly now: number },
): number | null {
  if (heard.listeners === 0 || isStopped(status.plan)) return null;
  return Math.max(heard.now, (heard.lastPollAt ?? heard.now) + POLL_WHILE_HEARD_MS);
}
