// The state of the communication with each replica: when it was last read, and whether we have to wait before the next request.
// Stored at once, because a process is evicted after seconds: a time that a status has told must not go back with the next process.

import type { Contact } from '../../hub/store.ts';
import type { ReplicaName } from '../../model/ids.ts';
import type { Session } from '../unit-of-work.ts';

/** The state of the communication with a replica. */
export function contactWith({ parts }: Session, replica: ReplicaName): Contact {
  return parts.store.contacts.get(replica);
}

/** Records that a replica was just read successfully: one row. */
export function noteSeen({ parts }: Session, replica: ReplicaName): void {
  const { access } = parts.store.contacts.get(replica);
  const seenAt = parts.now();
  parts.store.contacts.put(replica, { seenAt, problem: null, retryAt: null, failures: 0, access });
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
