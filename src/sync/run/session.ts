// One account in a running process: its parts, and numbers that need not survive it.

import { withDefaults, type SavedConfig, type SyncConfig } from '../../model/config.ts';
import type { ReplicaName } from '../../model/ids.ts';
import type { Applied, RunSummary } from '../../protocol/run.ts';
import { isCompletion } from '../../engine/guard.ts';
import { isCarriedOut, newRunMark, type HubEvent } from '../../hub/events.ts';
import { beginPass, type AccountParts, type Figures, type Pass, type Session } from '../unit-of-work.ts';
import { byReplica } from '../replica.ts';
import { summaryOf } from '../owner/views.ts';

/** How many events are read at a time. */
const PAGE_EVENTS = 200;

/** The owner's settings merged with the defaults. */
export function configOf(parts: Pick<AccountParts, 'store'>): SyncConfig {
  return withDefaults(parts.store.meta.get('config') as SavedConfig | undefined);
}

/** A pass over the current state, without any read. `outcomesKnown`: the replica that was read after everything that was sent to it. */
export function beginPassNow({ parts, mark }: Session, outcomesKnown?: ReplicaName): Pass {
  const read = { known: null, isWhole: false, outcomesKnown: true };
  const reads = outcomesKnown === undefined ? [] : [{ replica: outcomesKnown, ...read }];
  return beginPass(parts, { config: configOf(parts), reads }, mark);
}

/** The same for a decision of the owner: a run of its own, whatever else is running. */
export function beginOwnersPass(session: Session): Pass {
  return beginPassNow({ ...session, mark: newRunMark(session.parts.now()) });
}

/** What was done since the last call, and what waits. */
export function takeSummary(session: Session): RunSummary {
  const summary = { ...summaryOf(session.parts), applied: appliedOf(session) };
  session.figures.applied.clear();
  return summary;
}

/** What each replica acknowledged since the last call: read from the stream, each event once. */
export function appliedOf({ parts, figures }: Session): RunSummary['applied'] {
  for (let isMore = true; isMore;) {
    const events = parts.store.events.after(figures.countedTo, PAGE_EVENTS);
    for (const event of events) countEvent(figures, event);
    isMore = events.length === PAGE_EVENTS;
  }
  return byReplica(parts.replicas.names, (name) => figures.applied.get(name) ?? NOTHING);
}

function countEvent(figures: Figures, event: HubEvent): void {
  const { replica, taskId: task, seq } = event;
  figures.countedTo = seq;
  if (!isCarriedOut(event) || task === null || replica === null) return;
  const before = figures.applied.get(replica) ?? NOTHING;
  const bucket = bucketOf(event);
  figures.applied.set(replica, { ...before, [bucket]: before[bucket] + 1 });
}

function bucketOf({ kind, after }: HubEvent): keyof Applied {
  if (isCompletion({ kind, fields: after })) return 'completed';
  if (kind === 'delete') return 'deleted';
  return kind === 'create' || kind === 'restore' ? 'created' : 'updated';
}

/** The session of a process that has done nothing yet. */
export function openSession(parts: AccountParts): Session {
  const countedTo = parts.store.events.last();
  const figures = { requests: 0, applied: new Map(), countedTo };
  return { parts, figures, mark: newRunMark(), visitor: null };
}

const NOTHING: Applied = { created: 0, updated: 0, completed: 0, deleted: 0 };
