// What one account is in a running process: its parts, and figures that need not survive it.

import { withDefaults, type SavedConfig, type SyncConfig } from '../../model/config.ts';
import type { ReplicaName } from '../../model/ids.ts';
import type { Applied, RunSummary } from '../../protocol/run.ts';
import { isCompletion } from '../../engine/guard.ts';
import { newRunMark } from '../../hub/events.ts';
import type { OutboxEntry } from '../../hub/store.ts';
import { beginRun, type AccountParts, type Figures, type Run, type Session } from '../unit-of-work.ts';
import { byReplica } from '../replica.ts';
import { summaryOf } from '../owner/views.ts';

/** The owner's settings over the defaults. */
export function configOf(parts: Pick<AccountParts, 'store'>): SyncConfig {
  return withDefaults(parts.store.meta.get('config') as SavedConfig | undefined);
}

/** A pass over the present state, outside any read. `outcomesKnown`: the replica that was read after all that was sent to it. */
export function present({ parts, mark }: Session, outcomesKnown?: ReplicaName): Run {
  const read = { known: null, isWhole: false, outcomesKnown: true };
  const reads = outcomesKnown === undefined ? [] : [{ replica: outcomesKnown, ...read }];
  return beginRun(parts, { config: configOf(parts), reads }, mark);
}

/** The same for something that the owner decides: a run of its own, whatever goes on. */
export function presentToOwner(session: Session): Run {
  return present({ ...session, mark: newRunMark() });
}

/** Counts what a committed pass found to be carried out. */
export function countDone({ applied }: Figures, done: readonly OutboxEntry[]): void {
  for (const entry of done) {
    const before = applied.get(entry.replica) ?? NOTHING;
    const bucket = bucketOf(entry);
    applied.set(entry.replica, { ...before, [bucket]: before[bucket] + 1 });
  }
}

/** What was done since the last time that this was asked, and what waits. */
export function takeSummary(session: Session): RunSummary {
  const summary = { ...summaryOf(session.parts), applied: appliedOf(session) };
  session.figures.applied.clear();
  return summary;
}

/** What each replica acknowledged. */
export function appliedOf({ parts, figures }: Session): RunSummary['applied'] {
  return byReplica(parts.replicas.names, (name) => figures.applied.get(name) ?? NOTHING);
}

function bucketOf(entry: OutboxEntry): keyof Applied {
  if (isCompletion(entry)) return 'completed';
  if (entry.kind === 'delete') return 'deleted';
  return entry.kind === 'create' || entry.kind === 'restore' ? 'created' : 'updated';
}

/** One account in a process that has done nothing yet. */
export function openSession(parts: AccountParts): Session {
  return { parts, figures: { requests: 0, applied: new Map() }, seen: new Map(), mark: newRunMark() };
}

const NOTHING: Applied = { created: 0, updated: 0, completed: 0, deleted: 0 };
