// What follows from an attempt to deliver. Pure; the jitter is derived from the delivery.

import type { Delivery, RetryPolicy } from '../../model/outbound.ts';

/** What came of one attempt. Times in ms. */
export interface Attempt {
  readonly took: number;
  /** The HTTP status of the answer; null: there was none. */
  readonly answered: number | null;
  /** The wait that the receiver asked for; null: none. */
  readonly retryAfterMs: number | null;
  /** Why there was no answer, in plain words; null: there was one. */
  readonly problem: string | null;
}

/** What changes in a delivery, and why its subscriber is paused; null: it is not. */
export interface AfterAttempt {
  readonly change: Pick<
    Delivery,
    'status' | 'attempts' | 'firstTriedAt' | 'triedAt' | 'dueAt' | 'took' | 'answered' | 'error'
  >;
  readonly pause: string | null;
}

/** A day after the first attempt a delivery is given up. */
const GIVE_UP_AFTER_MS = 86_400_000;
/** The longest wait between two attempts. */
const LONGEST_WAIT_MS = 2 * 3_600_000;
/** A receiver can't ask for a longer wait than this. */
const LONGEST_ASKED_MS = 6 * 3_600_000;
const MAX_DOUBLINGS = 30;

/** What `RetryPolicy` is where the owner sets nothing: about twenty attempts in a day. */
export const DEFAULT_RETRY_POLICY: RetryPolicy = { enabled: true, maxRetries: 20, backoffMs: 30_000 };

/** Decides what follows from an attempt that ended at `now` (epoch ms). */
export function afterAttempt(
  delivery: Delivery,
  { attempt, policy, now }: { readonly attempt: Attempt; readonly policy: RetryPolicy; readonly now: number },
): AfterAttempt {
  const attempts = delivery.attempts + 1;
  const firstTriedAt = delivery.firstTriedAt ?? now;
  const error = whyFailed(attempt);
  const tried = {
    attempts,
    firstTriedAt,
    triedAt: now,
    took: attempt.took,
    answered: attempt.answered,
    error,
  };
  if (error === null) return { change: { ...tried, status: 'delivered', dueAt: null }, pause: null };
  if (attempt.answered === 410) {
    const pause = 'the receiver answered 410: it wants no more events';
    return { change: { ...tried, status: 'failed', dueAt: null }, pause };
  }
  const wait = Math.max(
    backoff(policy, attempts, delivery.id),
    Math.min(attempt.retryAfterMs ?? 0, LONGEST_ASKED_MS),
  );
  const dueAt = now + wait;
  const isLast = !policy.enabled || attempts > policy.maxRetries || dueAt - firstTriedAt > GIVE_UP_AFTER_MS;
  if (!isLast) return { change: { ...tried, status: 'pending', dueAt }, pause: null };
  const pause = policy.enabled ? `a delivery failed ${attempts} times, the last time because ${error}` : null;
  return { change: { ...tried, status: 'failed', dueAt: null }, pause };
}

/** Only 2xx is an answer that counts; a redirect is not followed. */
function whyFailed({ answered, problem }: Attempt): string | null {
  if (answered === null) return problem ?? 'there was no answer';
  if (answered >= 200 && answered < 300) return null;
  return answered >= 300 && answered < 400
    ? `it answered ${answered}, and redirects are not followed`
    : `it answered ${answered}`;
}

/** At least half of the wait, so that a receiver that is down is left alone. */
function backoff({ backoffMs }: RetryPolicy, attempts: number, name: string): number {
  const longest = Math.min(LONGEST_WAIT_MS, backoffMs * 2 ** Math.min(attempts - 1, MAX_DOUBLINGS));
  return Math.ceil(longest * (0.5 + 0.5 * fractionOf(`${name} ${attempts}`)));
}

/** A number from 0 to 1, derived from a name (FNV-1a, 32 bits). */
function fractionOf(name: string): number {
  let hash = 0x811c9dc5;
  for (const char of name) hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 0x01000193);
  return (hash >>> 0) / 0x1_0000_0000;
}

/** Reads `Retry-After`: seconds, or a date. null: it says nothing that can be used. */
export function retryAfterMs(header: string | null, now: number): number | null {
  if (header === null) return null;
  if (/^\d{1,9}$/.test(header)) return Number(header) * 1000;
  const at = Date.parse(header);
  return Number.isNaN(at) ? null : Math.max(0, at - now);
}
