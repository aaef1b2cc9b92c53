// Compare and set: what a pass was based on, and whether that is still what is stored. A pass asks before it commits anything.

import type { AccountParts, Showing } from '../unit-of-work.ts';

type Stored = Pick<AccountParts, 'store'>;

/** What stood when a run began: how often the owner had decided something. */
export interface Basis {
  readonly decisions: number;
}

/** Thrown by a pass that rests on a state that is no longer; undoes its transaction. */
export class OutOfDate extends Error {
  constructor() {
    super('the pass rests on a state that is no longer');
  }
}

/** What stands now. Taken before anything is waited for. */
export function basisOf({ store }: Stored): Basis {
  return { decisions: (store.meta.get('decisions') as number | undefined) ?? 0 };
}

/** Throws `OutOfDate` unless all that a pass rests on still stands: the owner's word, and what each read is a difference to. */
export function assertCurrent(
  { store }: Stored,
  { basis, shown }: { readonly basis: Basis; readonly shown: readonly Showing[] },
): void {
  const isUndecided = basisOf({ store }).decisions === basis.decisions;
  if (!isUndecided || !shown.every(({ isCurrent }) => isCurrent(store))) throw new OutOfDate();
}

/** Notes that the owner decided something that a run under way has to take into account. Within the caller's transaction. */
export function noteDecision({ store }: Stored): void {
  store.meta.set('decisions', basisOf({ store }).decisions + 1);
}
