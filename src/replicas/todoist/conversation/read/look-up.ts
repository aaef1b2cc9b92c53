// Looks up suspects: tasks that a full read or a refused command left in doubt. One that can't be looked up waits on its own.

import type { RemoteId } from '../../../../model/ids.ts';
import type { Suspect } from '../../../../hub/store.ts';
import { configOf } from '../../../../sync/run/session.ts';
import type { Session } from '../../../../sync/unit-of-work.ts';
import { afterLookUp } from '../send/what-follows.ts';
import type { TodoistFailure, TodoistTask } from '../../todoist-port.ts';
import { portOf, storedAccount, TODOIST } from '../../known.ts';
import { countRequest, describeFailure, noteFailure, type Budget } from '../budget.ts';

/** Results of lookups; null if the task no longer exists. */
export type LookedUp = ReadonlyMap<RemoteId, TodoistTask | null>;

/** How many requests lookups leave for the rest of a run. */
const REQUESTS_KEPT_FROM_LOOKUPS = 10;
/** More suspects than this are evaluated in parts. */
const MAX_SUSPECTS = 10_000;
/** After this many consecutive lookups without a response, the problem is not a single task's. */
const UNANSWERED_IN_A_ROW = 3;

/**
 * Returns what the suspects turned out to be, or null while some were not looked up yet: they are evaluated together, so that many
 * deletions can't pass the guard a few at a time. A task whose lookup failed is left out until its next attempt.
 */
export async function lookUpSuspects(session: Session, budget: Budget): Promise<LookedUp | null> {
  const { store, now } = session.parts;
  if (storedAccount(session.parts.store) === null) return new Map();
  const found = new Map<RemoteId, TodoistTask | null>();
  let unanswered = 0;
  for (const suspect of store.suspects.of(TODOIST).due(now(), MAX_SUSPECTS)) {
    const { remoteId } = suspect;
    if (suspect.found !== undefined) {
      found.set(remoteId, suspect.found as TodoistTask | null);
      continue;
    }
    const isSpent = budget.requests <= REQUESTS_KEPT_FROM_LOOKUPS;
    const answer = isSpent ? null : await lookUp(session, budget, remoteId);
    if (answer?.ok === true) found.set(remoteId, answer.value);
    unanswered = answer?.ok === false && answer.error.kind === 'unavailable' ? unanswered + 1 : 0;
    const isDown = answer?.ok === false && noteFailedLookUp(session, suspect, answer.error, unanswered);
    if (isSpent || isDown) {
      keepLookUps(session, found);
      return null;
    }
  }
  return found;
}

/** Saves the results of lookups that could not be evaluated yet, so that they need not be repeated. */
export function keepLookUps({ parts: { store } }: Session, found: LookedUp): void {
  if (found.size === 0) return;
  store.transaction(() => {
    for (const [id, task] of found) store.suspects.of(TODOIST).keep(id, task);
  });
}

async function lookUp(session: Session, budget: Budget, remoteId: RemoteId) {
  const { parts } = session;
  const account = storedAccount(parts.store);
  if (account === null) return null;
  countRequest(session, budget);
  return portOf(parts).lookUp({ remoteId, config: configOf(parts), account });
}

/** Tells whether Todoist as a whole must not be contacted. */
function noteFailedLookUp(
  session: Session,
  { remoteId, attempts }: Suspect,
  failure: TodoistFailure,
  unanswered: number,
): boolean {
  const { store, now } = session.parts;
  const isDown = unanswered >= UNANSWERED_IN_A_ROW;
  const follows = afterLookUp(failure, { attempts, now: now(), name: remoteId });
  if (isDown || follows.kind === 'side_waits') {
    noteFailure(session, failure);
    return true;
  }
  const wait = { attempts: attempts + 1, retryAt: follows.at, reason: describeFailure(failure) };
  store.transaction(() => store.suspects.of(TODOIST).wait(remoteId, wait));
  return false;
}
