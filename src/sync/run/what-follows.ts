// What follows from a failure, whatever failed: the same again at a time, never, or another plan; there is nothing else. Each vendor
// has one map from its failures to these, with no fall-through. Pure: it says what is to be done, others do it.

import type { OutboxEntry } from '../../hub/store.ts';
import { backoffMs, type Ladder } from './backoff.ts';

/** The same operation waits. `held`: it waits for something outside, and says so. */
export interface Again {
  readonly kind: 'again';
  /** Epoch ms. */
  readonly at: number;
  readonly reason: string;
  readonly state: 'queued' | 'held' | 'failed';
  /** False where the replica has judged it: it goes under a new id then, or the former judgement would come back. */
  readonly sameId: boolean;
}

/** What is to be done about a failure. `Change`: how the plan becomes another one; `otherwise`: where that turns out to change nothing. */
export type WhatFollows<Change> =
  | Again
  | { readonly kind: 'never'; readonly reason: string }
  | { readonly kind: 'changed_plan'; readonly change: Change; readonly otherwise: Again };

/** What the failure is of. */
export interface Failed {
  readonly entry: Pick<OutboxEntry, 'id' | 'kind' | 'attempts' | 'fields'>;
  /** Epoch ms. */
  readonly now: number;
}

/** Another plan. */
export function changed<Change>(change: Change, otherwise: Again): WhatFollows<Change> {
  return { kind: 'changed_plan', change, otherwise };
}

/** The same, after a wait. */
export function again(
  { entry, now }: Failed,
  how: {
    readonly ladder: Ladder;
    readonly reason: string;
    readonly state?: Again['state'];
    readonly sameId?: boolean;
  },
): Again {
  const { ladder, reason, state, sameId } = how;
  const isContainer = entry.kind === 'create_container';
  return {
    kind: 'again',
    at: now + backoffMs(ladder, entry.attempts + 1, entry.id),
    reason,
    // A container is made when a task needs it: until then its entry remembers how long to wait.
    state: state ?? (isContainer ? 'held' : 'queued'),
    sameId: sameId ?? false,
  };
}
