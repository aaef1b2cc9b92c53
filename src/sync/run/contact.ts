// The state of the communication with each replica: when it was last read, and whether we have to wait before the next request.
// Stored, because a process is evicted after seconds; a process only caches more exact values.

import type { Contact } from '../../hub/store.ts';
import type { ReplicaName } from '../../model/ids.ts';
import type { Session } from '../unit-of-work.ts';

/**
 * How outdated the stored time of the last read may be, ms. A run without news writes no row (R11); otherwise a run every minute
 * would write one every minute just for this.
 */
const SEEN_WITHIN_MS = 10 * 60_000;

/** The state of the communication with a replica. */
export function contactWith({ parts, seen }: Session, replica: ReplicaName): Contact {
  const stored = parts.store.contacts.get(replica);
  return { ...stored, seenAt: later(stored.seenAt, seen.get(replica) ?? null) };
}

/** Records that a replica was just read successfully. */
export function noteSeen({ parts, seen }: Session, replica: ReplicaName): void {
  const now = parts.now();
  seen.set(replica, now);
  const stored = parts.store.contacts.get(replica);
  const wasWell = stored.problem === null && stored.retryAt === null && stored.failures === 0;
  if (wasWell && stored.seenAt !== null && now - stored.seenAt < SEEN_WITHIN_MS && now >= stored.seenAt)
    return;
  parts.store.contacts.put(replica, {
    seenAt: now,
    problem: null,
    retryAt: null,
    failures: 0,
    access: stored.access,
  });
}

/** Records why a replica can't be read, and until when to wait. */
export function noteTrouble(
  session: Session,
  replica: ReplicaName,
  trouble: Pick<Contact, 'problem' | 'retryAt' | 'failures' | 'access'>,
): void {
  const { seenAt } = contactWith(session, replica);
  session.parts.store.contacts.put(replica, { seenAt, ...trouble });
}

function later(a: number | null, b: number | null): number | null {
  return a === null || b === null ? (a ?? b) : Math.max(a, b);
}
