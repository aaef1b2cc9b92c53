// How the conversation with each replica stands: when it was last read, and whether it has to be left alone. Stored, since a process
// is put away after seconds; what a process knows more exactly is a cache.

import type { Contact } from '../../hub/store.ts';
import type { ReplicaName } from '../../model/ids.ts';
import type { Session } from '../unit-of-work.ts';

/**
 * How old the stored time of the last read may be, ms. A run without news writes no row (R11), and one that comes every minute would
 * write one every minute just for this.
 */
const SEEN_WITHIN_MS = 10 * 60_000;

/** How the conversation with a replica stands. */
export function contactWith({ parts, seen }: Session, replica: ReplicaName): Contact {
  const stored = parts.store.contacts.get(replica);
  return { ...stored, seenAt: later(stored.seenAt, seen.get(replica) ?? null) };
}

/** Notes that a replica was read now, and that nothing stands in the way any more. */
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

/** Notes why a replica can't be read, and until when it is left alone. */
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
