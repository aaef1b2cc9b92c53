// Finds the completed lines of creations whose response was lost: they are ours as much as the open ones that a full read shows.

import type { RemoteId } from '../../../../model/ids.ts';
import type { Observation } from '../../../../model/link.ts';
import type { Session } from '../../../../sync/unit-of-work.ts';
import { portOf } from '../../known.ts';
import type { TodoistTask } from '../../todoist-port.ts';
import { countRequest, type Budget } from '../budget.ts';
import { findBelow, mayGoOn } from './done-below.ts';

/** What was found, and the tasks for which the requests of this run were not enough. */
interface CompletedLines {
  readonly found: readonly TodoistTask[];
  readonly unsearched: ReadonlySet<RemoteId>;
}

/**
 * Searches below each task and the lines that it shows. Costs no request without tasks, otherwise one and what there is to page
 * through. null if Todoist could not answer. The first task counts as searched even if the requests run out, so that every run gets
 * on.
 */
export async function findCompletedLines(
  session: Session,
  budget: Budget,
  tasks: readonly Observation[],
): Promise<CompletedLines | null> {
  const nothing = { found: [], unsearched: new Set<RemoteId>() };
  if (tasks.length === 0) return nothing;
  countRequest(session, budget);
  const counts = await portOf(session.parts).countDone();
  if (!counts.ok) return mayGoOn(session, counts.error) ? nothing : null;
  const found: TodoistTask[] = [];
  for (const [at, { remoteId, fields }] of tasks.entries()) {
    const lines = (fields.checklist ?? []).flatMap(({ ref }) => ref ?? []);
    const below = await findBelow({ session, budget, link: null, counts: counts.value }, [
      remoteId,
      ...lines,
    ]);
    if (!below.ok) return mayGoOn(session, below.error) ? nothing : null;
    if (below.isSpent && at > 0)
      return { found, unsearched: new Set(tasks.slice(at).map((task) => task.remoteId)) };
    // Todoist lists the latest first, and lines that share a position keep the order in which they come.
    found.push(...below.value.toReversed());
  }
  return { found, unsearched: new Set() };
}
