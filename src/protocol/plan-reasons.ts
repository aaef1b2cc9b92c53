// What follows from the reason of a plan.

import type { Plan } from './plan.ts';

/** Stops that end by themselves when a read of the side shows nothing of their reason any more. */
export const PASSING_REASONS: ReadonlySet<Plan['reason']> = new Set(['older_state', 'full_resync']);

/** Plans that only their own hash approves: no general yes given beforehand is meant for them. */
export const REASONS_BY_HASH: ReadonlySet<Plan['reason']> = new Set([
  'emptied',
  'older_state',
  'full_resync',
]);

/** Tells by the plan that waits whether an installation stands aside for another one. */
export function isAside(plan: Plan | null): boolean {
  return plan?.reason === 'not_keeper' && !plan.approved;
}
