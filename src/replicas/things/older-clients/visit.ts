// A call of an older client as a visit of Things: it reports some to-dos and is sent nothing, and the run does the rest.

import type { Store } from '../../../hub/store.ts';
import type { Receipt } from '../../../protocol/exchange.ts';
import type { Plan } from '../../../protocol/plan.ts';
import { isFirstSyncDone, isHeld, markPiecemeal, storedPlan } from '../../../sync/plan/stored-plan.ts';
import type { OpenedRead } from '../../../sync/replica.ts';
import type { Pass, ReplicaRead, Visit } from '../../../sync/unit-of-work.ts';
import { leaseOf } from '../agents/lease.ts';
import { standInFor, storedReceipt, storeStandIn, THINGS } from '../known.ts';
import { beginOnDates } from './begin-on-dates.ts';
import { emptyInbox } from './empty-inbox.ts';
import { linkMade } from './imported.ts';
import { observeReport } from './observe.ts';
import type { ClientReport } from './client-report.ts';

/** Wraps an older client's report as a visit. `zone`: the owner's, if known. */
export function visitOfOlderClient(store: Store, told: ClientReport, zone: string | null): Visit<never> {
  const receipt = storedReceipt(store);
  const standIn = receipt === null ? standInFor(zone ?? 'UTC') : null;
  return {
    replica: THINGS,
    by: 'older_client',
    dryRun: false,
    known: receipt ?? standIn,
    admit: ({ parts }) => (whyNot(parts) === null ? null : { snapshot: 'not_taken' }),
    acknowledge: null,
    show: () => ({ replicaRead: show(told, receipt ?? standIn, standIn), resyncRequest: null }),
    whyNotWhole: null,
    take: () => [],
  };
}

/** Why nothing from an older client is processed now, in plain words; null: it is. */
export function whyNot(parts: { readonly store: Store }): string | null {
  const plan = storedPlan(parts);
  if (isHeld(parts, THINGS)) return plan === null ? 'the sync is stopped' : waitsAt(plan);
  if (isFirstSyncDone(parts) || leaseOf(parts.store) === null) return null;
  return 'the first sync with the Mac agent is not done yet: until then nothing is taken in';
}

/** Names the plan that something waits for. */
export function waitsAt({ hash, reason }: Pick<Plan, 'hash' | 'reason'>): string {
  return `waits at the plan ${hash} (${reason}) until the owner answers it`;
}

function show(told: ClientReport, known: Receipt | null, standIn: Receipt | null): ReplicaRead {
  return {
    replica: THINGS,
    known,
    isWhole: false,
    isComplete: false,
    outcomesKnown: false,
    isPiecemeal: true,
    content: [told],
    isCurrent: (store) => standIn === null || storedReceipt(store) === null,
    open: (pass) => open(pass, told, standIn),
  };
}

function open(pass: Pass, told: ClientReport, standIn: Receipt | null): OpenedRead {
  markPiecemeal(pass);
  return {
    containers: [],
    observations: () => observeReport(pass, told),
    planAgain: () => {
      linkMade(pass, told.made);
      beginOnDates(pass, told.todos);
      if (told.emptied != null) emptyInbox(pass, told.emptied);
    },
    commit: () => {
      if (standIn !== null) storeStandIn(pass.store, standIn);
    },
  };
}
