// What is stored of plans: the one that waits or was approved, and what both sides have been through. Decides nothing.

import type { Plan } from '../../protocol/plan.ts';
import type { Run } from '../unit-of-work.ts';

const PLAN_KEY = 'plan';
const FIRST_SYNC_KEY = 'first_sync_done';
const RESTORED_KEY = 'restored';

/** The plan that waits or was approved; null when there is none. */
export function latchedPlan(run: Pick<Run, 'store'>): Plan | null {
  return (run.store.meta.get(PLAN_KEY) as Plan | undefined) ?? null;
}

/** Puts a plan down, so that a restart finds it; null removes it. */
export function latchPlan(run: Pick<Run, 'store'>, plan: Plan | null): void {
  run.store.meta.set(PLAN_KEY, plan ?? undefined);
}

/** Tells whether both sides were ever paired. */
export function isFirstSyncDone(run: Pick<Run, 'store'>): boolean {
  return run.store.meta.get(FIRST_SYNC_KEY) === true;
}

/** Remembers that both sides were paired. */
export function markFirstSyncDone(run: Pick<Run, 'store'>): void {
  run.store.meta.set(FIRST_SYNC_KEY, true);
}

/** Tells whether the state came back from a document, and no run has seen both sides since. */
export function isRestored(run: Pick<Run, 'store'>): boolean {
  return run.store.meta.get(RESTORED_KEY) === true;
}

/** Notes that a run has seen both sides since the state came back from a document. */
export function forgetRestore(run: Pick<Run, 'store'>): void {
  run.store.meta.set(RESTORED_KEY, undefined);
}
