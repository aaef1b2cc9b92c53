// How many more requests a run may send to Todoist, and what is remembered when a request is not possible.

import { unreachable } from '../../../model/assert.ts';
import { contactWith, noteTrouble } from '../../../sync/run/contact.ts';
import type { Session } from '../../../sync/unit-of-work.ts';
import { afterRequest } from './send/what-follows.ts';
import { portOf, TODOIST } from '../known.ts';
import type { TodoistFailure } from '../todoist-port.ts';

/** Maximum number of requests in one run: an invocation of a free Worker has 50 subrequests. */
export const MAX_REQUESTS_PER_RUN = 40;

/** How many more requests a run may send to Todoist. */
export interface Budget {
  requests: number;
}

/** Counts a request that is about to be sent. */
export function countRequest(session: Session, budget: Budget): void {
  budget.requests -= 1;
  session.figures.requests += 1;
}

/** Tells whether Todoist must not be contacted now. A wait that was imposed on another token, or by another server, does not count. */
export function mustWait(session: Session): boolean {
  const { retryAt, access } = contactWith(session, TODOIST);
  const { parts } = session;
  return retryAt !== null && retryAt > parts.now() && access === portOf(parts).access;
}

/** Records why Todoist can't be contacted, and until when. */
export function noteFailure(session: Session, failure: TodoistFailure): void {
  const { parts } = session;
  const failures = contactWith(session, TODOIST).failures + 1;
  const follows = afterRequest(failure, { failures, now: parts.now() });
  if (follows.kind === 'read_whole') return;
  const problem = describeFailure(failure);
  noteTrouble(session, TODOIST, { problem, retryAt: follows.at, failures, access: portOf(parts).access });
}

/** A failure in plain words, without secrets and without task text. */
export function describeFailure(failure: TodoistFailure): string {
  switch (failure.kind) {
    case 'rate_limited':
      return `Todoist asks for a pause of ${failure.retryAfterSeconds} s (too many requests)`;
    case 'unauthorized':
      return `Todoist does not accept the token: check TODOIST_API_TOKEN, in .env or the secret of the Worker (${failure.detail})`;
    case 'unavailable':
      return `Todoist can't be reached: ${failure.detail}`;
    case 'cursor_unknown':
      return 'Todoist no longer knows the sync position';
    case 'api_changed':
      return `Todoist’s answer is not understood by this version (the token is not the cause): ${failure.detail}`;
    case 'another_account':
      return 'The token belongs to a different Todoist account from the one synced so far: nothing is read from it or sent to it';
    case 'refused':
      return `Todoist refused the request: ${failure.detail}`;
    default:
      return unreachable(failure);
  }
}
