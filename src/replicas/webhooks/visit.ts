// Events that wait, as one visit: they tell of some tasks and are told nothing, and the run does the rest.

import { isFirstSyncDone } from '../../sync/plan/stored-plan.ts';
import type { ReplicaRead, Visit } from '../../sync/unit-of-work.ts';
import type { SourceChange } from '../../model/webhook.ts';
import { observeChanges } from './observe.ts';
import { senderOfObject, WEBHOOKS } from './replica.ts';

/** What waits to be taken in. */
export interface WaitingEvents {
  /** In the order in which they came. */
  readonly changes: readonly SourceChange[];
  /** Notes that they are taken in. Within the transaction that takes them. */
  readonly taken: () => void;
}

/** Puts what waits as a visit. Before the first sync there is nothing that it could be put beside, and it goes on waiting. */
export function visitOfWebhooks({ changes, taken }: WaitingEvents): Visit<never> {
  return {
    replica: WEBHOOKS,
    by: [...new Set(changes.map(({ object }) => senderOfObject(object)))].join(','),
    dryRun: false,
    known: {},
    admit: ({ parts }) => (isFirstSyncDone(parts) ? null : { snapshot: 'not_taken' }),
    acknowledge: null,
    show: () => ({ replicaRead: show(changes, taken), resyncRequest: null }),
    whyNotWhole: null,
    take: () => [],
  };
}

function show(changes: readonly SourceChange[], taken: () => void): ReplicaRead {
  return {
    replica: WEBHOOKS,
    known: {},
    isWhole: false,
    isComplete: false,
    outcomesKnown: false,
    isPiecemeal: true,
    content: [changes],
    isCurrent: () => true,
    open: (pass) => ({
      containers: [],
      observations: () => observeChanges(pass, changes),
      commit: taken,
    }),
  };
}
