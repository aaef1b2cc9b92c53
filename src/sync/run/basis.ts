// Compare and set: what a run was based on, and whether it is still what is stored. The one place that knows; a pass asks it before
// it commits anything.

import type { AccountParts } from '../unit-of-work.ts';

type Stored = Pick<AccountParts, 'store'>;

/** What stood when a run began: the snapshot of Things that was known, and how often the owner had decided something. */
export interface Basis {
  readonly snapshot: string | null;
  readonly decisions: number;
}

/** What a pass is about to commit, as far as it can be out of date. */
export interface Premises {
  readonly basis: Basis;
  /** The cursor that Todoist was read from (null: everything was read); undefined where it was not read. */
  readonly since: string | null | undefined;
  /** A snapshot of Things is taken. */
  readonly takesSnapshot: boolean;
}

/** Thrown by a pass that rests on a state that is no longer; undoes its transaction. */
export class OutOfDate extends Error {
  constructor() {
    super('the pass rests on a state that is no longer');
  }
}

/** What stands now. Taken before anything is waited for. */
export function basisOf(parts: Stored): Basis {
  return { snapshot: textAt(parts, 'things_snapshot'), decisions: decisionsOf(parts) };
}

/** Throws `OutOfDate` unless all that a pass rests on still stands. Within the transaction of the pass. */
export function assertCurrent(parts: Stored, { basis, since, takesSnapshot }: Premises): void {
  const now = basisOf(parts);
  const isCurrent =
    now.decisions === basis.decisions &&
    (!takesSnapshot || now.snapshot === basis.snapshot) &&
    (since === undefined || textAt(parts, 'todoist_cursor') === since);
  if (!isCurrent) throw new OutOfDate();
}

/** Notes that the owner decided something that a run under way has to take into account. Within the caller's transaction. */
export function noteDecision(parts: Stored): void {
  parts.store.meta.set('decisions', decisionsOf(parts) + 1);
}

function decisionsOf({ store }: Stored): number {
  return (store.meta.get('decisions') as number | undefined) ?? 0;
}

function textAt({ store }: Stored, key: 'things_snapshot' | 'todoist_cursor'): string | null {
  return (store.meta.get(key) as string | undefined) ?? null;
}
