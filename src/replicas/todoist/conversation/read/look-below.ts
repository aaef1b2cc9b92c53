// Finds completed sub-tasks that no read has shown under a task that is about to be deleted: Todoist would delete them with it, and
// leaves them out of every full read.

import type { RemoteId } from '../../../../model/ids.ts';
import type { Link } from '../../../../model/link.ts';
import { configOf } from '../../../../sync/run/session.ts';
import type { Session } from '../../../../sync/unit-of-work.ts';
import { isHeld } from '../../../../sync/plan/stored-plan.ts';
import type { OutboxEntry, Store } from '../../../../hub/store.ts';
import { portOf, storedAccount, TODOIST } from '../../known.ts';
import type { DoneBelow, TodoistFailure, TodoistTask } from '../../todoist-port.ts';
import { countRequest, noteFailure, type Budget } from '../budget.ts';
import { importHiddenLines } from './import-hidden-lines.ts';

/** How many requests are reserved for sending. */
const REQUESTS_KEPT_FOR_SENDING = 5;
/** More operations than an outbox has. */
const MAX_ENTRIES = 100_000;
/** The time span of one request. Source: Todoist API v1, “Completed tasks by completion date”: three months. */
const WINDOW_MS = 88 * 86_400_000;
/** How far back to look: three years. Older ones are deleted unseen. */
const MAX_WINDOWS = 12;
/** Todoist's clock may be ahead of ours. */
const CLOCK_SKEW_MS = 86_400_000;
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
    const search = { session, budget, link, counts: counts.value };
    const found: TodoistTask[] = [];
    const queue = [...roots];
    for (let id = queue.shift(); id !== undefined; id = queue.shift()) {
      const below = await findBelow(search, id);
      if (below === 'spent') postpone(session, entry);
      if (below === 'spent') break;
      if (!below.ok) return mayGoOn(session, below.error);
      found.push(...below.value);
      queue.push(...below.value.map(({ remoteId }) => remoteId));
    }
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

interface Search {
  readonly session: Session;
  readonly budget: Budget;
  readonly link: Link;
  readonly counts: ReadonlyMap<RemoteId, number>;
}

type Found =
  | { readonly ok: true; readonly value: readonly TodoistTask[] }
  | { readonly ok: false; readonly error: TodoistFailure };

/** The completed items directly under a task or line that were never seen. */
async function findBelow(search: Search, parent: RemoteId): Promise<Found | 'spent'> {
  const { session, counts, link } = search;
  const { store, now } = session.parts;
  const account = storedAccount(store);
  const count = counts.get(parent) ?? 0;
  if (account === null || count <= knownBelow(store, link, parent)) return { ok: true, value: [] };
  const found: TodoistTask[] = [];
  let until = now() + CLOCK_SKEW_MS;
  for (let window = 0; window < MAX_WINDOWS && found.length < count; window += 1) {
    const context = { config: configOf(session.parts), account };
    const asked = { ...context, parent, since: until - WINDOW_MS, until };
    const done = await pagesOf(search, asked);
    if (done === 'spent' || !done.ok) return done;
    found.push(...done.value);
    until -= WINDOW_MS;
  }
  return { ok: true, value: found.filter(({ remoteId }) => !isKnown(store, remoteId)) };
}

async function pagesOf(
  { session, budget }: Search,
  asked: Omit<DoneBelow, 'after'>,
): Promise<Found | 'spent'> {
  const found: TodoistTask[] = [];
  let after: string | null = null;
  do {
    if (budget.requests <= REQUESTS_KEPT_FOR_SENDING) return 'spent';
    countRequest(session, budget);
    const page: Awaited<ReturnType<ReturnType<typeof portOf>['doneBelow']>> = await portOf(
      session.parts,
    ).doneBelow({ ...asked, after });
    if (!page.ok) return page;
    found.push(...page.value.tasks);
    after = page.value.next;
  } while (after !== null);
  return { ok: true, value: found };
}

/** Completed lines that are known to be directly under a task or line. */
function knownBelow(store: Store, link: Link, parent: RemoteId): number {
  const lines = (link.shadow.checklist ?? []).filter(({ key, done }) => {
    const above = link.lineDetails?.[key]?.parent ?? null;
    const ref = above === null ? link.remoteId : link.checklistRefs[above];
    return done && Object.hasOwn(link.checklistRefs, key) && ref === parent;
  });
  const tasks = [...store.links.nested(TODOIST)].filter(([id, below]) => {
    const status = below === parent ? store.links.byRemoteId(TODOIST, id)?.shadow.status : undefined;
    return status !== undefined && status !== 'open';
  });
  return lines.length + tasks.length;
}

function isKnown({ links }: Store, id: RemoteId): boolean {
  return links.byRemoteId(TODOIST, id) !== null || links.byLine(TODOIST, id) !== null;
}

function postpone({ parts: { store, now } }: Session, { id }: OutboxEntry): void {
  const reason = 'completed sub-tasks below it are being looked up first';
  store.transaction(() => store.outbox.change(id, { retryAt: now() + NEXT_RUN_MS, reason }));
}

/** If Todoist does not offer this list, deletions don't wait for it. */
function mayGoOn(session: Session, failure: TodoistFailure): boolean {
  if (failure.kind === 'refused' || failure.kind === 'api_changed') return true;
  noteFailure(session, failure);
  return false;
}
