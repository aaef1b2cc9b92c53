// The communication with Todoist in one run, within the run's request budget.

import type { TalkOf } from '../../../sync/replica.ts';
import type { Pass, Session, ReplicaRead } from '../../../sync/unit-of-work.ts';
import { isKeeping } from '../../../sync/plan/keeper.ts';
import { storedCursor, TODOIST } from '../known.ts';
import { MAX_REQUESTS_PER_RUN, type Budget } from './budget.ts';
import { readTodoist, sendToTodoist } from './conversation.ts';
import { keepPair } from './keeper/keep-pair.ts';
import { lookBelow } from './read/look-below.ts';
import { lookUpSuspects } from './read/look-up.ts';
import { todoistRead, type TodoistRead } from './read/replica-read.ts';

/** Starts Todoist's part of one run. */
export function talkWithTodoist(session: Session): TalkOf<Pass, Session> {
  const budget: Budget = { requests: MAX_REQUESTS_PER_RUN };
  const reads = new Map<ReplicaRead, TodoistRead>();
  return {
    read: async ({ dryRun }) => {
      const answer = await readTodoist(session, budget, dryRun);
      if (answer === null) return null;
      const replicaRead = todoistRead({ answer, lookedUp: new Map() });
      reads.set(replicaRead, answer);
      return replicaRead;
    },
    lookUp: async (read) => {
      const lookedUp = (await lookUpSuspects(session, budget)) ?? new Map();
      return lookedUp.size === 0
        ? read
        : todoistRead({ answer: read === null ? null : (reads.get(read) ?? null), lookedUp });
    },
    mayWrite: () => keepPair(session, budget),
    send: async () => {
      if (await lookBelow(session, budget)) await sendToTodoist(session, budget);
    },
  };
}

/** Tells whether Todoist has to be read in full, or the requests ran out before the outbox or the lookups did. */
export function isTodoistDue({ parts: { store, now } }: Session): boolean {
  return (
    storedCursor(store) === null ||
    (isKeeping({ store }) && store.outbox.due(TODOIST, now(), 1).length > 0) ||
    store.suspects.of(TODOIST).due(now(), 1).length > 0
  );
}
