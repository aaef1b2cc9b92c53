// Compare and set: what a pass was based on, and whether that is still the stored state. Checked before a pass commits anything.

import type { AccountParts, ReplicaRead } from '../unit-of-work.ts';

type Stored = Pick<AccountParts, 'store'>;

/** The state at the start of a run: how many decisions the owner had made. */
export interface Basis {
  readonly decisions: number;
}

/** Thrown by a pass that is based on an outdated state; rolls back its transaction. */
export class OutOfDate extends Error {
  constructor() {
    super('the pass rests on a state that is no longer');
  }
}

/** The current basis. To be taken before the first await. */
export function basisOf({ store }: Stored): Basis {
  return { decisions: (store.meta.get('decisions') as number | undefined) ?? 0 };
}

/**
 * Throws `OutOfDate` unless everything that a pass is based on is unchanged: the owner's decisions, and the state that each read is
 * a difference to.
 */
export function assertCurrent(
  { store }: Stored,
  { basis, shown }: { readonly basis: Basis; readonly shown: readonly ReplicaRead[] },
): void {
  const isUndecided = basisOf({ store }).decisions === basis.decisions;
  if (!isUndecided || !shown.every(({ isCurrent }) => isCurrent(store))) throw new OutOfDate();
}

/** Records that the owner made a decision that a running run has to respect. Runs in the caller's transaction. */
export function noteDecision({ store }: Stored): void {
  store.meta.set('decisions', basisOf({ store }).decisions + 1);
}
