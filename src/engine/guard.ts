// When a run stops and asks a person first. It only counts; what the stop means is the run's business.

import type { GuardLimits } from '../model/config.ts';

/**
 * Tells whether a run would delete or complete too much at once: more tasks than `maxTasks` and also more than `maxShare`
 * of the linked ones. null lets it go on.
 */
export function checkGuard(input: {
  readonly deletions: number;
  readonly completions: number;
  readonly linked: number;
  readonly limits: GuardLimits;
}): 'mass_change' | null {
  const touched = input.deletions + input.completions;
  const { maxTasks, maxShare } = input.limits;
  return touched > maxTasks && touched > maxShare * input.linked ? 'mass_change' : null;
}
