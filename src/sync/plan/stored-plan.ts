// What is stored of plans: those that wait or were approved, and what both sides have been through. Decides nothing.

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
  /** The items that were approved; null, or not there: all. */
  readonly chosen?: readonly string[] | null;
  /** The approval is the one that brings the side up to date from the hub. */
  readonly catchesUp?: boolean;
  /** Digest of what was judged: as long as it is the same, so is the plan. */
  readonly judged?: string;
}

/** The plan that a person sees: the one that stops more comes first. null when there is none. */
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

/** The plan that stops a side or everything, waiting or approved; null when there is none. */
export function stopPlan(run: Stored): StopPlan | null {
  return (run.store.meta.get(PLAN_KEY) as StopPlan | undefined) ?? null;
}

/** Puts a plan that stops a side or everything down, so that a restart finds it; null removes it. */
export function storeStopPlan(run: Stored, plan: StopPlan | null): void {
  run.store.meta.set(PLAN_KEY, plan ?? undefined);
}

/** The plan of the items that wait in the outbox; approved ones were let go. null when there is none. */
export function itemsPlan(run: Stored): Plan | null {
  return (run.store.meta.get(ITEMS_PLAN_KEY) as Plan | undefined) ?? null;
}

/** Puts the plan of the items that wait down; null removes it. */
export function storeItemsPlan(run: Stored, plan: Plan | null): void {
  run.store.meta.set(ITEMS_PLAN_KEY, plan ?? undefined);
}

/** Tells whether nothing may be sent to a replica now: a plan that stops it, or everything, waits for its answer. */
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

/** Tells whether a side that was never read whole is told of piece by piece: what is told is taken in at once. */
export function isPiecemeal(run: Stored): boolean {
  return run.store.meta.get(PIECEMEAL_KEY) === true;
}

/** Remembers that a side is told of piece by piece, until the first sync. */
export function markPiecemeal(run: Stored): void {
  if (!isFirstSyncDone(run)) run.store.meta.set(PIECEMEAL_KEY, true);
}

/** Tells whether this installation took over from another one, and has not paired both sides since. */
export function isTakingOver(run: Stored): boolean {
  return run.store.meta.get(FIRST_SYNC_KEY) === false;
}

/** Remembers that both sides were paired. */
export function markFirstSyncDone(run: Stored): void {
  run.store.meta.set(FIRST_SYNC_KEY, true);
  run.store.meta.set(PIECEMEAL_KEY, undefined);
}

/**
 * Has the next run look at both sides whole and ask before it does anything, as a first sync does: somebody else did the work
 * meanwhile. What is linked stays linked. Within the caller's transaction.
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

/** Tells whether the state came back from a document, and no run has seen both sides since. */
export function isRestored(run: Stored): boolean {
  return run.store.meta.get(RESTORED_KEY) === true;
}

/** Notes that a run has seen both sides since the state came back from a document. */
export function forgetRestore(run: Stored): void {
  run.store.meta.set(RESTORED_KEY, undefined);
}
