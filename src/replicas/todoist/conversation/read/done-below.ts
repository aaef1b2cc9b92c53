// Finds completed sub-tasks that no read has shown: a full read leaves them out.

import type { RemoteId } from '../../../../model/ids.ts';
import type { Link } from '../../../../model/link.ts';
import type { Result } from '../../../../model/result.ts';
import type { ChecklistItem } from '../../../../model/task.ts';
import { configOf } from '../../../../sync/run/session.ts';
import type { Session } from '../../../../sync/unit-of-work.ts';
import type { Store } from '../../../../hub/store.ts';
import { portOf, storedAccount, TODOIST } from '../../known.ts';
import type { DoneBelow, TodoistFailure, TodoistTask } from '../../todoist-port.ts';
import { countRequest, noteFailure, type Budget } from '../budget.ts';

/** How many requests a search leaves for sending. */
export const REQUESTS_KEPT_FOR_SENDING = 5;
/** The time span of one request. Source: Todoist API v1, “Completed tasks by completion date”: three months. */
const WINDOW_MS = 88 * 86_400_000;
/** How far back to look: three years. Older ones are deleted unseen. */
const MAX_WINDOWS = 12;
/** Todoist's clock may be ahead of ours. */
const CLOCK_SKEW_MS = 86_400_000;

/** What a search for completed sub-tasks needs. */
export interface Search {
  readonly session: Session;
  readonly budget: Budget;
  /** Of the task above them; null if it is not known yet. */
  readonly link: Link | null;
  /** How many completed tasks are directly under each task. */
  readonly counts: ReadonlyMap<RemoteId, number>;
}

type Found = Result<readonly TodoistTask[], TodoistFailure>;

/** The completed sub-tasks that were found; with `isSpent` the requests ran out before all were. */
type Below =
  | { readonly ok: true; readonly value: readonly TodoistTask[]; readonly isSpent: boolean }
  | { readonly ok: false; readonly error: TodoistFailure };

/** The completed sub-tasks under some tasks, at any depth, that were never seen; parents before children. */
export async function findBelow(search: Search, roots: readonly RemoteId[]): Promise<Below> {
  const value: TodoistTask[] = [];
  const queue = [...roots];
  for (let id = queue.shift(); id !== undefined; id = queue.shift()) {
    const below = await findDirectlyBelow(search, id);
    if (below === 'spent') return { ok: true, value, isSpent: true };
    if (!below.ok) return below;
    value.push(...below.value);
    queue.push(...below.value.map(({ remoteId }) => remoteId));
  }
  return { ok: true, value, isSpent: false };
}

/** The completed items directly under a task or line that were never seen. */
async function findDirectlyBelow(search: Search, parent: RemoteId): Promise<Found | 'spent'> {
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

/** How many completed lines and tasks are known to be directly under a task or line. */
function knownBelow(store: Store, link: Link | null, parent: RemoteId): number {
  const lines = link === null ? [] : (link.shadow.checklist ?? []).filter(isDoneBelow(link, parent));
  const tasks = [...store.links.nested(TODOIST)].filter(([id, below]) => {
    const status = below === parent ? store.links.byRemoteId(TODOIST, id)?.shadow.status : undefined;
    return status !== undefined && status !== 'open';
  });
  return lines.length + tasks.length;
}

function isDoneBelow(link: Link, parent: RemoteId): (line: ChecklistItem) => boolean {
  return ({ key, done }) => {
    const above = link.lineDetails?.[key]?.parent ?? null;
    const ref = above === null ? link.remoteId : link.checklistRefs[above];
    return done && Object.hasOwn(link.checklistRefs, key) && ref === parent;
  };
}

function isKnown({ links }: Store, id: RemoteId): boolean {
  return links.byRemoteId(TODOIST, id) !== null || links.byLine(TODOIST, id) !== null;
}

/** Tells whether to go on without the search: if Todoist does not offer this list, nothing waits for it. Any other failure is noted. */
export function mayGoOn(session: Session, failure: TodoistFailure): boolean {
  if (failure.kind === 'refused' || failure.kind === 'api_changed') return true;
  noteFailure(session, failure);
  return false;
}
