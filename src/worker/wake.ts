// When the Coordinator has to wake up by itself. Pure.

import type { Status } from '../protocol/status.ts';

/** How long after a run what is still queued for Todoist is tried again, ms. */
export const RETRY_AFTER_MS = 30_000;

/** Nothing wakes sooner than this, ms: a time that is already past must not make a busy loop. */
export const MIN_WAKE_AFTER_MS = 1000;

/**
 * Tells at which epoch ms Todoist should be asked again without anybody asking; null: not at all. Work for Things waits for
 * the agent and a plan waits for a person, so neither wakes anything.
 */
export function nextWakeAt(status: Status, now: number): number | null {
  if (status.plan !== null && !status.plan.approved) return null;
  const times = status.waiting
    .filter((waiting) => waiting.replica === 'todoist' && waiting.state !== 'failed')
    .map((waiting) => waiting.retryAt ?? (waiting.state === 'held' ? null : now + RETRY_AFTER_MS))
    .filter((time) => time !== null);
  if (status.todoist.retryAt !== null && status.todoist.problem !== null) times.push(status.todoist.retryAt);
  if (times.length === 0) return null;
  return Math.max(Math.min(...times), now + MIN_WAKE_AFTER_MS);
}
