// The possible consequences of a failure: retry the same at some time, never retry, or change the plan. Each vendor has one
// exhaustive mapping from its failures to these. Pure: says what is to be done, and others do it.

import type { OutboxEntry } from '../../hub/store.ts';
import { backoffMs, type BackoffPolicy } from './backoff.ts';

/** The same operation waits. `held`: it waits for something external, and says so. */
export interface Again {
  readonly kind: 'again';
  /** Epoch ms. */
  readonly at: number;
  readonly reason: string;
  readonly state: 'queued' | 'held' | 'failed';
  /** False if the replica has judged it: it is then sent under a new id, because the same id would get the same result. */
  readonly sameId: boolean;
}

/** What to do about a failure. `Change`: how the plan changes; `otherwise`: if that turns out to change nothing. */
export type WhatFollows<Change> =
  | Again
  | { readonly kind: 'never'; readonly reason: string }
  | { readonly kind: 'changed_plan'; readonly change: Change; readonly otherwise: Again };

/** The context of a failure. */
export interface Failed {
  readonly entry: Pick<OutboxEntry, 'id' | 'kind' | 'attempts' | 'fields'>;
  /** Epoch ms. */
  readonly now: number;
}

/** A change of the plan. */
export function changed<Change>(change: Change, otherwise: Again): WhatFollows<Change> {
  return { kind: 'changed_plan', change, otherwise };
}

/** The same operation, after a wait. */
export function again(
  { entry, now }: Failed,
  how: {
    readonly ladder: BackoffPolicy;
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
    // A container is created when a task needs it; until then its entry remembers how long to wait.
    state: state ?? (isContainer ? 'held' : 'queued'),
    sameId: sameId ?? false,
  };
}
