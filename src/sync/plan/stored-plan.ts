// What is stored about plans: those that wait or were approved, and how far the sync of the account has got. Decides nothing.

import type { ReplicaName } from '../../model/ids.ts';
import type { Plan } from '../../protocol/plan.ts';
import type { Store } from '../../hub/store.ts';
import type { ReplicasOf } from '../replica.ts';
import { keeperPlan, standsAside } from './keeper.ts';

const PLAN_KEY = 'plan';
const ITEMS_PLAN_KEY = 'items_plan';
const FIRST_SYNC_KEY = 'first_sync_done';
const RESTORED_KEY = 'restored';
const PIECEMEAL_KEY = 'piecemeal';

interface Stored {
  readonly store: Store;
}

/** A plan that stops a side or everything. */
export interface StopPlan extends Plan {
  /** The items that were approved; null or absent: all. */
  readonly chosen?: readonly string[] | null;
  /** The owner chose to bring the side up to date from the hub. */
  readonly catchesUp?: boolean;
  /** Digest of what was judged: as long as it is the same, so is the plan. */
  readonly judged?: string;
}

/** The plan to show the owner: if there are two, the one that stops more. null if there is none. */
export function storedPlan(run: Stored): Plan | null {
  const aside = keeperPlan(run);
  if (aside !== null) return aside;
  const stop = stopPlan(run);
  return stop === null ? itemsPlan(run) : toldPlan(stop);
}

/** A plan without what is only remembered with it. */
export function toldPlan({
  chosen: _chosen,
  judged: _judged,
  catchesUp: _catchesUp,
  ...plan
}: StopPlan): Plan {
  return plan;
}

/** The plan that stops a side or everything, waiting or approved; null if there is none. */
export function stopPlan(run: Stored): StopPlan | null {
  return (run.store.meta.get(PLAN_KEY) as StopPlan | undefined) ?? null;
}

/** Saves a plan that stops a side or everything, so that it survives a restart; null removes it. */
export function storeStopPlan(run: Stored, plan: StopPlan | null): void {
  run.store.meta.set(PLAN_KEY, plan ?? undefined);
}

/** The plan of the items that wait in the outbox (approved ones are already released); null if there is none. */
export function itemsPlan(run: Stored): Plan | null {
  return (run.store.meta.get(ITEMS_PLAN_KEY) as Plan | undefined) ?? null;
}

/** Saves the plan of the waiting items; null removes it. */
export function storeItemsPlan(run: Stored, plan: Plan | null): void {
  run.store.meta.set(ITEMS_PLAN_KEY, plan ?? undefined);
}

/** Tells whether nothing may be sent to a replica now, because a plan that stops it, or everything, is unanswered. */
export function isHeld(run: Stored, replica: ReplicaName): boolean {
  if (standsAside(run)) return true;
  const plan = stopPlan(run);
  if (plan === null || plan.approved) return false;
  return plan.holds.what === 'everything' || (plan.holds.what === 'side' && plan.holds.replica === replica);
}

/** Tells whether both sides were ever paired. */
export function isFirstSyncDone(run: Stored): boolean {
  return run.store.meta.get(FIRST_SYNC_KEY) === true;
}

/** Tells whether a side that was never read in full is reported piece by piece. Each piece is then processed at once. */
export function isPiecemeal(run: Stored): boolean {
  return run.store.meta.get(PIECEMEAL_KEY) === true;
}

/** Records that a side is reported piece by piece, until the first sync. */
export function markPiecemeal(run: Stored): void {
  if (!isFirstSyncDone(run)) run.store.meta.set(PIECEMEAL_KEY, true);
}

/** Tells whether this installation took over from another one and has not paired both sides since. */
export function isTakingOver(run: Stored): boolean {
  return run.store.meta.get(FIRST_SYNC_KEY) === false;
}

/** Records that both sides were paired. */
export function markFirstSyncDone(run: Stored): void {
  run.store.meta.set(FIRST_SYNC_KEY, true);
  run.store.meta.set(PIECEMEAL_KEY, undefined);
}

/**
 * Makes the next run read both sides in full and ask before doing anything, like a first sync, because another installation was
 * active in the meantime. Links are kept. Runs in the caller's transaction.
 */
export function beginAnew({
  store,
  replicas,
}: Stored & { readonly replicas: Pick<ReplicasOf<AnyRead>, 'all'> }): void {
  store.meta.set(FIRST_SYNC_KEY, false);
  store.meta.set(PLAN_KEY, undefined);
  for (const { readAnew } of replicas.all) readAnew(store);
}

interface AnyRead {
  readonly readAnew: (store: Pick<Store, 'meta'>) => void;
}

/** Tells whether the state was restored from a document and no run has seen both sides since. */
export function isRestored(run: Stored): boolean {
  return run.store.meta.get(RESTORED_KEY) === true;
}

/** Records that a run has seen both sides since a restore. */
export function forgetRestore(run: Stored): void {
  run.store.meta.set(RESTORED_KEY, undefined);
}
