// What one account is in a running process: its parts, and figures that need not survive it.

import { withDefaults, type SavedConfig, type SyncConfig } from '../../model/config.ts';
import type { ReplicaName } from '../../model/ids.ts';
import type { Receipt } from '../../protocol/exchange.ts';
import type { Applied, RunSummary } from '../../protocol/run.ts';
import { isCompletion } from '../../engine/guard.ts';
import { newRunMark, type RunMark } from '../../hub/events.ts';
import type { OutboxEntry } from '../../hub/store.ts';
import type { TodoistAccount } from '../../replicas/todoist/todoist-port.ts';
import { beginRun, type AccountParts, type Run } from '../unit-of-work.ts';
import { summaryOf } from '../owner/views.ts';

/** What this process did, in numbers: for reports. Nothing is decided by it, and it is lost with the process. */
export interface Figures {
  requests: number;
  applied: { todoist: Applied; things: Applied };
}

/** One account in a running process. */
export interface Session {
  readonly parts: AccountParts;
  readonly figures: Figures;
  /** When this process last read each replica, epoch ms: a cache that is more exact than what is stored. */
  readonly seen: Map<ReplicaName, number>;
  /** The run that goes on. */
  mark: RunMark;
}

/** The owner's settings over the defaults. */
export function configOf(parts: Pick<AccountParts, 'store'>): SyncConfig {
  return withDefaults(parts.store.meta.get('config') as SavedConfig | undefined);
}

/** A pass over the present state, outside any read. */
export function present(session: Session, outcomesKnown = false): Run {
  const known = { config: configOf(session.parts), ...knownSides(session.parts), outcomesKnown };
  return beginRun(session.parts, known, session.mark);
}

/** The same for something that the owner decides: a run of its own, whatever goes on. */
export function presentToOwner(session: Session): Run {
  return present({ ...session, mark: newRunMark() });
}

/** What is known of both sides. */
export function knownSides(parts: Pick<AccountParts, 'store'>): {
  readonly account: TodoistAccount | null;
  readonly receipt: Receipt | null;
} {
  return {
    account: (parts.store.meta.get('todoist_account') as TodoistAccount | undefined) ?? null,
    receipt: (parts.store.meta.get('things_receipt') as Receipt | undefined) ?? null,
  };
}

/** Counts what a committed pass found to be carried out. */
export function countDone(figures: Figures, done: readonly OutboxEntry[]): void {
  for (const entry of done) {
    const side = entry.replica === 'things' ? 'things' : 'todoist';
    const bucket = bucketOf(entry);
    figures.applied[side] = { ...figures.applied[side], [bucket]: figures.applied[side][bucket] + 1 };
  }
}

/** What was done since the last time that this was asked, and what waits. */
export function takeSummary(session: Session): RunSummary {
  const { applied } = session.figures;
  session.figures.applied = nothingApplied();
  return { ...summaryOf(session.parts.store), applied };
}

function bucketOf(entry: OutboxEntry): keyof Applied {
  if (isCompletion(entry)) return 'completed';
  if (entry.kind === 'delete') return 'deleted';
  return entry.kind === 'create' || entry.kind === 'restore' ? 'created' : 'updated';
}

/** One account in a process that has done nothing yet. */
export function openSession(parts: AccountParts): Session {
  return { parts, figures: { requests: 0, applied: nothingApplied() }, seen: new Map(), mark: newRunMark() };
}

function nothingApplied(): Figures['applied'] {
  const none: Applied = { created: 0, updated: 0, completed: 0, deleted: 0 };
  return { todoist: none, things: none };
}
