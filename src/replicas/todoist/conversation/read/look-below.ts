// Finds completed sub-tasks that no read has shown under a task that is about to be deleted: Todoist would delete them with it, and
// leaves them out of every full read.

import type { RemoteId } from '../../../../model/ids.ts';
import type { Link } from '../../../../model/link.ts';
import type { Session } from '../../../../sync/unit-of-work.ts';
import { isHeld } from '../../../../sync/plan/stored-plan.ts';
import type { OutboxEntry } from '../../../../hub/store.ts';
import { portOf, TODOIST } from '../../known.ts';
import { countRequest, type Budget } from '../budget.ts';
import { findBelow, mayGoOn, REQUESTS_KEPT_FOR_SENDING } from './done-below.ts';
import { importHiddenLines } from './import-hidden-lines.ts';

/** More operations than an outbox has. */
const MAX_ENTRIES = 100_000;
/** How long a deletion waits for the sub-tasks under it, ms: until the next run. */
const NEXT_RUN_MS = 1000;

/**
 * Processes what is hidden under tasks that wait to be deleted. One request if there is nothing. Returns false if Todoist could not
 * answer; nothing may be sent then. Deletions for which there were not enough requests wait for the next run.
 */
export async function lookBelow(session: Session, budget: Budget): Promise<boolean> {
  const doomed = isHeld(session.parts, TODOIST) ? [] : doomedEntries(session);
  if (doomed.length === 0 || budget.requests <= REQUESTS_KEPT_FOR_SENDING) return true;
  countRequest(session, budget);
  const counts = await portOf(session.parts).countDone();
  if (!counts.ok) return mayGoOn(session, counts.error);
  for (const { entry, link, roots } of doomed) {
    const below = await findBelow({ session, budget, link, counts: counts.value }, roots);
    if (!below.ok) return mayGoOn(session, below.error);
    if (below.isSpent) postpone(session, entry);
    const found = below.value;
    if (found.length > 0) importHiddenLines(session, link, found);
  }
  return true;
}

interface Doomed {
  readonly entry: OutboxEntry;
  readonly link: Link;
  /** What is to be deleted. */
  readonly roots: readonly RemoteId[];
}

function doomedEntries({ parts: { store, now } }: Session): readonly Doomed[] {
  return store.outbox.due(TODOIST, now(), MAX_ENTRIES).flatMap((entry) => {
    const link = entry.taskId === null ? null : store.links.get(entry.taskId, TODOIST);
    if (link === null || link.state !== 'active') return [];
    const roots = rootsOf(entry, link);
    return roots.length === 0 ? [] : [{ entry, link, roots }];
  });
}

function rootsOf({ kind, fields }: OutboxEntry, link: Link): readonly RemoteId[] {
  const lines = Object.values(link.checklistRefs);
  if (kind === 'delete') return [link.remoteId, ...lines];
  if (kind !== 'update' || fields.checklist === undefined) return [];
  const wanted = new Set(fields.checklist.map(({ key }) => key));
  return (link.shadow.checklist ?? []).flatMap(({ key }) => {
    const ref = Object.hasOwn(link.checklistRefs, key) ? link.checklistRefs[key] : undefined;
    return ref === undefined || wanted.has(key) ? [] : [ref];
  });
}

function postpone({ parts: { store, now } }: Session, { id }: OutboxEntry): void {
  const reason = 'completed sub-tasks below it are being looked up first';
  store.transaction(() => store.outbox.change(id, { retryAt: now() + NEXT_RUN_MS, reason }));
}
