// What a source brings that only reports: one pass over it, at once. No replica is contacted, so it may come while a run waits for one;
// what follows from it is sent by the next run.

import { standsAside } from '../plan/keeper.ts';
import { isFirstSyncDone, storedPlan } from '../plan/stored-plan.ts';
import type { Told } from '../replica.ts';
import type { ReplicaRead, Session } from '../unit-of-work.ts';
import { basisOf } from './basis.ts';
import { observePass } from './pass.ts';

/** Processes a report, as the run of this session, without ever waiting. */
export function tellOnce(session: Session, read: ReplicaRead): Told {
  const { parts } = session;
  const waits = (): Told => ({ kind: 'waits', plan: storedPlan(parts) });
  if (!isFirstSyncDone(parts) || standsAside(parts)) return waits();
  const passed = observePass(session, { shown: [read], dryRun: false, basis: basisOf(parts) });
  return passed.kind === 'committed' ? { kind: 'taken' } : waits();
}
